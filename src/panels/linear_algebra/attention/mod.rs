//! `attention`: softmax(QKᵀ/√dₖ)·V, one step at a time.

mod derivation;
mod forward;
mod gpt2;
mod picture;
mod read;
mod slopes;
mod state;
#[cfg(test)]
mod tests;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use gpt2::MOST as MOST_OF_GPT2;
#[cfg(test)]
pub use gpt2::OfGpt2;
#[cfg(target_arch = "wasm32")]
pub use view::send;

pub use state::{AttentionState, LONGEST_TOKEN, WIDEST, WORDS, resized};

use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct AttentionPanel;

impl Panel for AttentionPanel {
    type State = AttentionState;

    const META: Meta = curriculum::ATTENTION;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "rows-sum-to-one": "The denominator counts every exponential twice.";
        "shift-invariance": "The scaled scores are squared before they are exponentiated.";
        "permutation-equivariance":
            "The scores depend on the position: 0.5·j is added for the j-th token.";
        "gradient": "In the gradient of V, the weights are used instead of their transpose.";
    };
}
