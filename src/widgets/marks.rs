//! Arrows, points and handles, as the plane and a picture over two axes draw them alike. Places are in
//! the units of the drawing.

use super::dom::{self, Name, Written};
use crate::contract::Tint;
use crate::contract::number;
use crate::contract::plane::Spot;
use web_sys::Element;

/// The size of an arrow's head.
const HEAD: f64 = 11.0;
/// How much farther a name stands from what is dragged.
const BESIDE_HANDLE: f64 = 10.0;

/// How far a name stands from what it names: so far, and farther where that is dragged.
pub fn beside(apart: f64, dragged: bool) -> f64 {
    if dragged {
        apart + BESIDE_HANDLE
    } else {
        apart
    }
}

/// An arrow with its name.
pub struct ArrowMark {
    line: Written,
    head: Written,
    /// Its name, which is written apart.
    pub name: Name,
}

impl ArrowMark {
    /// A new one at the end of `layer`, its name at the end of `names`.
    pub fn new(layer: &Element, names: &Element) -> Option<Self> {
        let path = || dom::append_svg(layer, "path", &[]).map(Written::to);
        Some(Self {
            line: path()?,
            head: path()?,
            name: Name::new(names, "")?,
        })
    }

    /// Takes it away.
    pub fn remove(self) {
        self.line.remove();
        self.head.remove();
        self.name.remove();
    }

    /// Draws it, and says in which direction it points; up where it is no longer than a dot.
    pub fn draw(&mut self, from: Spot, tip: Spot, tint: Tint, dashed: bool) -> Spot {
        let (dx, dy) = (tip.0 - from.0, tip.1 - from.1);
        let length = dx.hypot(dy);
        let (ux, uy) = if length > 0.5 {
            (dx / length, dy / length)
        } else {
            (0.0, -1.0)
        };
        let head = HEAD.min(0.6 * length);
        let neck = (tip.0 - head * ux, tip.1 - head * uy);
        let half = 0.4 * head;
        let line = format!("M{:.1} {:.1}L{:.1} {:.1}", from.0, from.1, neck.0, neck.1);
        let points = format!(
            "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z",
            tip.0,
            tip.1,
            neck.0 - half * uy,
            neck.1 + half * ux,
            neck.0 + half * uy,
            neck.1 - half * ux
        );
        let tint = tint.name();
        let dashed = if dashed { " dashed" } else { "" };
        let class = format!("plane-arrow tint-{tint}{dashed}");
        self.line.set(&[("class", &class), ("d", &line)]);
        let class = format!("plane-head tint-{tint}");
        self.head.set(&[("class", &class), ("d", &points)]);
        self.name.classed(&format!("plane-name tint-{tint}"));
        (ux, uy)
    }
}

/// A point with its name.
pub struct PointMark {
    circle: Written,
    /// Its name, which is written apart.
    pub name: Name,
}

impl PointMark {
    /// A new one at the end of `layer`, its name at the end of `names`.
    pub fn new(layer: &Element, names: &Element) -> Option<Self> {
        let circle = dom::append_svg(layer, "circle", &[("r", "5")])?;
        Some(Self {
            circle: Written::to(circle),
            name: Name::new(names, "")?,
        })
    }

    /// Takes it away.
    pub fn remove(self) {
        self.circle.remove();
        self.name.remove();
    }

    /// Draws it.
    pub fn draw(&mut self, (x, y): Spot, tint: Tint, hollow: bool) {
        let tint = tint.name();
        let hollow = if hollow { " hollow" } else { "" };
        self.circle.set(&[
            ("class", &format!("plane-point tint-{tint}{hollow}")),
            ("cx", &format!("{x:.1}")),
            ("cy", &format!("{y:.1}")),
        ]);
        self.name.classed(&format!("plane-name tint-{tint}"));
    }
}

/// What is dragged: a slider in two directions for the keyboard.
pub struct HandleMark(Written);

impl HandleMark {
    /// A new one at the end of a drawing, above all else.
    pub fn new(whole: &Element, name: &str) -> Option<Self> {
        let attributes = [
            ("r", "15"),
            ("role", "slider"),
            ("tabindex", "0"),
            ("data-handle", name),
        ];
        dom::append_svg(whole, "circle", &attributes).map(|circle| Self(Written::to(circle)))
    }

    /// Takes it away.
    pub fn remove(self) {
        self.0.remove();
    }

    /// Sets attributes of its own.
    pub fn set(&mut self, attributes: &[(&'static str, &str)]) {
        self.0.set(attributes);
    }

    /// Draws it.
    pub fn draw(&mut self, (x, y): Spot, tint: Tint) {
        self.set(&[
            ("class", &format!("plane-handle tint-{}", tint.name())),
            ("cx", &format!("{x:.1}")),
            ("cy", &format!("{y:.1}")),
        ]);
    }

    /// Says what it is and where, for a screen reader: x on an axis between two limits, and both numbers
    /// in words.
    pub fn describe(&mut self, label: &str, x: f64, (low, high): (f64, f64), both: [String; 2]) {
        let [across, up] = both;
        self.set(&[
            ("aria-label", label),
            ("aria-valuenow", &number::exact(x)),
            ("aria-valuemin", &number::exact(x.min(low))),
            ("aria-valuemax", &number::exact(x.max(high))),
            ("aria-valuetext", &format!("({across}, {up})")),
        ]);
    }
}
