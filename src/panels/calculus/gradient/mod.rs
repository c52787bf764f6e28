//! `gradient`: partial derivatives on a surface, the slope along a direction, and where it is steepest.

mod derivation;
mod measure;
mod picture;
mod read;
mod state;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::{GradientState, LIMIT};

use crate::contract::panel::{Draw, Meta, Mistake, Panel, Pillar, Question, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct Gradient;

impl Panel for Gradient {
    type State = GradientState;

    const META: Meta = Meta {
        id: "gradient",
        title: "The gradient",
        pillar: Pillar::Calculus,
        point: "Two slopes, one along each axis, make a vector that points where the surface rises fastest; every other slope is its shadow.",
        topics: &[
            "partial derivative",
            "directional derivative",
            "Hessian",
            "level set",
            "contour",
            "steepest ascent",
            "Rosenbrock",
        ],
    };

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "directional-is-dot-product",
            does: "The direction isn’t brought to length 1: a longer arrow gets a steeper slope.",
            also: &[],
        },
        Mistake {
            check: "steepest",
            does: "The length of the gradient is taken as |∂f/∂x| + |∂f/∂y|, as if one could walk along both axes at once.",
            also: &[],
        },
        Mistake {
            check: "hessian-symmetric",
            does: "The second row differentiates ∂f/∂y twice: where ∂²f/∂y∂x belongs, ∂²f/∂y² stands.",
            also: &[],
        },
    ];

    fn read(state: &GradientState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(state: &GradientState) -> String {
        words::twin(state)
    }

    fn formula(state: &GradientState, reading: &Reading) -> Formula {
        words::formula(state, reading)
    }

    fn question(state: &GradientState) -> Question<GradientState> {
        words::question(state)
    }

    fn derivation(state: &GradientState, reading: &Reading) -> Vec<Step> {
        derivation::derivation(state, reading)
    }

    fn plates(state: &GradientState, reading: &Reading) -> Vec<Plate> {
        picture::plates(state, reading)
    }

    fn random(random: &mut Random, draw: Draw) -> GradientState {
        GradientState::random(random, draw)
    }
}
