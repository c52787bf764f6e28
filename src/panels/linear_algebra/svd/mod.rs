//! `svd`: singular values, and the best approximation that few numbers can hold.

mod derivation;
mod images;
mod picture;
mod read;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::SvdState;

use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct SvdPanel;

impl Panel for SvdPanel {
    type State = SvdState;

    const META: Meta = curriculum::SVD;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "reconstruction":
            "The eigenvalues of AᵀA are shown as singular values: each is σ² instead of σ.",
            also "eckart-young";
        "orthogonality":
            "The singular vectors don’t have length 1: those of U have length 2, those of V 0.5.";
        "eckart-young": "The smallest singular values are kept instead of the largest.";
    };
}
