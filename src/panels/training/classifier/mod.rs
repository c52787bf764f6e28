//! `classifier`: a small network learns to part points in the plane.
//!
//! What follows from the state is the network as it starts. A [`Session`] trains it; its reading
//! takes the place of the state's while it does.

mod check;
mod derivation;
mod network;
mod pairs;
mod plain;
mod points;
mod read;
mod session;
mod state;
mod twin;
mod words;

// What the view is made of and knows no browser: shown by it alone, and tested natively.
#[cfg(any(test, target_arch = "wasm32"))]
mod layout;
#[cfg(any(test, target_arch = "wasm32"))]
mod pictures;
#[cfg(any(test, target_arch = "wasm32"))]
mod runs;
#[cfg(target_arch = "wasm32")]
mod view;

pub use pairs::{Change, changes};
pub use points::{COUNT, Data, HALF, MOST_POINTS, Points};
pub use session::{LARGEST_WEIGHT, Moment, Score, Session, Stopped};
pub use state::{ACTIVATIONS, ClassifierState, MOST_LAYERS, MOST_UNITS, OPTIMISERS};

use crate::contract::panel::{Draw, Meta, Mistake, Panel, Pillar, Question, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct Classifier;

impl Panel for Classifier {
    type State = ClassifierState;

    const META: Meta = Meta {
        id: "classifier",
        title: "A small classifier",
        pillar: Pillar::Training,
        point: "A few units that each draw one soft line learn, together, to bend a boundary around the points.",
        topics: &[
            "playground",
            "decision boundary",
            "neural network",
            "perceptron",
            "hidden layer",
            "backpropagation",
            "overfitting",
            "regularisation",
            "xor",
            "spirals",
        ],
    };

    const MISTAKES: &'static [Mistake] = &[Mistake {
        check: "gradient",
        does: "The points’ gradients are added up and never divided by their number: every step is that many times too long.",
        also: &[],
    }];

    fn read(state: &ClassifierState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(state: &ClassifierState) -> String {
        twin::twin(state)
    }

    fn formula(state: &ClassifierState, reading: &Reading) -> Formula {
        words::formula(state, reading)
    }

    fn question(state: &ClassifierState) -> Question<ClassifierState> {
        words::question(state)
    }

    fn derivation(state: &ClassifierState, reading: &Reading) -> Vec<Step> {
        derivation::derivation(state, reading)
    }

    fn plates(state: &ClassifierState, reading: &Reading) -> Vec<Plate> {
        words::plates(state, reading)
    }

    fn random(random: &mut Random, draw: Draw) -> ClassifierState {
        ClassifierState::random(random, draw)
    }
}
