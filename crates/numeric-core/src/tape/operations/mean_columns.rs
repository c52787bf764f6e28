//! The mean of each column.
//!
//! Equation: yⱼ = Σᵢ aᵢⱼ/m, m > 0. Shapes: A m×n, Y 1×n. Backward: Āᵢⱼ = Ȳⱼ/m.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::{Shape, count, sum_columns};
use crate::error::{CoreError, Result};
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn shape<T>(input: &DMatrix<T>) -> Result<Shape> {
    if input.nrows() == 0 {
        let operation = "mean of columns";
        return Err(CoreError::Empty { operation });
    }
    Ok((1, input.ncols()))
}

pub(crate) fn forward<T: Real>(input: &DMatrix<T>, output: &mut DMatrix<T>) {
    sum_columns::forward(input, output);
    let n = count(input.nrows());
    *output /= n;
    for (j, mean) in output.as_mut_slice().iter_mut().enumerate() {
        if !mean.is_finite() {
            // The sum may be too large for a number where the mean isn't.
            let column = input.column(j);
            *mean = column
                .iter()
                .fold(T::zero(), |mean, &entry| mean + entry / n);
        }
    }
}

pub(crate) fn backward<T: Real>(upstream: &DMatrix<T>, gradient: &mut DMatrix<T>) {
    sum_columns::backward(upstream, gradient);
    *gradient /= count(gradient.nrows());
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
        assert_eq!(y, dmatrix![2.0, 3.0]);
        backward(&dmatrix![5.0, 6.0], &mut g);
        assert_eq!(g, dmatrix![2.5, 3.0; 2.5, 3.0]);
        assert!(shape(&DMatrix::<f64>::zeros(0, 2)).is_err());
    }
}
