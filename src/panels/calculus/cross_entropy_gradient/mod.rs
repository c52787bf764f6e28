//! `cross-entropy-gradient`: softmax, then cross-entropy; the gradient in the logits is ŷ − y.

mod derivation;
mod numbers;
mod picture;
mod read;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::LossState;

use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct CrossEntropyGradient;

impl Panel for CrossEntropyGradient {
    type State = LossState;

    const META: Meta = curriculum::CROSS_ENTROPY_GRADIENT;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "predicted-minus-true":
            "The minus sign of −log is lost: the gradient is true minus predicted, so a step \
             increases the loss.", also "central-differences";
        "central-differences": "The loss is counted in bits and the gradient in nats.";
        "sums-to-zero":
            "Case 2 is left out: only the true class’s logit gets a gradient.",
            also "predicted-minus-true", "central-differences";
    };

    const PRESETS: &'static [Preset<LossState>] = &[
        Preset::new("even", "undecided", |s| logits(s, &[0.0; 4])),
        Preset::new("right", "confident and right", |s| {
            logits(s, &[-1.0, 4.0, 0.5, -2.0])
        }),
        Preset::new("wrong", "confident and wrong", |s| {
            logits(s, &[4.0, -1.0, 0.5, -2.0])
        }),
        Preset::new("saturated", "saturated", |s| {
            logits(s, &[1000.0, -1000.0, 0.0])
        }),
    ];
}

/// Other logits, of which the usual one is true.
fn logits(state: &mut LossState, z: &[f64]) {
    state.z = z.to_vec();
    state.target = LossState::default().target;
}
