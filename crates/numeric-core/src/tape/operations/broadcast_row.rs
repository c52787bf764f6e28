//! A row repeated.
//!
//! Equation: yᵢⱼ = aⱼ. Shapes: A 1×n, Y m×n. Backward: Āⱼ = Σᵢ Ȳᵢⱼ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::needs_shape;
use crate::error::Result;
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(input: &DMatrix<T>, rows: usize) -> Result<DMatrix<T>> {
    needs_shape("broadcast row", input, (1, input.ncols()))?;
    Ok(DMatrix::from_fn(rows, input.ncols(), |_, column| {
        input[(0, column)]
    }))
}

pub(crate) fn backward<T: Real>(upstream: &DMatrix<T>) -> DMatrix<T> {
    DMatrix::from_fn(1, upstream.ncols(), |_, column| {
        let entries = upstream.column(column);
        entries
            .iter()
            .fold(T::zero(), |total, &entry| total + entry)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CoreError;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        let output = forward(&dmatrix![1.0, 2.0], 2).unwrap();
        assert_eq!(output, dmatrix![1.0, 2.0; 1.0, 2.0]);
        assert_eq!(backward(&dmatrix![1.0, 2.0; 3.0, 4.0]), dmatrix![4.0, 6.0]);
        let none = forward(&dmatrix![1.0, 2.0], 0).unwrap();
        assert_eq!(backward(&none), dmatrix![0.0, 0.0]);
    }

    #[test]
    fn other_shapes_are_refused() {
        assert!(matches!(
            forward(&dmatrix![1.0; 2.0], 2),
            Err(CoreError::ShapeMismatch { .. })
        ));
    }
}
