//! `bayes`: Bayes' rule, and four of its uses in language models: weight decay as a prior, dropout
//! beside a posterior, preference from rewards, in-context learning as inference.

mod bands;
mod claims;
mod curves;
mod derivation;
mod inference;
mod learned;
mod picture;
mod preference;
mod questions;
mod read;
mod state;
mod twin;
mod weight;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::{BayesState, BayesView};

use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct Bayes;

impl Panel for Bayes {
    type State = BayesState;

    const META: Meta = curriculum::BAYES;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "rule":
            "The prior is ignored: the likelihoods alone are divided by their sum (base-rate \
             neglect).";
        "map-is-ridge" at "view=weight-decay":
            "The prior is left out: the weight of least squares is given as the most probable one.";
        "logistic-of-difference" at "view=preference":
            "The difference is taken the wrong way round: σ(r₂ − r₁).";
        "posterior-sums-to-one":
            "Nothing is divided by the evidence: prior × likelihood is given as the posterior.";
    };

    const PRESETS: &'static [Preset<BayesState>] = &[
        Preset::new("common", "common: prior 30 %", |s| {
            s.prior = Some(vec![0.3, 0.7]);
            s.likelihood = vec![0.9, 0.09];
        }),
        Preset::new("rare", "rare: prior 1 %", |s| {
            s.prior = None;
            s.likelihood = vec![0.9, 0.09];
        }),
        Preset::new("three", "three hypotheses", |s| {
            s.prior = Some(vec![0.5, 0.3, 0.2]);
            s.likelihood = vec![0.1, 0.4, 0.8];
        }),
        Preset::new("impossible", "impossible evidence", |s| {
            s.likelihood.fill(0.0);
        }),
        Preset::new("strong-prior", "strong prior, τ = 0.2", |s| s.tau = 0.2),
        Preset::new("flat-prior", "flat prior, τ = 1000", |s| s.tau = 1000.0),
        Preset::new("no-data", "no data", |s| {
            s.x.clear();
            s.y.clear();
        }),
        Preset::new("ten", "data × 10", |s| s.repeat = 10),
        Preset::new("thousand", "data × 1000", |s| s.repeat = 1000),
        Preset::new("half", "keep 0.5", |s| s.keep = 0.5),
        Preset::new("always-won", "5 wins of 5", |s| s.wins = vec![5.0, 0.0]),
        Preset::new("many-wins", "700 wins of 1000", |s| {
            s.wins = vec![700.0, 300.0]
        }),
        Preset::new("unplayed", "no comparison", |s| s.wins = vec![0.0, 0.0]),
        Preset::new("three-coins", "coins 0.1, 0.5, 0.9", |s| {
            s.prior = None;
            s.coins = vec![0.1, 0.5, 0.9];
        }),
        Preset::new("off", "flips of 0.35", |s| {
            s.flips = (0..100)
                .map(|i| if i * 7 % 20 < 7 { 1.0 } else { 0.0 })
                .collect();
        }),
        Preset::new("sure", "coins 0 and 1", |s| {
            s.prior = None;
            s.coins = vec![0.0, 1.0];
        }),
    ];
}

/// The presets that belong to a view: where they begin in the list of all, and how many they are.
#[cfg(target_arch = "wasm32")]
pub(crate) fn presets(view: BayesView) -> &'static [Preset<BayesState>] {
    let (from, count) = match view {
        BayesView::Rule => (0, 4),
        BayesView::WeightDecay => (4, 3),
        BayesView::Dropout => (7, 3),
        BayesView::Preference => (10, 3),
        BayesView::InContext => (13, 3),
    };
    Bayes::PRESETS.get(from..from + count).unwrap_or_default()
}
