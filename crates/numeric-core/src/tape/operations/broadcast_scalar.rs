//! A number repeated.
//!
//! Equation: yᵢⱼ = a. Shapes: a 1×1, Y m×n. Backward: ā = Σᵢⱼ Ȳᵢⱼ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::{needs_shape, sum};
use crate::error::Result;
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(
    input: &DMatrix<T>,
    rows: usize,
    columns: usize,
) -> Result<DMatrix<T>> {
    needs_shape("broadcast scalar", input, (1, 1))?;
    Ok(DMatrix::from_element(rows, columns, input[(0, 0)]))
}

pub(crate) fn backward<T: Real>(upstream: &DMatrix<T>) -> DMatrix<T> {
    sum::forward(upstream)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CoreError;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        let output = forward(&dmatrix![3.0], 1, 2).unwrap();
        assert_eq!(output, dmatrix![3.0, 3.0]);
        assert_eq!(backward(&dmatrix![1.0, 2.0; 3.0, 4.0]), dmatrix![10.0]);
    }

    #[test]
    fn other_shapes_are_refused() {
        assert!(matches!(
            forward(&dmatrix![1.0, 2.0], 1, 2),
            Err(CoreError::ShapeMismatch { .. })
        ));
    }
}
