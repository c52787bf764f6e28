//! Where the axes of a picture are on the page, and which value is where.

use crate::contract::number;
use crate::contract::pixels::{tenths, write_tenths};
use crate::contract::plane::Spot;
use crate::contract::ticks::{Ticks, along};
use crate::widgets::dom;

/// Room beside the picture for its numbers, at least, and between a number and the picture.
const LEFT: f64 = 50.0;
pub(super) const GAP: f64 = 6.0;
const BELOW: f64 = 34.0;
const EDGE: f64 = 10.0;
/// How wide a digit of a number beside an axis is.
pub(super) const DIGIT: f64 = 8.4;
/// Numbers along an axis, at most.
const MARKS: f64 = 6.0;

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
    /// Whether the numbers of each axis are exponents of ten.
    pub(super) powers: (bool, bool),
}

impl Frame {
    pub fn new(
        (wide, tall): (f64, f64),
        (x, y): ((f64, f64), (f64, f64)),
        equal: bool,
        powers: (bool, bool),
    ) -> Self {
        let scale = dom::axis_scale();
        let mut height = tall - BELOW * scale - EDGE;
        // As wide as its widest number.
        let (_, numbers) = upright(y, (wide, height), scale, powers.1);
        let beside = (LEFT * scale).max(DIGIT * scale * numbers.widest() + GAP + 2.0);
        let mut width = wide - beside - EDGE;
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
            powers,
        }
    }

    /// The numbers beside the upright axis, and as text.
    pub(super) fn upright(&self) -> (Vec<f64>, Ticks) {
        let place = (self.whole.0, self.height);
        upright(self.y, place, self.type_scale, self.powers.1)
    }

    /// The numbers below the other axis, and as text. Long ones need more room, so fewer of them are
    /// shown.
    pub(super) fn across(&self) -> (Vec<f64>, Ticks) {
        let digit = DIGIT * self.type_scale;
        let most = (self.width / (62.0 * self.type_scale)).clamp(2.0, MARKS + 2.0);
        // Three have room beside each other.
        let room = (self.width / (3.0 * digit)).clamp(5.5, 10.0);
        let numbers = |most: f64| along(self.x, most, room, self.powers.0);
        let all = numbers(most);
        let fit = self.width / (digit * (all.1.widest() + 2.0));
        if fit < most {
            numbers(fit.max(2.0))
        } else {
            all
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

    /// Where the line through 0 of the axis across stands, within the axes. Where coordinates are exponents,
    /// 0 is the 1 among the powers.
    pub(super) fn zero(&self) -> Option<f64> {
        let seen = !self.powers.0 && (self.x.0..=self.x.1).contains(&0.0);
        seen.then(|| self.at((0.0, 0.0)).0)
    }

    /// From a pixel within the axes to one of the whole picture.
    pub(super) fn out(&self, (x, y): Spot) -> Spot {
        (self.left + x, self.top + y)
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
        let mut last = (0, 0);
        for &(x, y) in points {
            if !(x.is_finite() && y.is_finite()) {
                pen = 'M';
                continue;
            }
            let (x, y) = self.at((x, y));
            let now = (tenths(x), tenths(y));
            if pen == 'L' && last == now {
                continue;
            }
            last = now;
            path.push(pen);
            write_tenths(&mut path, now.0);
            path.push(' ');
            write_tenths(&mut path, now.1);
            pen = 'L';
        }
        path
    }
}

/// The numbers beside an upright axis of that height, and as text, which takes about a fifth of the whole
/// width at most.
fn upright(
    y: (f64, f64),
    (wide, height): (f64, f64),
    scale: f64,
    powers: bool,
) -> (Vec<f64>, Ticks) {
    let most = (height / (22.0 * scale)).clamp(1.0, MARKS);
    let room = (0.22 * wide / (DIGIT * scale)).clamp(5.5, 9.0);
    along(y, most, room, powers)
}
