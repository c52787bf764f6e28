//! `compression`: a model of a text is a code for it.

mod check;
mod coder;
mod cost;
mod derivation;
mod gpt2;
mod picture;
mod predict;
mod read;
mod state;
mod text;
mod twin;
mod words;
mod zoom;

#[cfg(target_arch = "wasm32")]
mod beside;
#[cfg(target_arch = "wasm32")]
mod gzip;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(test)]
pub use gpt2::OfGpt2;
pub use state::CompressionState;
#[cfg(target_arch = "wasm32")]
pub use view::send;

use crate::contract::prelude::*;
use crate::panels::curriculum;
use state::{Predictor, SymbolKind};

/// The panel.
pub struct Compression;

impl Panel for Compression {
    type State = CompressionState;

    const META: Meta = curriculum::COMPRESSION;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "decodes-back": "The first bit is lost on the way, and the decoder begins at the second one.";
        "within-two-bits":
            "Every symbol is rounded up to whole bits by itself, as if it had a codeword of its own.";
        "huffman-within-one-bit": "Every codeword has two more bits than the tree is deep.";
    };

    const PRESETS: &'static [Preset<CompressionState>] = &[
        Preset::new("transformer", "the trained model", |s| {
            *s = CompressionState {
                model: Predictor::Transformer,
                ..CompressionState::default()
            };
        }),
        Preset::new("abracadabra", "abracadabra", |s| {
            *s = CompressionState {
                text: "abracadabra".into(),
                symbols: SymbolKind::Characters,
                model: Predictor::Adaptive,
                ..CompressionState::default()
            };
        }),
        Preset::new("rare", "p = 0.99", |s| {
            *s = CompressionState {
                text: format!("{}b", "a".repeat(99)),
                symbols: SymbolKind::Characters,
                model: Predictor::Counts,
                ..CompressionState::default()
            };
        }),
        Preset::new("flipped", "a flipped bit", |s| {
            s.flip = Some(20);
        }),
        Preset::new("cost", "count the model’s size", |s| s.cost = true),
        Preset::new("impossible", "an impossible word", |s| {
            *s = CompressionState {
                text: "the dog that the cats chase sleep .".into(),
                at: 6,
                ..CompressionState::default()
            };
        }),
    ];
}
