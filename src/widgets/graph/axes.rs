//! The axes of a picture: the elements that follow where they are.

use super::frame::Frame;
use crate::contract::graph::{Graph, marks, middle_of};
use crate::contract::number;
use crate::widgets::dom::{self, Name, Written};
use std::fmt::Write as _;
use web_sys::Element;

/// How wide a character of a number beside an axis is.
const WIDE: f64 = 7.6;
/// Numbers along an axis, at most.
const MARKS: f64 = 6.0;

/// The elements of the axes.
pub(super) struct Axes {
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

impl Axes {
    /// Axes in the whole drawing `outer`: numbers in `ticks`, lines in the drawing `inner`, which cuts off
    /// what lies outside.
    pub(super) fn new(outer: Element, ticks: Element, inner: Element) -> Option<Self> {
        let path =
            |class: &str| dom::append_svg(&inner, "path", &[("class", class)]).map(Written::to);
        Some(Self {
            grid: path("plane-plain")?,
            zero: path("plane-axes")?,
            names: [
                Name::new(&ticks, "plane-tick axis end")?,
                Name::new(&ticks, "plane-tick axis start")?,
            ],
            outer: Written::to(outer),
            inner: Written::to(inner),
            ticks,
            across: Vec::new(),
            up: Vec::new(),
        })
    }

    /// Puts them where a frame has them.
    pub(super) fn write(&mut self, frame: Frame) {
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
    pub(super) fn name(&mut self, graph: &Graph, frame: Frame) {
        let (right, below) = (frame.left + frame.width, frame.top + frame.height);
        let [across, up] = &mut self.names;
        across.write(&graph.names.0, (right, below + 29.0 * frame.type_scale));
        up.write(&graph.names.1, (frame.left + 6.0, frame.top + 13.0));
    }
}

/// Makes so many labels of what there is.
fn adapt(labels: &mut Vec<Name>, place: &Element, class: &str, count: usize) {
    dom::keep(labels, count, || Name::new(place, class), Name::remove);
}
