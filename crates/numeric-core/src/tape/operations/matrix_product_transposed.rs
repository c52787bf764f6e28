//! Matrix product with the right factor transposed, as in Q·Kᵀ.
//!
//! Equation: Y = A·Bᵀ. Shapes: A m×k, B n×k, Y m×n; zeros when k = 0. Backward: Ā = Ȳ·B,
//! B̄ = Ȳᵀ·A. No transpose is made: the kernel reads B with swapped strides.
//!
//! Source: M. B. Giles, *Collected Matrix Derivative Results for Forward and Reverse Mode
//! Algorithmic Differentiation* (2008), §2.2.

use super::Factor::{Plain, Transposed};
use super::product;
use crate::error::{CoreError, Result};
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(left: &DMatrix<T>, right: &DMatrix<T>) -> Result<DMatrix<T>> {
    if left.ncols() != right.ncols() {
        return Err(CoreError::ShapeMismatch {
            operation: "matrix product, transposed right",
            left: left.shape(),
            right: right.shape(),
        });
    }
    Ok(product(Plain(left), Transposed(right)))
}

pub(crate) fn backward<T: Real>(
    left: &DMatrix<T>,
    right: &DMatrix<T>,
    upstream: &DMatrix<T>,
) -> [DMatrix<T>; 2] {
    [
        product(Plain(upstream), Plain(right)),
        product(Transposed(upstream), Plain(left)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        let (a, b) = (dmatrix![1.0, 2.0], dmatrix![3.0, 5.0; 4.0, 6.0]);
        assert_eq!(forward(&a, &b).unwrap(), dmatrix![13.0, 16.0]);
        let [in_a, in_b] = backward(&a, &b, &dmatrix![1.0, 10.0]);
        assert_eq!(in_a, dmatrix![43.0, 65.0]);
        assert_eq!(in_b, dmatrix![1.0, 2.0; 10.0, 20.0]);
    }

    #[test]
    fn widths_must_agree() {
        assert!(matches!(
            forward(&dmatrix![1.0, 2.0], &dmatrix![1.0; 2.0]),
            Err(CoreError::ShapeMismatch { .. })
        ));
    }
}
