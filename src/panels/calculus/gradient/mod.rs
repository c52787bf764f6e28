//! `gradient`: partial derivatives on a surface, the slope along a direction, and where it is steepest.

mod above;
mod along;
mod derivation;
mod direction;
mod measure;
mod picture;
mod read;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod surface;
#[cfg(target_arch = "wasm32")]
mod view;

pub use state::GradientState;

use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct Gradient;

impl Panel for Gradient {
    type State = GradientState;

    const META: Meta = curriculum::GRADIENT;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "directional-is-dot-product":
            "The direction isn’t brought to length 1: a longer arrow gets a steeper slope.";
        "steepest":
            "The length of the gradient is taken as |∂f/∂x| + |∂f/∂y|, as if one could walk along \
             both axes at once.";
        "hessian-symmetric":
            "The second row differentiates ∂f/∂y twice: where ∂²f/∂y∂x belongs, ∂²f/∂y² stands.";
    };

    const PRESETS: &'static [Preset<GradientState>] = &[
        Preset::new("uphill", "uphill", |s| s.turn_from_uphill(0.0)),
        Preset::new("level", "along the level set", |s| s.turn_from_uphill(90.0)),
        Preset::new("downhill", "downhill", |s| s.turn_from_uphill(180.0)),
    ];
}
