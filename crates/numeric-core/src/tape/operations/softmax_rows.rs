//! Softmax of each row.
//!
//! Equation: yᵢⱼ = exp(aᵢⱼ − maxₗ aᵢₗ) / Σₗ exp(aᵢₗ − maxₗ aᵢₗ). Shapes: both m×n. An entry of −∞
//! gives 0. Backward: Āᵢⱼ = yᵢⱼ·(Ȳᵢⱼ − Σₗ Ȳᵢₗ·yᵢₗ).
//!
//! Source: J. S. Bridle, *Probabilistic Interpretation of Feedforward Classification Network Outputs*
//! (1990).

use crate::real::{self, Real};
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(input: &DMatrix<T>) -> DMatrix<T> {
    let mut output = input.clone();
    for mut row in output.row_iter_mut() {
        let largest = largest(row.iter());
        let mut total = T::zero();
        for entry in row.iter_mut() {
            *entry = real::exp(*entry - largest);
            total += *entry;
        }
        for entry in row.iter_mut() {
            *entry /= total;
        }
    }
    output
}

pub(crate) fn backward<T: Real>(output: &DMatrix<T>, upstream: &DMatrix<T>) -> DMatrix<T> {
    let mut gradient = upstream.component_mul(output);
    for (mut row, weights) in gradient.row_iter_mut().zip(output.row_iter()) {
        let mean = row.iter().fold(T::zero(), |total, &term| total + term);
        for (entry, &weight) in row.iter_mut().zip(weights.iter()) {
            *entry -= weight * mean;
        }
    }
    gradient
}

/// The largest of some numbers, −∞ for none.
pub(super) fn largest<'a, T: Real>(numbers: impl Iterator<Item = &'a T>) -> T {
    numbers.fold(T::NEG_INFINITY, |largest, &number| {
        if number > largest { number } else { largest }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        let input = dmatrix![real::ln(1.0), real::ln(3.0); 5.0, f64::NEG_INFINITY];
        let output = forward(&input);
        assert!((&output - dmatrix![0.25, 0.75; 1.0, 0.0]).amax() < 1e-15);
        let gradient = backward(&output, &dmatrix![1.0, 0.0; 7.0, 7.0]);
        assert!((gradient - dmatrix![0.1875, -0.1875; 0.0, 0.0]).amax() < 1e-15);
    }

    #[test]
    fn extreme_rows() {
        let output = forward(&dmatrix![1e6, -1e6; -1000.0, -1000.0; 1e13, 0.0]);
        assert_eq!(output, dmatrix![1.0, 0.0; 0.5, 0.5; 1.0, 0.0]);
        assert_eq!(forward(&dmatrix![1e30_f32, 0.0]), dmatrix![1.0, 0.0]);
    }

    #[test]
    fn gradient_is_that_of_the_closed_form() {
        let output = forward(&dmatrix![0.3, -1.2, 2.0]);
        let jacobian = crate::probability::softmax_jacobian(output.as_slice(), 1.0);
        let seed = dmatrix![1.0, -2.0, 0.5];
        assert!((backward(&output, &seed) - &seed * jacobian).amax() < 1e-15);
    }
}
