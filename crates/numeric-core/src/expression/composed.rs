//! Functions that are recorded as several operations.

use super::recorder::Recorder;
use crate::error::Result;
use nalgebra::DMatrix;

/// What layer_norm adds to the variance.
const LAYER_NORM_EPSILON: f64 = 1e-5;

/// (eˣ + e⁻ˣ)/2.
pub(super) fn cosh<R: Recorder>(recorder: &mut R, of: R::Handle) -> Result<R::Handle> {
    let opposite = recorder.negate(of)?;
    let (growing, falling) = (recorder.exp(of)?, recorder.exp(opposite)?);
    let sum = recorder.add(growing, falling)?;
    recorder.scale(sum, 0.5)
}

/// Acts on each row, or on a column as if it were a row.
pub(super) fn by_rows<R: Recorder>(
    recorder: &mut R,
    of: R::Handle,
    act: impl FnOnce(&mut R, R::Handle) -> Result<R::Handle>,
) -> Result<R::Handle> {
    let (rows, columns) = recorder.shape(of)?;
    if columns > 1 || rows == 1 {
        return act(recorder, of);
    }
    let row = recorder.transpose(of)?;
    let result = act(recorder, row)?;
    recorder.transpose(result)
}

/// (x − μ)/√(σ² + ε) of each row.
///
/// Source: J. L. Ba, J. R. Kiros, G. E. Hinton, *Layer Normalization* (2016).
pub(super) fn layer_norm_rows<R: Recorder>(recorder: &mut R, of: R::Handle) -> Result<R::Handle> {
    let (rows, columns) = recorder.shape(of)?;
    let share = 1.0 / columns as f64;
    let sums = recorder.sum_rows(of)?;
    let means = recorder.scale(sums, share)?;
    let means = recorder.broadcast_column(means, columns)?;
    let deviations = recorder.subtract(of, means)?;
    let squares = recorder.multiply(deviations, deviations)?;
    let sums = recorder.sum_rows(squares)?;
    let variances = recorder.scale(sums, share)?;
    let epsilon = recorder.constant(DMatrix::from_element(rows, 1, LAYER_NORM_EPSILON))?;
    let variances = recorder.add(variances, epsilon)?;
    let spreads = recorder.sqrt(variances)?;
    let spreads = recorder.broadcast_column(spreads, columns)?;
    recorder.divide(deviations, spreads)
}

/// Σ aᵢ·bᵢ of two vectors as long, rows or columns.
pub(super) fn dot<R: Recorder>(
    recorder: &mut R,
    left: R::Handle,
    right: R::Handle,
) -> Result<R::Handle> {
    let right = if recorder.shape(left)? == recorder.shape(right)? {
        right
    } else {
        recorder.transpose(right)?
    };
    let products = recorder.multiply(left, right)?;
    recorder.sum(products)
}
