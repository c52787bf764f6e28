//! `sequence-probability`: a sentence's probability as a product of one conditional for each word.

mod derivation;
mod paths;
mod picture;
mod read;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::SequenceState;

use crate::contract::prelude::*;
use crate::language::{standard, tokens};
use crate::panels::curriculum;
use state::MOST_WORDS;

/// The panel.
pub struct SequenceProbability;

impl Panel for SequenceProbability {
    type State = SequenceState;

    const META: Meta = curriculum::SEQUENCE_PROBABILITY;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "product-is-joint":
            "The first word is left out of the product, as if the text began with its second.",
            also "continuations-sum-to-one";
        "continuations-sum-to-one":
            "Each distribution is divided by its largest probability and not by its sum.",
            also "product-is-joint";
    };

    const PRESETS: &'static [Preset<SequenceState>] = &[
        Preset::new("sleep", "“sleep” for “sleeps”", |s| {
            put(s, "the dog that the cats chase sleep .", 6);
        }),
        Preset::new("sleeps", "“sleeps”", |s| {
            put(s, "the dog that the cats chase sleeps .", 6);
        }),
        Preset::new("begin", "begin with one word", |s| put(s, "the", 1)),
        Preset::new("scrambled", "another order", |s| {
            put(s, "the cats that the dog chase sleeps .", 5);
        }),
        Preset::new("long", "a text of 60 words", |s| {
            if let Ok(language) = standard() {
                let start = numeric_core::language::Start::Sentence;
                s.text = language.sample(4, MOST_WORDS, start);
                s.word = 0;
            }
        }),
    ];
}

fn put(state: &mut SequenceState, text: &str, word: usize) {
    if let Ok(words) = tokens(text) {
        state.text = words;
        state.word = word;
    }
}
