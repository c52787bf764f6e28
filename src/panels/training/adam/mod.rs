//! `adam`: two running averages, their corrections and one step, under a stream of gradients.

// Shown by the view alone, and tested natively.
mod arithmetic;
mod derivation;
mod picture;
mod read;
mod run;
mod state;
#[cfg(test)]
mod tests;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::AdamState;

use crate::contract::prelude::*;
use crate::panels::curriculum;
use state::Pattern;

/// The panel.
pub struct Adam;

impl Panel for Adam {
    type State = AdamState;

    const META: Meta = curriculum::ADAM;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "first-step-is-sign":
            "v isn’t corrected: v̂ is v, which starts near 0, so the first steps are far too long.", also "closed-form";
        "closed-form":
            "The steps aren’t counted: each is corrected like the first, by 1 − β instead of 1 − \
             βᵗ.", also "first-step-is-sign";
    };

    const PRESETS: &'static [Preset<AdamState>] = &[
        Preset::new("constant", "constant", |s| s.take(Pattern::Constant)),
        Preset::new("noisy", "noisy", |s| s.take(Pattern::Noisy)),
        Preset::new("sparse", "sparse", |s| s.take(Pattern::Sparse)),
        Preset::new("alternating", "alternating", |s| {
            s.take(Pattern::Alternating)
        }),
    ];
}
