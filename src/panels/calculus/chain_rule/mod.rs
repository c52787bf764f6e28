//! `chain-rule`: L = f(g(h(w))), whose local derivatives multiply.

mod chain;
mod derivation;
mod network;
mod picture;
mod read;
mod state;
mod twin;
mod words;

mod links;
#[cfg(target_arch = "wasm32")]
mod view;
mod walk;

pub use state::ChainState;

use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct ChainRule;

impl Panel for ChainRule {
    type State = ChainState;

    const META: Meta = curriculum::CHAIN_RULE;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "product-is-derivative":
            "Every local derivative is taken at w: g′(w) and f′(w) are used instead of g′(h) and \
             f′(g).";
    };

    const PRESETS: &'static [Preset<ChainState>] = &[
        Preset::new("neuron", "a neuron", |s| {
            s.take(["(2x - 1)^2", "sigmoid(x)", "3x - 1"], 0.8);
        }),
        Preset::new("three", "three functions", |s| {
            s.take(["exp(x)", "sin(x)", "x^2"], 1.5);
        }),
        Preset::new("saturated", "a saturated neuron", |s| {
            s.take(["-log(x)", "sigmoid(x)", "4x - 1"], 2.5);
        }),
        Preset::new("undone", "inverse functions", |s| {
            s.take(["x", "log(x)", "exp(x)"], 0.7);
        }),
        Preset::new("corner", "at a corner", |s| {
            s.take(["x + 1", "relu(x)", "2x - 1"], 0.5);
        }),
    ];
}
