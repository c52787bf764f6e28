//! A row repeated.
//!
//! Equation: yᵢⱼ = aⱼ. Shapes: A 1×n, Y m×n. Backward: Āⱼ = Σᵢ Ȳᵢⱼ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::{Shape, needs_shape, sum_columns};
use crate::error::Result;
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn shape<T>(input: &DMatrix<T>, rows: usize) -> Result<Shape> {
    needs_shape("broadcast row", input, (1, input.ncols()))?;
    Ok((rows, input.ncols()))
}

pub(crate) fn forward<T: Real>(input: &DMatrix<T>, output: &mut DMatrix<T>) {
    sum_columns::backward(input, output);
}

pub(crate) fn backward<T: Real>(upstream: &DMatrix<T>, gradient: &mut DMatrix<T>) {
    sum_columns::forward(upstream, gradient);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn by_hand() {
        let (mut y, mut g) = (DMatrix::zeros(2, 2), dmatrix![f64::NAN, f64::NAN]);
        forward(&dmatrix![1.0, 2.0], &mut y);
        assert_eq!(y, dmatrix![1.0, 2.0; 1.0, 2.0]);
        backward(&dmatrix![1.0, 2.0; 3.0, 4.0], &mut g);
        assert_eq!(g, dmatrix![4.0, 6.0]);
        assert!(shape(&dmatrix![1.0; 2.0], 2).is_err());
    }
}
