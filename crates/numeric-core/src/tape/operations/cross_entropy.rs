//! Cross-entropy of the softmax of each row against the index of the right class, fused.
//!
//! Equation: y = −(1/m)·Σᵢ log softmax(zᵢ)[tᵢ], in nats. Shapes: Z m×n with m > 0, m targets below n,
//! Y 1×1. Backward: Z̄ᵢⱼ = Ȳ·(softmax(zᵢ)[j] − [j = tᵢ])/m. The probabilities are kept for it.
//!
//! Source: C. M. Bishop, *Pattern Recognition and Machine Learning* (2006), §4.3.4; the mean over rows
//! is that of PyTorch's `cross_entropy`.

use super::{Shape, count};
use crate::error::{CoreError, Result};
use crate::kernels::rows::{by_groups, part, part_mut};
use crate::real::{self, Real};
use nalgebra::DMatrix;

const OPERATION: &str = "cross-entropy";

pub(crate) fn shape<T>(logits: &DMatrix<T>, targets: &[usize]) -> Result<Shape> {
    let (rows, columns) = logits.shape();
    if rows != targets.len() {
        return Err(CoreError::LengthMismatch {
            operation: OPERATION,
            left: rows,
            right: targets.len(),
        });
    }
    if rows == 0 {
        let operation = OPERATION;
        return Err(CoreError::Empty { operation });
    }
    match targets.iter().find(|&&target| target >= columns) {
        None => Ok((1, 1)),
        Some(target) => Err(CoreError::not_allowed(
            OPERATION,
            format!("target {target} is not below {columns}, the number of classes"),
        )),
    }
}

/// Writes the loss, and the softmax of each row for the sweep.
pub(crate) fn forward<T: Real>(
    logits: &DMatrix<T>,
    targets: &[usize],
    output: &mut DMatrix<T>,
    probabilities: &mut DMatrix<T>,
) {
    let (rows, columns) = logits.shape();
    let (z, p) = (logits.as_slice(), probabilities.as_mut_slice());
    let mut loss = T::zero();
    by_groups!(rows, |first, WIDTH| {
        let mut largest = [T::NEG_INFINITY; WIDTH];
        for column in 0..columns {
            let z = part::<T, WIDTH>(z, rows, first, column);
            for l in 0..WIDTH {
                largest[l] = if z[l] > largest[l] { z[l] } else { largest[l] };
            }
        }
        let mut total = [T::zero(); WIDTH];
        for column in 0..columns {
            let z = part::<T, WIDTH>(z, rows, first, column);
            let p = part_mut::<T, WIDTH>(p, rows, first, column);
            for l in 0..WIDTH {
                p[l] = (z[l] - largest[l]).quick_exp();
                total[l] += p[l];
            }
        }
        for column in 0..columns {
            let p = part_mut::<T, WIDTH>(p, rows, first, column);
            for l in 0..WIDTH {
                p[l] /= total[l];
            }
        }
        for l in 0..WIDTH {
            let right = z[targets[first + l] * rows + first + l];
            loss += real::ln(total[l]) - (right - largest[l]);
        }
    });
    output.fill(loss / count(rows));
}

pub(crate) fn backward<T: Real>(
    targets: &[usize],
    probabilities: &DMatrix<T>,
    upstream: &DMatrix<T>,
    gradient: &mut DMatrix<T>,
) {
    let share = upstream[(0, 0)] / count(targets.len());
    super::each(probabilities, gradient, |p| p * share);
    for (row, &target) in targets.iter().enumerate() {
        gradient[(row, target)] -= share;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn by_hand() {
        let logits = dmatrix![0.0, real::ln(3.0); 0.0, -1000.0];
        let (mut y, mut p, mut g) = (dmatrix![f64::NAN], logits.clone(), logits.clone());
        forward(&logits, &[0, 1], &mut y, &mut p);
        assert!((y[(0, 0)] - (real::ln(4.0) + 1000.0) / 2.0).abs() < 1e-12);
        backward(&[0, 1], &p, &dmatrix![2.0], &mut g);
        assert!((g - dmatrix![-0.75, 0.75; 1.0, -1.0]).amax() < 1e-15);
    }

    #[portable_test]
    fn what_is_refused() {
        let logits = DMatrix::<f64>::zeros(2, 3);
        assert!(matches!(
            shape(&logits, &[0]),
            Err(CoreError::LengthMismatch { .. })
        ));
        assert!(matches!(
            shape(&logits, &[0, 3]),
            Err(CoreError::NotAllowed { .. })
        ));
        let none = shape(&DMatrix::<f64>::zeros(0, 3), &[]);
        assert!(matches!(none, Err(CoreError::Empty { .. })));
    }
}
