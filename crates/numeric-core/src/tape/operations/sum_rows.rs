//! The sum of each row.
//!
//! Equation: yᵢ = Σⱼ aᵢⱼ. Shapes: A m×n, Y m×1. Backward: Āᵢⱼ = Ȳᵢ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(input: &DMatrix<T>, output: &mut DMatrix<T>) {
    output.fill(T::zero());
    let rows = input.nrows().max(1);
    for column in input.as_slice().chunks_exact(rows) {
        for (total, &entry) in output.as_mut_slice().iter_mut().zip(column) {
            *total += entry;
        }
    }
}

pub(crate) fn backward<T: Real>(upstream: &DMatrix<T>, gradient: &mut DMatrix<T>) {
    let rows = upstream.nrows().max(1);
    for column in gradient.as_mut_slice().chunks_exact_mut(rows) {
        column.copy_from_slice(upstream.as_slice());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn by_hand() {
        let (mut y, mut g) = (dmatrix![f64::NAN; f64::NAN], DMatrix::zeros(2, 2));
        forward(&dmatrix![1.0, 2.0; 3.0, 4.0], &mut y);
        assert_eq!(y, dmatrix![3.0; 7.0]);
        backward(&dmatrix![5.0; 6.0], &mut g);
        assert_eq!(g, dmatrix![5.0, 5.0; 6.0, 6.0]);
        forward(&DMatrix::zeros(2, 0), &mut y);
        assert_eq!(y, dmatrix![0.0; 0.0]);
    }
}
