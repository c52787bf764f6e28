//! The sum of each row.
//!
//! Equation: yᵢ = Σⱼ aᵢⱼ. Shapes: A m×n, y m×1; the sum of no entries is 0. Backward: Āᵢⱼ = ȳᵢ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(input: &DMatrix<T>) -> DMatrix<T> {
    DMatrix::from_fn(input.nrows(), 1, |row, _| {
        (0..input.ncols()).fold(T::zero(), |total, column| total + input[(row, column)])
    })
}

pub(crate) fn backward<T: Real>(input: &DMatrix<T>, upstream: &DMatrix<T>) -> DMatrix<T> {
    DMatrix::from_fn(input.nrows(), input.ncols(), |row, _| upstream[(row, 0)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        let input = dmatrix![1.0, 2.0; 3.0, 4.0];
        assert_eq!(forward(&input), dmatrix![3.0; 7.0]);
        let gradient = backward(&input, &dmatrix![5.0; 6.0]);
        assert_eq!(gradient, dmatrix![5.0, 5.0; 6.0, 6.0]);
        assert_eq!(forward(&DMatrix::<f64>::zeros(2, 0)), dmatrix![0.0; 0.0]);
    }
}
