//! `sgd-noise`: the variance of a batch's gradient, measured on a small network.

mod derivation;
mod draws;
mod enumeration;
// Used by the view alone, and tested natively.
mod graphs;
mod moments;
mod network;
mod picture;
mod population;
mod read;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::SgdNoiseState;

use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct SgdNoise;

impl Panel for SgdNoise {
    type State = SgdNoiseState;

    const META: Meta = curriculum::SGD_NOISE;

    const IS_EXPENSIVE: bool = true;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "unbiased": "The sum of all gradients is divided by N − 1 in place of N.";
        "inverse-in-batch":
            "The variance is divided by √B, which is right for the standard deviation alone.",
            also "finite-population";
        "finite-population":
            "The correction without replacement is taken as (N − B)/N in place of (N − B)/(N − 1).";
    };

    const PRESETS: &'static [Preset<SgdNoiseState>] = &[
        Preset::new("trained", "trained", |s| s.trained = true),
        Preset::new("one", "single examples", |s| s.batch = 1),
        Preset::new("critical", "signal = noise", |s| {
            s.batch = population::of(s).critical_batch(s);
        }),
        Preset::new("half", "half, without replacement", |s| {
            (s.batch, s.replacement) = (s.examples / 2, false);
        }),
        Preset::new("all", "all, without replacement", |s| {
            (s.batch, s.replacement) = (s.examples, false);
        }),
    ];
}
