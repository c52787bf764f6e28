//! `adam`: two running averages, their corrections and one step, under a stream of gradients.

// Shown by the view alone, and tested natively.
#[cfg(any(test, target_arch = "wasm32"))]
mod arithmetic;
mod derivation;
mod plots;
mod read;
mod run;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::{AdamState, FEWEST, LIMIT, MOST, Pattern, SMALLEST};

use crate::contract::{Meta, Mistake, Panel};
use crate::panels::curriculum;

/// The panel.
pub struct Adam;

impl Panel for Adam {
    type State = AdamState;

    const META: Meta = curriculum::ADAM;

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "first-step-is-sign",
            does: "v isn’t corrected: v̂ is v itself, which starts near zero, and the first steps are far too long.",
            also: &["closed-form"],
        },
        Mistake {
            check: "closed-form",
            does: "The steps aren’t counted: every one is corrected as if it were the first, by 1 − β instead of 1 − βᵗ.",
            also: &[],
        },
    ];
}
