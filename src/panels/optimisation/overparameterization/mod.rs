//! `overparameterization`: least squares on random features, as the width passes the number of
//! examples.

mod checks;
mod curve;
mod data;
mod derivation;
// Used by the view alone, and tested natively.
mod graphs;
mod picture;
mod read;
mod state;
mod survey;
mod twin;
mod valleys;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::WidthState;

use crate::contract::prelude::*;
use crate::panels::curriculum;
use state::{Features, Units, WidthView};

/// The panel.
pub struct Overparameterization;

impl Panel for Overparameterization {
    type State = WidthState;

    const META: Meta = curriculum::OVERPARAMETERIZATION;

    const IS_EXPENSIVE: bool = true;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "interpolates": "The feature that says most is left out of what the fit says at the examples.";
        "minimum-norm":
            "Descent begins at random weights and not at 0: its solution keeps what is orthogonal to \
             the rows of Φ.",
            also "ridge-limit";
        "ridge-limit": "The ridge is added to the singular values and not to their squares.";
        "permutation-keeps-the-function" at "view=valleys":
            "The outward weights of the units stay in their places while the inward ones are permuted.";
        "assignment-is-optimal" at "view=valleys":
            "The units aren’t matched: each is compared with the one in the same place.";
    };

    const PRESETS: &'static [Preset<WidthState>] = &[
        Preset::new("narrow", "p = 10", |s| take(s, 10, 0.3)),
        Preset::new("peak", "p = N", |s| take(s, 40, 0.3)),
        Preset::new("wide", "p = 1,000", |s| take(s, 1000, 0.3)),
        Preset::new("ridge", "a ridge of 0.01", |s| {
            take(s, 40, 0.3);
            s.ridge = 0.01;
        }),
        Preset::new("quiet", "no noise", |s| take(s, 40, 0.0)),
        Preset::new("loud", "σ = 1", |s| take(s, 40, 1.0)),
        Preset::new("curve", "one dimension", |s| {
            take(s, 20, 0.2);
            (s.features, s.examples) = (Features::Cosines, 20);
        }),
        Preset::new("smooth", "one dimension, p = 5", |s| {
            take(s, 5, 0.2);
            (s.features, s.examples) = (Features::Cosines, 20);
        }),
        Preset::new("wide-networks", "H = 128", |s| line(s, 10, 0.3, 128)),
        Preset::new("clean-networks", "no noise", |s| line(s, 10, 0.0, 16)),
        Preset::new("plane", "two inputs, no noise", |s| line(s, 2, 0.0, 128)),
    ];
}

/// A width and a noise, on the default problem.
fn take(state: &mut WidthState, width: usize, noise: f64) {
    *state = WidthState {
        width,
        noise,
        seed: state.seed,
        ..WidthState::default()
    };
}

/// Two networks on data with so many inputs and this noise.
fn line(state: &mut WidthState, inputs: usize, noise: f64, units: usize) {
    *state = WidthState {
        view: WidthView::Valleys,
        inputs,
        noise,
        units: Units(units),
        seed: state.seed,
        ..WidthState::default()
    };
}

/// The presets that belong to a view.
#[cfg(target_arch = "wasm32")]
pub(crate) fn presets(view: WidthView) -> &'static [Preset<WidthState>] {
    let all = Overparameterization::PRESETS;
    let (sweeps, valleys) = all.split_at(all.len() - 3);
    match view {
        WidthView::Sweep => sweeps,
        WidthView::Valleys => valleys,
    }
}
