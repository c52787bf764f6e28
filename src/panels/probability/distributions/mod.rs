//! `distributions`: random variables, their expectation and variance, and what becomes of the mean of
//! many draws.

mod coverage;
mod derivation;
mod formulas;
// Used by the view alone, and tested natively.
mod handles;
mod picture;
mod read;
mod sample;
mod state;
mod sums;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::DistributionsState;

use crate::contract::prelude::*;
use crate::panels::curriculum;
use state::Kind;

/// The panel.
pub struct Distributions;

impl Panel for Distributions {
    type State = DistributionsState;

    const META: Meta = curriculum::DISTRIBUTIONS;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "sums-to-one": "The normalising constant is half as large as it should be, so that every \
                        probability and every density is doubled.";
        "mean": "The root of E(X²) is given as the mean.";
        "variance": "E(X²) is given as the variance: the square of the mean isn’t subtracted.";
        "cumulative": "The upper tail P(X > x) is given in the place of P(X ≤ x).";
    };

    const PRESETS: &'static [Preset<DistributionsState>] = &[
        Preset::new("coin", "a fair coin", |s| {
            take(s, Kind::Bernoulli, 0.0);
            s.p = 0.5;
        }),
        Preset::new("die", "a die", |s| {
            take(s, Kind::Categorical, 3.0);
            s.weights = vec![0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
        }),
        Preset::new("bell", "standard normal", |s| {
            take(s, Kind::Normal, 1.0);
            (s.mu, s.sigma) = (0.0, 1.0);
        }),
        Preset::new("poles", "a density infinite at both ends", |s| {
            take(s, Kind::Beta, 0.25);
            (s.a, s.b) = (0.5, 0.5);
        }),
        Preset::new("rare", "a rare event", |s| {
            take(s, Kind::Bernoulli, 0.0);
            s.p = 0.01;
        }),
        Preset::new("no-mean", "no mean: Cauchy", |s| {
            take(s, Kind::Cauchy, 1.0);
            (s.location, s.scale) = (0.0, 1.0);
        }),
    ];
}

fn take(state: &mut DistributionsState, family: Kind, x: f64) {
    (state.family, state.x) = (family, x);
}
