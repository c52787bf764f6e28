//! One file for each operation: equation, shapes, source, forward, backward, tests.
//!
//! An operation writes its value into a matrix of the right shape, and in the sweep writes the
//! gradient of each input that needs one into a matrix of that input's shape. What these matrices
//! hold before is arbitrary: they are used again and again. It accumulates nothing; that is the
//! sweep's work. An operation on each entry by itself is only a formula and its slope.
//!
//! Besides the tests here, `tests/portable/rules.rs` compares every operation with a formula for
//! each entry and its gradient with central differences, over random and empty shapes.

pub(super) mod absolute;
pub(super) mod add;
pub(super) mod attention;
pub(super) mod broadcast_column;
pub(super) mod broadcast_row;
pub(super) mod broadcast_scalar;
pub(super) mod concatenate_columns;
pub(super) mod concatenate_rows;
pub(super) mod cosine;
pub(super) mod cross_entropy;
pub(super) mod divide;
pub(super) mod embedding;
pub(super) mod exp;
pub(super) mod gelu;
pub(super) mod gelu_tanh;
pub(super) mod layer_norm;
pub(super) mod leaky_relu;
pub(super) mod linear;
pub(super) mod log;
pub(super) mod log_softmax_rows;
pub(super) mod masked_softmax_rows;
pub(super) mod matrix_product;
pub(super) mod maximum;
pub(super) mod mean;
pub(super) mod mean_columns;
pub(super) mod mean_rows;
pub(super) mod minimum;
pub(super) mod multiply;
pub(super) mod negate;
pub(super) mod power;
pub(super) mod relu;
pub(super) mod scale;
pub(super) mod sigmoid;
pub(super) mod silu;
pub(super) mod sine;
pub(super) mod slice;
pub(super) mod softmax_rows;
pub(super) mod sqrt;
pub(super) mod subtract;
pub(super) mod sum;
pub(super) mod sum_columns;
pub(super) mod sum_rows;
pub(super) mod tanh;
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

/// Ā = Ȳ·slope(x, y) for each entry.
#[inline(always)]
pub(super) fn each_slope<T: Real>(
    input: &DMatrix<T>,
    output: &DMatrix<T>,
    upstream: &DMatrix<T>,
    gradient: &mut DMatrix<T>,
    slope: impl Fn(T, T) -> T,
) {
    let known = input.as_slice().iter().zip(output.as_slice());
    let entries = gradient.as_mut_slice().iter_mut();
    for ((g, &u), (&x, &y)) in entries.zip(upstream.as_slice()).zip(known) {
        *g = u * slope(x, y);
    }
}

/// u·slope, and 0 where nothing comes from upstream, even where the slope is infinite: the product
/// would be NaN, but what isn't used has no influence.
#[inline(always)]
pub(super) fn through<T: Real>(u: T, slope: T) -> T {
    if u == T::zero() { u } else { u * slope }
}

/// [`each_slope`] for slopes that can be infinite.
#[inline(always)]
pub(super) fn each_steep_slope<T: Real>(
    input: &DMatrix<T>,
    output: &DMatrix<T>,
    upstream: &DMatrix<T>,
    gradient: &mut DMatrix<T>,
    slope: impl Fn(T, T) -> T,
) {
    let known = input.as_slice().iter().zip(output.as_slice());
    let entries = gradient.as_mut_slice().iter_mut();
    for ((g, &u), (&x, &y)) in entries.zip(upstream.as_slice()).zip(known) {
        *g = through(u, slope(x, y));
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

/// One input's gradient for each pair of entries.
#[inline(always)]
pub(super) fn each_pair_gradient<T: Real>(
    left: &DMatrix<T>,
    right: &DMatrix<T>,
    upstream: &DMatrix<T>,
    gradient: Option<&mut DMatrix<T>>,
    formula: impl Fn(T, T, T) -> T,
) {
    let Some(gradient) = gradient else { return };
    let pairs = left.as_slice().iter().zip(right.as_slice());
    let entries = gradient.as_mut_slice().iter_mut();
    for ((g, &u), (&a, &b)) in entries.zip(upstream.as_slice()).zip(pairs) {
        *g = formula(a, b, u);
    }
}

/// The part of u that goes to `one` under a maximum.
#[inline(always)]
fn share<T: Real>(one: T, other: T, u: T) -> T {
    if one > other {
        u
    } else if one < other {
        T::zero()
    } else {
        u * T::from_f64(0.5)
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
