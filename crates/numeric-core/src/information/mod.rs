//! Surprisal, entropy, cross-entropy, divergences and mutual information, in nats or bits.
//!
//! Conventions, the limits of the expressions: 0·log 0 = 0 and 0·log(0/q) = 0 for every q; where
//! q = 0 < p the cross-entropy and the divergence are +∞. No result is NaN or −0.
//!
//! A distribution has non-negative entries that sum to 1 within 1e-6 (so that one computed in f32
//! passes); [`crate::probability::normalise`] makes one of any weights.
//!
//! Source: T. M. Cover, J. A. Thomas, *Elements of Information Theory*, 2nd ed. (2006), ch. 2.

mod joint;
mod plug_in;
mod shares;

pub use joint::{
    conditional_entropy, jensen_shannon, joint_entropy, marginals, mutual_information,
    mutual_information_from_entropies, mutual_information_terms,
};
pub use plug_in::expected_plug_in;
pub use shares::Shares;
pub(crate) use shares::underflowing;

use crate::error::{CoreError, Result};
use crate::real;

const SUM_TOLERANCE: f64 = 1e-6;

/// The unit of information: the base of the logarithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Unit {
    /// Natural logarithm.
    #[default]
    Nats,
    /// Logarithm to base 2; 1 bit = ln 2 nats.
    Bits,
}

impl Unit {
    /// The logarithm to this unit's base; exact at powers of two in bits.
    pub fn log(self, x: f64) -> f64 {
        match self {
            Self::Nats => real::ln(x),
            Self::Bits => real::log2(x),
        }
    }

    /// One nat in this unit: log e.
    pub fn nat(self) -> f64 {
        match self {
            Self::Nats => 1.0,
            Self::Bits => std::f64::consts::LOG2_E,
        }
    }

    /// log(1 + x) to this unit's base, accurate near 0.
    pub fn log_1p(self, x: f64) -> f64 {
        match self {
            Self::Nats => real::ln_1p(x),
            Self::Bits => real::ln_1p(x) / std::f64::consts::LN_2,
        }
    }
}

/// How surprising an outcome of probability p is: −log p, +∞ at p = 0.
///
/// # Errors
///
/// [`CoreError::NotAllowed`] unless 0 ≤ p ≤ 1.
pub fn surprisal(probability: f64, unit: Unit) -> Result<f64> {
    if !(0.0..=1.0).contains(&probability) {
        return Err(CoreError::not_allowed(
            "surprisal",
            format!("probability {probability} is not between 0 and 1"),
        ));
    }
    Ok(positive_zero(-unit.log(probability)))
}

/// H(p) = −Σ pᵢ·log pᵢ, between 0 and log n.
///
/// # Errors
///
/// [`CoreError::Empty`] without entries; [`CoreError::NotAllowed`] if p is no distribution (see
/// the module).
pub fn entropy(p: &[f64], unit: Unit) -> Result<f64> {
    check_distribution("entropy", p)?;
    let terms: Vec<f64> = p
        .iter()
        .map(|&p| if p == 0.0 { 0.0 } else { -p * unit.log(p) })
        .collect();
    Ok(non_negative(real::sum(&terms)))
}

/// H(p, q) = −Σ pᵢ·log qᵢ = H(p) + KL(p‖q); +∞ where q = 0 < p.
///
/// # Errors
///
/// As for [`kl_divergence`].
pub fn cross_entropy(p: &[f64], q: &[f64], unit: Unit) -> Result<f64> {
    check_pair("cross-entropy", p, q)?;
    let terms: Vec<f64> = p
        .iter()
        .zip(q)
        .map(|(&p, &q)| if p == 0.0 { 0.0 } else { -p * unit.log(q) })
        .collect();
    Ok(non_negative(real::sum(&terms)))
}

/// KL(p‖q) = Σ pᵢ·log(pᵢ/qᵢ) ≥ 0 (Gibbs), 0 when p = q; +∞ where q = 0 < p.
///
/// A sum that rounding takes below 0 is returned as 0.
///
/// # Errors
///
/// [`CoreError::LengthMismatch`]; [`CoreError::Empty`] without entries;
/// [`CoreError::NotAllowed`] if p or q is no distribution (see the module).
pub fn kl_divergence(p: &[f64], q: &[f64], unit: Unit) -> Result<f64> {
    Ok(non_negative(real::sum(&kl_terms(p, q, unit)?)))
}

/// The terms pᵢ·log(pᵢ/qᵢ) of the divergence, each of either sign.
///
/// # Errors
///
/// As for [`kl_divergence`].
pub fn kl_terms(p: &[f64], q: &[f64], unit: Unit) -> Result<Vec<f64>> {
    check_pair("KL divergence", p, q)?;
    Ok(p.iter()
        .zip(q)
        .map(|(&p, &q)| positive_zero(kl_term(p, q, unit)))
        .collect())
}

fn kl_term(p: f64, q: f64, unit: Unit) -> f64 {
    if p == 0.0 {
        0.0
    } else if 0.5 * p <= q && q <= 2.0 * p {
        // p − q is exact here (Sterbenz), so this form keeps the tiny terms of p ≈ q.
        -p * unit.log_1p((q - p) / p)
    } else {
        // The ratio itself might overflow where its logarithm doesn't.
        p * (unit.log(p) - unit.log(q))
    }
}

fn check_distribution(operation: &'static str, p: &[f64]) -> Result<()> {
    if p.is_empty() {
        return Err(CoreError::Empty { operation });
    }
    for (index, &probability) in p.iter().enumerate() {
        if !(probability >= 0.0 && probability.is_finite()) {
            return Err(CoreError::not_allowed(
                operation,
                format!("probability {probability} at {index} is negative or not finite"),
            ));
        }
    }
    let total = real::sum(p);
    if (total - 1.0).abs() > SUM_TOLERANCE {
        return Err(CoreError::not_allowed(
            operation,
            format!("probabilities sum to {total}, not to 1"),
        ));
    }
    Ok(())
}

fn check_pair(operation: &'static str, p: &[f64], q: &[f64]) -> Result<()> {
    if p.len() != q.len() {
        return Err(CoreError::LengthMismatch {
            operation,
            left: p.len(),
            right: q.len(),
        });
    }
    check_distribution(operation, p)?;
    check_distribution(operation, q)
}

/// −0 becomes 0.
fn positive_zero(x: f64) -> f64 {
    x + 0.0
}

/// What is non-negative but for rounding.
fn non_negative(x: f64) -> f64 {
    if x > 0.0 { x } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use Unit::{Bits, Nats};

    #[portable_test]
    fn fair_coins() {
        assert_eq!(entropy(&[0.5, 0.5], Bits).unwrap(), 1.0);
        assert_eq!(entropy(&[0.125; 8], Bits).unwrap(), 3.0);
        assert_eq!(entropy(&[0.5, 0.5], Nats).unwrap(), std::f64::consts::LN_2);
        assert_eq!(surprisal(0.25, Bits).unwrap(), 2.0);
    }

    #[portable_test]
    fn a_nat_is_the_logarithm_of_e() {
        for unit in [Bits, Nats] {
            assert_eq!(unit.nat(), unit.log(std::f64::consts::E));
        }
    }

    #[portable_test]
    fn conventions_at_zero() {
        let (sure, even) = ([1.0, 0.0], [0.5, 0.5]);
        assert_eq!(entropy(&sure, Nats).unwrap().to_bits(), 0.0_f64.to_bits());
        assert_eq!(surprisal(0.0, Nats).unwrap(), f64::INFINITY);
        assert_eq!(surprisal(1.0, Bits).unwrap().to_bits(), 0.0_f64.to_bits());
        assert_eq!(cross_entropy(&sure, &sure, Nats).unwrap().to_bits(), 0);
        assert_eq!(cross_entropy(&even, &sure, Nats).unwrap(), f64::INFINITY);
        assert_eq!(kl_divergence(&even, &sure, Nats).unwrap(), f64::INFINITY);
        assert_eq!(kl_divergence(&sure, &even, Bits).unwrap(), 1.0);
        assert_eq!(kl_terms(&sure, &even, Bits).unwrap(), [1.0, 0.0]);
        let terms = kl_terms(&even, &even, Nats).unwrap();
        assert!(terms.iter().all(|term| term.to_bits() == 0));
    }

    #[portable_test]
    fn divergence_of_almost_equal_distributions() {
        // KL = ½ ln(1/(1 − 4δ²)) = 2δ² + O(δ⁴) for (½, ½) against (½ + δ, ½ − δ).
        let delta = libm::scalbn(1.0, -30);
        let q = [0.5 + delta, 0.5 - delta];
        let divergence = kl_divergence(&[0.5, 0.5], &q, Nats).unwrap();
        assert!((divergence / (2.0 * delta * delta) - 1.0).abs() < 1e-6);
    }

    #[portable_test]
    fn ratios_that_overflow_have_finite_logarithms() {
        let q = [5e-324, 1.0];
        let divergence = kl_divergence(&[1.0, 0.0], &q, Bits).unwrap();
        assert_eq!(divergence, 1074.0);
    }

    #[portable_test]
    fn what_is_refused() {
        assert!(matches!(
            kl_divergence(&[1.0], &[0.5, 0.5], Nats),
            Err(CoreError::LengthMismatch {
                left: 1,
                right: 2,
                ..
            })
        ));
        assert!(matches!(entropy(&[], Nats), Err(CoreError::Empty { .. })));
        for p in [[0.5, 0.6], [-0.5, 1.5], [f64::NAN, 1.0]] {
            assert!(matches!(
                entropy(&p, Nats),
                Err(CoreError::NotAllowed { .. })
            ));
            assert!(cross_entropy(&[0.5, 0.5], &p, Nats).is_err());
        }
        assert!(surprisal(1.5, Nats).is_err() && surprisal(f64::NAN, Nats).is_err());
    }
}
