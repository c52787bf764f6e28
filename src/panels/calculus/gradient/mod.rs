//! `gradient`: partial derivatives on a surface, the slope along a direction, and where it is steepest.

mod above;
mod along;
mod derivation;
mod direction;
mod measure;
mod picture;
mod read;
mod second;
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
            "The direction isn’t scaled to length 1, so a longer arrow gives a larger derivative.";
        "steepest":
            "The length of the gradient is computed as |∂f/∂x| + |∂f/∂y| instead of the Euclidean \
             length.";
        "hessian-symmetric":
            "In the second row of the Hessian, ∂²f/∂y² stands where ∂²f/∂y∂x belongs.";
    };

    const PRESETS: &'static [Preset<GradientState>] = &[
        Preset::new("uphill", "steepest ascent", |s| s.turn_from_uphill(0.0)),
        Preset::new("level", "along the level set", |s| s.turn_from_uphill(90.0)),
        Preset::new("downhill", "steepest descent", |s| {
            s.turn_from_uphill(180.0)
        }),
    ];
}
