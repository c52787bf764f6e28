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

pub use state::{FASTEST, FEWEST, LIMIT, LossState, MOST, SMOOTHEST};

use crate::contract::{Meta, Mistake, Panel};
use crate::panels::curriculum;

/// The panel.
pub struct CrossEntropyGradient;

impl Panel for CrossEntropyGradient {
    type State = LossState;

    const META: Meta = curriculum::CROSS_ENTROPY_GRADIENT;

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "predicted-minus-true",
            does: "The minus of −log is lost: the gradient is true minus predicted, and a step along it goes uphill.",
            also: &["central-differences"],
        },
        Mistake {
            check: "central-differences",
            does: "The loss is counted in bits and the gradient in nats.",
            also: &[],
        },
        Mistake {
            check: "sums-to-zero",
            does: "Case 2 is forgotten: only the true class’s own logit gets a gradient.",
            also: &["predicted-minus-true", "central-differences"],
        },
    ];
}
