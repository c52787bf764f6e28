//! Vectors that a complex square matrix takes (nearly) to zero, and complex products.

use super::svd::svd;
use crate::error::Result;
use crate::real;
use nalgebra::{Complex, DMatrix, DVector};

pub(super) type ComplexMatrix = DMatrix<Complex<f64>>;
pub(super) type ComplexVector = DVector<Complex<f64>>;

/// A − λ·I.
pub(super) fn shifted(matrix: &DMatrix<f64>, value: Complex<f64>) -> ComplexMatrix {
    DMatrix::from_fn(matrix.nrows(), matrix.ncols(), |i, j| {
        let entry = Complex::new(matrix[(i, j)], 0.0);
        if i == j { entry - value } else { entry }
    })
}

/// A·B, by plain loops over owned matrices.
pub(super) fn product(left: &ComplexMatrix, right: &ComplexMatrix) -> ComplexMatrix {
    DMatrix::from_fn(left.nrows(), right.ncols(), |i, j| {
        (0..left.ncols())
            .map(|k| left[(i, k)] * right[(k, j)])
            .fold(Complex::new(0.0, 0.0), |sum, term| sum + term)
    })
}

/// ‖v‖ for a vector, ‖A‖_F for a matrix, of complex entries.
pub(super) fn norm<'a>(entries: impl IntoIterator<Item = &'a Complex<f64>>) -> f64 {
    let square: f64 = entries.into_iter().map(Complex::norm_sqr).sum();
    real::sqrt(square)
}

/// The singular values of a complex square matrix, rising, each with its right singular vector;
/// the vectors are orthonormal.
///
/// A complex matrix R + iS acts on real and imaginary parts as [[R, −S], [S, R]], whose singular
/// values are those of the matrix, each twice.
pub(super) fn right_singular(matrix: &ComplexMatrix) -> Result<Vec<(f64, ComplexVector)>> {
    let size = matrix.nrows();
    if matrix.iter().all(|entry| entry.im == 0.0) {
        let found = svd(&matrix.map(|entry| entry.re))?;
        return Ok((0..size)
            .rev()
            .map(|k| {
                let vector = DVector::from_fn(size, |i, _| found.right[(i, k)].into());
                (found.values[k], vector)
            })
            .collect());
    }
    let doubled = DMatrix::from_fn(2 * size, 2 * size, |i, j| {
        let entry = matrix[(i % size, j % size)];
        match (i < size, j < size) {
            (true, true) | (false, false) => entry.re,
            (true, false) => -entry.im,
            (false, true) => entry.im,
        }
    });
    let found = svd(&doubled)?;
    let mut chosen: Vec<(f64, ComplexVector)> = Vec::with_capacity(size);
    for k in (0..2 * size).rev() {
        if chosen.len() == size {
            break;
        }
        let mut vector: ComplexVector = DVector::from_fn(size, |i, _| {
            Complex::new(found.right[(i, k)], found.right[(i + size, k)])
        });
        // Of each two real vectors one is, up to a complex factor, in the span of the others.
        for _ in 0..2 {
            for (_, other) in &chosen {
                let along = dot(other, &vector);
                for (entry, direction) in vector.iter_mut().zip(other) {
                    *entry -= along * direction;
                }
            }
        }
        let length = norm(&vector);
        if length > 1e-3 {
            for entry in vector.iter_mut() {
                *entry /= length;
            }
            chosen.push((found.values[k], vector));
        }
    }
    Ok(chosen)
}

/// ⟨a, b⟩ = Σ āᵢ·bᵢ.
pub(super) fn dot(a: &ComplexVector, b: &ComplexVector) -> Complex<f64> {
    a.iter()
        .zip(b)
        .map(|(a, b)| a.conj() * b)
        .fold(Complex::new(0.0, 0.0), |sum, term| sum + term)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use crate::random::Random;

    #[portable_test]
    fn vectors_of_a_complex_matrix_are_orthonormal_and_belong_to_their_values() {
        let mut random = Random::new(4);
        for size in 1..6 {
            let mut matrix: ComplexMatrix = DMatrix::from_fn(size, size, |_, _| {
                Complex::new(random.normal(), random.normal())
            });
            // A null space of two dimensions where there is room.
            for i in 0..size.min(2) {
                for j in 0..size {
                    matrix[(i, j)] = Complex::new(0.0, 0.0);
                }
            }
            let found = right_singular(&matrix).unwrap();
            assert_eq!(found.len(), size);
            for (i, (value, vector)) in found.iter().enumerate() {
                let image = product(
                    &matrix,
                    &DMatrix::from_column_slice(size, 1, vector.as_slice()),
                );
                assert!((norm(&image) - value).abs() < 1e-13);
                for (j, (_, other)) in found.iter().enumerate() {
                    let expected = if i == j { 1.0 } else { 0.0 };
                    assert!((dot(vector, other).re - expected).abs() < 1e-13);
                }
            }
        }
    }
}
