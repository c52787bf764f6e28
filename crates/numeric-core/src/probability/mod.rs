//! Softmax and its kin, weights made into a distribution, families of distributions with the special
//! functions they need, and sampling from logits.

pub mod coins;
pub mod families;
pub mod saddle;
pub mod sampling;
pub mod special;

use crate::error::{CoreError, Result};
use crate::real;
use nalgebra::DMatrix;

/// Softmax, σᵢ = exp(zᵢ) / Σⱼ exp(zⱼ), computed from zᵢ − max z so that nothing overflows.
///
/// One probability for each logit, summing to 1 up to rounding. A logit of −∞ has probability 0.
///
/// Source: I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning* (2016), §4.1.
///
/// # Errors
///
/// [`CoreError::Empty`] without logits; [`CoreError::NotAllowed`] if one is NaN or +∞, or all
/// are −∞.
pub fn softmax(logits: &[f64]) -> Result<Vec<f64>> {
    softmax_at(logits, 1.0)
}

/// Softmax at temperature T, σᵢ = exp(zᵢ/T) / Σⱼ exp(zⱼ/T); otherwise as [`softmax`].
///
/// # Errors
///
/// As for [`softmax`], and [`CoreError::NotAllowed`] unless the temperature is positive and
/// finite.
pub fn softmax_at(logits: &[f64], temperature: f64) -> Result<Vec<f64>> {
    let mut probabilities = logits.to_vec();
    softmax_in_place(&mut probabilities, temperature)?;
    Ok(probabilities)
}

/// The logarithm of softmax in nats, zᵢ − log Σⱼ exp(zⱼ), finite where softmax underflows to 0.
///
/// # Errors
///
/// As for [`softmax`].
pub fn log_softmax(logits: &[f64]) -> Result<Vec<f64>> {
    let (largest, log_total) = shifted_log_sum("log-softmax", logits)?;
    Ok(logits
        .iter()
        .map(|&logit| (logit - largest) - log_total)
        .collect())
}

/// log Σⱼ exp(zⱼ) in nats, without overflow.
///
/// # Errors
///
/// As for [`softmax`].
pub fn log_sum_exp(logits: &[f64]) -> Result<f64> {
    let (largest, log_total) = shifted_log_sum("log-sum-exp", logits)?;
    Ok(largest + log_total)
}

/// The Jacobian of σ = softmax(z/T) in z: ∂σᵢ/∂zⱼ = σᵢ(δᵢⱼ − σⱼ)/T, an n×n matrix.
///
/// It takes the probabilities σ, as [`softmax_at`] gives them, and the same temperature.
/// Symmetric, positive semidefinite, with rows that sum to 0.
pub fn softmax_jacobian(probabilities: &[f64], temperature: f64) -> DMatrix<f64> {
    let n = probabilities.len();
    let mut jacobian = DMatrix::zeros(n, n);
    write_softmax_jacobian(probabilities, temperature, jacobian.as_mut_slice());
    jacobian
}

/// [`softmax_jacobian`] written row by row into n² entries (any further ones are left alone), for
/// callers that keep their memory.
pub fn write_softmax_jacobian(probabilities: &[f64], temperature: f64, entries: &mut [f64]) {
    let n = probabilities.len().max(1);
    for ((i, &p), row) in probabilities
        .iter()
        .enumerate()
        .zip(entries.chunks_exact_mut(n))
    {
        for (entry, &other) in row.iter_mut().zip(probabilities) {
            *entry = -p * other;
        }
        // Near 1 the difference has lost its digits; the sum of the others has them.
        let others: f64 = if p > 0.5 {
            let (before, after) = probabilities.split_at(i);
            before.iter().chain(&after[1..]).sum()
        } else {
            1.0 - p
        };
        row[i] = p * others;
        if temperature != 1.0 {
            row.iter_mut().for_each(|entry| *entry /= temperature);
        }
    }
}

/// softmax(z/T) as [`softmax_at`], written over the logits; without any memory of its own.
///
/// # Errors
///
/// As for [`softmax_at`]; the logits are then as they were.
pub fn softmax_in_place(logits: &mut [f64], temperature: f64) -> Result<()> {
    const OPERATION: &str = "softmax";
    if !(temperature > 0.0 && temperature.is_finite()) {
        return Err(CoreError::not_allowed(
            OPERATION,
            format!("temperature {temperature} is not positive and finite"),
        ));
    }
    let largest = logits[largest_index(OPERATION, logits)?];
    let mut total = 0.0;
    // Subtracting before dividing keeps the largest at exactly 0, however small T is.
    for logit in logits.iter_mut() {
        *logit = real::exp((*logit - largest) / temperature);
        total += *logit;
    }
    logits.iter_mut().for_each(|term| *term /= total);
    Ok(())
}

/// Weights divided by their sum: pᵢ = wᵢ / Σⱼ wⱼ.
///
/// Right for weights whose sum overflows (1e300) and for subnormal ones; weights that already sum
/// to 1 are returned unchanged.
///
/// # Errors
///
/// [`CoreError::Empty`] without weights; [`CoreError::NotAllowed`] if one is negative or not
/// finite, or all are 0.
pub fn normalise(weights: &[f64]) -> Result<Vec<f64>> {
    const OPERATION: &str = "normalise";
    if weights.is_empty() {
        return Err(CoreError::Empty {
            operation: OPERATION,
        });
    }
    for (index, &weight) in weights.iter().enumerate() {
        if !(weight >= 0.0 && weight.is_finite()) {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("weight {weight} at {index} is negative or not finite"),
            ));
        }
    }
    let largest = weights.iter().copied().fold(0.0, f64::max);
    if largest == 0.0 {
        return Err(CoreError::not_allowed(OPERATION, "all weights are 0"));
    }
    // Adding 0 turns −0 into 0.
    let weights: Vec<f64> = weights.iter().map(|&weight| weight + 0.0).collect();
    if real::sum(&weights) == 1.0 {
        return Ok(weights);
    }
    // A power of two is an exact factor: it brings the largest weight into [½, 1).
    let (_, exponent) = libm::frexp(largest);
    let scaled: Vec<f64> = weights
        .iter()
        .map(|&weight| libm::scalbn(weight, -exponent))
        .collect();
    let total = real::sum(&scaled);
    Ok(scaled.iter().map(|&weight| weight / total).collect())
}

/// aᵢ·bᵢ/Σⱼ aⱼ·bⱼ of two lists of weights, and the sum of the products. A factor is split into a number
/// between ½ and 1 and a power of two, which is exact, so that nothing underflows or overflows before
/// the end, and a subnormal factor counts with all its digits.
///
/// # Errors
///
/// [`CoreError::LengthMismatch`]; [`CoreError::NotAllowed`] if a weight is negative or not finite, or
/// all products are 0.
pub fn normalise_products(a: &[f64], b: &[f64]) -> Result<(Vec<f64>, f64)> {
    const OPERATION: &str = "normalise products";
    if a.len() != b.len() {
        return Err(CoreError::LengthMismatch {
            operation: OPERATION,
            left: a.len(),
            right: b.len(),
        });
    }
    if let Some(weight) = (a.iter().chain(b)).find(|x| !(**x >= 0.0 && x.is_finite())) {
        return Err(CoreError::not_allowed(
            OPERATION,
            format!("weight {weight} is negative or not finite"),
        ));
    }
    let product = |(a, b): (&f64, &f64)| {
        let ((a, first), (b, second)) = (libm::frexp(*a), libm::frexp(*b));
        // Adding 0 turns −0 into 0.
        (a * b + 0.0, first + second)
    };
    let products: Vec<(f64, i32)> = a.iter().zip(b).map(product).collect();
    let possible = products.iter().filter(|(size, _)| *size > 0.0);
    let Some(top) = possible.map(|(_, exponent)| *exponent).max() else {
        return Err(CoreError::not_allowed(OPERATION, "all products are 0"));
    };
    // What is far below the largest product underflows here, and isn't missed in a sum.
    let beside = |size: f64, exponent: i32| libm::scalbn(size, exponent - top);
    let sizes: Vec<f64> = products.iter().map(|&(m, e)| beside(m, e)).collect();
    let total = real::sum(&sizes);
    let shares = products.iter().map(|&(m, e)| beside(m / total, e));
    Ok((shares.collect(), libm::scalbn(total, top)))
}

/// The largest logit z and log Σⱼ exp(zⱼ − z), which lies between 0 and log n.
fn shifted_log_sum(operation: &'static str, logits: &[f64]) -> Result<(f64, f64)> {
    let index = largest_index(operation, logits)?;
    let largest = logits[index];
    // The largest term is exactly 1; ln(1 + others) keeps others that are far below 1.
    let others: f64 = logits
        .iter()
        .enumerate()
        .filter(|&(other, _)| other != index)
        .map(|(_, &logit)| real::exp(logit - largest))
        .sum();
    Ok((largest, real::ln_1p(others)))
}

/// Where the first of the largest logits stands.
fn largest_index(operation: &'static str, logits: &[f64]) -> Result<usize> {
    if logits.is_empty() {
        return Err(CoreError::Empty { operation });
    }
    let mut best = 0;
    for (index, &logit) in logits.iter().enumerate() {
        if logit.is_nan() || logit == f64::INFINITY {
            return Err(CoreError::not_allowed(
                operation,
                format!("logit {logit} at {index}"),
            ));
        }
        if logit > logits[best] {
            best = index;
        }
    }
    if logits[best] == f64::NEG_INFINITY {
        return Err(CoreError::not_allowed(operation, "all logits are −∞"));
    }
    Ok(best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn softmax_of_two_logits_is_the_logistic_function() {
        let probabilities = softmax(&[1.0, 0.0]).unwrap();
        let logistic = 1.0 / (1.0 + real::exp(-1.0));
        assert!((probabilities[0] - logistic).abs() < 1e-16);
    }

    #[portable_test]
    fn extreme_logits() {
        assert_eq!(softmax(&[1000.0, 1000.0]).unwrap(), [0.5, 0.5]);
        assert_eq!(softmax(&[1e6, -1e6]).unwrap(), [1.0, 0.0]);
        assert_eq!(softmax(&[-1000.0]).unwrap(), [1.0]);
        assert_eq!(softmax(&[0.0, f64::NEG_INFINITY]).unwrap(), [1.0, 0.0]);
        assert_eq!(softmax(&[1e308, -1e308]).unwrap(), [1.0, 0.0]);
        assert_eq!(softmax_at(&[1e308, 0.0], 0.01).unwrap(), [1.0, 0.0]);
        assert_eq!(log_softmax(&[0.0, -1000.0]).unwrap(), [0.0, -1000.0]);
        assert_eq!(log_sum_exp(&[1e6, 1e6]).unwrap(), 1e6 + real::ln(2.0));
    }

    #[portable_test]
    fn log_softmax_keeps_tiny_complements() {
        let sure = log_softmax(&[0.0, -40.0]).unwrap()[0];
        assert!((sure / -real::exp(-40.0) - 1.0).abs() < 1e-15);
    }

    #[portable_test]
    fn low_temperature_sharpens_and_high_flattens() {
        let cold = softmax_at(&[1.0, 0.9], 0.01).unwrap();
        assert!((cold[0] / cold[1] / real::exp(10.0) - 1.0).abs() < 1e-13);
        let hot = softmax_at(&[1.0, 0.9], 1e9).unwrap();
        assert!((hot[0] - 0.5).abs() < 1e-9);
    }

    #[portable_test]
    fn what_softmax_refuses() {
        assert!(matches!(softmax(&[]), Err(CoreError::Empty { .. })));
        for logits in [
            [f64::NAN, 0.0],
            [f64::INFINITY, 0.0],
            [f64::NEG_INFINITY; 2],
        ] {
            assert!(matches!(
                softmax(&logits),
                Err(CoreError::NotAllowed { .. })
            ));
        }
        for temperature in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(softmax_at(&[1.0], temperature).is_err());
        }
    }

    #[portable_test]
    fn jacobian_by_hand() {
        let jacobian = softmax_jacobian(&[0.25, 0.75], 0.5);
        let expected = nalgebra::dmatrix![0.375, -0.375; -0.375, 0.375];
        assert_eq!(jacobian, expected);
        assert_eq!(softmax_jacobian(&[], 1.0).shape(), (0, 0));
        let sure = softmax_jacobian(&[1e-18, 1.0], 1.0);
        assert_eq!(sure[(1, 1)], 1e-18);
    }

    #[portable_test]
    fn normalise_extremes() {
        for weight in [1e300, 1.7e308, 1e-300, 1e-310] {
            for third in normalise(&[weight; 3]).unwrap() {
                assert!((third - 1.0 / 3.0).abs() < 1e-16);
            }
        }
        assert_eq!(normalise(&[5e-324, 5e-324]).unwrap(), [0.5, 0.5]);
        assert_eq!(normalise(&[1e-310, 3e-310]).unwrap()[1], 0.75);
        assert_eq!(normalise(&[1e300, 1e-300]).unwrap(), [1.0, 1e-300 / 1e300]);
        assert_eq!(normalise(&[7.0]).unwrap(), [1.0]);
        assert!(normalise(&[-0.0, 2.0]).unwrap()[0].is_sign_positive());
    }

    #[portable_test]
    fn normalise_leaves_what_sums_to_one() {
        for weights in [vec![0.7, 0.2, 0.1], vec![0.1; 10], vec![1.0, 0.0, 5e-324]] {
            assert_eq!(normalise(&weights).unwrap(), weights);
        }
    }

    #[portable_test]
    fn what_normalise_refuses() {
        assert!(matches!(normalise(&[]), Err(CoreError::Empty { .. })));
        for weights in [
            [0.0, 0.0],
            [-1.0, 2.0],
            [f64::NAN, 1.0],
            [f64::INFINITY, 1.0],
        ] {
            assert!(matches!(
                normalise(&weights),
                Err(CoreError::NotAllowed { .. })
            ));
        }
    }
}
