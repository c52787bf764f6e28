//! The reference policy, with logarithms that keep their digits.

use crate::contract::lists::{highest, normalised};
use numeric_core::information::{Unit, kl_terms};
use numeric_core::real::{exp, ln, sum};

/// πref.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Its probabilities.
    pub shares: Vec<f64>,
    /// Their logarithms in nats; −∞ where they are 0.
    pub logs: Vec<f64>,
}

impl Reference {
    /// The weights divided by their sum. A quotient that is subnormal has lost digits, and there the
    /// logarithm is log w − log Σw.
    pub fn of(weights: &[f64]) -> Self {
        let shares = normalised(weights);
        let largest = highest(weights);
        let parts: Vec<f64> = weights.iter().map(|w| w / largest).collect();
        let log_total = || ln(largest) + ln(sum(&parts));
        let log = |(p, w): (&f64, &f64)| {
            if is_subnormal(*p) {
                ln(*w) - log_total()
            } else {
                ln(*p)
            }
        };
        Self {
            logs: shares.iter().zip(weights).map(log).collect(),
            shares,
        }
    }

    /// Each probability with its logarithm.
    pub fn pairs(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.shares.iter().copied().zip(self.logs.iter().copied())
    }

    /// The logarithm of the probability of some answers together.
    pub fn log_of(&self, among: impl Fn(usize) -> bool) -> f64 {
        let pairs = || self.pairs().enumerate().filter(|(i, _)| among(*i));
        let share: f64 = pairs().map(|(_, (p, _))| p).sum();
        if !is_subnormal(share) {
            return ln(share);
        }
        let most = highest(pairs().map(|(_, (_, log))| log));
        most + ln(pairs().map(|(_, (_, log))| exp(log - most)).sum::<f64>())
    }

    /// The terms of KL(π‖πref) in nats, from both policies alone; none for what is no policy.
    pub fn divergence_terms(&self, policy: &[f64]) -> Vec<f64> {
        let mut terms = kl_terms(policy, &self.shares, Unit::Nats).unwrap_or_default();
        for ((term, p), (share, log)) in terms.iter_mut().zip(policy).zip(self.pairs()) {
            if *p > 0.0 && is_subnormal(share) {
                *term = p * (ln(*p) - log);
            }
        }
        terms
    }

    /// KL(π‖πref) in nats; NaN for what is no policy.
    pub fn divergence(&self, policy: &[f64]) -> f64 {
        let terms = self.divergence_terms(policy);
        if terms.is_empty() {
            f64::NAN
        } else {
            sum(&terms).max(0.0)
        }
    }
}

/// Whether a probability above 0 is below the smallest normal number, so that it has lost digits.
pub fn is_subnormal(p: f64) -> bool {
    p > 0.0 && p < f64::MIN_POSITIVE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_of_subnormal_quotients_keep_their_digits() {
        let reference = Reference::of(&[1e-318, 3e-318, 3.0, 0.0]);
        let exact = ln(1e-318) - ln(3.0);
        assert_eq!(reference.logs[0], exact);
        assert!((ln(reference.shares[0]) - exact).abs() > 1e-7);
        assert_eq!(reference.logs[2..], [0.0, f64::NEG_INFINITY]);
        let both = reference.log_of(|i| i < 2);
        assert!((both - (ln(1e-318 + 3e-318) - ln(3.0))).abs() < 1e-9);
        assert!(reference.log_of(|i| i > 1).abs() < 1e-15);
        let divergence = reference.divergence(&[1.0, 0.0, 0.0, 0.0]);
        assert_eq!(divergence, 0.0 - exact);
    }
}
