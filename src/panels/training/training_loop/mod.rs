//! `training-loop`: a small transformer is trained in the page, towards the exact entropy of its source.

mod derivation;
mod picture;
mod presets;
mod read;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::LoopState;

use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct TrainingLoop;

impl Panel for TrainingLoop {
    type State = LoopState;

    const META: Meta = curriculum::TRAINING_LOOP;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "gradient":
            "The gradient is that of the sum over all tokens, not of their mean: it is too large \
             by the number of tokens.";
        "adam-step":
            "Adam leaves out its bias corrections; the other rules make steps twice as long.";
        "starts-at-log-v":
            "The last layer’s weights start 50 times too large, so the untrained network is \
             already confident.", also "gradient";
    };

    const PRESETS: &'static [Preset<LoopState>] = presets::PRESETS;

    const HAS_TWIN: bool = false;

    const IS_EXPENSIVE: bool = true;
}
