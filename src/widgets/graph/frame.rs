//! Where the axes of a picture are on the page, and which value is where.

use crate::contract::number;
use crate::contract::plane::Spot;
use crate::widgets::dom;
use std::fmt::Write as _;

const LEFT: f64 = 50.0;
const BELOW: f64 = 34.0;
const EDGE: f64 = 10.0;

/// Where the axes are, in CSS pixels of the whole picture, and what they span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    pub(super) whole: (f64, f64),
    /// How much larger than usual the numbers are.
    pub(super) type_scale: f64,
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) x: (f64, f64),
    pub(super) y: (f64, f64),
}

impl Frame {
    pub fn new((wide, tall): (f64, f64), x: (f64, f64), y: (f64, f64), equal: bool) -> Self {
        let scale = dom::axis_scale();
        let (beside, below) = (LEFT * scale, BELOW * scale);
        let (mut width, mut height) = (wide - beside - EDGE, tall - below - EDGE);
        let mut left = beside;
        if equal {
            let unit = (width / (x.1 - x.0)).min(height / (y.1 - y.0));
            let narrow = unit * (x.1 - x.0);
            left += 0.5 * (width - narrow);
            (width, height) = (narrow, unit * (y.1 - y.0));
        }
        Self {
            whole: (wide, tall),
            type_scale: scale,
            left,
            top: EDGE,
            width,
            height,
            x,
            y,
        }
    }

    /// Left, top, width and height of what is within the axes.
    pub fn inner(&self) -> [f64; 4] {
        [self.left, self.top, self.width, self.height]
    }

    pub fn is_large(&self) -> bool {
        self.width > 20.0 && self.height > 20.0
    }

    /// The pixel of a value, within the axes. What is endlessly far away is drawn far away.
    pub(super) fn at(&self, (x, y): Spot) -> Spot {
        let bound = |at: f64| at.clamp(-1e5, 1e5);
        let across = (x - self.x.0) / (self.x.1 - self.x.0);
        let up = (y - self.y.0) / (self.y.1 - self.y.0);
        (bound(across * self.width), bound((1.0 - up) * self.height))
    }

    /// The value under a pixel of the whole picture, as fine as a pixel, and no finer.
    pub fn value_at(&self, (px, py): Spot) -> Spot {
        let value = |part: f64, (low, high): (f64, f64)| {
            let step = 10_f64.powf(((high - low) / 400.0).log10().ceil());
            let x = low + part.clamp(0.0, 1.0) * (high - low);
            // Decimals, not multiples of an inexact step: 0.3 and not 0.30000000000000004.
            let decimals = (-step.log10().round()).clamp(0.0, 15.0) as usize;
            let rounded = (x / step).round() * step;
            number::parse(&format!("{rounded:.decimals$}")).unwrap_or(rounded) + 0.0
        };
        (
            value((px - self.left) / self.width, self.x),
            value(1.0 - (py - self.top) / self.height, self.y),
        )
    }

    pub(super) fn path(&self, points: &[Spot]) -> String {
        let mut path = String::with_capacity(12 * points.len());
        let mut pen = 'M';
        for &(x, y) in points {
            if !(x.is_finite() && y.is_finite()) {
                pen = 'M';
                continue;
            }
            let (x, y) = self.at((x, y));
            let _ = write!(path, "{pen}{x:.1} {y:.1}");
            pen = 'L';
        }
        path
    }
}
