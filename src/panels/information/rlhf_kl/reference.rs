//! The reference policy, with logarithms that keep their digits.

use crate::contract::lists::shares;
use numeric_core::information::{Shares, Unit};
use numeric_core::real::sum;
use std::ops::Deref;

/// πref, its logarithms in nats.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference(Shares);

impl Deref for Reference {
    type Target = Shares;

    fn deref(&self) -> &Shares {
        &self.0
    }
}

impl Reference {
    /// The weights divided by their sum.
    pub fn of(weights: &[f64]) -> Self {
        Self(shares(weights, Unit::Nats))
    }

    /// The terms of KL(π‖πref) in nats, from both policies alone; none for what is no policy.
    pub fn divergence_terms(&self, policy: &[f64]) -> Vec<f64> {
        let policy = Shares::exact(policy.to_vec(), Unit::Nats);
        policy.divergence_terms(&self.0).unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;
    use numeric_core::real::ln;

    #[test]
    fn a_divergence_from_a_probability_that_underflows() {
        let reference = Reference::of(&[1e-318, 3e-318, 3.0, 0.0]);
        let divergence = reference.divergence(&[1.0, 0.0, 0.0, 0.0]);
        assert_eq!(divergence, 0.0 - (ln(1e-318) - ln(3.0)));
    }
}
