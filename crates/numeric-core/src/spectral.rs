//! Eigenvalues.

use crate::error::{CoreError, Result};
use nalgebra::{DMatrix, SymmetricEigen};

const OPERATION: &str = "symmetric eigenvalues";
/// The implicit QR iteration takes about two steps for each eigenvalue.
const ITERATIONS_PER_ROW: usize = 100;

/// The eigenvalues of a symmetric n×n matrix, rising, by tridiagonalisation and implicit QR.
///
/// That the matrix is symmetric is the caller's duty: only the lower triangle is read.
///
/// Source: G. H. Golub, C. F. Van Loan, *Matrix Computations*, 4th ed. (2013), §8.3, as
/// implemented by nalgebra.
///
/// # Errors
///
/// [`CoreError::Empty`] for 0×0; [`CoreError::ShapeMismatch`] unless square;
/// [`CoreError::NotAllowed`] for an entry that is not finite; [`CoreError::NoConvergence`].
pub fn symmetric_eigenvalues(matrix: &DMatrix<f64>) -> Result<Vec<f64>> {
    let (rows, columns) = matrix.shape();
    if rows != columns {
        return Err(CoreError::ShapeMismatch {
            operation: OPERATION,
            left: (rows, columns),
            right: (columns, rows),
        });
    }
    if rows == 0 {
        return Err(CoreError::Empty {
            operation: OPERATION,
        });
    }
    if let Some(entry) = matrix.iter().find(|entry| !entry.is_finite()) {
        return Err(CoreError::not_allowed(
            OPERATION,
            format!("entry {entry} is not finite"),
        ));
    }
    let iterations = ITERATIONS_PER_ROW * rows;
    let eigen = SymmetricEigen::try_new(matrix.clone(), f64::EPSILON, iterations).ok_or(
        CoreError::NoConvergence {
            operation: OPERATION,
            iterations,
        },
    )?;
    let mut values: Vec<f64> = eigen.eigenvalues.iter().copied().collect();
    values.sort_by(f64::total_cmp);
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use nalgebra::dmatrix;

    #[test]
    fn two_by_two() {
        let values = symmetric_eigenvalues(&dmatrix![2.0, 1.0; 1.0, 2.0]).unwrap();
        assert!((values[0] - 1.0).abs() < 1e-15 && (values[1] - 3.0).abs() < 1e-15);
        assert_eq!(symmetric_eigenvalues(&dmatrix![-4.0]).unwrap(), [-4.0]);
        assert_eq!(
            symmetric_eigenvalues(&DMatrix::zeros(3, 3)).unwrap(),
            [0.0; 3]
        );
    }

    #[test]
    fn sum_is_the_trace_and_squares_sum_to_the_norm() {
        let mut random = Random::new(1);
        for n in 1..12 {
            let half = DMatrix::from_fn(n, n, |_, _| random.normal());
            let matrix = &half + half.transpose();
            let values = symmetric_eigenvalues(&matrix).unwrap();
            assert!(values.is_sorted());
            let sum: f64 = values.iter().sum();
            assert!((sum - matrix.trace()).abs() < 1e-12);
            let squares: f64 = values.iter().map(|value| value * value).sum();
            assert!((squares - matrix.norm_squared()).abs() < 1e-12 * squares);
        }
    }

    #[test]
    fn extreme_magnitudes() {
        for size in [1e-300, 1e300] {
            let values = symmetric_eigenvalues(&(dmatrix![2.0, 1.0; 1.0, 2.0] * size)).unwrap();
            assert!((values[1] / size - 3.0).abs() < 1e-14);
        }
    }

    #[test]
    fn what_is_refused() {
        let refused = |matrix: DMatrix<f64>| symmetric_eigenvalues(&matrix).unwrap_err();
        let error = refused(DMatrix::zeros(0, 0));
        assert!(matches!(error, CoreError::Empty { .. }));
        let error = refused(DMatrix::zeros(2, 3));
        assert!(matches!(error, CoreError::ShapeMismatch { .. }));
        let error = refused(dmatrix![f64::NAN]);
        assert!(matches!(error, CoreError::NotAllowed { .. }));
    }
}
