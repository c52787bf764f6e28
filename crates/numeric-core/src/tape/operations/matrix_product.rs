//! Matrix product.
//!
//! Equation: Y = A·B. Shapes: A m×k, B k×n, Y m×n; zeros when k = 0. Backward: Ā = Ȳ·Bᵀ,
//! B̄ = Aᵀ·Ȳ, without making a transpose. SIMD from `matrixmultiply`, so the last bits may differ
//! between machines.
//!
//! Source: M. B. Giles, *Collected Matrix Derivative Results for Forward and Reverse Mode
//! Algorithmic Differentiation* (2008), §2.2.

use super::Factor::{Plain, Transposed};
use super::product;
use crate::error::{CoreError, Result};
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(left: &DMatrix<T>, right: &DMatrix<T>) -> Result<DMatrix<T>> {
    if left.ncols() != right.nrows() {
        return Err(CoreError::ShapeMismatch {
            operation: "matrix product",
            left: left.shape(),
            right: right.shape(),
        });
    }
    Ok(product(Plain(left), Plain(right)))
}

pub(crate) fn backward<T: Real>(
    left: &DMatrix<T>,
    right: &DMatrix<T>,
    upstream: &DMatrix<T>,
) -> [DMatrix<T>; 2] {
    [
        product(Plain(upstream), Transposed(right)),
        product(Transposed(left), Plain(upstream)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        let (a, b) = (dmatrix![1.0, 2.0], dmatrix![3.0, 4.0; 5.0, 6.0]);
        assert_eq!(forward(&a, &b).unwrap(), dmatrix![13.0, 16.0]);
        let [in_a, in_b] = backward(&a, &b, &dmatrix![1.0, 10.0]);
        assert_eq!(in_a, dmatrix![43.0, 65.0]);
        assert_eq!(in_b, dmatrix![1.0, 10.0; 2.0, 20.0]);
    }

    #[test]
    fn inner_dimensions_must_agree() {
        let row = dmatrix![1.0, 2.0];
        assert!(matches!(
            forward(&row, &row),
            Err(CoreError::ShapeMismatch { .. })
        ));
    }
}
