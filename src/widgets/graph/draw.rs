//! The elements of a picture over two axes, and writing to them.

use super::axes::Axes;
use super::frame::Frame;
use crate::contract::graph::{Graph, GraphArrow, GraphPoint, Stroke};
use crate::contract::number;
use crate::contract::plane::Spot;
use crate::widgets::dom::{self, Name, Written, keep};
use crate::widgets::handles::keeping_focus;
use web_sys::Element;

/// How far a name stands from what it names.
const APART: f64 = 17.0;
/// From one name to the one below.
const LINE: f64 = 19.0;
/// How much farther where it is dragged.
const BESIDE_HANDLE: f64 = 10.0;
/// The size of an arrow's head.
const HEAD: f64 = 11.0;

/// The elements of the picture. They are made once, as many as there are things to show, and written to.
pub struct Drawn {
    frame: Option<Frame>,
    whole: Element,
    axes: Axes,
    /// Where curves, arrows and points are, in the order in which they lie above each other.
    layers: [Element; 3],
    names: Element,
    curves: Vec<CurveParts>,
    arrows: Vec<ArrowParts>,
    points: Vec<(Written, Name)>,
    handles: Vec<Written>,
    /// What the handles are called.
    called: Vec<&'static str>,
}

struct CurveParts {
    path: Written,
    /// What it was drawn of.
    drawn: Option<(Frame, Vec<Spot>)>,
}

struct ArrowParts {
    line: Written,
    head: Written,
    name: Name,
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
        let wide = self.axes.name(graph, frame);
        self.frame = Some(frame);
        self.write_curves(graph, frame);
        let mut taken = Taken::of(graph, frame, wide);
        self.write_arrows(&graph.arrows, frame, &mut taken);
        self.write_points(&graph.points, frame, &mut taken);
        let called: Vec<_> = graph
            .tinted_handles()
            .map(|(handle, _)| handle.name)
            .collect();
        let anew = self.called != called;
        if anew {
            self.called = called;
            keeping_focus(place, || self.make_handles(graph));
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
        let path = || dom::append_svg(layer, "path", &[]).map(Written::to);
        let make = || {
            Some(ArrowParts {
                line: path()?,
                head: path()?,
                name: Name::new(&self.names, "")?,
            })
        };
        keep(&mut self.arrows, arrows.len(), make, ArrowParts::remove);
        for (parts, arrow) in self.arrows.iter_mut().zip(arrows) {
            parts.write(arrow, frame, taken);
        }
    }

    fn write_points(&mut self, points: &[GraphPoint], frame: Frame, taken: &mut Taken) {
        let [.., layer] = &self.layers;
        let make = || {
            let circle = dom::append_svg(layer, "circle", &[("r", "5")])?;
            Some((Written::to(circle), Name::new(&self.names, "")?))
        };
        keep(&mut self.points, points.len(), make, |(circle, name)| {
            circle.remove();
            name.remove();
        });
        for ((circle, name), point) in self.points.iter_mut().zip(points) {
            let seen = point.at.0.is_finite() && point.at.1.is_finite();
            let at = if seen {
                frame.at(point.at)
            } else {
                (-1e4, -1e4)
            };
            let tint = point.tint.name();
            let hollow = if point.hollow { " hollow" } else { "" };
            circle.set(&[
                ("class", &format!("plane-point tint-{tint}{hollow}")),
                ("cx", &format!("{:.1}", at.0)),
                ("cy", &format!("{:.1}", at.1)),
            ]);
            let shown = if is_inside(frame, at) {
                point.name.as_str()
            } else {
                ""
            };
            let apart = apart(point.handle.is_some());
            name.classed(&format!("plane-name tint-{tint}"));
            let wished = around(frame.out(at), apart, shown);
            name.write(shown, free(frame, &wished, shown, taken));
        }
    }

    /// Handles lie above all, and are new where others are dragged than before.
    fn make_handles(&mut self, graph: &Graph) {
        self.handles.drain(..).for_each(Written::remove);
        for (handle, _) in graph.tinted_handles() {
            let attributes = [
                ("r", "15"),
                ("role", "slider"),
                ("tabindex", "0"),
                ("data-handle", handle.name),
            ];
            let Some(element) = dom::append_svg(&self.whole, "circle", &attributes) else {
                return;
            };
            self.handles.push(Written::to(element));
        }
    }

    fn write_handles(&mut self, graph: &Graph, frame: Frame) {
        let handles = graph.tinted_handles().zip(graph.handles());
        for (element, ((_, tint), (_, at))) in self.handles.iter_mut().zip(handles) {
            let (x, y) = frame.at((
                if at.0.is_finite() { at.0 } else { frame.x.0 },
                if at.1.is_finite() { at.1 } else { frame.y.0 },
            ));
            let (x, y) = frame.out((x.clamp(0.0, frame.width), y.clamp(0.0, frame.height)));
            element.set(&[
                ("class", &format!("plane-handle tint-{}", tint.name())),
                ("cx", &format!("{x:.1}")),
                ("cy", &format!("{y:.1}")),
            ]);
        }
    }

    /// Says what the handles are and where, for a screen reader.
    pub fn describe(&mut self, graph: &Graph, frame: Frame) {
        for (element, (handle, at)) in self.handles.iter_mut().zip(graph.handles()) {
            let said =
                |x: f64, power: bool| number::rounded(if power { 10_f64.powf(x) } else { x });
            let (x, y) = (said(at.0, graph.powers.0), said(at.1, graph.powers.1));
            let text = format!("({x}, {y})");
            element.set(&[
                ("aria-label", handle.label),
                ("aria-valuenow", &number::exact(at.0)),
                ("aria-valuemin", &number::exact(at.0.min(frame.x.0))),
                ("aria-valuemax", &number::exact(at.0.max(frame.x.1))),
                ("aria-valuetext", &text),
            ]);
        }
    }
}

impl ArrowParts {
    fn remove(self) {
        self.line.remove();
        self.head.remove();
        self.name.remove();
    }

    fn write(&mut self, arrow: &GraphArrow, frame: Frame, taken: &mut Taken) {
        let (from, tip) = (frame.at(arrow.from), frame.at(arrow.tip));
        let (dx, dy) = (tip.0 - from.0, tip.1 - from.1);
        let length = dx.hypot(dy);
        let (ux, uy) = if length > 0.5 {
            (dx / length, dy / length)
        } else {
            (0.0, 0.0)
        };
        let head = HEAD.min(0.7 * length);
        let neck = (tip.0 - head * ux, tip.1 - head * uy);
        let half = 0.4 * head;
        let tint = arrow.tint.name();
        let line = format!("M{:.1} {:.1}L{:.1} {:.1}", from.0, from.1, neck.0, neck.1);
        let class = format!("plane-arrow tint-{tint}");
        self.line.set(&[("class", &class), ("d", &line)]);
        let points = format!(
            "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z",
            tip.0,
            tip.1,
            neck.0 - half * uy,
            neck.1 + half * ux,
            neck.0 + half * uy,
            neck.1 - half * ux
        );
        let class = format!("plane-head tint-{tint}");
        self.head.set(&[("class", &class), ("d", &points)]);
        let apart = apart(arrow.handle.is_some());
        let at = frame.out((tip.0 + apart * ux, tip.1 + apart * uy));
        self.name.classed(&format!("plane-name tint-{tint}"));
        self.name
            .write(&arrow.name, free(frame, &[at], &arrow.name, taken));
    }
}

/// How far a name stands from what it names.
fn apart(dragged: bool) -> f64 {
    if dragged {
        APART + BESIDE_HANDLE
    } else {
        APART
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
    /// Before anything is named: the upright axis has its name inside the picture.
    /// That name has so many characters.
    fn of(graph: &Graph, frame: Frame, characters: usize) -> Self {
        let axis = 4.0 * characters as f64;
        let points = graph.points.iter().map(|p| frame.at(p.at));
        Self {
            names: vec![((frame.left + 6.0 + axis, frame.top + 9.0), axis)],
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
