//! `activations`: six nonlinearities, their slopes, and what a deep network of them does to a gradient.

mod by_hand;
mod network;
mod picture;
mod read;
mod shape;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use network::{BATCH, Pass, known};
pub use state::{ActivationState, DEEPEST, GAINS, LIMIT, Settings, WIDTHS};

use crate::contract::panel::{Draw, Meta, Mistake, Panel, Pillar, Question, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct Activations;

impl Panel for Activations {
    type State = ActivationState;

    const META: Meta = Meta {
        id: "activations",
        title: "Activations",
        pillar: Pillar::Calculus,
        point: "An activation bends the signal on its way up, and its slope decides how much of the gradient comes back down.",
        topics: &[
            "ReLU",
            "GELU",
            "SiLU",
            "sigmoid",
            "tanh",
            "vanishing gradient",
            "exploding gradient",
            "dead units",
            "residual",
        ],
    };

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "central-difference",
            does: "The rise between x − h and x + h is divided by h instead of 2h.",
            also: &[],
        },
        Mistake {
            check: "autograd",
            does: "On the way back the slopes φ′(z) are forgotten: only the weights are multiplied.",
            also: &[],
        },
    ];

    // A deep network goes forward and back for each state, and for the comparison twice more.
    const IS_EXPENSIVE: bool = true;

    fn read(state: &ActivationState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(state: &ActivationState) -> String {
        twin::twin(state)
    }

    fn formula(state: &ActivationState, reading: &Reading) -> Formula {
        words::formula(state, reading)
    }

    fn question(state: &ActivationState) -> Question<ActivationState> {
        words::question(state)
    }

    fn derivation(state: &ActivationState, reading: &Reading) -> Vec<Step> {
        words::derivation(state, reading)
    }

    fn plates(state: &ActivationState, reading: &Reading) -> Vec<Plate> {
        picture::plates(state, reading)
    }

    fn random(random: &mut Random, draw: Draw) -> ActivationState {
        ActivationState::random(random, draw)
    }
}
