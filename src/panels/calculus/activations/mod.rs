//! `activations`: six nonlinearities, their slopes, and what a deep network of them does to a gradient.

mod by_hand;
mod derivation;
mod network;
mod picture;
mod read;
mod rounding;
mod shape;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::ActivationState;

use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct Activations;

impl Panel for Activations {
    type State = ActivationState;

    const META: Meta = curriculum::ACTIVATIONS;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "central-difference": "The rise between x − h and x + h is divided by h instead of 2h.";
        "autograd":
            "In the backward pass the factors φ′(z) are left out: only the weights multiply.";
    };

    const PRESETS: &'static [Preset<ActivationState>] = &[
        Preset::new("gain-one", "gain 1", |s| s.network.gain = 1.0),
        Preset::new("gain-tanh", "gain 5/3", |s| s.network.gain = 5.0 / 3.0),
        Preset::new("weights", "other weights", |s| {
            s.network.seed = (s.network.seed + 1) % 1_000_000
        }),
    ];

    // A deep network goes forward and back for each state, and for the comparison twice more.
    const IS_EXPENSIVE: bool = true;
}
