//! The sum of each column.
//!
//! Equation: yⱼ = Σᵢ aᵢⱼ. Shapes: A m×n, Y 1×n. Backward: Āᵢⱼ = Ȳⱼ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::kernels::sums;
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(input: &DMatrix<T>, output: &mut DMatrix<T>) {
    output.fill(T::zero());
    let columns = input.as_slice().chunks_exact(input.nrows().max(1));
    for (total, column) in output.as_mut_slice().iter_mut().zip(columns) {
        *total = sums::of(column);
    }
}

pub(crate) fn backward<T: Real>(upstream: &DMatrix<T>, gradient: &mut DMatrix<T>) {
    let rows = gradient.nrows().max(1);
    let columns = gradient.as_mut_slice().chunks_exact_mut(rows);
    for (column, &u) in columns.zip(upstream.as_slice()) {
        column.fill(u);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn by_hand() {
        let (mut y, mut g) = (dmatrix![f64::NAN, f64::NAN], DMatrix::zeros(2, 2));
        forward(&dmatrix![1.0, 2.0; 3.0, 4.0], &mut y);
        assert_eq!(y, dmatrix![4.0, 6.0]);
        backward(&dmatrix![5.0, 6.0], &mut g);
        assert_eq!(g, dmatrix![5.0, 6.0; 5.0, 6.0]);
        forward(&DMatrix::zeros(0, 2), &mut y);
        assert_eq!(y, dmatrix![0.0, 0.0]);
    }
}
