//! What of a graph is in view.

use crate::contract::plane::Spot;
use crate::widgets::dom::type_scale;

/// The scale from which a box can be read, which is chosen where not all fits.
pub const READABLE: f64 = 1.0;
/// The scales that can be zoomed to.
pub const SCALES: (f64, f64) = (0.25, 2.5);
/// The largest scale that is chosen by itself.
const LARGE: f64 = 1.15;
/// How much a button or a key zooms in, and out.
pub const CLOSER: f64 = 1.25;
/// Its inverse.
pub const FARTHER: f64 = 0.8;
/// Around the graph.
pub const MARGIN: f64 = 14.0;

/// What is in view: the scale, and where the graph's corner stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Look {
    /// The scale.
    pub scale: f64,
    /// Where the graph's corner stands.
    pub at: Spot,
}

impl Look {
    /// All of it, or as much as can be read.
    pub fn fitting(whole: Spot, view: Spot, least: f64) -> Self {
        let room = |view: f64, whole: f64| (view - 2.0 * MARGIN) / whole.max(1.0);
        let scale = room(view.0, whole.0).min(room(view.1, whole.1));
        Self {
            scale: scale.min(LARGE * type_scale()).max(least * type_scale()),
            at: (MARGIN, MARGIN),
        }
        .centred(whole, view)
    }

    /// In the middle where there is more room than is needed, and never out of view.
    pub fn centred(mut self, whole: Spot, view: Spot) -> Self {
        let settle = |at: f64, view: f64, whole: f64| {
            let long = whole * self.scale + 2.0 * MARGIN;
            if long <= view {
                (view - long) / 2.0 + MARGIN
            } else {
                at.clamp(view - long + MARGIN, MARGIN)
            }
        };
        self.at = (
            settle(self.at.0, view.0, whole.0),
            settle(self.at.1, view.1, whole.1),
        );
        self
    }

    /// Larger or smaller, while the point `about` of the view stays.
    pub fn zoomed(self, by: f64, about: Spot) -> Self {
        let scale = (self.scale * by).clamp(SCALES.0, SCALES.1);
        let part = scale / self.scale;
        let keep = |at: f64, about: f64| about - part * (about - at);
        Self {
            scale,
            at: (keep(self.at.0, about.0), keep(self.at.1, about.1)),
        }
    }

    /// Moved by so many pixels.
    pub fn moved(self, by: Spot) -> Self {
        Self {
            at: (self.at.0 + by.0, self.at.1 + by.1),
            ..self
        }
    }

    /// So that a box can be seen.
    pub fn showing(self, middle: Spot, size: Spot, view: Spot) -> Self {
        let shift = |at: f64, middle: f64, size: f64, view: f64| {
            let (here, half) = (at + self.scale * middle, self.scale * size / 2.0 + MARGIN);
            if here - half < 0.0 || here + half > view {
                view / 2.0 - here
            } else {
                0.0
            }
        };
        self.moved((
            shift(self.at.0, middle.0, size.0, view.0),
            shift(self.at.1, middle.1, size.1, view.1),
        ))
    }
}
