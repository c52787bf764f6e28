//! The picture as data: the variance over the batch size, and the shares of the noise.

use super::SgdNoise;
use super::read::{Numbers, numbers};
use super::state::SgdNoiseState;
use crate::contract::prelude::*;

/// Directions that are shown.
const SHOWN: usize = 8;

/// Exact and measured variances as curves with their names.
pub fn curves(state: &SgdNoiseState) -> Plot {
    let n = numbers(state, None);
    let line = |list: &[f64]| -> Vec<Spot> {
        // A logarithm ends where the variance is 0.
        let seen = |(b, v): (&usize, &f64)| (*b as f64, if *v > 0.0 { *v } else { f64::NAN });
        n.sizes.iter().zip(list).map(seen).collect()
    };
    let shifted = |by: f64| -> Vec<f64> {
        let both = n.exact.iter().zip(&n.errors);
        both.map(|(v, error)| v + by * error).collect()
    };
    let last = state.examples as f64;
    let signal = n.population.signal;
    let mut curves = vec![
        Curve::solid("exact", Tint::Truth, line(&n.exact)),
        Curve::dashed("measured", Tint::Value, line(&n.measured)),
        Curve::thin("a standard error above", Tint::Value, line(&shifted(1.0))),
        Curve::thin("and below", Tint::Value, line(&shifted(-1.0))),
    ];
    if n.population.has_signal() {
        let level = vec![(1.0, signal), (last, signal)];
        curves.push(Curve::dashed("|g|²", Tint::Gradient, level));
    }
    Plot::over("batch size B", "variance of the batch’s gradient", curves)
        .log_x()
        .log_y()
        .at(state.batch as f64)
}

/// The shares of the noise along its main directions.
pub fn shares(n: &Numbers) -> Vec<f64> {
    let count = n.population.spectrum.len().min(SHOWN);
    (0..count).map(|k| n.population.share(k).max(0.0)).collect()
}

/// Their names.
pub fn directions(count: usize) -> Vec<String> {
    (1..=count).map(|k| k.to_string()).collect()
}

impl Picture for SgdNoise {
    fn plates(state: &SgdNoiseState, _: &Reading) -> Vec<Plate> {
        let shares = shares(&numbers(state, None));
        vec![
            Plate::lines("Variance over the batch size", curves(state)),
            Plate::bars(
                "Share of the noise along each direction",
                directions(shares.len()),
                [("share", Tint::Spectrum, shares)],
            ),
        ]
    }
}
