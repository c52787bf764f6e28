//! `layer-norm`: the three terms of the gradient through layer normalisation.

mod arithmetic;
mod derivation;
mod picture;
mod read;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::{FEWEST, LIMIT, LayerNormState, MOST};

use crate::contract::{Meta, Mistake, Panel};
use crate::panels::curriculum;

/// The panel.
pub struct LayerNorm;

impl Panel for LayerNorm {
    type State = LayerNormState;

    const META: Meta = curriculum::LAYER_NORM;

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "terms-add-up",
            does: "The variance term has lost its minus sign: it is added where it should be taken away.",
            also: &[],
        },
        Mistake {
            check: "autograd",
            does: "γ stands before the bracket: each entry is multiplied by its own γ only after the sums over ∂L/∂y were taken without it.",
            also: &["central-differences"],
        },
        Mistake {
            check: "central-differences",
            does: "The mean is taken as fixed: that moving xᵢ also moves μ is forgotten, and the mean term is missing.",
            also: &["autograd"],
        },
    ];
}
