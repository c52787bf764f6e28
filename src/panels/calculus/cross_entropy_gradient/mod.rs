//! `cross-entropy-gradient`: softmax, then cross-entropy; the gradient in the logits is ŷ − y.

mod derivation;
mod numbers;
mod picture;
mod read;
mod state;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::{FASTEST, FEWEST, LIMIT, LossState, MOST, SMOOTHEST};

use crate::contract::panel::{Draw, Meta, Mistake, Panel, Pillar, Question, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct CrossEntropyGradient;

impl Panel for CrossEntropyGradient {
    type State = LossState;

    const META: Meta = Meta {
        id: "cross-entropy-gradient",
        title: "The gradient of the loss",
        pillar: Pillar::Calculus,
        point: "Put the logits through a softmax and charge for the truth’s surprise: what comes back to each logit is only how much too likely it was.",
        topics: &[
            "softmax",
            "logits",
            "loss",
            "cross-entropy",
            "predicted minus true",
            "label smoothing",
            "gradient step",
        ],
    };

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

    fn read(state: &LossState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(state: &LossState) -> String {
        words::twin(state)
    }

    fn formula(state: &LossState, reading: &Reading) -> Formula {
        words::formula(state, reading, state.target)
    }

    fn question(state: &LossState) -> Question<LossState> {
        words::question(state)
    }

    fn derivation(state: &LossState, reading: &Reading) -> Vec<Step> {
        derivation::derivation(state, reading)
    }

    fn plates(state: &LossState, reading: &Reading) -> Vec<Plate> {
        picture::plates(state, reading)
    }

    fn random(random: &mut Random, draw: Draw) -> LossState {
        LossState::random(random, draw)
    }
}
