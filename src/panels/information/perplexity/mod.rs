//! `perplexity`: a loss as a number of equally likely choices.

mod derivation;
mod die;
mod gpt2;
mod picture;
mod read;
mod state;
mod stride;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(test)]
pub use gpt2::OfGpt2;
pub use state::PerplexityState;
#[cfg(target_arch = "wasm32")]
pub use view::send;

use crate::contract::prelude::*;
use crate::language::{Model, tokens};
use crate::panels::curriculum;

/// The panel.
pub struct Perplexity;

impl Panel for Perplexity {
    type State = PerplexityState;

    const META: Meta = curriculum::PERPLEXITY;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "bits-and-nats":
            "The units are mixed: e, and not 2, is raised to the cross-entropy in bits.",
            also "geometric-mean";
        "uniform-is-vocabulary":
            "The full stop isn’t counted as a word: the uniform model has one choice fewer.";
        "geometric-mean":
            "The perplexities of the single words, 1/p, are averaged, and not their logarithms.",
            also "bits-and-nats";
    };

    const PRESETS: &'static [Preset<PerplexityState>] = &[
        Preset::new("sure-and-wrong", "one word at 10⁻⁶", |s| {
            s.q = Some(1e-6)
        }),
        Preset::new("past-vocabulary", "past the vocabulary’s size", |s| {
            s.q = words::past(s).or(s.q)
        }),
        Preset::new("own", "the model’s own", |s| s.q = None),
        Preset::new("uniform", "uniform model", |s| {
            s.model = Model::Uniform;
            s.q = None;
        }),
        Preset::new("impossible", "an impossible word", |s| {
            if let Ok(words) = tokens("the dog that the cats chase sleep .") {
                s.text = words;
                s.word = 6;
                s.model = Model::Source;
                s.q = None;
            }
        }),
        Preset::new("one-word", "a single word", |s| {
            s.text.truncate(1);
            s.word = 0;
            s.q = Some(1e-6);
        }),
    ];
}
