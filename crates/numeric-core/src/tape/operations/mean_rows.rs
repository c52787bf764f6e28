//! The mean of each row.
//!
//! Equation: yᵢ = Σⱼ aᵢⱼ/n, n > 0. Shapes: A m×n, Y m×1. Backward: Āᵢⱼ = Ȳᵢ/n.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::{Shape, count, sum_rows};
use crate::error::{CoreError, Result};
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn shape<T>(input: &DMatrix<T>) -> Result<Shape> {
    if input.ncols() == 0 {
        let operation = "mean of rows";
        return Err(CoreError::Empty { operation });
    }
    Ok((input.nrows(), 1))
}

pub(crate) fn forward<T: Real>(input: &DMatrix<T>, output: &mut DMatrix<T>) {
    sum_rows::forward(input, output);
    let n = count(input.ncols());
    *output /= n;
    for (i, mean) in output.as_mut_slice().iter_mut().enumerate() {
        if !mean.is_finite() {
            // The sum may be too large for a number where the mean isn't.
            let row = input.row(i);
            *mean = row.iter().fold(T::zero(), |mean, &entry| mean + entry / n);
        }
    }
}

pub(crate) fn backward<T: Real>(upstream: &DMatrix<T>, gradient: &mut DMatrix<T>) {
    sum_rows::backward(upstream, gradient);
    *gradient /= count(gradient.ncols());
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
        assert_eq!(y, dmatrix![1.5; 3.5]);
        backward(&dmatrix![5.0; 6.0], &mut g);
        assert_eq!(g, dmatrix![2.5, 2.5; 3.0, 3.0]);
        assert!(shape(&DMatrix::<f64>::zeros(2, 0)).is_err());
        assert_eq!(shape(&DMatrix::<f64>::zeros(0, 2)).unwrap(), (0, 1));
    }
}
