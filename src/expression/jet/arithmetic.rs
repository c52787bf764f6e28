//! Sums, products and quotients of jets.

use super::{Jet, PAIRS};
use crate::expression::doubt::{is_exact_product, is_exact_sum, rounded, size};
use numeric_core::dual::Number;
use std::ops::{Add, Div, Mul, Neg, Sub};

impl Jet {
    /// The product with a number that doesn't move: the terms of [`Mul`] that aren't 0.
    fn multiplied(self, by: Self) -> Self {
        let value = self.value * by.value;
        let mut jet = Self {
            value,
            off: size(self.value, by.off) + size(by.value, self.off) + self.lost(by, value),
            ..self
        };
        for i in 0..2 {
            let slope = if self.moves[i] {
                self.slopes[i] * by.value
            } else {
                0.0
            };
            jet.slopes[i] = slope + 0.0;
            jet.slopes_off[i] = size(self.slopes_off[i], by.value)
                + size(self.slopes[i], by.off)
                + of_product(self.slopes[i], by.value, slope);
            jet.ways[i] = size(by.value, self.ways[i]);
        }
        for (k, &(i, j)) in PAIRS.iter().enumerate() {
            let bend = if self.moves[i] && self.moves[j] {
                self.bends[k] * by.value
            } else {
                0.0
            };
            jet.bends[k] = bend + 0.0;
            if self.bounded {
                jet.bends_off[k] = size(self.bends_off[k], by.value)
                    + size(self.bends[k], by.off)
                    + 4.0 * bend.abs();
                jet.twice[k] = size(self.twice[k], by.value);
            }
        }
        jet
    }

    /// What the rounding of a product comes to.
    fn lost(self, other: Self, value: f64) -> f64 {
        if is_exact_product(self.value, other.value, value) {
            0.0
        } else {
            rounded(value).max(f64::MIN_POSITIVE)
        }
    }
}

/// What the roundings of a product of a slope and of the sum it goes into come to.
fn of_product(a: f64, b: f64, product: f64) -> f64 {
    if is_exact_product(a, b, product) {
        0.0
    } else {
        2.0 * product.abs()
    }
}

/// What the rounding of a sum comes to.
fn of_sum(a: f64, b: f64, sum: f64) -> f64 {
    if is_exact_sum(a, b) {
        0.0
    } else {
        rounded(sum)
    }
}

impl Neg for Jet {
    type Output = Self;
    fn neg(self) -> Self {
        Self {
            value: -self.value,
            slopes: self.slopes.map(|x| -x),
            bends: self.bends.map(|x| -x),
            ..self
        }
    }
}

impl Add for Jet {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let value = self.value + other.value;
        let slopes: [f64; 2] = std::array::from_fn(|i| self.slopes[i] + other.slopes[i]);
        let bends: [f64; 3] = std::array::from_fn(|k| self.bends[k] + other.bends[k]);
        let bounded = self.bounded || other.bounded;
        Self {
            value,
            slopes,
            bends,
            moves: std::array::from_fn(|i| self.moves[i] || other.moves[i]),
            off: self.off + other.off + of_sum(self.value, other.value, value),
            slopes_off: std::array::from_fn(|i| {
                let made = of_sum(self.slopes[i], other.slopes[i], slopes[i]);
                self.slopes_off[i] + other.slopes_off[i] + made
            }),
            bends_off: std::array::from_fn(|k| {
                let own = if bounded { bends[k].abs() } else { 0.0 };
                self.bends_off[k] + other.bends_off[k] + own
            }),
            ways: std::array::from_fn(|i| self.ways[i] + other.ways[i]),
            twice: std::array::from_fn(|k| self.twice[k] + other.twice[k]),
            bounded,
        }
    }
}

impl Sub for Jet {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Jet {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let (a, b) = (self, other);
        if !b.is_moving() {
            return a.multiplied(b);
        }
        if !a.is_moving() {
            return b.multiplied(a);
        }
        let value = a.value * b.value;
        // What doesn't move has no slope, and 0 times an infinite factor is nothing there.
        let times = |slope: f64, moves: bool, by: f64| if moves { slope * by } else { 0.0 };
        let mut jet = Self::from_f64(value);
        jet.moves = std::array::from_fn(|i| a.moves[i] || b.moves[i]);
        jet.bounded = a.bounded || b.bounded;
        jet.off = size(a.value, b.off) + size(b.value, a.off) + a.lost(b, value);
        for i in 0..2 {
            let (left, right) = (
                times(a.slopes[i], a.moves[i], b.value),
                times(b.slopes[i], b.moves[i], a.value),
            );
            jet.slopes[i] = left + right;
            jet.slopes_off[i] = size(a.slopes_off[i], b.value)
                + size(a.slopes[i], b.off)
                + size(a.off, b.slopes[i])
                + size(a.value, b.slopes_off[i])
                + of_product(a.slopes[i], b.value, left)
                + of_product(b.slopes[i], a.value, right)
                + of_sum(left, right, jet.slopes[i]);
            jet.ways[i] = size(a.value, b.ways[i]) + size(b.value, a.ways[i]);
        }
        for (k, &(i, j)) in PAIRS.iter().enumerate() {
            let both = |of: &Self| of.moves[i] && of.moves[j];
            let terms = [
                times(a.bends[k], both(&a), b.value),
                times(a.slopes[i], a.moves[i] && b.moves[j], b.slopes[j]),
                times(a.slopes[j], a.moves[j] && b.moves[i], b.slopes[i]),
                times(b.bends[k], both(&b), a.value),
            ];
            jet.bends[k] = terms.iter().sum();
            if !jet.bounded {
                continue;
            }
            jet.bends_off[k] = size(a.bends_off[k], b.value)
                + size(a.bends[k], b.off)
                + size(a.slopes_off[i], b.slopes[j])
                + size(a.slopes[i], b.slopes_off[j])
                + size(a.slopes_off[j], b.slopes[i])
                + size(a.slopes[j], b.slopes_off[i])
                + size(b.bends_off[k], a.value)
                + size(b.bends[k], a.off)
                + 4.0 * terms.iter().map(|x| x.abs()).sum::<f64>();
            jet.twice[k] = size(a.twice[k], b.value)
                + size(a.ways[i], b.ways[j])
                + size(a.ways[j], b.ways[i])
                + size(b.twice[k], a.value);
        }
        jet
    }
}

impl Div for Jet {
    type Output = Self;
    // One divided by it, and then a product.
    #[allow(clippy::suspicious_arithmetic_impl)]
    fn div(self, other: Self) -> Self {
        Self {
            value: self.value / other.value,
            ..self * other.to_power(-1.0)
        }
    }
}
