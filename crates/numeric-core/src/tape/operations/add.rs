//! Addition.
//!
//! Equation: Y = A + B. Shapes: all m×n. Backward: Ā = Ȳ, B̄ = Ȳ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::same_shape;
use crate::error::Result;
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(left: &DMatrix<T>, right: &DMatrix<T>) -> Result<DMatrix<T>> {
    same_shape("add", left, right)?;
    Ok(left + right)
}

pub(crate) fn backward<T: Real>(upstream: &DMatrix<T>) -> [DMatrix<T>; 2] {
    [upstream.clone(), upstream.clone()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CoreError;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        let (a, b) = (dmatrix![1.0, 2.0], dmatrix![10.0, 20.0]);
        assert_eq!(forward(&a, &b).unwrap(), dmatrix![11.0, 22.0]);
        assert_eq!(backward(&a), [a.clone(), a]);
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
