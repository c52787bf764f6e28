//! A number repeated.
//!
//! Equation: yᵢⱼ = a. Shapes: A 1×1, Y m×n. Backward: Ā = Σᵢⱼ Ȳᵢⱼ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::{Shape, needs_shape, sum};
use crate::error::Result;
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn shape<T>(input: &DMatrix<T>, shape: Shape) -> Result<Shape> {
    needs_shape("broadcast scalar", input, (1, 1))?;
    Ok(shape)
}

pub(crate) fn forward<T: Real>(input: &DMatrix<T>, output: &mut DMatrix<T>) {
    sum::backward(input, output);
}

pub(crate) fn backward<T: Real>(upstream: &DMatrix<T>, gradient: &mut DMatrix<T>) {
    sum::forward(upstream, gradient);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn by_hand() {
        let (mut y, mut g) = (DMatrix::zeros(1, 2), dmatrix![f64::NAN]);
        forward(&dmatrix![3.0], &mut y);
        assert_eq!(y, dmatrix![3.0, 3.0]);
        backward(&dmatrix![1.0, 2.0], &mut g);
        assert_eq!(g, dmatrix![3.0]);
        assert!(shape(&dmatrix![1.0, 2.0], (2, 2)).is_err());
    }
}
