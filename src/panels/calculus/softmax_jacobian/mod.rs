//! `softmax-jacobian`: ∂σᵢ/∂zⱼ = σᵢ(δᵢⱼ − σⱼ)/T, its two cases as a heat map.

mod derivation;
mod picture;
mod read;
mod state;
#[cfg(test)]
mod tests;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::SoftmaxState;

use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct SoftmaxJacobian;

impl Panel for SoftmaxJacobian {
    type State = SoftmaxState;

    const META: Meta = curriculum::SOFTMAX_JACOBIAN;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "autograd": "The softmax is applied twice: the Jacobian is taken at softmax(softmax(z/T)).";
        "rows-sum-to-zero":
            "δᵢⱼ is left out: every entry is −σᵢσⱼ/T, on the diagonal too.",
            also "autograd", "positive-semidefinite";
        "symmetric":
            "The factor σᵢ of the row is left out: the entries are (δᵢⱼ − σⱼ)/T.",
            also "autograd", "positive-semidefinite";
        "positive-semidefinite":
            "The bracket has the wrong sign: the entries are σᵢ(σⱼ − δᵢⱼ)/T.", also "autograd";
    };
}
