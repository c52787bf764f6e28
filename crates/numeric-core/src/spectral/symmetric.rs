//! Symmetric matrices.

use super::check_square;
use super::columns::{exponent_of, points_backwards, rotate, times_power_of_two};
use crate::error::{CoreError, Result};
use crate::real;
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
    check_square(OPERATION, matrix)?;
    let iterations = ITERATIONS_PER_ROW * matrix.nrows();
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

/// A = V·Λ·Vᵀ of a symmetric n×n matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct SymmetricEigensystem {
    /// Λ's diagonal, rising.
    pub values: Vec<f64>,
    /// V: orthonormal eigenvectors in columns. In each, the entry of largest modulus (the first,
    /// where several are as large within rounding) is positive.
    pub vectors: DMatrix<f64>,
}

/// Sweeps over all pairs; the iteration converges quadratically and takes about seven.
const SWEEPS: usize = 60;
const VECTORS: &str = "symmetric eigenvectors";

/// Eigenvalues and eigenvectors of a symmetric n×n matrix by Jacobi's rotations.
///
/// That the matrix is symmetric is the caller's duty: the mean of A and Aᵀ is decomposed.
///
/// Source: G. H. Golub, C. F. Van Loan, *Matrix Computations*, 4th ed. (2013), §8.5.
///
/// # Errors
///
/// [`CoreError::Empty`] for 0×0; [`CoreError::ShapeMismatch`] unless square;
/// [`CoreError::NotAllowed`] for an entry that is not finite; [`CoreError::NoConvergence`].
pub fn symmetric_eigensystem(matrix: &DMatrix<f64>) -> Result<SymmetricEigensystem> {
    check_square(VECTORS, matrix)?;
    let size = matrix.nrows();
    let exponent = exponent_of(matrix);
    let scale = |entry: f64| times_power_of_two(entry, -exponent);
    let mut rest = DMatrix::from_fn(size, size, |i, j| {
        (scale(matrix[(i, j)]) + scale(matrix[(j, i)])) / 2.0
    });
    let mut vectors = DMatrix::identity(size, size);
    let mut sweeps = 0;
    while sweep(&mut rest, &mut vectors) {
        sweeps += 1;
        if sweeps == SWEEPS {
            return Err(CoreError::NoConvergence {
                operation: VECTORS,
                iterations: SWEEPS,
            });
        }
    }
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&a, &b| rest[(a, a)].total_cmp(&rest[(b, b)]));
    let sign = |column: usize| {
        let column = &vectors.as_slice()[column * size..(column + 1) * size];
        if points_backwards(column) { -1.0 } else { 1.0 }
    };
    let signs: Vec<f64> = (0..size).map(sign).collect();
    Ok(SymmetricEigensystem {
        values: order
            .iter()
            .map(|&i| times_power_of_two(rest[(i, i)], exponent))
            .collect(),
        vectors: DMatrix::from_fn(size, size, |i, j| signs[order[j]] * vectors[(i, order[j])]),
    })
}

/// Makes each entry off the diagonal zero once; false if all were negligible already.
fn sweep(matrix: &mut DMatrix<f64>, vectors: &mut DMatrix<f64>) -> bool {
    let size = matrix.nrows();
    let mut rotated = false;
    for p in 0..size {
        for q in p + 1..size {
            let entry = matrix[(p, q)];
            let around = matrix[(p, p)].abs() * matrix[(q, q)].abs();
            // Negligible beside its row and column, or beside the matrix, whose entries are
            // about 1.
            if entry.abs() <= 0.1 * f64::EPSILON * real::sqrt(around).max(f64::EPSILON) {
                continue;
            }
            rotated = true;
            let ratio = (matrix[(q, q)] - matrix[(p, p)]) / (2.0 * entry);
            let tangent = libm::copysign(1.0, ratio) / (ratio.abs() + libm::hypot(ratio, 1.0));
            let cosine = 1.0 / libm::hypot(tangent, 1.0);
            let sine = -tangent * cosine;
            for i in 0..size {
                let (a, b) = (matrix[(p, i)], matrix[(q, i)]);
                matrix[(p, i)] = cosine * a + sine * b;
                matrix[(q, i)] = cosine * b - sine * a;
            }
            rotate_pair(matrix, p, q, cosine, sine);
            rotate_pair(vectors, p, q, cosine, sine);
            matrix[(p, q)] = 0.0;
            matrix[(q, p)] = 0.0;
        }
    }
    rotated
}

fn rotate_pair(matrix: &mut DMatrix<f64>, p: usize, q: usize, cosine: f64, sine: f64) {
    let rows = matrix.nrows();
    let (before, after) = matrix.as_mut_slice().split_at_mut(q * rows);
    rotate(
        &mut before[p * rows..(p + 1) * rows],
        &mut after[..rows],
        cosine,
        sine,
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use crate::random::Random;
    use nalgebra::dmatrix;

    #[portable_test]
    fn two_by_two() {
        let values = symmetric_eigenvalues(&dmatrix![2.0, 1.0; 1.0, 2.0]).unwrap();
        assert!((values[0] - 1.0).abs() < 1e-15 && (values[1] - 3.0).abs() < 1e-15);
        assert_eq!(symmetric_eigenvalues(&dmatrix![-4.0]).unwrap(), [-4.0]);
        assert_eq!(
            symmetric_eigenvalues(&DMatrix::zeros(3, 3)).unwrap(),
            [0.0; 3]
        );
    }

    #[portable_test]
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

    #[portable_test]
    fn extreme_magnitudes() {
        for size in [1e-300, 1e300] {
            let values = symmetric_eigenvalues(&(dmatrix![2.0, 1.0; 1.0, 2.0] * size)).unwrap();
            assert!((values[1] / size - 3.0).abs() < 1e-14);
        }
    }

    #[portable_test]
    fn what_is_refused() {
        let refused = |matrix: DMatrix<f64>| symmetric_eigenvalues(&matrix).unwrap_err();
        let error = refused(DMatrix::zeros(0, 0));
        assert!(matches!(error, CoreError::Empty { .. }));
        let error = refused(DMatrix::zeros(2, 3));
        assert!(matches!(error, CoreError::ShapeMismatch { .. }));
        let error = refused(dmatrix![f64::NAN]);
        assert!(matches!(error, CoreError::NotAllowed { .. }));
    }

    #[portable_test]
    fn vectors_diagonalise() {
        let mut random = Random::new(3);
        for n in 1..12 {
            for size in [1.0, 1e-300, 1e300] {
                let half = DMatrix::from_fn(n, n, |_, _| random.normal());
                let matrix = (&half + half.transpose()) * size;
                let found = symmetric_eigensystem(&matrix).unwrap();
                assert!(found.values.is_sorted());
                let images = &matrix / size * &found.vectors;
                let scaled = DMatrix::from_fn(n, n, |i, j| {
                    found.vectors[(i, j)] * (found.values[j] / size)
                });
                assert!((images - scaled).amax() < 1e-13);
                let gram = found.vectors.transpose() * &found.vectors;
                assert!((gram - DMatrix::identity(n, n)).amax() < 1e-14);
                for (a, b) in found
                    .values
                    .iter()
                    .zip(symmetric_eigenvalues(&matrix).unwrap())
                {
                    assert!((a - b).abs() / size < 1e-13);
                }
            }
        }
        let found = symmetric_eigensystem(&dmatrix![2.0, -1.0; -1.0, 2.0]).unwrap();
        assert!(found.vectors[(0, 0)] > 0.0 && found.vectors[(1, 0)] > 0.0);
        assert!(found.vectors[(0, 1)] > 0.0 && found.vectors[(1, 1)] < 0.0);
        assert!(symmetric_eigensystem(&DMatrix::zeros(2, 3)).is_err());
    }
}
