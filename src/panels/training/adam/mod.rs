//! `adam`: two running averages, their corrections and one step, under a stream of gradients.

// Shown by the view alone, and tested natively.
#[cfg(any(test, target_arch = "wasm32"))]
mod arithmetic;
mod derivation;
mod plots;
mod read;
mod run;
mod state;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::{AdamState, FEWEST, LIMIT, MOST, Pattern, SMALLEST};

use crate::contract::panel::{Draw, Meta, Mistake, Panel, Pillar, Question, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct Adam;

impl Panel for Adam {
    type State = AdamState;

    const META: Meta = Meta {
        id: "adam",
        title: "Adam",
        pillar: Pillar::Training,
        point: "Two running averages turn gradients of any size into steps of about one size.",
        topics: &[
            "optimiser",
            "optimizer",
            "momentum",
            "bias correction",
            "moments",
            "adaptive learning rate",
            "effective step",
            "SGD",
        ],
    };

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "first-step-is-sign",
            does: "v isn’t corrected: v̂ is v itself, which starts near zero, and the first steps are far too long.",
            also: &["closed-form"],
        },
        Mistake {
            check: "closed-form",
            does: "The steps aren’t counted: every one is corrected as if it were the first, by 1 − β instead of 1 − βᵗ.",
            also: &[],
        },
    ];

    fn read(state: &AdamState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(state: &AdamState) -> String {
        words::twin(state)
    }

    fn formula(state: &AdamState, reading: &Reading) -> Formula {
        words::formula(state, reading)
    }

    fn question(state: &AdamState) -> Question<AdamState> {
        words::question(state)
    }

    fn derivation(state: &AdamState, reading: &Reading) -> Vec<Step> {
        derivation::derivation(state, reading)
    }

    fn plates(state: &AdamState, reading: &Reading) -> Vec<Plate> {
        plots::plates(state, reading)
    }

    fn random(random: &mut Random, draw: Draw) -> AdamState {
        AdamState::random(random, draw)
    }
}
