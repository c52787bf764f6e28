//! `eigenvectors`: Av = λv, the directions that a matrix only stretches.

mod derivation;
mod picture;
mod read;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use picture::dragged;
pub use state::EigenState;
pub use words::{fate, powers, table};

use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct Eigenvectors;

impl Panel for Eigenvectors {
    type State = EigenState;

    const META: Meta = curriculum::EIGENVECTORS;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "eigen-equation":
            "The eigenvectors are those of the transpose: vA = λv is solved instead of Av = λv.";
        "trace":
            "The eigenvalues are those of A + ½·I: each is too large by 0.5.",
            also "eigen-equation", "determinant";
        "determinant":
            "The signs of the determinant are lost: ad + bc is computed instead of ad − bc.";
    };
    const PRESETS: &'static [Preset<EigenState>] = &[
        Preset::new("symmetric", "symmetric", |s| {
            s.try_matrix([2.0, 1.0, 1.0, 2.0])
        }),
        Preset::new("turn", "rotation by 30°", |s| {
            s.try_matrix([0.8660254037844387, -0.5, 0.5, 0.8660254037844387]);
        }),
        Preset::new("spiral", "spiral inwards", |s| {
            s.try_matrix([0.7, -0.6, 0.5, 0.8])
        }),
        Preset::new("defective", "shear (defective)", |s| {
            s.try_matrix([1.0, 1.0, 0.0, 1.0])
        }),
        Preset::new("mirror", "mirror", |s| s.try_matrix([0.0, 1.0, 1.0, 0.0])),
        Preset::new("flatten", "projection", |s| {
            s.try_matrix([0.5, 0.5, 0.5, 0.5])
        }),
        Preset::new("saddle", "grow and shrink", |s| {
            s.try_matrix([1.2, 0.3, 0.2, 0.7])
        }),
        Preset::new("same", "scale by 2", |s| s.try_matrix([2.0, 0.0, 0.0, 2.0])),
    ];
}
