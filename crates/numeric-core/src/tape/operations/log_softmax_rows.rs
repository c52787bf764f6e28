//! The logarithm of the softmax of each row, in nats.
//!
//! Equation: yᵢⱼ = aᵢⱼ − log Σₗ exp(aᵢₗ), with the row's maximum subtracted first. Shapes: both m×n.
//! Finite where softmax itself underflows. Backward: Āᵢⱼ = Ȳᵢⱼ − exp(yᵢⱼ)·Σₗ Ȳᵢₗ.
//!
//! Source: I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning* (2016), §6.2.2.3.

use super::softmax_rows::largest;
use crate::real::{self, Real};
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(input: &DMatrix<T>) -> DMatrix<T> {
    let mut output = input.clone();
    for mut row in output.row_iter_mut() {
        let largest = largest(row.iter());
        let mut total = T::zero();
        for entry in row.iter_mut() {
            *entry -= largest;
            total += real::exp(*entry);
        }
        let log_total = real::ln(total);
        for entry in row.iter_mut() {
            *entry -= log_total;
        }
    }
    output
}

pub(crate) fn backward<T: Real>(output: &DMatrix<T>, upstream: &DMatrix<T>) -> DMatrix<T> {
    let mut gradient = upstream.clone();
    for (mut row, logs) in gradient.row_iter_mut().zip(output.row_iter()) {
        let total = row.iter().fold(T::zero(), |total, &entry| total + entry);
        for (entry, &log) in row.iter_mut().zip(logs.iter()) {
            *entry -= real::exp(log) * total;
        }
    }
    gradient
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        let output = forward(&dmatrix![0.0, real::ln(3.0)]);
        let expected = dmatrix![-real::ln(4.0), real::ln(0.75)];
        assert!((&output - expected).amax() < 1e-15);
        // The gradient of −log p₀ is softmax − one-hot.
        let gradient = backward(&output, &dmatrix![-1.0, 0.0]);
        assert!((gradient - dmatrix![-0.75, 0.75]).amax() < 1e-15);
    }

    #[test]
    fn extreme_rows() {
        let output = forward(&dmatrix![0.0, -1000.0; 1e6, -1e6]);
        assert_eq!(output, dmatrix![0.0, -1000.0; 0.0, -2e6]);
        let gradient = backward(&output, &dmatrix![0.0, 1.0; 1.0, 0.0]);
        assert_eq!(gradient, dmatrix![-1.0, 1.0; 0.0, 0.0]);
    }
}
