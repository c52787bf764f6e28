//! `derivative`: from the secant to the tangent, and how the error of a finite difference falls and
//! then rises as h shrinks.

mod derivation;
mod picture;
mod read;
mod shown;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::DerivativeState;

use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct Derivative;

impl Panel for Derivative {
    type State = DerivativeState;

    const META: Meta = curriculum::DERIVATIVE;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "central-difference":
            "The limit isn’t taken: the secant’s slope is shown as the derivative.";
    };
}
