//! `entropy`: surprisal, its mean, and the code that comes within one bit of it.

mod derivation;
mod picture;
mod read;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::EntropyState;

use crate::contract::input::with_probability;
use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct Entropy;

impl Panel for Entropy {
    type State = EntropyState;

    const META: Meta = curriculum::ENTROPY;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "at-most-log-n":
            "The maximum is given as the logarithm of 1/n, the probability of each outcome, and not of n.", also "gap-is-divergence";
        "gradient": "The product rule is ignored: the derivative of −p·log p is given as −log p.";
        "gap-is-divergence":
            "The surprisals are averaged without their weights, as if all outcomes were equally \
             likely.", also "at-most-log-n", "code-within-one-bit";
        "code-within-one-bit": "Every outcome is encoded as a byte: 8 bits, whatever its \
                                probability.";
    };

    const PRESETS: &'static [Preset<EntropyState>] = &[
        Preset::new("uniform", "uniform", |s| s.p.fill(1.0)),
        Preset::new("halves", "½, ¼, ⅛, ⅛", |s| {
            s.p = EntropyState::default().p
        }),
        Preset::new("one-hot", "one-hot", |s| {
            s.p = with_probability(&s.p, 0, 1.0)
        }),
        Preset::new("rule-out", "last one impossible", |s| {
            if s.p.len() > 1 {
                s.p = with_probability(&s.p, s.p.len() - 1, 0.0);
            }
        }),
        Preset::new("english", "eight common letters", |s| {
            s.p = vec![12.7, 9.1, 8.2, 7.5, 7.0, 6.7, 6.3, 6.1]
        }),
    ];
}
