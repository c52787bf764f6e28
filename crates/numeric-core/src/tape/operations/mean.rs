//! The mean of all entries.
//!
//! Equation: y = Σᵢⱼ aᵢⱼ/(m·n), m·n > 0. Shapes: A m×n, Y 1×1. Backward: Āᵢⱼ = Ȳ/(m·n).
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::{Shape, count, sum};
use crate::error::{CoreError, Result};
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn shape<T>(input: &DMatrix<T>) -> Result<Shape> {
    if input.is_empty() {
        return Err(CoreError::Empty { operation: "mean" });
    }
    Ok((1, 1))
}

pub(crate) fn forward<T: Real>(input: &DMatrix<T>, output: &mut DMatrix<T>) {
    let n = count(input.len());
    let mut mean = sum::total(input) / n;
    if !mean.is_finite() {
        // The sum may be too large for a number where the mean isn't.
        mean = input
            .iter()
            .fold(T::zero(), |mean, &entry| mean + entry / n);
    }
    output.fill(mean);
}

pub(crate) fn backward<T: Real>(upstream: &DMatrix<T>, gradient: &mut DMatrix<T>) {
    gradient.fill(upstream[(0, 0)] / count(gradient.len()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn by_hand() {
        let (mut y, mut g) = (dmatrix![f64::NAN], DMatrix::zeros(2, 2));
        forward(&dmatrix![1.0, 2.0; 3.0, 6.0], &mut y);
        assert_eq!(y, dmatrix![3.0]);
        backward(&dmatrix![2.0], &mut g);
        assert_eq!(g, dmatrix![0.5, 0.5; 0.5, 0.5]);
        let none = shape(&DMatrix::<f64>::zeros(0, 3));
        assert_eq!(none, Err(CoreError::Empty { operation: "mean" }));
    }
}
