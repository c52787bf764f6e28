//! `chain-rule`: L = f(g(h(w))), and how the slopes of its links multiply.

mod chain;
mod derivation;
mod doubt;
mod network;
mod picture;
mod read;
mod state;
mod words;

#[cfg(any(test, target_arch = "wasm32"))]
mod links;
#[cfg(target_arch = "wasm32")]
mod view;
#[cfg(any(test, target_arch = "wasm32"))]
mod walk;

pub use state::{ChainState, LIMIT, NUDGES, STEPS};

use crate::contract::panel::{Draw, Meta, Mistake, Panel, Pillar, Question, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct ChainRule;

impl Panel for ChainRule {
    type State = ChainState;

    const META: Meta = Meta {
        id: "chain-rule",
        title: "The chain rule",
        pillar: Pillar::Calculus,
        point: "Put functions one inside the other, nudge what goes in, and each passes the nudge on by its own slope: the slopes multiply.",
        topics: &[
            "composition",
            "nested functions",
            "local derivative",
            "local slope",
            "backward pass",
            "vanishing gradient",
        ],
    };

    const MISTAKES: &'static [Mistake] = &[Mistake {
        check: "product-is-derivative",
        does: "Every slope is taken at w: g′(w) and f′(w) stand where g′(h) and f′(g) belong.",
        also: &[],
    }];

    fn read(state: &ChainState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(state: &ChainState) -> String {
        words::twin(state)
    }

    fn formula(state: &ChainState, reading: &Reading) -> Formula {
        words::formula(state, reading)
    }

    fn question(state: &ChainState) -> Question<ChainState> {
        words::question(state)
    }

    fn derivation(state: &ChainState, reading: &Reading) -> Vec<Step> {
        derivation::derivation(state, reading)
    }

    fn plates(state: &ChainState, reading: &Reading) -> Vec<Plate> {
        picture::plates(state, reading)
    }

    fn random(random: &mut Random, draw: Draw) -> ChainState {
        ChainState::random(random, draw)
    }
}
