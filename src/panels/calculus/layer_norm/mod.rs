//! `layer-norm`: the three terms of the gradient through layer normalisation.

mod arithmetic;
mod derivation;
mod picture;
mod read;
mod state;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::{FEWEST, LIMIT, LayerNormState, MOST};

use crate::contract::panel::{Draw, Meta, Mistake, Panel, Pillar, Question, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct LayerNorm;

impl Panel for LayerNorm {
    type State = LayerNormState;

    const META: Meta = Meta {
        id: "layer-norm",
        title: "Layer normalisation",
        pillar: Pillar::Calculus,
        point: "An entry of x reaches the loss in three ways, through its own output, through the mean and through the variance, and its gradient is the sum of the three.",
        topics: &[
            "LayerNorm",
            "RMSNorm",
            "mean",
            "variance",
            "epsilon",
            "gamma and beta",
            "normalisation",
        ],
    };

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "terms-add-up",
            does: "The variance term has lost its minus sign: it is added where it should be taken away.",
            also: &[],
        },
        Mistake {
            check: "autograd",
            does: "γ stands before the bracket: each entry is multiplied by its own γ only after the sums over ∂L/∂y were taken without it.",
            also: &["central-differences"],
        },
        Mistake {
            check: "central-differences",
            does: "The mean is taken as fixed: that moving xᵢ also moves μ is forgotten, and the mean term is missing.",
            also: &["autograd"],
        },
    ];

    fn read(state: &LayerNormState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(state: &LayerNormState) -> String {
        words::twin(state)
    }

    fn formula(state: &LayerNormState, reading: &Reading) -> Formula {
        words::formula(state, reading)
    }

    fn question(state: &LayerNormState) -> Question<LayerNormState> {
        words::question(state)
    }

    fn derivation(state: &LayerNormState, reading: &Reading) -> Vec<Step> {
        derivation::derivation(state, reading)
    }

    fn plates(state: &LayerNormState, reading: &Reading) -> Vec<Plate> {
        picture::plates(state, reading)
    }

    fn random(random: &mut Random, draw: Draw) -> LayerNormState {
        LayerNormState::random(random, draw)
    }
}
