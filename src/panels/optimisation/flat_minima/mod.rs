//! `flat-minima`: two networks trained with small and with large batches, how sharp their minima are,
//! and how well they do on new points.
//!
//! What follows from the state are 2/η, the lengths of the trainings, and the checks at the start. A
//! training in the worker brings the rest: its reading takes the place of the state's.

mod derivation;
// Used by the view alone, and tested natively.
mod graphs;
mod outcome;
mod picture;
mod read;
mod recorded;
mod start;
mod state;
// Used by the view alone, and tested natively.
mod table;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::FlatMinimaState;

use crate::contract::prelude::*;
use crate::panels::curriculum;
use state::Protocol;

/// The panel.
pub struct FlatMinima;

impl Panel for FlatMinima {
    type State = FlatMinimaState;

    const META: Meta = curriculum::FLAT_MINIMA;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "hessian-eigenvalue":
            "The product with the Hessian leaves out the curvature of the network’s outputs: it is \
             that of the Gauss–Newton matrix.";
        "rescaling-keeps-the-function":
            "The weights of the second layer aren’t divided by α.";
    };

    const PRESETS: &'static [Preset<FlatMinimaState>] = &[
        Preset::new("same-epochs", "same epochs", |s| {
            take(s, 8, 0.1, Protocol::Epochs);
        }),
        Preset::new("same-loss", "same training loss", |s| {
            take(s, 4, 0.1, Protocol::Loss);
        }),
        Preset::new("edge", "η = 0.4: at the edge", |s| {
            take(s, 8, 0.4, Protocol::Steps);
        }),
        Preset::new("clean", "no flipped labels", |s| {
            take(s, 8, 0.1, Protocol::Loss);
            s.flipped = 0.0;
        }),
    ];

    const IS_EXPENSIVE: bool = true;
}

/// The default data with other settings of the training.
fn take(state: &mut FlatMinimaState, small: usize, rate: f64, protocol: Protocol) {
    *state = FlatMinimaState {
        small,
        rate,
        protocol,
        seed: state.seed,
        rescale: state.rescale,
        ..FlatMinimaState::default()
    };
}
