//! One file for each operation: equation, shapes, source, forward, backward, tests.
//!
//! An operation is a pair of pure functions of matrices. `forward` checks shapes. `backward` takes
//! the gradient Ȳ in the operation's value Y (of Y's shape, which the sweep guarantees) and returns
//! the gradients in the inputs; it accumulates nothing.
//!
//! Besides the tests here, `tests/portable/rules.rs` compares every operation with a formula for
//! each entry and its gradient with central differences, over random and empty shapes.

pub(super) mod add;
pub(super) mod broadcast_column;
pub(super) mod broadcast_row;
pub(super) mod broadcast_scalar;
pub(super) mod divide;
pub(super) mod exp;
pub(super) mod log;
pub(super) mod log_softmax_rows;
pub(super) mod masked_softmax_rows;
pub(super) mod matrix_product;
pub(super) mod matrix_product_transposed;
pub(super) mod mean;
pub(super) mod multiply;
pub(super) mod negate;
pub(super) mod scale;
pub(super) mod softmax_rows;
pub(super) mod subtract;
pub(super) mod sum;
pub(super) mod sum_rows;
pub(super) mod transpose;

use crate::error::{CoreError, Result};
use crate::real::Real;
use nalgebra::{DMatrix, DMatrixView, Dyn};

/// A matrix, or its transpose, as a factor of a product: a view with strides, never a copy.
#[derive(Clone, Copy)]
enum Factor<'a, T> {
    Plain(&'a DMatrix<T>),
    Transposed(&'a DMatrix<T>),
}

impl<'a, T: Real> Factor<'a, T> {
    fn view(self) -> DMatrixView<'a, T, Dyn, Dyn> {
        // Columns lie one after the other; a transpose swaps the strides.
        match self {
            Self::Plain(matrix) => {
                let (rows, columns) = matrix.shape();
                DMatrixView::from_slice_with_strides(matrix.as_slice(), rows, columns, 1, rows)
            }
            Self::Transposed(matrix) => {
                let (rows, columns) = matrix.shape();
                DMatrixView::from_slice_with_strides(matrix.as_slice(), columns, rows, rows, 1)
            }
        }
    }

    fn entry(self, row: usize, column: usize) -> T {
        match self {
            Self::Plain(matrix) => matrix[(row, column)],
            Self::Transposed(matrix) => matrix[(column, row)],
        }
    }

    fn shape(self) -> (usize, usize) {
        match self {
            Self::Plain(matrix) => matrix.shape(),
            Self::Transposed(matrix) => (matrix.ncols(), matrix.nrows()),
        }
    }
}

/// Below this size in any dimension a product is a plain loop.
///
/// nalgebra hands a product to its SIMD kernel when every dimension exceeds 5. Its own loop for
/// smaller ones writes out of bounds when the left factor's rows are strided (0.35.0,
/// <https://github.com/dimforge/nalgebra/issues/1616>), so it must not be reached.
const SMALL: usize = 8;

/// The product of two factors whose inner dimensions agree.
fn product<T: Real>(left: Factor<'_, T>, right: Factor<'_, T>) -> DMatrix<T> {
    let ((rows, inner), (_, columns)) = (left.shape(), right.shape());
    if rows.min(inner).min(columns) < SMALL {
        return DMatrix::from_fn(rows, columns, |row, column| {
            (0..inner).fold(T::zero(), |total, i| {
                total + left.entry(row, i) * right.entry(i, column)
            })
        });
    }
    let mut result = DMatrix::zeros(rows, columns);
    result.gemm(T::one(), &left.view(), &right.view(), T::zero());
    result
}

fn same_shape<T>(operation: &'static str, left: &DMatrix<T>, right: &DMatrix<T>) -> Result<()> {
    needs_shape(operation, left, right.shape())
}

fn needs_shape<T>(
    operation: &'static str,
    matrix: &DMatrix<T>,
    shape: (usize, usize),
) -> Result<()> {
    if matrix.shape() == shape {
        return Ok(());
    }
    Err(CoreError::ShapeMismatch {
        operation,
        left: matrix.shape(),
        right: shape,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use Factor::{Plain, Transposed};

    #[test]
    fn all_four_transpositions() {
        let mut random = Random::new(11);
        let mut matrix = |rows, columns| DMatrix::from_fn(rows, columns, |_, _| random.normal());
        // Both sides of the size at which the SIMD kernel takes over.
        for (m, k, n) in [(1, 1, 1), (2, 3, 4), (7, 9, 8), (8, 8, 8), (17, 9, 33)] {
            let (a, b) = (matrix(m, k), matrix(k, n));
            let (at, bt) = (a.transpose(), b.transpose());
            let expected = DMatrix::from_fn(m, n, |i, j| {
                (0..k).map(|l| a[(i, l)] * b[(l, j)]).sum::<f64>()
            });
            for (left, right) in [
                (Plain(&a), Plain(&b)),
                (Plain(&a), Transposed(&bt)),
                (Transposed(&at), Plain(&b)),
                (Transposed(&at), Transposed(&bt)),
            ] {
                assert!((product(left, right) - &expected).amax() < 1e-13);
            }
        }
    }

    #[test]
    fn products_of_nothing() {
        for (m, k, n) in [(0, 2, 3), (2, 0, 3), (2, 3, 0), (0, 0, 0)] {
            let (a, bt) = (DMatrix::<f64>::zeros(m, k), DMatrix::zeros(n, k));
            let result = product(Plain(&a), Transposed(&bt));
            assert_eq!(result, DMatrix::zeros(m, n));
        }
    }
}
