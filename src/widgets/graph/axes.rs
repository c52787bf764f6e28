//! The axes of a picture: the elements that follow where they are.

use super::frame::{DIGIT, Frame, GAP};
use crate::contract::graph::Graph;
use crate::contract::pixels::{beside_zero, middle_of};
use crate::contract::plane::Spot;
use crate::contract::ticks::Ticks;
use crate::widgets::dom::{self, Name, Written, keep};
use std::fmt::Write as _;
use web_sys::Element;

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
    /// What the numbers of each axis share.
    shared: [Ticks; 2],
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
            shared: Default::default(),
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
        let (xs, across) = frame.across();
        let (ys, up) = frame.upright();
        let mut lines = String::new();
        let below = frame.top + frame.height;
        let ticks = &self.ticks;
        let label = || Name::new(ticks, "plane-tick");
        keep(&mut self.across, xs.len(), label, Name::remove);
        for ((label, &x), text) in self.across.iter_mut().zip(&xs).zip(&across.texts) {
            let at = frame.at((x, frame.y.0)).0;
            let _ = write!(lines, "M{at:.1} 0V{:.1}", frame.height);
            let middle = middle_of(frame.left + at, text, DIGIT * scale, frame.whole.0 - 1.0);
            label.write(text, (middle, below + 15.0 * scale));
        }
        let label = || Name::new(ticks, "plane-tick end");
        keep(&mut self.up, ys.len(), label, Name::remove);
        for ((label, &y), text) in self.up.iter_mut().zip(&ys).zip(&up.texts) {
            let at = frame.at((frame.x.0, y)).1;
            let _ = write!(lines, "M0 {at:.1}H{:.1}", frame.width);
            label.write(text, (frame.left - GAP, frame.top + at + 4.0 * scale));
        }
        self.shared = [across, up];
        self.grid.set(&[("d", &lines)]);
        let mut zero = String::new();
        if !frame.powers.1 && (frame.y.0..=frame.y.1).contains(&0.0) {
            let _ = write!(zero, "M0 {:.1}H{:.1}", frame.at((0.0, 0.0)).1, frame.width);
        }
        if let Some(at) = frame.zero() {
            let _ = write!(zero, "M{at:.1} 0V{:.1}", frame.height);
        }
        self.zero.set(&[("d", &zero)]);
    }

    /// What the axes are, which may change where the axes stay, with what their numbers share. Says where
    /// the upright axis's name is, its middle, and half of its width.
    pub(super) fn name(&mut self, graph: &Graph, frame: Frame) -> (Spot, f64) {
        let (right, below) = (frame.left + frame.width, frame.top + frame.height);
        let [across, up] = &mut self.names;
        let texts = [
            self.shared[0].named(&graph.names.0),
            self.shared[1].named(&graph.names.1),
        ];
        across.write(&texts[0], (right, below + 29.0 * frame.type_scale));
        let half = 4.0 * frame.type_scale * texts[1].chars().count() as f64;
        let begins = frame.left + beside_zero(frame.zero(), (GAP, 2.0 * half), frame.width);
        up.write(&texts[1], (begins, frame.top + 13.0));
        ((begins + half, frame.top + 9.0), half)
    }
}
