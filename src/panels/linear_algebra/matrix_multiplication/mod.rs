//! `matrix-multiplication`: y = Wx as a move of all space, and a product as one move after another.

mod derivation;
mod motion;
mod picture;
mod read;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use picture::dragged;
pub use state::{LARGEST, LIMIT, ProductState, SMALLEST};
pub use words::{Shown, caption, cell, fits};

use crate::contract::{Meta, Mistake, Panel};
use crate::panels::curriculum;

/// The panel.
pub struct MatrixMultiplication;

impl Panel for MatrixMultiplication {
    type State = ProductState;

    const META: Meta = curriculum::MATRIX_MULTIPLICATION;

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
}
