//! `sampling`: what temperature, top-k, top-p and min-p keep of a distribution, and draws from it.

mod derivation;
mod draws;
mod picture;
mod read;
mod state;
mod twin;
mod verdicts;
mod words;
mod write;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::SamplingState;

use crate::contract::prelude::*;
use crate::panels::curriculum;
use numeric_core::probability::sampling::Order;
use state::Method;

/// The panel.
pub struct Sampling;

impl Panel for Sampling {
    type State = SamplingState;

    const META: Meta = curriculum::SAMPLING;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "sums-to-one":
            "The most probable token is counted twice in the sum by which the kept ones are divided.";
        "kept-mass":
            "The token that is kept last isn’t counted; with top-p it is the one that crosses p.";
        "limits": "k is counted from 0: top-k keeps k − 1 tokens, though at least one.";
    };

    const PRESETS: &'static [Preset<SamplingState>] = &[
        Preset::new("order", "order matters", |s| {
            *s = SamplingState {
                logits: vec![3.0, 2.0, 1.0],
                temperature: 0.5,
                order: match s.order {
                    Order::First if s.logits == [3.0, 2.0, 1.0] => Order::Last,
                    _ => Order::First,
                },
                ..SamplingState::default()
            };
        }),
        Preset::new("ties", "ties at T = 0", |s| {
            *s = SamplingState {
                logits: vec![1.0, 2.0, 2.0, 0.0],
                method: Method::Temperature,
                temperature: 0.0,
                ..SamplingState::default()
            };
        }),
        Preset::new("edge", "0.4 + 0.3 + 0.2", |s| {
            *s = SamplingState {
                logits: [0.4_f64, 0.3, 0.2, 0.1].map(f64::ln).to_vec(),
                p: 0.9,
                ..SamplingState::default()
            };
        }),
        Preset::new("model", "trained model", |s| s.begin(&["the", "dog"])),
        Preset::new("agreement", "“the dog that the cats chase”", |s| {
            s.begin(&["the", "dog", "that", "the", "cats", "chase"]);
        }),
    ];
}
