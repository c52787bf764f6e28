//! `matrix-multiplication`: y = Wx as a move of all space, and a product as one move after another.

mod motion;
mod picture;
mod read;
mod state;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use picture::dragged;
pub use state::{LARGEST, LIMIT, ProductState, SMALLEST};
pub use words::{Shown, caption, cell, fits};

use crate::contract::panel::{Draw, Meta, Mistake, Panel, Pillar, Question, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct MatrixMultiplication;

impl Panel for MatrixMultiplication {
    type State = ProductState;

    const META: Meta = Meta {
        id: "matrix-multiplication",
        title: "Matrix multiplication",
        pillar: Pillar::LinearAlgebra,
        point: "A matrix moves every point of space at once; a product of matrices is one move after another.",
        topics: &[
            "linear map",
            "linear transformation",
            "determinant",
            "composition",
            "dot product",
            "vectors and matrices",
            "basis",
            "layer",
        ],
    };

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "composition",
            does: "The factors are swapped: W·W₂ stands where W₂·W belongs.",
            also: &[],
        },
        Mistake {
            check: "determinant-multiplies",
            does: "The signs of the determinant are forgotten: ad + bc stands where ad − bc belongs.",
            also: &[],
        },
        Mistake {
            check: "linearity",
            does: "A bias is added: y = Wx + 1, which moves the origin and is no longer linear.",
            also: &["composition"],
        },
    ];

    fn read(state: &ProductState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(state: &ProductState) -> String {
        words::twin(state)
    }

    fn formula(state: &ProductState, reading: &Reading) -> Formula {
        words::formula(state, reading)
    }

    fn question(state: &ProductState) -> Question<ProductState> {
        words::question(state)
    }

    fn derivation(state: &ProductState, reading: &Reading) -> Vec<Step> {
        words::derivation(state, reading)
    }

    fn plates(state: &ProductState, reading: &Reading) -> Vec<Plate> {
        words::plates(state, reading)
    }

    fn random(random: &mut Random, draw: Draw) -> ProductState {
        ProductState::random(random, draw)
    }
}
