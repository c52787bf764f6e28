//! The elements of a picture over two axes, and writing to them.

use super::frame::Frame;
use crate::contract::graph::{Graph, Stroke, marks, middle_of};
use crate::contract::number;
use crate::contract::plane::Spot;
use crate::widgets::dom::{self, Name, Written};
use crate::widgets::handles::keeping_focus;
use std::fmt::Write as _;
use web_sys::Element;

/// How far a name stands from what it names.
const APART: f64 = 17.0;
/// The size of an arrow's head.
const HEAD: f64 = 11.0;
/// How wide a character of a number beside an axis is.
const WIDE: f64 = 7.6;
/// Numbers along an axis, at most.
const MARKS: f64 = 6.0;

/// What needs other elements when it changes.
type Shape = (
    Vec<(&'static str, Stroke)>,
    Vec<(&'static str, Option<&'static str>)>,
    Vec<(&'static str, bool, Option<&'static str>)>,
);

fn shape(graph: &Graph) -> Shape {
    (
        (graph.curves.iter())
            .map(|c| (c.tint.name(), c.stroke))
            .collect(),
        (graph.arrows.iter())
            .map(|a| (a.tint.name(), a.handle.as_ref().map(|h| h.name)))
            .collect(),
        (graph.points.iter())
            .map(|p| (p.tint.name(), p.hollow, p.handle.as_ref().map(|h| h.name)))
            .collect(),
    )
}

struct ArrowParts {
    line: Written,
    head: Written,
    name: Name,
}

/// The elements of the picture.
#[derive(Default)]
pub struct Drawn {
    shape: Option<Shape>,
    frame: Option<Frame>,
    axes: Option<Axes>,
    curves: Vec<Written>,
    arrows: Vec<ArrowParts>,
    points: Vec<(Written, Name)>,
    handles: Vec<Written>,
}

/// The elements that follow where the axes are.
struct Axes {
    outer: Written,
    inner: Written,
    grid: Written,
    zero: Written,
    /// Around the numbers and names of the axes.
    ticks: Element,
    across: Vec<Name>,
    up: Vec<Name>,
    names: [Name; 2],
}

impl Drawn {
    /// Shows a picture in a frame.
    pub fn show(&mut self, place: &Element, graph: &Graph, frame: Frame) {
        let now = shape(graph);
        if self.shape.as_ref() != Some(&now) {
            keeping_focus(place, || {
                *self = Self::new(place, graph).unwrap_or_default()
            });
            self.shape = Some(now);
        }
        if let Some(axes) = &mut self.axes {
            if self.frame != Some(frame) {
                axes.write(frame);
            }
            axes.name(graph, frame);
        }
        self.frame = Some(frame);
        self.write(graph, frame);
    }

    fn new(place: &Element, graph: &Graph) -> Option<Self> {
        place.set_text_content(None);
        let outer = dom::append_svg(place, "svg", &[("class", "graph-all")])?;
        let back = dom::append_svg(&outer, "g", &[("aria-hidden", "true")])?;
        let ticks = dom::append_svg(&back, "g", &[])?;
        // What lies outside of the axes is cut off.
        let inner = dom::append_svg(&back, "svg", &[("overflow", "hidden")])?;
        let path =
            |class: &str| dom::append_svg(&inner, "path", &[("class", class)]).map(Written::to);
        let (grid, zero) = (path("plane-plain")?, path("plane-axes")?);
        let mut drawn = Self::default();
        for curve in &graph.curves {
            let stroke = match curve.stroke {
                Stroke::Solid => "",
                Stroke::Dashed => " dashed",
                Stroke::Thin => " thin",
                Stroke::Filled => " filled",
            };
            let class = format!("plane-curve tint-{}{stroke}", curve.tint.name());
            drawn.curves.push(path(&class)?);
        }
        for arrow in &graph.arrows {
            let tint = arrow.tint.name();
            drawn.arrows.push(ArrowParts {
                line: path(&format!("plane-arrow tint-{tint}"))?,
                head: path(&format!("plane-head tint-{tint}"))?,
                name: Name::new(&back, &format!("plane-name tint-{tint}"))?,
            });
        }
        for point in &graph.points {
            let hollow = if point.hollow { " hollow" } else { "" };
            let tint = point.tint.name();
            let class = format!("plane-point tint-{tint}{hollow}");
            let circle = dom::append_svg(&inner, "circle", &[("class", &class), ("r", "5")])?;
            let name = Name::new(&back, &format!("plane-name tint-{tint}"))?;
            drawn.points.push((Written::to(circle), name));
        }
        for (handle, tint) in graph.tinted_handles() {
            let attributes = [
                ("class", format!("plane-handle tint-{}", tint.name())),
                ("r", "15".into()),
                ("role", "slider".into()),
                ("tabindex", "0".into()),
                ("aria-label", handle.label.into()),
                ("data-handle", handle.name.into()),
            ];
            let attributes: Vec<(&str, &str)> =
                attributes.iter().map(|(k, v)| (*k, v.as_str())).collect();
            let handle = dom::append_svg(&outer, "circle", &attributes)?;
            drawn.handles.push(Written::to(handle));
        }
        drawn.axes = Some(Axes {
            names: [
                Name::new(&ticks, "plane-tick axis end")?,
                Name::new(&ticks, "plane-tick axis start")?,
            ],
            outer: Written::to(outer),
            inner: Written::to(inner),
            grid,
            zero,
            ticks,
            across: Vec::new(),
            up: Vec::new(),
        });
        Some(drawn)
    }

    fn write(&mut self, graph: &Graph, frame: Frame) {
        let out = |(x, y): Spot| (frame.left + x, frame.top + y);
        // The upright axis has its name inside the picture.
        let mut taken: Vec<Spot> = (0..graph.names.1.chars().count())
            .map(|at| (frame.left + 10.0 + 8.0 * at as f64, frame.top + 9.0))
            .collect();
        for (element, curve) in self.curves.iter_mut().zip(&graph.curves) {
            element.set(&[("d", &frame.path(&curve.points))]);
        }
        for (parts, arrow) in self.arrows.iter_mut().zip(&graph.arrows) {
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
            let line = format!("M{:.1} {:.1}L{:.1} {:.1}", from.0, from.1, neck.0, neck.1);
            parts.line.set(&[("d", &line)]);
            let points = format!(
                "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z",
                tip.0,
                tip.1,
                neck.0 - half * uy,
                neck.1 + half * ux,
                neck.0 + half * uy,
                neck.1 - half * ux
            );
            parts.head.set(&[("d", &points)]);
            let apart = if arrow.handle.is_some() {
                APART + 10.0
            } else {
                APART
            };
            let at = out((tip.0 + apart * ux, tip.1 + apart * uy));
            parts
                .name
                .write(&arrow.name, free(frame, at, &arrow.name, &mut taken));
        }
        for ((circle, name), point) in self.points.iter_mut().zip(&graph.points) {
            let seen = point.at.0.is_finite() && point.at.1.is_finite();
            let at = if seen {
                frame.at(point.at)
            } else {
                (-1e4, -1e4)
            };
            let (x, y) = (format!("{:.1}", at.0), format!("{:.1}", at.1));
            circle.set(&[("cx", &x), ("cy", &y)]);
            let inside =
                (0.0..=frame.width).contains(&at.0) && (0.0..=frame.height).contains(&at.1);
            let shown = if inside { point.name.as_str() } else { "" };
            let raised = if point.handle.is_some() {
                APART + 8.0
            } else {
                APART
            };
            let spot = out((at.0, at.1 - raised));
            name.write(shown, free(frame, spot, shown, &mut taken));
        }
        for (element, (_, at)) in self.handles.iter_mut().zip(graph.handles()) {
            let (x, y) = frame.at((
                if at.0.is_finite() { at.0 } else { frame.x.0 },
                if at.1.is_finite() { at.1 } else { frame.y.0 },
            ));
            let (x, y) = out((x.clamp(0.0, frame.width), y.clamp(0.0, frame.height)));
            let text = format!("({}, {})", number::rounded(at.0), number::rounded(at.1));
            element.set(&[
                ("cx", &format!("{x:.1}")),
                ("cy", &format!("{y:.1}")),
                ("aria-valuenow", &number::exact(at.0)),
                ("aria-valuemin", &number::exact(at.0.min(frame.x.0))),
                ("aria-valuemax", &number::exact(at.0.max(frame.x.1))),
                ("aria-valuetext", &text),
            ]);
        }
    }
}

impl Axes {
    fn write(&mut self, frame: Frame) {
        let size = |x: f64| format!("{x:.1}");
        let (w, h) = (size(frame.whole.0), size(frame.whole.1));
        self.outer.set(&[("width", &w), ("height", &h)]);
        self.inner.set(&[
            ("x", &size(frame.left)),
            ("y", &size(frame.top)),
            ("width", &size(frame.width)),
            ("height", &size(frame.height)),
        ]);
        let scale = frame.type_scale;
        let across = (frame.width / (62.0 * scale)).clamp(2.0, MARKS + 2.0);
        let up = (frame.height / (22.0 * scale)).clamp(1.0, MARKS);
        let (mut xs, ys) = (marks(frame.x, across), marks(frame.y, up));
        // Long numbers need more room, so fewer of them are shown.
        let long = |x: &f64| number::on_axis(*x).chars().count();
        let longest = xs.iter().map(long).max().unwrap_or_default() as f64;
        let room = frame.width / (WIDE * scale * (longest + 2.0));
        if room < across {
            xs = marks(frame.x, room.max(2.0));
        }
        let mut lines = String::new();
        let below = frame.top + frame.height;
        adapt(&mut self.across, &self.ticks, "plane-tick", xs.len());
        for (label, &x) in self.across.iter_mut().zip(&xs) {
            let at = frame.at((x, frame.y.0)).0;
            let _ = write!(lines, "M{at:.1} 0V{:.1}", frame.height);
            let text = number::on_axis(x);
            let middle = middle_of(frame.left + at, &text, WIDE * scale, frame.whole.0 - 1.0);
            label.write(&text, (middle, below + 15.0 * scale));
        }
        adapt(&mut self.up, &self.ticks, "plane-tick end", ys.len());
        for (label, &y) in self.up.iter_mut().zip(&ys) {
            let at = frame.at((frame.x.0, y)).1;
            let _ = write!(lines, "M0 {at:.1}H{:.1}", frame.width);
            let spot = (frame.left - 6.0, frame.top + at + 4.0 * scale);
            label.write(&number::on_axis(y), spot);
        }
        self.grid.set(&[("d", &lines)]);
        let mut zero = String::new();
        let origin = frame.at((0.0, 0.0));
        if (frame.y.0..=frame.y.1).contains(&0.0) {
            let _ = write!(zero, "M0 {:.1}H{:.1}", origin.1, frame.width);
        }
        if (frame.x.0..=frame.x.1).contains(&0.0) {
            let _ = write!(zero, "M{:.1} 0V{:.1}", origin.0, frame.height);
        }
        self.zero.set(&[("d", &zero)]);
    }

    /// What the axes are, which may change where the axes stay.
    fn name(&mut self, graph: &Graph, frame: Frame) {
        let (right, below) = (frame.left + frame.width, frame.top + frame.height);
        let [across, up] = &mut self.names;
        across.write(&graph.names.0, (right, below + 29.0 * frame.type_scale));
        up.write(&graph.names.1, (frame.left + 6.0, frame.top + 13.0));
    }
}

/// Makes so many labels of what there is.
fn adapt(labels: &mut Vec<Name>, place: &Element, class: &str, count: usize) {
    for surplus in labels.drain(count.min(labels.len())..) {
        surplus.remove();
    }
    while labels.len() < count {
        let Some(label) = Name::new(place, class) else {
            return;
        };
        labels.push(label);
    }
}

/// A place for a name inside the picture that no other name has, near to where it should be.
fn free(frame: Frame, (x, y): Spot, name: &str, taken: &mut Vec<Spot>) -> Spot {
    let half = 4.0 * name.chars().count() as f64 + 4.0;
    let right = (frame.left + frame.width - half).max(frame.left + half);
    let bottom = frame.top + frame.height - 12.0;
    let mut at = (
        x.clamp(frame.left + half, right),
        y.clamp(frame.top + 12.0, bottom.max(frame.top + 12.0)),
    );
    if name.is_empty() {
        return at;
    }
    for _ in 0..4 {
        let near =
            |other: &Spot| (other.0 - at.0).abs() < 2.0 * half && (other.1 - at.1).abs() < 18.0;
        let Some(other) = taken.iter().copied().find(near) else {
            break;
        };
        at.1 = if other.1 + 19.0 < bottom {
            other.1 + 19.0
        } else {
            other.1 - 19.0
        };
    }
    taken.push(at);
    at
}
