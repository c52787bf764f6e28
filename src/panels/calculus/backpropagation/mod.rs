//! `backpropagation`: a typed formula becomes the tape that training uses, drawn as a graph and walked
//! forward and back.

mod derivation;
mod forms;
mod local;
mod picture;
mod read;
#[cfg(any(test, target_arch = "wasm32"))]
mod send;
mod state;
mod steps;
mod trace;
mod twin;
mod values;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::BackpropagationState;

use crate::contract::panel::{Draw, Meta, Mistake, Panel, Pillar, Question, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct Backpropagation;

impl Panel for Backpropagation {
    type State = BackpropagationState;

    const META: Meta = Meta {
        id: "backpropagation",
        title: "Backpropagation",
        pillar: Pillar::Calculus,
        point: "Record every operation on the way to the loss; one walk back over the record, multiplying local derivatives and adding where paths meet, gives every gradient.",
        topics: &[
            "autograd",
            "computation graph",
            "tape",
            "reverse mode",
            "automatic differentiation",
            "upstream gradient",
            "chain rule",
        ],
    };

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "central-differences",
            does: "Where several gradients arrive at one value, the last one replaces the others instead of being added.",
            also: &["forward-mode"],
        },
        Mistake {
            check: "forward-mode",
            does: "Each operation hands back its local derivative alone, and forgets to multiply by the gradient that arrived from above.",
            also: &["central-differences"],
        },
    ];

    fn read(state: &BackpropagationState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(state: &BackpropagationState) -> String {
        twin::twin(state)
    }

    fn formula(state: &BackpropagationState, reading: &Reading) -> Formula {
        words::formula(state, reading)
    }

    fn question(state: &BackpropagationState) -> Question<BackpropagationState> {
        words::question(state)
    }

    fn derivation(state: &BackpropagationState, reading: &Reading) -> Vec<Step> {
        derivation::derivation(state, reading)
    }

    fn plates(state: &BackpropagationState, reading: &Reading) -> Vec<Plate> {
        picture::plates(state, reading)
    }

    fn random(random: &mut Random, draw: Draw) -> BackpropagationState {
        BackpropagationState::random(random, draw)
    }
}
