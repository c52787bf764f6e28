//! The elements of a picture over two axes, and writing to them.

use super::axes::Axes;
use super::frame::Frame;
use crate::contract::graph::{Graph, GraphArrow, GraphPoint, Stroke};
use crate::contract::number;
use crate::contract::plane::Spot;
use crate::widgets::dom::{self, Written, keep};
use crate::widgets::handles::keeping_focus;
use crate::widgets::marks::{ArrowMark, HandleMark, PointMark, beside};
use web_sys::Element;

/// How far a name stands from what it names.
const APART: f64 = 17.0;
/// From one name to the one below.
const LINE: f64 = 19.0;

/// The elements of the picture. They are made once, as many as there are things to show, and written to.
pub struct Drawn {
    frame: Option<Frame>,
    whole: Element,
    axes: Axes,
    /// Where curves, arrows and points are, in the order in which they lie above each other.
    layers: [Element; 3],
    names: Element,
    curves: Vec<CurveParts>,
    arrows: Vec<ArrowMark>,
    points: Vec<PointMark>,
    handles: Vec<HandleMark>,
    /// What the handles are called.
    called: Vec<&'static str>,
}

struct CurveParts {
    path: Written,
    /// What it was drawn of.
    drawn: Option<(Frame, Vec<Spot>)>,
}

impl Drawn {
    /// The elements of a picture without curves, arrows and points.
    pub fn new(place: &Element) -> Option<Self> {
        let whole = dom::append_svg(place, "svg", &[("class", "graph-all")])?;
        let back = dom::append_svg(&whole, "g", &[("aria-hidden", "true")])?;
        let ticks = dom::append_svg(&back, "g", &[])?;
        // What lies outside of the axes is cut off.
        let inner = dom::append_svg(&back, "svg", &[("overflow", "hidden")])?;
        let layer = || dom::append_svg(&inner, "g", &[]);
        Some(Self {
            frame: None,
            axes: Axes::new(whole.clone(), ticks, inner.clone())?,
            layers: [layer()?, layer()?, layer()?],
            names: dom::append_svg(&back, "g", &[])?,
            whole,
            curves: Vec::new(),
            arrows: Vec::new(),
            points: Vec::new(),
            handles: Vec::new(),
            called: Vec::new(),
        })
    }

    /// Shows a picture in a frame.
    pub fn show(&mut self, place: &Element, graph: &Graph, frame: Frame) {
        if self.frame != Some(frame) {
            self.axes.write(frame);
        }
        let name = self.axes.name(graph, frame);
        self.frame = Some(frame);
        self.write_curves(graph, frame);
        let mut taken = Taken::of(graph, frame, name);
        self.write_arrows(&graph.arrows, frame, &mut taken);
        self.write_points(&graph.points, frame, &mut taken);
        let called: Vec<_> = graph
            .tinted_handles()
            .map(|(handle, _)| handle.name)
            .collect();
        let anew = self.called != called;
        if anew {
            self.called = called;
            keeping_focus(place, || self.make_handles());
        }
        self.write_handles(graph, frame);
        if anew {
            self.describe(graph, frame);
        }
    }

    fn write_curves(&mut self, graph: &Graph, frame: Frame) {
        let [layer, ..] = &self.layers;
        let make = || {
            let path = Written::to(dom::append_svg(layer, "path", &[])?);
            Some(CurveParts { path, drawn: None })
        };
        keep(&mut self.curves, graph.curves.len(), make, |curve| {
            curve.path.remove();
        });
        for (parts, curve) in self.curves.iter_mut().zip(&graph.curves) {
            let stroke = match curve.stroke {
                Stroke::Solid => "",
                Stroke::Dashed => " dashed",
                Stroke::Thin => " thin",
                Stroke::Filled => " filled",
            };
            let class = format!("plane-curve tint-{}{stroke}", curve.tint.name());
            parts.path.set(&[("class", &class)]);
            // Clouds of thousands of points mostly stay.
            let stays = (parts.drawn.as_ref())
                .is_some_and(|(before, points)| *before == frame && same(points, &curve.points));
            if !stays {
                parts.path.set(&[("d", &frame.path(&curve.points))]);
                parts.drawn = Some((frame, curve.points.clone()));
            }
        }
    }

    fn write_arrows(&mut self, arrows: &[GraphArrow], frame: Frame, taken: &mut Taken) {
        let [_, layer, _] = &self.layers;
        let make = || ArrowMark::new(layer, &self.names);
        keep(&mut self.arrows, arrows.len(), make, ArrowMark::remove);
        for (mark, arrow) in self.arrows.iter_mut().zip(arrows) {
            let tip = frame.at(arrow.tip);
            let (ux, uy) = mark.draw(frame.at(arrow.from), tip, arrow.tint, false);
            let apart = beside(APART, arrow.handle.is_some());
            let at = frame.out((tip.0 + apart * ux, tip.1 + apart * uy));
            mark.name
                .write(&arrow.name, free(frame, &[at], &arrow.name, taken));
        }
    }

    fn write_points(&mut self, points: &[GraphPoint], frame: Frame, taken: &mut Taken) {
        let [.., layer] = &self.layers;
        let make = || PointMark::new(layer, &self.names);
        keep(&mut self.points, points.len(), make, PointMark::remove);
        for (mark, point) in self.points.iter_mut().zip(points) {
            let seen = point.at.0.is_finite() && point.at.1.is_finite();
            let at = if seen {
                frame.at(point.at)
            } else {
                (-1e4, -1e4)
            };
            mark.draw(at, point.tint, point.hollow);
            let shown = if is_inside(frame, at) {
                point.name.as_str()
            } else {
                ""
            };
            let apart = beside(APART, point.handle.is_some());
            let wished = around(frame.out(at), apart, shown);
            mark.name.write(shown, free(frame, &wished, shown, taken));
        }
    }

    /// Handles lie above all, and are new where others are dragged than before.
    fn make_handles(&mut self) {
        self.handles.drain(..).for_each(HandleMark::remove);
        let make = |name: &&str| HandleMark::new(&self.whole, name);
        self.handles.extend(self.called.iter().filter_map(make));
    }

    fn write_handles(&mut self, graph: &Graph, frame: Frame) {
        let handles = graph.tinted_handles().zip(graph.handles());
        for (mark, ((_, tint), (_, at))) in self.handles.iter_mut().zip(handles) {
            let (x, y) = frame.at((
                if at.0.is_finite() { at.0 } else { frame.x.0 },
                if at.1.is_finite() { at.1 } else { frame.y.0 },
            ));
            let within = (x.clamp(0.0, frame.width), y.clamp(0.0, frame.height));
            mark.draw(frame.out(within), tint);
        }
    }

    /// Says what the handles are and where, for a screen reader.
    pub fn describe(&mut self, graph: &Graph, frame: Frame) {
        for (mark, (handle, at)) in self.handles.iter_mut().zip(graph.handles()) {
            let said =
                |x: f64, power: bool| number::rounded(if power { 10_f64.powf(x) } else { x });
            let both = [said(at.0, graph.powers.0), said(at.1, graph.powers.1)];
            mark.describe(handle.label, at.0, frame.x, both);
        }
    }
}

/// Whether two curves are the same, gaps included.
fn same(one: &[Spot], other: &[Spot]) -> bool {
    let bits = |(x, y): &Spot| (x.to_bits(), y.to_bits());
    one.len() == other.len() && one.iter().map(bits).eq(other.iter().map(bits))
}

/// Where names are already, each with half of its width, and the points that no name should lie on.
struct Taken {
    names: Vec<(Spot, f64)>,
    dots: Vec<Spot>,
}

impl Taken {
    /// Before anything is named but the upright axis, whose name stands inside the picture.
    fn of(graph: &Graph, frame: Frame, axis: (Spot, f64)) -> Self {
        let points = graph.points.iter().map(|p| frame.at(p.at));
        Self {
            names: vec![axis],
            dots: points
                .filter(|at| is_inside(frame, *at))
                .map(|at| frame.out(at))
                .collect(),
        }
    }

    /// The name that such a name would lie on.
    fn near(&self, at: Spot, half: f64) -> Option<Spot> {
        let lies = |(other, wide): &&(Spot, f64)| {
            (other.0 - at.0).abs() < half + wide && (other.1 - at.1).abs() < LINE - 1.0
        };
        self.names.iter().find(lies).map(|(other, _)| *other)
    }

    /// Whether such a name would lie on nothing.
    fn is_clear(&self, at: Spot, half: f64) -> bool {
        let lies = |dot: &Spot| (dot.0 - at.0).abs() < half + 2.0 && (dot.1 - at.1).abs() < 14.0;
        self.near(at, half).is_none() && !self.dots.iter().any(lies)
    }
}

/// Whether a pixel lies within the axes.
fn is_inside(frame: Frame, at: Spot) -> bool {
    (0.0..=frame.width).contains(&at.0) && (0.0..=frame.height).contains(&at.1)
}

/// About half the width of a name.
fn half_of(name: &str) -> f64 {
    4.0 * name.chars().count() as f64 + 4.0
}

/// Where the name of a point may stand: above, on the right, on the left, below.
fn around((x, y): Spot, apart: f64, name: &str) -> [Spot; 4] {
    let beside = half_of(name) + apart - 8.0;
    [
        (x, y - apart),
        (x + beside, y),
        (x - beside, y),
        (x, y + apart),
    ]
}

/// A place for a name inside the picture: the first of these where it lies on nothing, or else one
/// near the first that no other name has.
fn free(frame: Frame, wished: &[Spot], name: &str, taken: &mut Taken) -> Spot {
    let half = half_of(name);
    let right = (frame.left + frame.width - half).max(frame.left + half);
    let bottom = frame.top + frame.height - 12.0;
    let within = |spot: &Spot| {
        let (x, y) = *spot;
        (
            x.clamp(frame.left + half, right),
            y.clamp(frame.top + 12.0, bottom.max(frame.top + 12.0)),
        )
    };
    let mut places = wished.iter().map(within);
    let first = places.clone().next().unwrap_or_default();
    if name.is_empty() {
        return first;
    }
    let clear = places.find(|at| taken.is_clear(*at, half));
    let mut at = clear.unwrap_or(first);
    for _ in 0..4 {
        let Some(other) = taken.near(at, half) else {
            break;
        };
        at.1 = if other.1 + LINE < bottom {
            other.1 + LINE
        } else {
            other.1 - LINE
        };
    }
    taken.names.push((at, half));
    at
}
