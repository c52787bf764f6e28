//! `attention`: softmax(QKᵀ/√dₖ)·V, one step at a time.

mod forward;
mod read;
mod state;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::{
    AttentionState, LIMIT, LONGEST_TOKEN, MOST_TOKENS, STEPS, WIDEST, default_tokens, resized,
};

use crate::contract::panel::{Draw, Meta, Mistake, Panel, Pillar, Question, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct AttentionPanel;

impl Panel for AttentionPanel {
    type State = AttentionState;

    const META: Meta = Meta {
        id: "attention",
        title: "Attention, step by step",
        pillar: Pillar::LinearAlgebra,
        point: "Every word asks a question, every word offers a key, and where the two agree the value flows.",
        topics: &[
            "QKᵀ",
            "QKT",
            "query",
            "key",
            "value",
            "scaled dot product",
            "softmax",
            "causal mask",
            "self-attention",
            "transformer",
        ],
    };

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "rows-sum-to-one",
            does: "The denominator counts every exponential twice.",
            also: &[],
        },
        Mistake {
            check: "shift-invariance",
            does: "The scaled scores are squared before they are exponentiated.",
            also: &[],
        },
        Mistake {
            check: "permutation-equivariance",
            does: "A position is left in the scores: 0.5·j is added for the j-th token.",
            also: &[],
        },
        Mistake {
            check: "gradient",
            does: "On the way back to V, the weights are used where their transpose belongs.",
            also: &[],
        },
    ];

    fn read(state: &AttentionState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(state: &AttentionState) -> String {
        words::twin(state)
    }

    fn formula(state: &AttentionState, reading: &Reading) -> Formula {
        words::formula(state, reading)
    }

    fn question(state: &AttentionState) -> Question<AttentionState> {
        words::question(state)
    }

    fn derivation(state: &AttentionState, reading: &Reading) -> Vec<Step> {
        words::derivation(state, reading)
    }

    fn plates(state: &AttentionState, reading: &Reading) -> Vec<Plate> {
        words::plates(state, reading)
    }

    fn random(random: &mut Random, draw: Draw) -> AttentionState {
        AttentionState::random(random, draw)
    }
}
