//! `transformer`: inside the trained model, on a sentence that is typed: what each part writes, where
//! the heads look, what comes next after every half-layer, and what switching off and patching change.

mod decode;
mod derivation;
mod heads;
mod inside;
mod model;
mod one_head;
mod own;
mod patch;
mod picture;
mod read;
mod state;
mod steps;
mod target;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use decode::Decoder;
pub use model::shipped;
pub use own::{ID as OWN_ID, PART as OWN_PART};
pub use own::{Told, ToldHead, visible};
pub use state::TransformerState;

use crate::contract::prelude::*;
use crate::language::tokens;
use crate::panels::curriculum;

/// The panel.
pub struct Transformer;

impl Panel for Transformer {
    type State = TransformerState;

    const META: Meta = curriculum::TRANSFORMER;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "rows-sum-to-one":
            "The denominator of each attention weight counts every exponential twice.",
            also "causal", "one-at-a-time";
        "causal":
            "The mask is one word too wide: each word also attends to the next one.",
            also "one-at-a-time";
        "contributions-add-up":
            "Each part is divided by its own standard deviation, not by that of the whole stream.";
        "one-at-a-time":
            "Each new word is given the position of the first, as if nothing were in the cache.";
    };

    const PRESETS: &'static [Preset<TransformerState>] = &[
        Preset::new("without", "2.2 off", |s| {
            s.off = vec![9];
            s.layer = 2;
            s.head = 2;
        }),
        Preset::new("both", "2.2 and 2.5 off", |s| s.off = vec![9, 12]),
        Preset::new("layer", "layer 1 off", |s| s.off = (0..8).collect()),
        Preset::new("patch", "patch at “dog”", |s| {
            *s = TransformerState {
                word: Some(1),
                held: s.held.clone(),
                ..TransformerState::default()
            };
        }),
        Preset::new("longer", "a longer clause", |s| {
            let texts = [
                "the cats that the dog near the birds sees",
                "the cat that the dog near the birds sees",
            ];
            if let [Ok(text), Ok(other)] = texts.map(tokens) {
                s.text = text;
                s.other = other;
                s.word = None;
            }
        }),
    ];

    const IS_EXPENSIVE: bool = true;
}
