//! `eigenvectors`: Av = λv, the directions that a matrix only stretches.

mod derivation;
mod picture;
mod read;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use picture::{angle_plot, dragged, plane, spectrum};
pub use state::{EigenState, LARGEST, LIMIT, SMALLEST};
pub use words::{fate, table};

use crate::contract::{Meta, Mistake, Panel};
use crate::panels::curriculum;

/// The panel.
pub struct Eigenvectors;

impl Panel for Eigenvectors {
    type State = EigenState;

    const META: Meta = curriculum::EIGENVECTORS;

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
}
