//! A = U·B·Vᵀ with B upper bidiagonal, by Householder reflections.
//!
//! Source: G. H. Golub, W. Kahan, *Calculating the Singular Values and Pseudo-Inverse of a
//! Matrix*, SIAM J. Numer. Anal. 2 (1965); G. H. Golub, C. F. Van Loan, *Matrix Computations*,
//! 4th ed. (2013), §5.4.8.

use super::columns::{add_multiple, dot};
use crate::real;
use nalgebra::DMatrix;

/// U m×n and V n×n with orthonormal columns, and B's two diagonals.
#[derive(Debug, Clone)]
pub(super) struct Bidiagonal {
    pub left: DMatrix<f64>,
    pub diagonal: Vec<f64>,
    /// Entry i stands right of `diagonal[i]`; one fewer.
    pub above: Vec<f64>,
    pub right: DMatrix<f64>,
}

/// I − v·vᵀ·factor, which takes a vector to (result, 0, …, 0).
pub(super) struct Reflector {
    pub factor: f64,
    pub result: f64,
}

/// Squares below this are of entries that don't matter beside the largest, which is about 1, and
/// whose reflector would not be orthogonal, since they underflow.
pub(super) const NEGLIGIBLE: f64 = 1e-280;

/// Turns `vector` into the v of its reflector.
pub(super) fn reflector(vector: &mut [f64]) -> Reflector {
    let Some((head, tail)) = vector.split_first_mut() else {
        return Reflector {
            factor: 0.0,
            result: 0.0,
        };
    };
    let tail_square = dot(tail, tail);
    if tail_square < NEGLIGIBLE {
        tail.fill(0.0);
        return Reflector {
            factor: 0.0,
            result: *head,
        };
    }
    let result = -libm::copysign(real::sqrt(*head * *head + tail_square), *head);
    *head -= result;
    // |v|²/2 = −result·v₀; v is kept at the length 1 to make the factor harmless.
    let length = real::sqrt(*head * *head + tail_square);
    for entry in vector {
        *entry /= length;
    }
    Reflector {
        factor: 2.0,
        result,
    }
}

/// For m ≥ n ≥ 1, with entries whose squares neither overflow nor matter when they underflow.
pub(super) fn bidiagonalise(mut matrix: DMatrix<f64>) -> Bidiagonal {
    let (rows, columns) = matrix.shape();
    let mut diagonal = vec![0.0; columns];
    let mut above = vec![0.0; columns.saturating_sub(1)];
    let mut left_factors = vec![0.0; columns];
    let mut right_vectors: Vec<(Vec<f64>, f64)> = Vec::with_capacity(columns);
    let mut product = vec![0.0; rows];
    for step in 0..columns {
        let (done, rest) = matrix.as_mut_slice().split_at_mut((step + 1) * rows);
        let pivot = &mut done[step * rows + step..];
        let Reflector { factor, result } = reflector(pivot);
        (diagonal[step], left_factors[step]) = (result, factor);
        for column in rest.chunks_exact_mut(rows) {
            let column = &mut column[step..];
            let along = -factor * dot(pivot, column);
            add_multiple(column, along, pivot);
        }
        if step + 1 == columns {
            break;
        }
        let mut row: Vec<f64> = rest.chunks_exact(rows).map(|column| column[step]).collect();
        let Reflector { factor, result } = reflector(&mut row);
        above[step] = result;
        // (A·v) first, a sum of columns; then each column loses its share of it.
        let product = &mut product[step + 1..];
        product.fill(0.0);
        for (column, share) in rest.chunks_exact(rows).zip(&row) {
            add_multiple(product, *share, &column[step + 1..]);
        }
        for (column, share) in rest.chunks_exact_mut(rows).zip(&row) {
            add_multiple(&mut column[step + 1..], -factor * share, product);
        }
        right_vectors.push((row, factor));
    }

    let mut left = DMatrix::identity(rows, columns);
    for step in (0..columns).rev() {
        let vector = &matrix.as_slice()[step * rows + step..(step + 1) * rows];
        apply(&mut left, step, vector, left_factors[step]);
    }
    let mut right = DMatrix::identity(columns, columns);
    for (step, (vector, factor)) in right_vectors.iter().enumerate().rev() {
        apply(&mut right, step + 1, vector, *factor);
    }
    Bidiagonal {
        left,
        diagonal,
        above,
        right,
    }
}

/// Reflects the rows from `start` on. Columns before `start` are still unit vectors, which the
/// reflection doesn't reach.
fn apply(matrix: &mut DMatrix<f64>, start: usize, vector: &[f64], factor: f64) {
    let rows = matrix.nrows();
    for column in matrix.as_mut_slice().chunks_exact_mut(rows).skip(start) {
        let column = &mut column[start..];
        let along = -factor * dot(vector, column);
        add_multiple(column, along, vector);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use crate::random::Random;

    #[portable_test]
    fn factors_multiply_to_the_matrix() {
        let mut random = Random::new(2);
        for (rows, columns) in [(1, 1), (5, 1), (4, 4), (7, 3), (9, 8)] {
            let matrix = DMatrix::from_fn(rows, columns, |_, _| random.normal());
            let found = bidiagonalise(matrix.clone());
            let mut middle = DMatrix::zeros(columns, columns);
            for i in 0..columns {
                middle[(i, i)] = found.diagonal[i];
                if i + 1 < columns {
                    middle[(i, i + 1)] = found.above[i];
                }
            }
            let product = &found.left * middle * found.right.transpose();
            assert!((product - matrix).amax() < 1e-14);
            for basis in [&found.left, &found.right] {
                let gram = basis.transpose() * basis;
                assert!((gram - DMatrix::identity(columns, columns)).amax() < 1e-15 * 10.0);
            }
        }
    }
}
