//! Softmax, entropy and divergence, in double precision.

use numeric_core::information::{self, Unit};
use numeric_core::probability;
use wasm_bindgen::prelude::*;

/// softmax(z/T).
///
/// # Errors
///
/// As the core's `softmax_at`.
#[wasm_bindgen]
pub fn softmax(logits: &[f64], temperature: f64) -> Result<Vec<f64>, JsError> {
    probability::softmax_at(logits, temperature).map_err(crate::thrown)
}

/// ∂softmax(z/T)ᵢ/∂zⱼ, row by row (it is symmetric).
///
/// # Errors
///
/// As [`softmax`].
#[wasm_bindgen(js_name = softmaxJacobian)]
pub fn softmax_jacobian(logits: &[f64], temperature: f64) -> Result<Vec<f64>, JsError> {
    let probabilities = probability::softmax_at(logits, temperature).map_err(crate::thrown)?;
    let jacobian = probability::softmax_jacobian(&probabilities, temperature);
    Ok(jacobian.data.into())
}

/// H(p), of weights that are divided by their sum.
///
/// # Errors
///
/// Weights that can't be made a distribution; a unit that isn't `nats` or `bits`.
#[wasm_bindgen]
pub fn entropy(p: &[f64], unit: &str) -> Result<f64, JsError> {
    let p = probability::normalise(p).map_err(crate::thrown)?;
    information::entropy(&p, unit_of(unit)?).map_err(crate::thrown)
}

/// KL(p‖q), of weights that are divided by their sums.
///
/// # Errors
///
/// As [`entropy`]; lists of different lengths.
#[wasm_bindgen(js_name = klDivergence)]
pub fn kl_divergence(p: &[f64], q: &[f64], unit: &str) -> Result<f64, JsError> {
    let p = probability::normalise(p).map_err(crate::thrown)?;
    let q = probability::normalise(q).map_err(crate::thrown)?;
    information::kl_divergence(&p, &q, unit_of(unit)?).map_err(crate::thrown)
}

fn unit_of(name: &str) -> Result<Unit, JsError> {
    match name {
        "nats" => Ok(Unit::Nats),
        "bits" => Ok(Unit::Bits),
        _ => Err(JsError::new(&format!("“{name}” is neither nats nor bits"))),
    }
}
