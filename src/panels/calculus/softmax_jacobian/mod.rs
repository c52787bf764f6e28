//! `softmax-jacobian`: ∂σᵢ/∂zⱼ = σᵢ(δᵢⱼ − σⱼ)/T, its two cases as a heat map.

mod derivation;
mod picture;
mod read;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::SoftmaxState;

use crate::contract::{Meta, Mistake, Panel};
use crate::panels::curriculum;

/// The panel.
pub struct SoftmaxJacobian;

impl Panel for SoftmaxJacobian {
    type State = SoftmaxState;

    const META: Meta = curriculum::SOFTMAX_JACOBIAN;

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "autograd",
            does: "The softmax is applied twice: the Jacobian is taken at softmax(softmax(z/T)).",
            also: &[],
        },
        Mistake {
            check: "rows-sum-to-zero",
            does: "δᵢⱼ is forgotten: every entry is −σᵢσⱼ/T, on the diagonal too.",
            also: &["autograd", "positive-semidefinite"],
        },
        Mistake {
            check: "symmetric",
            does: "The factor σᵢ of the row is forgotten: the entries are (δᵢⱼ − σⱼ)/T.",
            also: &["autograd", "positive-semidefinite"],
        },
        Mistake {
            check: "positive-semidefinite",
            does: "The bracket is turned round: the entries are σᵢ(σⱼ − δᵢⱼ)/T.",
            also: &["autograd"],
        },
    ];
}
