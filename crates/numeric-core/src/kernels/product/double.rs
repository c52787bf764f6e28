//! Products in f64.

use super::{Operand, Target, Triangle, plain};
use nalgebra::{DMatrixView, DMatrixViewMut, Dyn};

/// Below this size in any dimension a product in f64 is a plain loop.
///
/// nalgebra hands a product to its SIMD kernel when every dimension exceeds 5. Its own loop for
/// smaller ones writes out of bounds when the left factor's rows are strided (0.35.0,
/// <https://github.com/dimforge/nalgebra/issues/1616>), so it must not be reached.
const SMALL: usize = 8;

fn view(operand: Operand<'_, f64>, rows: usize, columns: usize) -> DMatrixView<'_, f64, Dyn, Dyn> {
    let strides = (operand.row_stride, operand.column_stride);
    DMatrixView::from_slice_with_strides(operand.entries, rows, columns, strides.0, strides.1)
}

/// In f64, with `matrixmultiply`'s SIMD kernel behind nalgebra's interface.
pub(crate) fn double(
    (rows, inner, columns): (usize, usize, usize),
    left: Operand<'_, f64>,
    right: Operand<'_, f64>,
    target: Target<'_, f64>,
) {
    if rows.min(inner).min(columns) < SMALL {
        return plain((rows, inner, columns), left, right, target);
    }
    let mut result = DMatrixViewMut::<'_, f64, Dyn, Dyn>::from_slice_with_strides_mut(
        target.entries,
        rows,
        columns,
        1,
        target.column_stride,
    );
    let kept = if target.accumulate { 1.0 } else { 0.0 };
    if !target.accumulate {
        // 0·NaN would keep a NaN of what was there.
        result.fill(0.0);
    }
    result.gemm(
        1.0,
        &view(left, rows, inner),
        &view(right, inner, columns),
        kept,
    );
}

/// In f64 the whole product is computed in any case.
pub(crate) fn double_triangular(
    shape: (usize, usize, usize),
    _triangle: Triangle,
    left: Operand<'_, f64>,
    right: Operand<'_, f64>,
    target: Target<'_, f64>,
) {
    double(shape, left, right, target);
}
