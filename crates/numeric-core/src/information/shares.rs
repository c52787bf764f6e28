//! Weights as a distribution whose logarithms keep their digits where a probability underflows.

use super::{Unit, check_pair, kl_terms, non_negative, positive_zero};
use crate::error::Result;
use crate::probability::normalise;
use crate::real;
use std::cell::LazyCell;

/// Weights divided by their sum, with the logarithms of these probabilities.
///
/// A quotient below the smallest normal number has lost digits, or is 0 though its weight isn't. There
/// the logarithm is that of the weight minus that of the sum, so it has all digits, and it says whether
/// an outcome is possible.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// The probabilities; 0 may stand for one that is below the smallest double.
    pub p: Vec<f64>,
    /// Their logarithms in the unit; −∞ only where the weight is 0.
    pub logs: Vec<f64>,
    unit: Unit,
}

/// The index and the logarithm of each probability that underflows: of those that `normalise` made of
/// these weights.
pub(crate) fn underflowing<'a>(
    weights: &'a [f64],
    p: &'a [f64],
    unit: Unit,
) -> impl Iterator<Item = (usize, f64)> + 'a {
    let log_total = LazyCell::new(move || {
        let largest = weights.iter().copied().fold(0.0, f64::max);
        let parts: Vec<f64> = weights.iter().map(|w| w / largest).collect();
        unit.log(largest) + unit.log(real::sum(&parts))
    });
    let small = |(_, (w, p)): &(usize, (&f64, &f64))| **w > 0.0 && **p < f64::MIN_POSITIVE;
    let pairs = weights.iter().zip(p).enumerate().filter(small);
    pairs.map(move |(i, (w, _))| (i, unit.log(*w) - *log_total))
}

impl Shares {
    /// The distribution with these weights.
    ///
    /// # Errors
    ///
    /// As for [`normalise`].
    pub fn of(weights: &[f64], unit: Unit) -> Result<Self> {
        let mut shares = Self::exact(normalise(weights)?, unit);
        for (i, log) in underflowing(weights, &shares.p, unit) {
            shares.logs[i] = log;
        }
        Ok(shares)
    }

    /// Probabilities as they are: what is 0 is impossible.
    pub fn exact(p: Vec<f64>, unit: Unit) -> Self {
        let logs = p.iter().map(|p| unit.log(*p)).collect();
        Self { p, logs, unit }
    }

    /// Whether an outcome can occur, though its probability may have underflowed to 0.
    pub fn is_possible(&self, i: usize) -> bool {
        self.logs.get(i).is_some_and(|log| *log > f64::NEG_INFINITY)
    }

    /// How many outcomes can occur.
    pub fn possible(&self) -> usize {
        (0..self.p.len()).filter(|i| self.is_possible(*i)).count()
    }

    /// Whether an outcome can occur, but its probability is below the smallest normal number.
    pub fn is_below_normal(&self, i: usize) -> bool {
        self.is_possible(i) && self.p.get(i).is_some_and(|p| *p < f64::MIN_POSITIVE)
    }

    /// Each probability with its logarithm.
    pub fn pairs(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.p.iter().copied().zip(self.logs.iter().copied())
    }

    /// The logarithm of the probability of some outcomes together.
    pub fn log_of(&self, among: impl Fn(usize) -> bool) -> f64 {
        let chosen = || self.pairs().enumerate().filter(|(i, _)| among(*i));
        let share: f64 = chosen().map(|(_, (p, _))| p).sum();
        if share >= f64::MIN_POSITIVE {
            return self.unit.log(share);
        }
        let logs: Vec<f64> = chosen().map(|(_, (_, log))| log).collect();
        log_sum(&logs, self.unit)
    }

    /// (1 − t)·self + t·other, for 0 < t < 1.
    pub fn mixed(&self, other: &Self, t: f64) -> Self {
        let (before, after) = (self.unit.log(1.0 - t), self.unit.log(t));
        let mut mixture = Self::exact(
            (self.p.iter().zip(&other.p))
                .map(|(p, q)| (1.0 - t) * p + t * q)
                .collect(),
            self.unit,
        );
        let logs = self.logs.iter().zip(&other.logs);
        for ((log, p), (a, b)) in mixture.logs.iter_mut().zip(&mixture.p).zip(logs) {
            if *p < f64::MIN_POSITIVE {
                *log = log_sum(&[a + before, b + after], self.unit);
            }
        }
        mixture
    }

    /// The terms of KL(self‖other), as those of [`kl_terms`].
    ///
    /// # Errors
    ///
    /// As for [`kl_terms`].
    pub fn divergence_terms(&self, other: &Self) -> Result<Vec<f64>> {
        let mut terms = kl_terms(&self.p, &other.p, self.unit)?;
        for (i, (term, (p, log))) in terms.iter_mut().zip(self.pairs()).enumerate() {
            if self.is_below_normal(i) || self.is_possible(i) && other.is_below_normal(i) {
                *term = times(p, log - other.logs[i]);
            }
        }
        Ok(terms)
    }

    /// KL(self‖other); +∞ where `other` rules out what is possible.
    ///
    /// # Errors
    ///
    /// As for [`kl_terms`].
    pub fn divergence(&self, other: &Self) -> Result<f64> {
        Ok(non_negative(real::sum(&self.divergence_terms(other)?)))
    }

    /// The terms −pᵢ·log qᵢ of H(p, q).
    ///
    /// # Errors
    ///
    /// As for [`kl_terms`].
    pub fn cross_terms(&self, other: &Self) -> Result<Vec<f64>> {
        check_pair("cross-entropy", &self.p, &other.p)?;
        let pairs = self.p.iter().zip(&other.logs).enumerate();
        let term = |(i, (p, log)): (usize, (&f64, &f64))| {
            if self.is_possible(i) {
                times(*p, -log)
            } else {
                0.0
            }
        };
        Ok(pairs.map(term).collect())
    }

    /// H(self, other) = −Σ pᵢ·log qᵢ; +∞ where `other` rules out what is possible.
    ///
    /// # Errors
    ///
    /// As for [`kl_terms`].
    pub fn cross_entropy(&self, other: &Self) -> Result<f64> {
        Ok(non_negative(real::sum(&self.cross_terms(other)?)))
    }
}

/// p·x of a possible outcome, whose p may have underflowed to 0: an infinite x stays infinite.
fn times(p: f64, x: f64) -> f64 {
    positive_zero(if x.is_infinite() { x } else { p * x })
}

/// The logarithm of the sum of the numbers with these logarithms.
fn log_sum(logs: &[f64], unit: Unit) -> f64 {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    let part = |log: &f64| real::exp((log - most) / unit.nat());
    most + unit.log(logs.iter().map(part).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::information::{Unit::Bits, Unit::Nats};
    use crate::information::{cross_entropy, kl_divergence};
    use crate::portable_test;
    use crate::real::ln;

    #[portable_test]
    fn logarithms_of_quotients_that_underflow_keep_their_digits() {
        let shares = Shares::of(&[1e-318, 3e-318, 3.0, 0.0], Nats).unwrap();
        let exact = ln(1e-318) - ln(3.0);
        assert_eq!(shares.logs[0], exact);
        assert!((ln(shares.p[0]) - exact).abs() > 1e-7);
        assert_eq!(shares.logs[2..], [0.0, f64::NEG_INFINITY]);
        let both = shares.log_of(|i| i < 2);
        assert!((both - (ln(1e-318 + 3e-318) - ln(3.0))).abs() < 1e-9);
        assert!(shares.log_of(|i| i > 1).abs() < 1e-15);
        assert_eq!(shares.log_of(|i| i == 3), f64::NEG_INFINITY);
        assert_eq!(shares.possible(), 3);
    }

    #[portable_test]
    fn what_underflows_to_0_stays_possible() {
        let tiny = Shares::of(&[1e-320, 1e6, 0.0], Bits).unwrap();
        assert_eq!(tiny.p, [0.0, 1.0, 0.0]);
        assert!(
            (tiny.logs[0] + 1_082.949_2).abs() < 1e-3,
            "{}",
            tiny.logs[0]
        );
        assert!(tiny.is_possible(0) && !tiny.is_possible(2));
        let even = Shares::of(&[1.0, 1.0, 0.0], Bits).unwrap();
        let divergence = even.divergence(&tiny).unwrap();
        assert!((divergence - 540.474_6).abs() < 1e-3, "{divergence}");
        let cross = even.cross_entropy(&tiny).unwrap();
        assert!((cross - divergence - 1.0).abs() < 1e-12);
        // What is possible and ruled out costs infinity, however rarely it occurs.
        let sure = Shares::of(&[0.0, 1.0, 0.0], Bits).unwrap();
        assert_eq!(tiny.divergence(&sure).unwrap(), f64::INFINITY);
        assert_eq!(tiny.cross_entropy(&sure).unwrap(), f64::INFINITY);
        assert_eq!(tiny.divergence(&tiny).unwrap(), 0.0);
        let middle = tiny.mixed(&sure, 0.5);
        assert!((middle.logs[0] - (tiny.logs[0] - 1.0)).abs() < 1e-9);
        assert_eq!(middle.logs[2], f64::NEG_INFINITY);
    }

    #[portable_test]
    fn ordinary_weights_give_the_same_bits() {
        let (a, b) = ([0.3, 0.2, 0.0, 7.0], [1.0, 2.0, 0.5, 0.1]);
        let (p, q) = (Shares::of(&a, Bits).unwrap(), Shares::of(&b, Bits).unwrap());
        assert_eq!(
            (p.divergence(&q), p.cross_entropy(&q)),
            (
                kl_divergence(&p.p, &q.p, Bits),
                cross_entropy(&p.p, &q.p, Bits)
            )
        );
    }
}
