//! The mean of all entries.
//!
//! Equation: y = Σᵢⱼ aᵢⱼ / mn. Shapes: A m×n and not empty, y 1×1. Backward: Āᵢⱼ = ȳ/mn.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::sum;
use crate::error::{CoreError, Result};
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(input: &DMatrix<T>) -> Result<DMatrix<T>> {
    if input.is_empty() {
        return Err(CoreError::Empty { operation: "mean" });
    }
    Ok(sum::forward(input) / count(input))
}

pub(crate) fn backward<T: Real>(input: &DMatrix<T>, upstream: &DMatrix<T>) -> DMatrix<T> {
    let share = upstream[(0, 0)] / count(input);
    DMatrix::from_element(input.nrows(), input.ncols(), share)
}

fn count<T: Real>(input: &DMatrix<T>) -> T {
    T::from_f64(input.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        let input = dmatrix![1.0, 2.0; 3.0, 6.0];
        assert_eq!(forward(&input).unwrap(), dmatrix![3.0]);
        let gradient = backward(&input, &dmatrix![2.0]);
        assert_eq!(gradient, dmatrix![0.5, 0.5; 0.5, 0.5]);
    }

    #[test]
    fn nothing_has_no_mean() {
        let empty = forward(&DMatrix::<f64>::zeros(0, 3));
        assert_eq!(empty, Err(CoreError::Empty { operation: "mean" }));
    }
}
