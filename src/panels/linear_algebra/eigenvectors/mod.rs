//! `eigenvectors`: Av = λv, the directions that a matrix only stretches.

mod picture;
mod read;
mod state;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use picture::{angle_plot, dragged, plane, spectrum};
pub use state::{EigenState, LARGEST, LIMIT, SMALLEST};
pub use words::{fate, table};

use crate::contract::panel::{Draw, Meta, Mistake, Panel, Pillar, Question, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct Eigenvectors;

impl Panel for Eigenvectors {
    type State = EigenState;

    const META: Meta = Meta {
        id: "eigenvectors",
        title: "Eigenvectors",
        pillar: Pillar::LinearAlgebra,
        point: "Some directions a matrix only stretches; along them it is as simple as a number.",
        topics: &[
            "eigenvalue",
            "eigendirection",
            "rotation",
            "complex pair",
            "defective matrix",
            "powers",
            "characteristic polynomial",
            "trace",
        ],
    };

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "eigen-equation",
            does: "The eigenvectors are those of the transpose: vA = λv is solved instead of Av = λv.",
            also: &[],
        },
        Mistake {
            check: "trace",
            does: "The eigenvalues are those of A + ½·I: each is too large by one half.",
            also: &["eigen-equation", "determinant"],
        },
        Mistake {
            check: "determinant",
            does: "The signs of the determinant are forgotten: ad + bc stands where ad − bc belongs.",
            also: &[],
        },
    ];

    fn read(state: &EigenState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(state: &EigenState) -> String {
        words::twin(state)
    }

    fn formula(state: &EigenState, reading: &Reading) -> Formula {
        words::formula(state, reading)
    }

    fn question(state: &EigenState) -> Question<EigenState> {
        words::question(state)
    }

    fn derivation(state: &EigenState, reading: &Reading) -> Vec<Step> {
        words::derivation(state, reading)
    }

    fn plates(state: &EigenState, reading: &Reading) -> Vec<Plate> {
        picture::plates(state, reading)
    }

    fn random(random: &mut Random, draw: Draw) -> EigenState {
        EigenState::random(random, draw)
    }
}
