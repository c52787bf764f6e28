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

/// The softmax Jacobian of n logits, over and over, with memory that is kept.
#[wasm_bindgen]
pub struct SoftmaxJacobian {
    logits: Vec<f64>,
    probabilities: Vec<f64>,
    jacobian: Vec<f64>,
}

#[wasm_bindgen]
impl SoftmaxJacobian {
    /// Room for n logits, all 0.
    ///
    /// # Errors
    ///
    /// No logits, or more than 2¹² of them.
    #[wasm_bindgen(constructor)]
    pub fn new(n: usize) -> Result<Self, JsError> {
        if !(1..=1 << 12).contains(&n) {
            return Err(JsError::new(&format!(
                "softmax Jacobian: {n} logits, not 1 to 4096"
            )));
        }
        Ok(Self {
            logits: vec![0.0; n],
            probabilities: vec![0.0; n],
            jacobian: vec![0.0; n * n],
        })
    }

    /// Where the logits are in wasm's memory, in bytes.
    #[wasm_bindgen(js_name = logitsPointer)]
    pub fn logits_pointer(&self) -> usize {
        self.logits.as_ptr() as usize
    }

    /// Where softmax(z/T) is.
    #[wasm_bindgen(js_name = probabilitiesPointer)]
    pub fn probabilities_pointer(&self) -> usize {
        self.probabilities.as_ptr() as usize
    }

    /// Where the n×n Jacobian is.
    #[wasm_bindgen(js_name = jacobianPointer)]
    pub fn jacobian_pointer(&self) -> usize {
        self.jacobian.as_ptr() as usize
    }

    /// Computes probabilities and Jacobian.
    ///
    /// # Errors
    ///
    /// As [`softmax`]; probabilities and Jacobian are then of no use.
    pub fn run(&mut self, temperature: f64) -> Result<(), JsError> {
        self.probabilities.copy_from_slice(&self.logits);
        probability::softmax_in_place(&mut self.probabilities, temperature)
            .map_err(crate::thrown)?;
        probability::write_softmax_jacobian(&self.probabilities, temperature, &mut self.jacobian);
        Ok(())
    }
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
