//! `cross-entropy-kl`: H(p, q) = H(p) + KL(p‖q), on two sets of bars.

mod derivation;
mod picture;
mod read;
mod state;
#[cfg(test)]
mod tests;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::KlState;

use crate::contract::input::with_probability;
use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct CrossEntropyKl;

impl Panel for CrossEntropyKl {
    type State = KlState;

    const META: Meta = curriculum::CROSS_ENTROPY_KL;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "decomposition":
            "p and q are swapped in the divergence: KL(q‖p) is computed instead of KL(p‖q).";
        "non-negative":
            "The fraction is upside down: the terms are p·log(q/p).",
            also "decomposition", "zero-iff-equal";
        "zero-iff-equal":
            "The entropy of p isn’t subtracted: the divergence is the whole cross-entropy.",
            also "decomposition";
    };
    const PRESETS: &'static [Preset<KlState>] = &[
        Preset::new("equal", "q = p", |s| s.q.clone_from(&s.p)),
        Preset::new("swap", "swap p and q", |s| {
            std::mem::swap(&mut s.p, &mut s.q)
        }),
        Preset::new("even", "q uniform", |s| s.q.fill(1.0)),
        Preset::new("certain", "p one-hot", |s| {
            s.p = with_probability(&s.p, 0, 1.0)
        }),
        Preset::new("zero", "one q is 0", |s| {
            s.q = with_probability(&s.q, s.q.len() - 1, 0.0)
        }),
    ];
}
