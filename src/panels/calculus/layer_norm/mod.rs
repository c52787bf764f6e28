//! `layer-norm`: the three terms of the gradient through layer normalisation.

mod arithmetic;
mod bounds;
mod derivation;
mod picture;
mod read;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::LayerNormState;

use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct LayerNorm;

impl Panel for LayerNorm {
    type State = LayerNormState;

    const META: Meta = curriculum::LAYER_NORM;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "terms-add-up":
            "The variance term has the wrong sign: it is added instead of subtracted.";
        "autograd":
            "γ stands before the bracket: the sums over ∂L/∂y are taken without γ, and each entry \
             is multiplied by its γ afterwards.", also "central-differences";
        "central-differences":
            "The mean is treated as constant: μ depends on xᵢ, but the mean term is left out.", also "autograd";
    };

    const PRESETS: &'static [Preset<LayerNormState>] = &[
        Preset::new("shift", "add 1 to every x", |s| *s = s.with_x(|x| x + 1.0)),
        Preset::new("double", "double every x", |s| *s = s.with_x(|x| 2.0 * x)),
        Preset::new("even", "all γ = 1", |s| s.gamma.fill(1.0)),
        Preset::new("no-epsilon", "ε = 0", |s| s.epsilon = 0.0),
        Preset::new("constant", "all x equal", |s| s.x.fill(0.5)),
    ];
}
