//! Numbers that carry a bound of their rounding error along: a check's tolerance follows from the sums
//! that it compares.
//!
//! An operation passes on what its operands may be off by, as far as its slopes take that, and adds its
//! own rounding. Each rounding is counted as ε, twice what it is at most; so what is of second order is
//! covered too, and so is a function that is off by a unit in the last place.
//!
//! Source: N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd edition (2002), §3.3 (running
//! error analysis) and §4.2 (sums in any order).

use crate::real;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// What one rounding is counted as, relative to the result.
const UNIT: f64 = f64::EPSILON;
/// What underflow may take from a product, a quotient or an exponential: the smallest number.
const LEAST: f64 = f64::from_bits(1);

/// A number, and how far rounding may have taken it from the exact one.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bounded {
    /// As it was computed.
    pub value: f64,
    /// How far it may be off; ∞ where nothing is known.
    pub off: f64,
}

impl Bounded {
    /// A number that is what it should be.
    #[must_use]
    pub const fn exact(value: f64) -> Self {
        Self { value, off: 0.0 }
    }

    /// A number that was rounded once.
    #[must_use]
    pub fn rounded(value: f64) -> Self {
        Self::new(value, UNIT * value.abs())
    }

    /// A number that is off by at most `off`. A bound that is itself no number bounds nothing.
    #[must_use]
    pub fn new(value: f64, off: f64) -> Self {
        let off = if off.is_nan() { f64::INFINITY } else { off };
        Self { value, off }
    }

    /// Σ of terms, in whatever order they are added: to their own bounds comes (n − 1)·ε·Σ|term|.
    #[must_use]
    pub fn sum(terms: impl IntoIterator<Item = Self>) -> Self {
        let (mut value, mut off, mut sizes, mut additions) = (0.0, 0.0, 0.0, -1.0);
        for term in terms {
            value += term.value;
            off += term.off;
            sizes += term.value.abs();
            additions += 1.0;
        }
        Self::new(value, off + f64::max(additions, 0.0) * UNIT * sizes)
    }

    /// eˣ.
    #[must_use]
    pub fn exp(self) -> Self {
        let value = real::exp(self.value);
        Self::new(
            value,
            times(value, real::exp_m1(self.off)) + UNIT * value + LEAST,
        )
    }

    /// The natural logarithm; nothing is known of it where 0 is within the bound.
    #[must_use]
    pub fn ln(self) -> Self {
        let value = real::ln(self.value);
        let part = self.off / self.value;
        let moved = if part < 1.0 {
            -real::ln_1p(-part)
        } else {
            f64::INFINITY
        };
        Self::new(value, moved + UNIT * value.abs())
    }

    /// The square root of a number that isn't negative.
    #[must_use]
    pub fn sqrt(self) -> Self {
        let value = real::sqrt(self.value);
        // √x − √(x − d) = d/(√x + √(x − d)), at most d/√x and at most √d.
        let moved = real::sqrt(self.off).min(self.off / value);
        Self::new(value, moved + UNIT * value)
    }

    /// The same of a number that exactly, too, lies between these: it isn't off by more than they are apart.
    #[must_use]
    pub fn between(self, low: f64, high: f64) -> Self {
        Self {
            off: self.off.min(high - low),
            ..self
        }
    }

    /// eˣⁱ/Σ eˣʲ, each relative to the largest; nothing for an empty list.
    #[must_use]
    pub fn softmax(logits: &[Self]) -> Vec<Self> {
        let higher = |a: Self, b: &Self| if b.value > a.value { *b } else { a };
        let Some(first) = logits.first() else {
            return Vec::new();
        };
        let largest = logits.iter().fold(*first, higher);
        let terms: Vec<Self> = logits.iter().map(|x| (*x - largest).exp()).collect();
        let total = Self::sum(terms.iter().copied());
        let share = |term: &Self| (*term / total).between(0.0, 1.0);
        terms.iter().map(share).collect()
    }
}

/// A product of sizes, in which 0 wins over ∞.
fn times(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

impl Add for Bounded {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::sum([self, other])
    }
}

impl Sub for Bounded {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        let value = self.value - other.value;
        Self::new(value, self.off + other.off + UNIT * value.abs())
    }
}

impl Mul for Bounded {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let value = self.value * other.value;
        let off = times(self.value.abs(), other.off)
            + times(other.value.abs(), self.off)
            + times(self.off, other.off);
        let lost = if value == 0.0 && (self.value == 0.0 || other.value == 0.0) {
            0.0
        } else {
            LEAST
        };
        Self::new(value, off + UNIT * value.abs() + lost)
    }
}

impl Div for Bounded {
    type Output = Self;

    /// Nothing is known of it where the divisor may be 0.
    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        let least = other.value.abs() - other.off;
        let off = if least > 0.0 {
            (self.off + times(value.abs(), other.off)) / least
        } else {
            f64::INFINITY
        };
        let lost = if self.value == 0.0 { 0.0 } else { LEAST };
        Self::new(value, off + UNIT * value.abs() + lost)
    }
}

impl Neg for Bounded {
    type Output = Self;

    fn neg(self) -> Self {
        Self {
            value: -self.value,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use crate::random::Random;

    fn exact(x: f64) -> Bounded {
        Bounded::exact(x)
    }

    #[portable_test]
    fn what_cancels_leaves_its_error_behind() {
        // 0.1 + 0.2 − 0.3 is 5.6e-17 by rounding alone.
        let sum = Bounded::sum([0.1, 0.2, -0.3].map(exact));
        assert!(sum.value != 0.0 && sum.value.abs() <= sum.off && sum.off < 4e-16);
        // (1 + x) − 1 for x below ε: all of it is lost, and the bound says so.
        let lost = exact(1.0) + exact(1e-17) - exact(1.0);
        assert!(lost.value == 0.0 && (1e-17..1e-15).contains(&lost.off));
        let quotient = exact(1.0) / (exact(1.0) - exact(1.0 - f64::EPSILON) - exact(f64::EPSILON));
        assert_eq!(quotient.off, f64::INFINITY);
    }

    #[portable_test]
    fn nothing_is_known_of_a_bound_that_is_no_number() {
        assert_eq!(Bounded::new(1.0, f64::NAN).off, f64::INFINITY);
        let unknown = Bounded::new(1.0, f64::INFINITY);
        assert_eq!((exact(0.0) * unknown).off, 0.0);
        assert_eq!((exact(2.0) * unknown).off, f64::INFINITY);
        assert_eq!(Bounded::new(1.0, 2.0).ln().off, f64::INFINITY);
        // A share lies between 0 and 1, whatever is known of the logits.
        let shares = Bounded::softmax(&[unknown, exact(0.0)]);
        assert!(shares.iter().all(|share| share.off <= 1.0));
        assert!(Bounded::softmax(&[]).is_empty());
    }

    /// The same in single precision, its rounding scaled: the difference from double precision is what
    /// single precision rounds away, and the bound in double precision covers it 2²⁹ times smaller.
    #[portable_test]
    fn the_bound_holds_and_is_not_wide() {
        let scale = f64::from(f32::EPSILON) / f64::EPSILON;
        let mut random = Random::new(3);
        let mut widest: f64 = 0.0;
        for _ in 0..300 {
            // Exactly as they are in single precision.
            let z: Vec<f32> = (0..7).map(|_| 3.0 * random.normal() as f32).collect();
            let bounded: Vec<Bounded> = z.iter().map(|z| exact(f64::from(*z))).collect();
            let largest = z.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let terms: Vec<f32> = z.iter().map(|z| real::exp(z - largest)).collect();
            let total: f32 = terms.iter().sum();
            let found: Vec<f64> = terms.iter().map(|t| f64::from(t / total)).collect();
            for (share, found) in Bounded::softmax(&bounded).iter().zip(found) {
                let apart = (share.value - found).abs();
                assert!(apart <= scale * share.off, "{apart} {share:?}");
                widest = widest.max(apart / (scale * share.off));
            }
        }
        assert!(widest > 0.02, "{widest}");
    }
}
