//! A column repeated.
//!
//! Equation: yᵢⱼ = aᵢ. Shapes: A m×1, Y m×n. Backward: Āᵢ = Σⱼ Ȳᵢⱼ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::{Shape, needs_shape, sum_rows};
use crate::error::Result;
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn shape<T>(input: &DMatrix<T>, columns: usize) -> Result<Shape> {
    needs_shape("broadcast column", input, (input.nrows(), 1))?;
    Ok((input.nrows(), columns))
}

pub(crate) fn forward<T: Real>(input: &DMatrix<T>, output: &mut DMatrix<T>) {
    sum_rows::backward(input, output);
}

pub(crate) fn backward<T: Real>(upstream: &DMatrix<T>, gradient: &mut DMatrix<T>) {
    sum_rows::forward(upstream, gradient);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn by_hand() {
        let (mut y, mut g) = (DMatrix::zeros(2, 2), dmatrix![f64::NAN; f64::NAN]);
        forward(&dmatrix![1.0; 2.0], &mut y);
        assert_eq!(y, dmatrix![1.0, 1.0; 2.0, 2.0]);
        backward(&dmatrix![1.0, 2.0; 3.0, 4.0], &mut g);
        assert_eq!(g, dmatrix![3.0; 7.0]);
        assert!(shape(&dmatrix![1.0, 2.0], 2).is_err());
    }
}
