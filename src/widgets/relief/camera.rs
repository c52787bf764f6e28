//! How space is put on the canvas.

use crate::contract::contour::{Contours, Spacing};
use crate::widgets::surface::Brush;

/// A point in space: x, y and the height.
pub type Place = (f64, f64, f64);

/// From where the surface is looked at: turned about the upright axis, and tilted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// About the upright axis, in radians.
    pub turn: f64,
    /// Above the ground, in radians.
    pub tilt: f64,
}

/// The view at first.
pub const FIRST: View = View {
    turn: -0.6,
    tilt: 0.62,
};

/// Half the height of the surface, where half its width is 1.
pub const TALL: f64 = 0.55;

/// How space is put on the canvas.
#[derive(Clone, Copy)]
pub struct Camera {
    centre: (f64, f64),
    half: f64,
    low: f64,
    high: f64,
    /// Of the turn.
    pub sine: f64,
    /// Of the turn.
    pub cosine: f64,
    view: View,
    middle: (f64, f64),
    unit: f64,
}

impl Camera {
    /// All of the surface in view.
    pub fn new(brush: &Brush, contours: &Contours, view: View) -> Self {
        let (low, high) = shown(contours);
        let (sine, cosine) = view.turn.sin_cos();
        // The corners of the ground stay in view however it is turned.
        let across = brush.width / 2.0 / 1.45;
        let down = brush.height / 2.0 / (1.42 * view.tilt.sin() + TALL * view.tilt.cos() + 0.06);
        Self {
            centre: contours.window.centre(),
            half: 0.5 * contours.window.size(),
            low,
            high,
            sine,
            cosine,
            view,
            middle: (0.5 * brush.width, 0.5 * brush.height),
            unit: across.min(down),
        }
    }

    /// Each side from −1 to 1, the height from −[`TALL`] to [`TALL`].
    pub fn normal(&self, (x, y, z): Place) -> Place {
        let part = (z - self.low) / (self.high - self.low);
        (
            (x - self.centre.0) / self.half,
            (y - self.centre.1) / self.half,
            TALL * (2.0 * part - 1.0),
        )
    }

    /// Where a normal point is on the canvas.
    pub fn seen(&self, (x, y, z): Place) -> (f64, f64) {
        let across = self.cosine * x - self.sine * y;
        let away = self.sine * x + self.cosine * y;
        let up = z * self.view.tilt.cos() + away * self.view.tilt.sin();
        (
            self.middle.0 + self.unit * across,
            self.middle.1 - self.unit * up,
        )
    }

    /// Where a point is on the canvas.
    pub fn at(&self, place: Place) -> (f64, f64) {
        self.seen(self.normal(place))
    }
}

/// The heights that are shown: where a function is flat in most places and steep in a few, those few are
/// cut off.
fn shown(contours: &Contours) -> (f64, f64) {
    let (low, high) = contours.range;
    match contours.spacing {
        Spacing::Even => (low, high),
        Spacing::Doubling => (low, low + 0.12 * (high - low)),
        Spacing::Halving => (high - 0.12 * (high - low), high),
    }
}
