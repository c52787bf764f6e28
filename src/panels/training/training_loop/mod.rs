//! `training-loop`: a small transformer learns in the page, towards a floor that is known exactly.

#[cfg(any(target_arch = "wasm32", test))]
mod presets;
mod read;
mod state;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::LoopState;

use crate::contract::panel::{Draw, Meta, Mistake, Panel, Pillar, Question, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct TrainingLoop;

impl Panel for TrainingLoop {
    type State = LoopState;

    const META: Meta = Meta {
        id: "training-loop",
        title: "The training loop",
        pillar: Pillar::Training,
        point: "Sample, predict, compare, differentiate, step, repeat: a transformer learns here, \
                in your browser, towards a floor that is known exactly.",
        topics: &[
            "transformer",
            "loss curve",
            "entropy rate",
            "live training",
            "SGD",
            "Adam",
            "perplexity",
            "GPT",
            "learning rate",
            "time travel",
        ],
    };

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "gradient",
            does: "The gradient is that of the sum over all tokens, not of their mean: every slope \
                   is too large by the number of tokens.",
            also: &[],
        },
        Mistake {
            check: "adam-step",
            does: "Adam forgets its bias corrections; the other rules step twice as far as the \
                   learning rate says.",
            also: &[],
        },
        Mistake {
            check: "starts-at-log-v",
            does: "The last layer’s weights start fifty times too large, so the network is sure of \
                   its guesses before it has seen a word.",
            also: &["gradient"],
        },
    ];

    const HAS_TWIN: bool = false;

    const IS_EXPENSIVE: bool = true;

    fn read(state: &LoopState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(_: &LoopState) -> String {
        String::new()
    }

    fn formula(_: &LoopState, reading: &Reading) -> Formula {
        words::formula(reading)
    }

    fn question(state: &LoopState) -> Question<LoopState> {
        words::question(state)
    }

    fn derivation(state: &LoopState, reading: &Reading) -> Vec<Step> {
        words::derivation(state, reading)
    }

    fn plates(_: &LoopState, reading: &Reading) -> Vec<Plate> {
        words::plates(reading)
    }

    fn random(random: &mut Random, draw: Draw) -> LoopState {
        LoopState::random(random, draw)
    }
}
