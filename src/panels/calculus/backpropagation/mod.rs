//! `backpropagation`: a typed formula becomes the tape that training uses, drawn as a graph and walked
//! forward and back.

mod derivation;
mod forms;
mod local;
mod picture;
mod read;
#[cfg(any(test, target_arch = "wasm32"))]
mod send;
mod state;
mod steps;
mod trace;
mod twin;
mod values;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::BackpropagationState;

use crate::contract::{Meta, Mistake, Panel};
use crate::panels::curriculum;

/// The panel.
pub struct Backpropagation;

impl Panel for Backpropagation {
    type State = BackpropagationState;

    const META: Meta = curriculum::BACKPROPAGATION;

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "central-differences",
            does: "Where several gradients arrive at one value, the last one replaces the others instead of being added.",
            also: &["forward-mode"],
        },
        Mistake {
            check: "forward-mode",
            does: "Each operation hands back its local derivative alone, and forgets to multiply by the gradient that arrived from above.",
            also: &["central-differences"],
        },
    ];
}
