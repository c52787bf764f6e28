//! A function of two variables over a window, as data: its heights on a grid, and its level sets.

use super::graph::{marks, step_of};
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
}

/// Lines at most.
const LINES: f64 = 14.0;

impl Contours {
    /// The heights of a typed function over a window.
    #[must_use]
    pub fn of_formula(f: &Typed, window: Window, side: usize) -> Self {
        Self::of(window, side, |x, y| f.value(&[x, y]))
    }

    /// Samples a function at side×side points.
    #[must_use]
    pub fn of(window: Window, side: usize, f: impl Fn(f64, f64) -> f64) -> Self {
        let side = side.max(2);
        let mut heights = Vec::with_capacity(side * side);
        for row in 0..side {
            let y = lerp(window.y, row, side);
            heights.extend((0..side).map(|column| f(lerp(window.x, column, side), y)));
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
            levels: levels(range, spacing),
        }
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
            let (a, b) = (k, (k + 1) % 4);
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

/// What is shown of the heights, and how it is spaced, given the height that a share of all points is
/// below.
fn ranged(at: &dyn Fn(f64) -> f64) -> ((f64, f64), Spacing) {
    let (mut low, mut high) = (at(0.0), at(1.0));
    // A pole or an exponential must not squeeze all else flat.
    let (a, b) = (at(0.02), at(0.98));
    let room = 4.0 * (b - a);
    (low, high) = (low.max(a - room), high.min(b + room));
    let span = high - low;
    let tiny = 1e-9 * low.abs().max(high.abs()).max(1e-300);
    if !(span.is_finite() && span > tiny) {
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bowl(side: usize) -> Contours {
        Contours::of(Window::around((0.0, 0.0), 2.0), side, |x, y| x * x + y * y)
    }

    #[test]
    fn the_level_set_of_a_bowl_is_a_circle() {
        let contours = bowl(81);
        let pieces = contours.level_set(1.0);
        assert!(pieces.len() > 80);
        let mut length = 0.0;
        for ((ax, ay), (bx, by)) in &pieces {
            assert!((ax.hypot(*ay) - 1.0).abs() < 1e-3);
            length += (bx - ax).hypot(by - ay);
        }
        assert!((length - std::f64::consts::TAU).abs() < 1e-2, "{length}");
    }

    #[test]
    fn a_saddle_crosses_and_holes_have_no_lines() {
        let saddle = Contours::of(Window::around((0.0, 0.0), 1.0), 2, |x, y| x * y);
        assert_eq!(saddle.level_set(0.0).len(), 2);
        let root = Contours::of(Window::around((0.0, 0.0), 1.0), 21, |x, _| x.sqrt());
        assert!(
            root.level_set(0.5)
                .iter()
                .all(|(a, b)| a.0 > 0.0 && b.0 > 0.0)
        );
        assert_eq!(root.share(f64::NAN), None);
        assert!(root.level_set(f64::NAN).is_empty());
    }

    #[test]
    fn levels_suit_the_heights() {
        assert_eq!(bowl(41).spacing, Spacing::Even);
        let steep = |x: f64, y: f64| (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2);
        let ravine = Contours::of(Window::around((0.0, 0.0), 3.0), 81, steep);
        assert_eq!(ravine.spacing, Spacing::Doubling);
        assert!(ravine.levels.windows(2).all(|w| w[0] < w[1]));
        let flat = Contours::of(Window::around((0.0, 0.0), 3.0), 9, |_, _| 7.0);
        assert!(flat.levels.iter().all(|l| flat.level_set(*l).len() <= 64));
        let nothing = Contours::of(Window::around((0.0, 0.0), 3.0), 9, |_, _| f64::NAN);
        assert!(nothing.range.0 < nothing.range.1);
    }

    #[test]
    fn windows_hold_their_point() {
        assert_eq!(Window::holding((1.0, -2.0)).x, (-3.0, 3.0));
        assert!(Window::holding((0.0, 40.0)).has((0.0, 40.0)));
        assert!(!Window::around((0.0, 0.0), 1.0).has((1.0, 0.0)));
    }

    proptest! {
        #[test]
        fn shares_are_shares(
            heights in proptest::collection::vec(any::<f64>(), 9),
            probe in any::<f64>(),
        ) {
            let window = Window::around((0.0, 0.0), 1.0);
            let at = |x: f64, y: f64| heights[(3.0 * (1.0 + y) + 1.0 + x).clamp(0.0, 8.0) as usize];
            let contours = Contours::of(window, 3, at);
            prop_assert!(contours.range.0 < contours.range.1 || contours.range.0.is_infinite());
            if let Some(share) = contours.share(probe) {
                prop_assert!((0.0..=1.0).contains(&share) || share.is_nan());
            }
            for level in &contours.levels {
                let _ = contours.level_set(*level);
            }
        }
    }
}
