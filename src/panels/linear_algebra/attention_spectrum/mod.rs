//! `attention-spectrum`: attention weights as the steps of a random walk over the words.

mod derivation;
mod picture;
mod read;
mod scan;
mod state;
mod twin;
mod walk;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use picture::focus_plot;
pub use state::SpectrumState;
pub use walk::Walk;

use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct AttentionSpectrum;

impl Panel for AttentionSpectrum {
    type State = SpectrumState;

    const META: Meta = curriculum::ATTENTION_SPECTRUM;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "row-stochastic":
            "The power is taken entry by entry instead of as a matrix.", also "convergence-rate";
        "leading-eigenvalue":
            "The eigenvalues are those of the scores, before the softmax.", also "convergence-rate";
        "stationary":
            "The right eigenvector is used instead of the left one: every token gets the same \
             probability.";
        "convergence-rate": "The power is too small by 1.";
    };
}
