//! `cross-entropy-kl`: H(p, q) = H(p) + KL(p‖q), on two sets of bars.

mod read;
mod state;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::{FEWEST, KlState, LIMIT, MOST, set_probability};

use crate::contract::panel::{Draw, Meta, Mistake, Panel, Pillar, Question, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct CrossEntropyKl;

impl Panel for CrossEntropyKl {
    type State = KlState;

    const META: Meta = Meta {
        id: "cross-entropy-kl",
        title: "Cross-entropy and KL divergence",
        pillar: Pillar::InformationTheory,
        point: "The loss of a model is the uncertainty that nobody can remove, plus the price of being wrong.",
        topics: &[
            "KL divergence",
            "Kullback–Leibler",
            "relative entropy",
            "cross-entropy loss",
            "entropy",
            "bits",
            "nats",
            "forward KL",
            "reverse KL",
        ],
    };

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "decomposition",
            does: "p and q are swapped in the divergence: KL(q‖p) stands where KL(p‖q) belongs.",
            also: &[],
        },
        Mistake {
            check: "non-negative",
            does: "The fraction is upside down: the terms are p·log(q/p).",
            also: &["decomposition", "zero-iff-equal"],
        },
        Mistake {
            check: "zero-iff-equal",
            does: "The entropy of p is never subtracted: the divergence is the whole cross-entropy.",
            also: &["decomposition"],
        },
    ];

    fn read(state: &KlState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(state: &KlState) -> String {
        words::twin(state)
    }

    fn formula(state: &KlState, reading: &Reading) -> Formula {
        words::formula(state, reading)
    }

    fn question(state: &KlState) -> Question<KlState> {
        words::question(state)
    }

    fn derivation(state: &KlState, reading: &Reading) -> Vec<Step> {
        words::derivation(state, reading)
    }

    fn plates(state: &KlState, reading: &Reading) -> Vec<Plate> {
        words::plates(state, reading)
    }

    fn random(random: &mut Random, draw: Draw) -> KlState {
        KlState::random(random, draw)
    }
}
