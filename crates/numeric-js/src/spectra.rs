//! Eigenvalues and singular values.

use crate::thrown;
use nalgebra::DMatrix;
use numeric_core::CoreError;
use numeric_core::spectral;
use wasm_bindgen::prelude::*;

fn matrix(entries: &[f64], rows: usize, columns: usize) -> Result<DMatrix<f64>, JsError> {
    if rows.checked_mul(columns) != Some(entries.len()) {
        return Err(thrown(CoreError::LengthMismatch {
            operation: "matrix",
            left: entries.len(),
            right: rows.saturating_mul(columns),
        }));
    }
    Ok(DMatrix::from_row_slice(rows, columns, entries))
}

/// The eigenvalues of a general n×n matrix by falling modulus, real and imaginary parts in turn.
///
/// # Errors
///
/// As the core's `eigenvalues`.
#[wasm_bindgen]
pub fn eigenvalues(entries: &[f64], n: usize) -> Result<Vec<f64>, JsError> {
    let found = spectral::eigenvalues(&matrix(entries, n, n)?).map_err(thrown)?;
    Ok(found.iter().flat_map(|z| [z.re, z.im]).collect())
}

/// The singular values, falling.
///
/// # Errors
///
/// As the core's `svd`.
#[wasm_bindgen(js_name = singularValues)]
pub fn singular_values(entries: &[f64], rows: usize, columns: usize) -> Result<Vec<f64>, JsError> {
    let found = spectral::svd(&matrix(entries, rows, columns)?).map_err(thrown)?;
    Ok(found.values)
}

/// U, the singular values and Vᵀ of the thin decomposition, one after another, row by row.
///
/// # Errors
///
/// As the core's `svd`.
#[wasm_bindgen]
pub fn svd(entries: &[f64], rows: usize, columns: usize) -> Result<Vec<f64>, JsError> {
    let found = spectral::svd(&matrix(entries, rows, columns)?).map_err(thrown)?;
    let mut all: Vec<f64> = found.left.transpose().as_slice().to_vec();
    all.extend(&found.values);
    // V column by column is Vᵀ row by row.
    all.extend(found.right.as_slice());
    Ok(all)
}
