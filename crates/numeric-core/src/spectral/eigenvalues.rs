//! Eigenvalues of general real matrices.

use super::francis::ITERATIONS;
use super::hessenberg::Square;
use super::{check_square, columns, order};
use crate::error::{CoreError, Result};
use nalgebra::{Complex, DMatrix};

const OPERATION: &str = "eigenvalues";

/// The n eigenvalues of a real n×n matrix, each as often as its algebraic multiplicity.
///
/// Order: falling modulus, then falling real part, then falling imaginary part (of a pair the one
/// above the real axis first); moduli and real parts that differ by rounding only count as equal.
/// Complex ones come in exactly conjugate pairs. Those of triangular matrices, and of matrices
/// that a permutation makes triangular, are the diagonal's entries exactly. Others have an error
/// of the order of ε·‖A‖ times their condition; an eigenvalue with a k×k Jordan block splits by
/// about (ε·‖A‖)^(1/k), and [`eigensystem`](super::eigensystem()) puts it together again.
///
/// Source: balancing, Hessenberg form and Francis's double-shift QR steps; G. H. Golub,
/// C. F. Van Loan, *Matrix Computations*, 4th ed. (2013), §7.4–7.5.
///
/// # Errors
///
/// [`CoreError::Empty`] for 0×0; [`CoreError::ShapeMismatch`] unless square;
/// [`CoreError::NotAllowed`] for an entry that is not finite; [`CoreError::NoConvergence`].
pub fn eigenvalues(matrix: &DMatrix<f64>) -> Result<Vec<Complex<f64>>> {
    spectrum(matrix).map(|(values, _)| values)
}

/// The same, with those that are exact: entries of the diagonal that a permutation isolates.
pub(super) fn spectrum(matrix: &DMatrix<f64>) -> Result<(Vec<Complex<f64>>, Vec<f64>)> {
    check_square(OPERATION, matrix)?;
    let size = matrix.nrows();
    // The transpose has the same eigenvalues, so column order serves as row order.
    let square = Square {
        size,
        entries: matrix.as_slice().to_vec(),
    };
    let (isolated, mut block) = square.isolate();
    let mut values: Vec<Complex<f64>> = isolated
        .iter()
        .map(|value| Complex::new(*value, 0.0))
        .collect();
    let largest = block.largest();
    if block.size > 0 {
        // Squares must neither overflow nor matter when they underflow, before balancing and
        // after it.
        let mut exponent = block.scale_to_one();
        block.balance();
        exponent += block.scale_to_one();
        block.drop_negligible();
        block.reduce_to_hessenberg();
        let found = block
            .hessenberg_eigenvalues()
            .ok_or(CoreError::NoConvergence {
                operation: OPERATION,
                iterations: ITERATIONS,
            })?;
        let scale = |x| columns::times_power_of_two(x, exponent);
        values.extend(
            found
                .into_iter()
                .map(|value| Complex::new(scale(value.re), scale(value.im))),
        );
    }
    order::sort(&mut values, 16.0 * f64::EPSILON * largest, |value| *value);
    Ok((values, isolated))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    fn assert_close(matrix: &DMatrix<f64>, expected: &[(f64, f64)]) {
        let values = eigenvalues(matrix).unwrap();
        assert_eq!(values.len(), expected.len());
        for (value, (re, im)) in values.iter().zip(expected) {
            let close = (value.re - re).abs() < 1e-14 && (value.im - im).abs() < 1e-14;
            assert!(close, "{values:?} against {expected:?}");
        }
    }

    #[portable_test]
    fn by_hand() {
        assert_close(&dmatrix![-4.0], &[(-4.0, 0.0)]);
        assert_close(&dmatrix![2.0, 1.0; 1.0, 2.0], &[(3.0, 0.0), (1.0, 0.0)]);
        assert_close(&dmatrix![0.0, -1.0; 1.0, 0.0], &[(0.0, 1.0), (0.0, -1.0)]);
        assert_close(&DMatrix::zeros(3, 3), &[(0.0, 0.0); 3]);
        // A rotation by a right angle about an axis, and the cyclic permutation of four.
        let rotation = dmatrix![0.0, -1.0, 0.0; 1.0, 0.0, 0.0; 0.0, 0.0, 1.0];
        assert_close(&rotation, &[(1.0, 0.0), (0.0, 1.0), (0.0, -1.0)]);
        let cycle = DMatrix::from_fn(4, 4, |i, j| f64::from(u8::from((i + 1) % 4 == j)));
        let roots = [(1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (-1.0, 0.0)];
        assert_close(&cycle, &roots);
    }

    #[portable_test]
    fn triangular_ones_are_exact_even_when_graded() {
        let upper = dmatrix![1e-300, 5.0, 7.0; 0.0, -2.0, 1e200; 0.0, 0.0, 1e300];
        let expected = [1e300, -2.0, 1e-300].map(|value| Complex::new(value, 0.0));
        assert_eq!(eigenvalues(&upper).unwrap(), expected);
        assert_eq!(eigenvalues(&upper.transpose()).unwrap(), expected);
        // Nilpotent: a single Jordan block, rows and columns permuted alike.
        let nilpotent = dmatrix![0.0, 0.0, 3.0; 4.0, 0.0, 5.0; 0.0, 0.0, 0.0];
        assert_eq!(
            eigenvalues(&nilpotent).unwrap(),
            [Complex::new(0.0, 0.0); 3]
        );
    }

    #[portable_test]
    fn what_is_refused() {
        let refused = |matrix: DMatrix<f64>| eigenvalues(&matrix).unwrap_err();
        assert!(matches!(
            refused(DMatrix::zeros(0, 0)),
            CoreError::Empty { .. }
        ));
        assert!(matches!(
            refused(DMatrix::zeros(2, 3)),
            CoreError::ShapeMismatch { .. }
        ));
        assert!(matches!(
            refused(dmatrix![f64::INFINITY]),
            CoreError::NotAllowed { .. }
        ));
    }
}
