//! `derivative`: from the secant to the tangent, and how the error of a finite difference falls and
//! then rises as h shrinks.

mod derivation;
mod picture;
mod read;
mod state;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::{DerivativeState, LIMIT, STEPS};

use crate::contract::panel::{Draw, Meta, Mistake, Panel, Pillar, Question, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct Derivative;

impl Panel for Derivative {
    type State = DerivativeState;

    const META: Meta = Meta {
        id: "derivative",
        title: "The derivative",
        pillar: Pillar::Calculus,
        point: "Draw a line through two points of a curve, let the second run into the first, and what the line’s slope comes to is the derivative.",
        topics: &[
            "secant",
            "tangent",
            "slope",
            "rate of change",
            "finite difference",
            "limit",
            "rounding error",
        ],
    };

    const MISTAKES: &'static [Mistake] = &[Mistake {
        check: "central-difference",
        does: "The limit isn’t taken: the slope of the secant is given out as the derivative.",
        also: &[],
    }];

    fn read(state: &DerivativeState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(state: &DerivativeState) -> String {
        words::twin(state)
    }

    fn formula(state: &DerivativeState, reading: &Reading) -> Formula {
        words::formula(state, reading)
    }

    fn question(state: &DerivativeState) -> Question<DerivativeState> {
        words::question(state)
    }

    fn derivation(state: &DerivativeState, reading: &Reading) -> Vec<Step> {
        derivation::derivation(state, reading)
    }

    fn plates(state: &DerivativeState, reading: &Reading) -> Vec<Plate> {
        picture::plates(state, reading)
    }

    fn random(random: &mut Random, draw: Draw) -> DerivativeState {
        DerivativeState::random(random, draw)
    }
}
