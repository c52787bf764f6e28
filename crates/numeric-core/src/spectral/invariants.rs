//! Determinant and trace.

use super::check_square;
use crate::error::{CoreError, Result};
use crate::real;
use nalgebra::DMatrix;

/// det A by Gaussian elimination with partial pivoting; 1 for 0×0.
///
/// The product of the pivots may over- or underflow though every entry is finite.
///
/// Source: G. H. Golub, C. F. Van Loan, *Matrix Computations*, 4th ed. (2013), §3.4.
///
/// # Errors
///
/// [`CoreError::ShapeMismatch`] unless square; [`CoreError::NotAllowed`] for an entry that is not
/// finite.
pub fn determinant(matrix: &DMatrix<f64>) -> Result<f64> {
    if matrix.shape() == (0, 0) {
        return Ok(1.0);
    }
    check_square("determinant", matrix)?;
    let size = matrix.nrows();
    let mut rest = matrix.clone();
    let mut product = 1.0;
    for step in 0..size {
        let pivot = (step..size).fold(step, |best, row| {
            if rest[(row, step)].abs() > rest[(best, step)].abs() {
                row
            } else {
                best
            }
        });
        if rest[(pivot, step)] == 0.0 {
            return Ok(0.0);
        }
        if pivot != step {
            rest.swap_rows(pivot, step);
            product = -product;
        }
        product *= rest[(step, step)];
        for row in step + 1..size {
            let factor = rest[(row, step)] / rest[(step, step)];
            for column in step + 1..size {
                rest[(row, column)] -= factor * rest[(step, column)];
            }
        }
    }
    Ok(product)
}

/// tr A = Σ Aᵢᵢ, with compensated summation; 0 for 0×0.
///
/// # Errors
///
/// [`CoreError::ShapeMismatch`] unless square.
pub fn trace(matrix: &DMatrix<f64>) -> Result<f64> {
    if !matrix.is_square() {
        return Err(CoreError::ShapeMismatch {
            operation: "trace",
            left: matrix.shape(),
            right: (matrix.ncols(), matrix.nrows()),
        });
    }
    let diagonal: Vec<f64> = (0..matrix.nrows()).map(|i| matrix[(i, i)]).collect();
    Ok(real::sum(&diagonal))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn by_hand() {
        let matrix = dmatrix![0.0, 2.0, 1.0; 1.0, 0.0, 3.0; 4.0, 5.0, 0.0];
        assert!((determinant(&matrix).unwrap() - 29.0).abs() < 1e-13);
        assert_eq!(trace(&matrix).unwrap(), 0.0);
        assert_eq!(determinant(&dmatrix![1.0, 2.0; 2.0, 4.0]).unwrap(), 0.0);
        assert_eq!(determinant(&DMatrix::zeros(0, 0)).unwrap(), 1.0);
        assert_eq!(trace(&DMatrix::zeros(0, 0)).unwrap(), 0.0);
    }

    #[portable_test]
    fn what_is_refused() {
        assert!(determinant(&DMatrix::zeros(1, 2)).is_err());
        assert!(trace(&DMatrix::zeros(1, 2)).is_err());
        assert!(determinant(&dmatrix![f64::INFINITY]).is_err());
    }
}
