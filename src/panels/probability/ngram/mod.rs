//! `ngram`: the Markov assumption, counts, smoothing, and the exact floor of each order.

mod corpus;
mod derivation;
mod floors;
mod generate;
mod own;
mod picture;
mod read;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::NgramState;

use crate::contract::prelude::*;
use crate::panels::curriculum;
use state::Kind;

/// The panel.
pub struct Ngram;

impl Panel for Ngram {
    type State = NgramState;

    const META: Meta = curriculum::NGRAM;

    const IS_EXPENSIVE: bool = true;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "conditionals-sum-to-one":
            "Each probability is divided by a count that is one too large.";
        "order-is-enough":
            "n is taken for the number of words before the next one: each floor is that of the \
             order above.";
        "counts-add-up": "Contexts are counted with n words in place of n − 1.";
    };

    const PRESETS: &'static [Preset<NgramState>] = &[
        Preset::new("little", "300 words", |s| {
            (s.words, s.order, s.smoothing) = (300, 2, Kind::KneserNey);
        }),
        Preset::new("much", "100,000 words", |s| {
            (s.words, s.order, s.smoothing) = (100_000, 4, Kind::KneserNey);
        }),
        Preset::new("unsmoothed", "unsmoothed", |s| s.smoothing = Kind::None),
        Preset::new("add-one", "add one, order 7", |s| {
            (s.smoothing, s.alpha, s.order) = (Kind::AddAlpha, 1.0, 7);
        }),
        Preset::new("agreement", "agreement, order 6", |s| {
            (s.order, s.words) = (6, 100_000);
            s.context = NgramState::default().context;
        }),
        Preset::new("own", "a text of your own", |s| {
            s.own = include_str!("own.txt").into();
        }),
    ];
}
