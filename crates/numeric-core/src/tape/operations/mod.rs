//! One file for each operation: equation, shapes, source, forward, backward, tests.
//!
//! An operation writes its value into a matrix of the right shape, and in the sweep writes the
//! gradient of each input that needs one into a matrix of that input's shape. What these matrices
//! hold before is arbitrary: they are used again and again. It accumulates nothing; that is the
//! sweep's work.
//!
//! `entrywise` and `pairwise` hold what acts on single entries: there an operation is only a formula
//! and its slope, a file and a row of a table.
//!
//! Besides the tests here, `tests/portable/rules.rs` compares every operation with a formula for
//! each entry and its gradient with central differences, over random and empty shapes.

pub(super) mod attention;
pub(super) mod broadcast_column;
pub(super) mod broadcast_row;
pub(super) mod broadcast_scalar;
pub(super) mod concatenate_columns;
pub(super) mod concatenate_rows;
pub(super) mod cross_entropy;
pub(super) mod embedding;
pub(super) mod entrywise;
pub(super) mod layer_norm;
pub(super) mod linear;
pub(super) mod log_softmax_rows;
pub(super) mod masked_softmax_rows;
pub(super) mod matrix_product;
pub(super) mod mean;
pub(super) mod mean_columns;
pub(super) mod mean_rows;
pub(super) mod pairwise;
pub(super) mod slice;
pub(super) mod softmax_rows;
pub(super) mod sum;
pub(super) mod sum_columns;
pub(super) mod sum_rows;
pub(super) mod transpose;

use crate::error::{CoreError, Result};
use crate::kernels::{Operand, Target};
use crate::real::Real;
use nalgebra::DMatrix;

/// Rows and columns.
pub(super) type Shape = (usize, usize);

/// y = formula(x) for each entry.
#[inline(always)]
pub(super) fn each<T: Real>(input: &DMatrix<T>, output: &mut DMatrix<T>, formula: impl Fn(T) -> T) {
    for (y, &x) in output.as_mut_slice().iter_mut().zip(input.as_slice()) {
        *y = formula(x);
    }
}

/// y = formula(a, b) for each pair of entries.
#[inline(always)]
pub(super) fn each_pair<T: Real>(
    left: &DMatrix<T>,
    right: &DMatrix<T>,
    output: &mut DMatrix<T>,
    formula: impl Fn(T, T) -> T,
) {
    let pairs = left.as_slice().iter().zip(right.as_slice());
    for (y, (&a, &b)) in output.as_mut_slice().iter_mut().zip(pairs) {
        *y = formula(a, b);
    }
}

/// A matrix, or its transpose, as a factor of a product.
fn factor<T>(matrix: &DMatrix<T>, transposed: bool) -> Operand<'_, T> {
    let plain = Operand::columns(matrix.as_slice(), matrix.nrows());
    if transposed {
        plain.transposed()
    } else {
        plain
    }
}

/// C = A·B or C += A·B for the whole of C.
fn product<T: Real>(
    left: Operand<'_, T>,
    inner: usize,
    right: Operand<'_, T>,
    output: &mut DMatrix<T>,
    accumulate: bool,
) {
    let (rows, columns) = output.shape();
    let target = Target {
        entries: output.as_mut_slice(),
        column_stride: rows,
        accumulate,
    };
    T::product((rows, inner, columns), left, right, target);
}

pub(super) fn same_shape<T>(
    operation: &'static str,
    left: &DMatrix<T>,
    right: &DMatrix<T>,
) -> Result<Shape> {
    needs_shape(operation, left, right.shape())
}

pub(super) fn needs_shape<T>(
    operation: &'static str,
    matrix: &DMatrix<T>,
    shape: Shape,
) -> Result<Shape> {
    if matrix.shape() == shape {
        return Ok(shape);
    }
    Err(mismatch(operation, matrix.shape(), shape))
}

fn mismatch(operation: &'static str, left: Shape, right: Shape) -> CoreError {
    CoreError::ShapeMismatch {
        operation,
        left,
        right,
    }
}

fn count<T: Real>(n: usize) -> T {
    T::from_f64(n as f64)
}
