//! A block of a matrix.
//!
//! Equation: yᵢⱼ = a(r+i, c+j) for the block that starts at (r, c). Shapes: A m×n, Y the block's. Backward: Ā is Ȳ in the block and 0 outside.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::{Shape, mismatch};
use crate::error::Result;
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn shape<T>(input: &DMatrix<T>, start: Shape, shape: Shape) -> Result<Shape> {
    let fits = |start: usize, length: usize, whole| {
        start.checked_add(length).is_some_and(|end| end <= whole)
    };
    let (rows, columns) = input.shape();
    if fits(start.0, shape.0, rows) && fits(start.1, shape.1, columns) {
        return Ok(shape);
    }
    let needed = (
        start.0.saturating_add(shape.0),
        start.1.saturating_add(shape.1),
    );
    Err(mismatch("slice", input.shape(), needed))
}

pub(crate) fn forward<T: Real>(input: &DMatrix<T>, start: Shape, output: &mut DMatrix<T>) {
    output.copy_from(&input.view(start, output.shape()));
}

pub(crate) fn backward<T: Real>(upstream: &DMatrix<T>, start: Shape, gradient: &mut DMatrix<T>) {
    gradient.fill(T::zero());
    gradient
        .view_mut(start, upstream.shape())
        .copy_from(upstream);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn by_hand() {
        let a = dmatrix![1.0, 2.0, 3.0; 4.0, 5.0, 6.0];
        let (mut y, mut g) = (DMatrix::zeros(1, 2), DMatrix::zeros(2, 3));
        forward(&a, (1, 1), &mut y);
        assert_eq!(y, dmatrix![5.0, 6.0]);
        backward(&dmatrix![7.0, 8.0], (1, 1), &mut g);
        assert_eq!(g, dmatrix![0.0, 0.0, 0.0; 0.0, 7.0, 8.0]);
    }

    #[portable_test]
    fn a_block_lies_inside() {
        let a = DMatrix::<f64>::zeros(2, 3);
        assert_eq!(shape(&a, (2, 3), (0, 0)).unwrap(), (0, 0));
        for (start, size) in [
            ((1, 0), (2, 1)),
            ((0, 3), (1, 1)),
            ((usize::MAX, 0), (2, 1)),
        ] {
            assert!(shape(&a, start, size).is_err());
        }
    }
}
