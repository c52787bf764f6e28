//! A function of two variables over a window, as data: its heights on a grid, and its level sets.

use super::graph::{marks, step_of};
use super::lists::median;
use super::number::rounded;
use super::plane::Spot;
use crate::expression::Typed;
use std::sync::Arc;

/// A rectangle of the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// From left to right.
    pub x: (f64, f64),
    /// From below to above.
    pub y: (f64, f64),
}

impl Window {
    /// A square around a point.
    #[must_use]
    pub fn around((x, y): Spot, half: f64) -> Self {
        Self {
            x: (x - half, x + half),
            y: (y - half, y + half),
        }
    }

    /// The square around the origin that holds a point with room: 3, 5, 10, 20 … on each side.
    #[must_use]
    pub fn holding((x, y): Spot) -> Self {
        let far = 1.15 * x.abs().max(y.abs());
        let half = if far <= 3.0 { 3.0 } else { step_of(far, 1.0) };
        Self::around((0.0, 0.0), half)
    }

    /// Whether a point is in it, and not at its very edge.
    #[must_use]
    pub fn has(&self, (x, y): Spot) -> bool {
        let within = |at: f64, (low, high): (f64, f64)| {
            let room = 0.02 * (high - low);
            (low + room..=high - room).contains(&at)
        };
        within(x, self.x) && within(y, self.y)
    }

    /// The longer side.
    #[must_use]
    pub fn size(&self) -> f64 {
        (self.x.1 - self.x.0).max(self.y.1 - self.y.0)
    }

    /// The middle.
    #[must_use]
    pub fn centre(&self) -> Spot {
        (0.5 * (self.x.0 + self.x.1), 0.5 * (self.y.0 + self.y.1))
    }
}

/// How heights become shades and lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spacing {
    /// Equal differences.
    Even,
    /// Each line is twice as far above the lowest point as the one before: for a function that is
    /// flat in most places and steep in a few.
    Doubling,
    /// The same below the highest point.
    Halving,
}

/// A function over a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Contours {
    /// Where.
    pub window: Window,
    /// Points of the grid along each side.
    pub side: usize,
    /// The heights, row by row from below; not finite where there is no value.
    pub heights: Arc<[f64]>,
    /// Lowest and highest height that is shown.
    pub range: (f64, f64),
    /// How the levels are spaced.
    pub spacing: Spacing,
    /// The levels that have lines.
    pub levels: Vec<f64>,
    /// The one height there is, where the heights differ by no more than rounding explains.
    pub only: Option<f64>,
}

/// Lines at most.
const LINES: f64 = 14.0;

impl Contours {
    /// The heights of a typed function over a window.
    #[must_use]
    pub fn of_formula(f: &Typed, window: Window, side: usize) -> Self {
        let off = |(x, y): Spot| f.value_rounding(&[x, y]);
        Self::sampled(window, side, |x, y| f.value(&[x, y]), off)
    }

    /// Samples a function at side×side points. Its heights are rounded a few times, each time by no more than
    /// this share of them.
    #[must_use]
    pub fn of(window: Window, side: usize, epsilon: f64, f: impl Fn(f64, f64) -> f64) -> Self {
        let off = |(x, y)| 4.0 * epsilon * f(x, y).abs();
        Self::sampled(window, side, &f, off)
    }

    /// The same of a function with a bound of its rounding at each point.
    fn sampled(
        window: Window,
        side: usize,
        f: impl Fn(f64, f64) -> f64,
        off: impl Fn(Spot) -> f64,
    ) -> Self {
        let side = side.max(2);
        let at = |i: usize| {
            let (row, column) = (i / side, i % side);
            (lerp(window.x, column, side), lerp(window.y, row, side))
        };
        let spots = (0..side * side).map(at);
        let mut heights: Vec<f64> = spots.map(|(x, y)| f(x, y)).collect();
        let only = only_height(&heights, |i| off(at(i)));
        if let Some(only) = only {
            let known = heights.iter_mut().filter(|h| !h.is_nan());
            known.for_each(|h| *h = only);
        }
        let mut sorted: Vec<f64> = heights.iter().copied().filter(|h| h.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let at = |part: f64| {
            let last = sorted.len().saturating_sub(1);
            let index = (part * last as f64).round() as usize;
            sorted.get(index).copied().unwrap_or(0.0)
        };
        let (range, spacing) = ranged(&at);
        Self {
            window,
            side,
            heights: heights.into(),
            range,
            spacing,
            levels: match only {
                Some(_) => Vec::new(),
                None => levels(range, spacing),
            },
            only,
        }
    }

    /// What the level sets are called in a title.
    #[must_use]
    pub fn title(&self) -> String {
        self.only.map_or("Level sets".to_owned(), |level| {
            format!("One level, {}, up to rounding", rounded(level))
        })
    }

    /// What is said where there is one height only.
    #[must_use]
    pub fn remark(&self) -> Option<String> {
        let level = rounded(self.only?);
        Some(format!(
            "One level, {level}: the values in this window differ by no more than rounding explains."
        ))
    }

    /// Where the point of that row and column is.
    #[must_use]
    pub fn spot(&self, row: usize, column: usize) -> Spot {
        (
            lerp(self.window.x, column, self.side),
            lerp(self.window.y, row, self.side),
        )
    }

    /// The height at that row and column; NaN outside.
    #[must_use]
    pub fn height(&self, row: usize, column: usize) -> f64 {
        let found = self.heights.get(row * self.side + column);
        found.copied().unwrap_or(f64::NAN)
    }

    /// A height as a share of the range, 0 at the bottom and 1 at the top, spaced as the levels are;
    /// none where there is no height.
    #[must_use]
    pub fn share(&self, height: f64) -> Option<f64> {
        if height.is_nan() {
            return None;
        }
        let (low, high) = self.range;
        let part = ((height - low) / (high - low)).clamp(0.0, 1.0);
        let eased = |part: f64| {
            let floor = 2.0_f64.powf(-LINES);
            1.0 + (part.max(floor)).log2() / LINES
        };
        Some(match self.spacing {
            Spacing::Even => part,
            Spacing::Doubling => eased(part),
            Spacing::Halving => 1.0 - eased(1.0 - part),
        })
    }

    /// The level set of one height: pieces of curves, by marching squares. Where a square has all four
    /// sides crossed, the height of its middle decides which are joined.
    ///
    /// Source: W. E. Lorensen, H. E. Cline, *Marching Cubes* (1987), in two dimensions.
    #[must_use]
    pub fn level_set(&self, level: f64) -> Vec<(Spot, Spot)> {
        let mut pieces = Vec::new();
        if !level.is_finite() {
            return pieces;
        }
        for row in 0..self.side - 1 {
            for column in 0..self.side - 1 {
                self.square(row, column, level, &mut pieces);
            }
        }
        pieces
    }

    /// The pieces within one square of the grid.
    fn square(&self, row: usize, column: usize, level: f64, pieces: &mut Vec<(Spot, Spot)>) {
        // Counter-clockwise from below on the left.
        let corners = [
            (row, column),
            (row, column + 1),
            (row + 1, column + 1),
            (row + 1, column),
        ];
        let heights = corners.map(|(r, c)| self.height(r, c));
        let above = heights.map(|h| h > level);
        if above == [true; 4] || above == [false; 4] || heights.iter().any(|h| !h.is_finite()) {
            return;
        }
        let crossing = |k: usize| -> Option<Spot> {
            // In one direction, whichever square the side is seen from: pieces that meet end in the same
            // numbers.
            let (a, b) = (k, (k + 1) % 4);
            let (a, b) = if corners[a] < corners[b] {
                (a, b)
            } else {
                (b, a)
            };
            if above[a] == above[b] {
                return None;
            }
            let part = (level - heights[a]) / (heights[b] - heights[a]);
            let (from, to) = (
                self.spot(corners[a].0, corners[a].1),
                self.spot(corners[b].0, corners[b].1),
            );
            Some((
                from.0 + part * (to.0 - from.0),
                from.1 + part * (to.1 - from.1),
            ))
        };
        let sides: [Option<Spot>; 4] = [crossing(0), crossing(1), crossing(2), crossing(3)];
        if let [Some(a), Some(b), Some(c), Some(d)] = sides {
            let middle = heights.iter().sum::<f64>() / 4.0 > level;
            if middle == above[0] {
                pieces.extend([(a, b), (c, d)]);
            } else {
                pieces.extend([(d, a), (b, c)]);
            }
            return;
        }
        let mut found = sides.into_iter().flatten();
        if let (Some(from), Some(to)) = (found.next(), found.next()) {
            pieces.push((from, to));
        }
    }
}

fn lerp((low, high): (f64, f64), at: usize, side: usize) -> f64 {
    low + (high - low) * at as f64 / (side - 1) as f64
}

/// The one height there is, if every height may be it: the bounds of their rounding, each asked for by its
/// index, have a number in common. The two ends are asked first, since mostly these tell.
fn only_height(heights: &[f64], off: impl Fn(usize) -> f64) -> Option<f64> {
    let known = || heights.iter().enumerate().filter(|(_, h)| !h.is_nan());
    let (least, most) = known().map(|(i, _)| i).fold(None, |ends, i| {
        let (least, most) = ends.unwrap_or((i, i));
        let lower = if heights[i] < heights[least] {
            i
        } else {
            least
        };
        let higher = if heights[i] > heights[most] { i } else { most };
        Some((lower, higher))
    })?;
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    let ends = [least, most].into_iter();
    for i in ends.chain(known().map(|(i, _)| i)) {
        let (height, off) = (heights[i], off(i));
        // A bound that is no number bounds nothing.
        if !(height.is_finite() && off.is_finite()) {
            return None;
        }
        (low, high) = (low.max(height - off), high.min(height + off));
        if low > high {
            return None;
        }
    }
    // 0 where it may be that, and otherwise what most heights are.
    let usual = median(known().map(|(_, h)| *h).collect());
    let zero = low <= 0.0 && high >= 0.0;
    Some(if zero { 0.0 } else { usual.clamp(low, high) })
}

/// What is shown of the heights, and how it is spaced, given the height that a share of all points is
/// below.
fn ranged(at: &dyn Fn(f64) -> f64) -> ((f64, f64), Spacing) {
    let (mut low, mut high) = (at(0.0), at(1.0));
    // A pole or an exponential must not squeeze all else flat.
    let (a, b) = (at(0.02), at(0.98));
    let room = 4.0 * (b - a);
    (low, high) = (low.max(a - room), high.min(b + room));
    let span = high - low;
    if !(span.is_finite() && span > 0.0) {
        let middle = if low.is_finite() { low } else { 0.0 };
        let half = 0.5 * middle.abs().max(1.0);
        return ((middle - half, middle + half), Spacing::Even);
    }
    let middle = (at(0.5) - low) / span;
    let spacing = if middle < 0.12 {
        Spacing::Doubling
    } else if middle > 0.88 {
        Spacing::Halving
    } else {
        Spacing::Even
    };
    ((low, high), spacing)
}

fn levels((low, high): (f64, f64), spacing: Spacing) -> Vec<f64> {
    let doubled = |k: i32| (high - low) * 2.0_f64.powi(-k);
    let count = LINES as i32;
    match spacing {
        Spacing::Even => {
            let inside = |x: &f64| *x > low && *x < high;
            marks((low, high), LINES)
                .into_iter()
                .filter(inside)
                .collect()
        }
        Spacing::Doubling => (1..count).rev().map(|k| low + doubled(k)).collect(),
        Spacing::Halving => (1..count).map(|k| high - doubled(k)).collect(),
    }
}

#[cfg(test)]
mod tests;
