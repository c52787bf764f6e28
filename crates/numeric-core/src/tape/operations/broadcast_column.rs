//! A column repeated.
//!
//! Equation: yᵢⱼ = aᵢ. Shapes: A m×1, Y m×n. Backward: Āᵢ = Σⱼ Ȳᵢⱼ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::{needs_shape, sum_rows};
use crate::error::Result;
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(input: &DMatrix<T>, columns: usize) -> Result<DMatrix<T>> {
    needs_shape("broadcast column", input, (input.nrows(), 1))?;
    Ok(DMatrix::from_fn(input.nrows(), columns, |row, _| {
        input[(row, 0)]
    }))
}

pub(crate) fn backward<T: Real>(upstream: &DMatrix<T>) -> DMatrix<T> {
    sum_rows::forward(upstream)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CoreError;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        let output = forward(&dmatrix![1.0; 2.0], 2).unwrap();
        assert_eq!(output, dmatrix![1.0, 1.0; 2.0, 2.0]);
        assert_eq!(backward(&dmatrix![1.0, 2.0; 3.0, 4.0]), dmatrix![3.0; 7.0]);
    }

    #[test]
    fn other_shapes_are_refused() {
        assert!(matches!(
            forward(&dmatrix![1.0, 2.0], 2),
            Err(CoreError::ShapeMismatch { .. })
        ));
    }
}
