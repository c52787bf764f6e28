//! Product entry by entry (Hadamard).
//!
//! Equation: Y = A ⊙ B. Shapes: all m×n. Backward: Ā = Ȳ ⊙ B, B̄ = Ȳ ⊙ A.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::same_shape;
use crate::error::Result;
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(left: &DMatrix<T>, right: &DMatrix<T>) -> Result<DMatrix<T>> {
    same_shape("multiply", left, right)?;
    Ok(left.component_mul(right))
}

pub(crate) fn backward<T: Real>(
    left: &DMatrix<T>,
    right: &DMatrix<T>,
    upstream: &DMatrix<T>,
) -> [DMatrix<T>; 2] {
    [upstream.component_mul(right), upstream.component_mul(left)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CoreError;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        let (a, b) = (dmatrix![2.0, 3.0], dmatrix![5.0, 7.0]);
        assert_eq!(forward(&a, &b).unwrap(), dmatrix![10.0, 21.0]);
        let [in_a, in_b] = backward(&a, &b, &dmatrix![1.0, 10.0]);
        assert_eq!((in_a, in_b), (dmatrix![5.0, 70.0], dmatrix![2.0, 30.0]));
    }

    #[test]
    fn shapes_must_agree() {
        let (row, column) = (dmatrix![1.0, 2.0], dmatrix![1.0; 2.0]);
        assert!(matches!(
            forward(&row, &column),
            Err(CoreError::ShapeMismatch { .. })
        ));
    }
}
