//! `matrix-multiplication`: y = Wx as a move of all space, and a product as one move after another.

mod derivation;
mod exact;
mod motion;
mod picture;
mod read;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use picture::dragged;
pub use state::ProductState;
pub use words::{Shown, caption, fits};

use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct MatrixMultiplication;

impl Panel for MatrixMultiplication {
    type State = ProductState;

    const META: Meta = curriculum::MATRIX_MULTIPLICATION;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "composition": "The factors are swapped: W·W₂ is computed instead of W₂·W.";
        "determinant-multiplies":
            "The signs of the determinant are lost: ad + bc is computed instead of ad − bc.";
        "linearity":
            "A bias is added: y = Wx + 1, which moves the origin and is no longer linear.",
            also "composition";
    };
    const PRESETS: &'static [Preset<ProductState>] = &[
        Preset::new("turn", "rotate by 90°", |s| {
            s.try_map([0.0, -1.0, 1.0, 0.0])
        }),
        Preset::new("stretch", "stretch", |s| s.try_map([2.0, 0.0, 0.0, 0.5])),
        Preset::new("mirror", "mirror", |s| s.try_map([-1.0, 0.0, 0.0, 1.0])),
        Preset::new("flatten", "rank 1", |s| s.try_map([1.0, 2.0, 0.5, 1.0])),
        Preset::new("identity", "identity", |s| s.try_map([1.0, 0.0, 0.0, 1.0])),
        Preset::new("shear-back", "inverse shear", |s| {
            s.try_map([1.0, -1.0, 0.0, 1.0])
        }),
        Preset::new("spiral", "rotate and shrink", |s| {
            s.try_map([0.6, -0.6, 0.6, 0.6])
        }),
        Preset::new("swap", "swap W and W₂", |s| {
            std::mem::swap(&mut s.w, &mut s.second)
        }),
    ];
}
