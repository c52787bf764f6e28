//! The singular value decomposition and what follows from it.

use super::bidiagonal::bidiagonalise;
use super::check_finite;
use super::columns::{add_multiple, dot, exponent_of, points_backwards, times_power_of_two};
use super::golub_kahan::SWEEPS_PER_VALUE;
use crate::error::{CoreError, Result};
use crate::real;
use nalgebra::DMatrix;

const OPERATION: &str = "singular value decomposition";

/// A = U·Σ·Vᵀ of an m×n matrix, thin: with k = min(m, n).
#[derive(Debug, Clone, PartialEq)]
pub struct Svd {
    /// U, m×k: orthonormal left singular vectors in columns.
    pub left: DMatrix<f64>,
    /// σ₁ ≥ … ≥ σₖ ≥ 0.
    pub values: Vec<f64>,
    /// V, n×k: orthonormal right singular vectors in columns (not transposed).
    pub right: DMatrix<f64>,
}

/// The thin singular value decomposition.
///
/// Singular values fall. Signs: in each left vector the entry of largest modulus (the first, where
/// several are as large within rounding) is positive. Reconstruction and orthogonality hold to
/// rounding for matrices of any rank; singular values have an error of about ε·σ₁.
///
/// Source: G. H. Golub, C. Reinsch, *Singular Value Decomposition and Least Squares Solutions*,
/// Numer. Math. 14 (1970), with steps after J. Demmel, W. Kahan (1990).
///
/// # Errors
///
/// [`CoreError::Empty`] without entries; [`CoreError::NotAllowed`] for an entry that is not
/// finite; [`CoreError::NoConvergence`].
pub fn svd(matrix: &DMatrix<f64>) -> Result<Svd> {
    check_finite(OPERATION, matrix)?;
    let wide = matrix.ncols() > matrix.nrows();
    // Squares must neither over- nor underflow.
    let exponent = exponent_of(matrix);
    let scaled = matrix.map(|entry| times_power_of_two(entry, -exponent));
    let mut factors = bidiagonalise(if wide { scaled.transpose() } else { scaled });
    if !factors.diagonalise() {
        return Err(CoreError::NoConvergence {
            operation: OPERATION,
            iterations: SWEEPS_PER_VALUE * factors.diagonal.len(),
        });
    }
    let (left, right) = if wide {
        (factors.right, factors.left)
    } else {
        (factors.left, factors.right)
    };
    let values = factors.diagonal;

    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].abs().total_cmp(&values[a].abs()));
    let mut sorted = Svd {
        left: DMatrix::zeros(left.nrows(), values.len()),
        values: Vec::with_capacity(values.len()),
        right: DMatrix::zeros(right.nrows(), values.len()),
    };
    for (place, &index) in order.iter().enumerate() {
        let value = values[index];
        let backwards = points_backwards(column(&left, index));
        let left_sign = if backwards { -1.0 } else { 1.0 };
        let right_sign = libm::copysign(left_sign, left_sign * value);
        let copy = |to: &mut DMatrix<f64>, from: &DMatrix<f64>, sign: f64| {
            for (to, from) in column_mut(to, place).iter_mut().zip(column(from, index)) {
                *to = sign * from;
            }
        };
        copy(&mut sorted.left, &left, left_sign);
        copy(&mut sorted.right, &right, right_sign);
        sorted
            .values
            .push(times_power_of_two(value.abs(), exponent));
    }
    Ok(sorted)
}

fn column(matrix: &DMatrix<f64>, index: usize) -> &[f64] {
    let rows = matrix.nrows();
    &matrix.as_slice()[index * rows..(index + 1) * rows]
}

fn column_mut(matrix: &mut DMatrix<f64>, index: usize) -> &mut [f64] {
    let rows = matrix.nrows();
    &mut matrix.as_mut_slice()[index * rows..(index + 1) * rows]
}

impl Svd {
    /// The best approximation of rank at most r: Σ σᵢ·uᵢ·vᵢᵀ over the r largest singular values,
    /// m×n; all of them where r ≥ k.
    ///
    /// Source: C. Eckart, G. Young, *The Approximation of One Matrix by Another of Lower Rank*,
    /// Psychometrika 1 (1936); L. Mirsky (1960) for all unitarily invariant norms.
    pub fn approximation(&self, rank: usize) -> DMatrix<f64> {
        let mut sum = DMatrix::zeros(self.left.nrows(), self.right.nrows());
        for (index, value) in self.values.iter().take(rank).enumerate() {
            for (j, entry) in column(&self.right, index).iter().enumerate() {
                let share = value * entry;
                add_multiple(column_mut(&mut sum, j), share, column(&self.left, index));
            }
        }
        sum
    }

    /// ‖A − Aᵣ‖_F = √Σ σᵢ² over the singular values left out; 0 when none is.
    pub fn error_frobenius(&self, rank: usize) -> f64 {
        let left_out = self.values.get(rank..).unwrap_or(&[]);
        // The smaller are added first; hypot cannot overflow on the way.
        left_out
            .iter()
            .rev()
            .fold(0.0, |sum, value| libm::hypot(sum, *value))
    }

    /// ‖A − Aᵣ‖₂ = σᵣ₊₁, the largest singular value left out; 0 when none is.
    pub fn error_spectral(&self, rank: usize) -> f64 {
        self.values.get(rank).copied().unwrap_or(0.0)
    }

    /// How many numbers the approximation of rank r takes: min(r, k)·(m + n + 1).
    pub fn stored_numbers(&self, rank: usize) -> usize {
        rank.min(self.values.len()) * (self.left.nrows() + self.right.nrows() + 1)
    }

    /// How many singular values exceed max(m, n)·ε·σ₁, below which they may be rounding.
    pub fn numerical_rank(&self) -> usize {
        let threshold = self.rounding();
        self.values
            .iter()
            .filter(|&&value| value > threshold)
            .count()
    }

    /// σ₁/σₖ, at least 1; ∞ where σₖ is zero.
    pub fn condition(&self) -> f64 {
        match (self.values.first(), self.values.last()) {
            (Some(first), Some(last)) if *last > 0.0 => first / last,
            _ => f64::INFINITY,
        }
    }

    /// ‖A‖₂ = σ₁.
    pub fn norm_spectral(&self) -> f64 {
        self.error_spectral(0)
    }

    /// ‖A‖_F = √Σ σᵢ².
    pub fn norm_frobenius(&self) -> f64 {
        self.error_frobenius(0)
    }

    /// A⁺ = V·Σ⁺·Uᵀ, n×m, where singular values beyond the numerical rank count as zero.
    ///
    /// Source: R. Penrose, *A Generalized Inverse for Matrices*, Proc. Camb. Phil. Soc. 51 (1955).
    pub fn pseudo_inverse(&self) -> DMatrix<f64> {
        let mut sum = DMatrix::zeros(self.right.nrows(), self.left.nrows());
        for (index, value) in self.values.iter().take(self.numerical_rank()).enumerate() {
            for (j, entry) in column(&self.left, index).iter().enumerate() {
                add_multiple(
                    column_mut(&mut sum, j),
                    entry / value,
                    column(&self.right, index),
                );
            }
        }
        sum
    }

    /// The full U, m×m: the thin one with an orthonormal basis of the rest of the space beside it.
    pub fn full_left(&self) -> DMatrix<f64> {
        complete(&self.left)
    }

    /// The full V, n×n; columns from the rank on span the null space of A.
    pub fn full_right(&self) -> DMatrix<f64> {
        complete(&self.right)
    }

    fn rounding(&self) -> f64 {
        let larger = self.left.nrows().max(self.right.nrows());
        larger as f64 * f64::EPSILON * self.norm_spectral()
    }
}

/// Adds orthonormal columns until the matrix is square: of the unit vectors the one that is
/// furthest from the span so far, made orthogonal to it twice.
fn complete(basis: &DMatrix<f64>) -> DMatrix<f64> {
    let size = basis.nrows();
    let mut square = DMatrix::zeros(size, size);
    for index in 0..basis.ncols() {
        column_mut(&mut square, index).copy_from_slice(column(basis, index));
    }
    for index in basis.ncols()..size {
        let span = |i: usize| -> f64 { (0..index).map(|j| square[(i, j)] * square[(i, j)]).sum() };
        let furthest = (0..size).min_by(|&a, &b| span(a).total_cmp(&span(b)));
        let mut vector = vec![0.0; size];
        if let Some(entry) = furthest.and_then(|i| vector.get_mut(i)) {
            *entry = 1.0;
        }
        for _ in 0..2 {
            for j in 0..index {
                let along = -dot(&vector, column(&square, j));
                add_multiple(&mut vector, along, column(&square, j));
            }
        }
        let length = real::sqrt(dot(&vector, &vector));
        let sign = if points_backwards(&vector) { -1.0 } else { 1.0 };
        for (to, from) in column_mut(&mut square, index).iter_mut().zip(&vector) {
            *to = sign * from / length;
        }
    }
    square
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn by_hand() {
        let found = svd(&dmatrix![3.0, 0.0; 4.0, 5.0]).unwrap();
        let (a, b) = (3.0 * real::sqrt(5.0), real::sqrt(5.0));
        assert!((found.values[0] - a).abs() < 1e-14 && (found.values[1] - b).abs() < 1e-14);
        assert!((found.approximation(2) - dmatrix![3.0, 0.0; 4.0, 5.0]).amax() < 1e-14);
        assert!((found.approximation(1) - dmatrix![1.5, 1.5; 4.5, 4.5]).amax() < 1e-14);
        assert!((found.error_frobenius(1) - b).abs() < 1e-14);
        assert!((found.condition() - 3.0).abs() < 1e-14);
        assert!((found.norm_frobenius() - real::sqrt(50.0)).abs() < 1e-14);
        assert_eq!(
            (found.error_spectral(2), found.error_frobenius(9)),
            (0.0, 0.0)
        );
        assert_eq!((found.stored_numbers(1), found.stored_numbers(7)), (5, 10));
    }

    #[portable_test]
    fn zero_and_single_entries() {
        let zero = svd(&DMatrix::zeros(2, 3)).unwrap();
        assert_eq!(zero.values, [0.0, 0.0]);
        assert_eq!(
            (zero.numerical_rank(), zero.condition()),
            (0, f64::INFINITY)
        );
        assert_eq!(zero.pseudo_inverse(), DMatrix::zeros(3, 2));
        assert_eq!(zero.left, DMatrix::identity(2, 2));
        let single = svd(&dmatrix![-2.0]).unwrap();
        assert_eq!(single.values, [2.0]);
        assert_eq!((single.left[0], single.right[0]), (1.0, -1.0));
        assert_eq!(single.pseudo_inverse(), dmatrix![-0.5]);
    }

    #[portable_test]
    fn what_is_refused() {
        assert!(matches!(
            svd(&DMatrix::zeros(0, 3)),
            Err(CoreError::Empty { .. })
        ));
        assert!(matches!(
            svd(&dmatrix![1.0, f64::NAN]),
            Err(CoreError::NotAllowed { .. })
        ));
    }
}
