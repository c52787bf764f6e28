//! `step-sizes`: the conditions of Robbins and Monro on the learning rates of a noisy descent.

mod crowd;
mod derivation;
// Used by the view alone, and tested natively.
mod fan;
// Used by the view alone, and tested natively.
mod graphs;
mod moments;
mod picture;
mod read;
mod runs;
mod scaled;
mod series;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::StepSizesState;

use crate::contract::prelude::*;
use crate::panels::curriculum;
use state::Problem;

/// The panel.
pub struct StepSizes;

impl Panel for StepSizes {
    type State = StepSizesState;

    const META: Meta = curriculum::STEP_SIZES;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "sums": "The sums begin at t = 2: the first learning rate is left out.";
        "recursion":
            "The factor of E θ² isn’t squared: each step multiplies it by 1 − η and not by (1 − η)².";
        "average":
            "Successive iterates are taken as independent: the mean square of their sum is given as \
             the sum of their mean squares.";
    };

    const PRESETS: &'static [Preset<StepSizesState>] = &[
        Preset::new("inverse-root", "1/√t", |s| take(s, 1.0, 0.5)),
        Preset::new("between", "a = 0.75", |s| take(s, 1.0, 0.75)),
        Preset::new("constant", "constant 0.1", |s| take(s, 0.1, 0.0)),
        Preset::new("small", "0.1/t: too small", |s| take(s, 0.1, 1.0)),
        Preset::new("halfway", "1/(t + 1)², no noise", |s| {
            take(s, 1.0, 2.0);
            (s.shift, s.noise) = (1, 0.0);
        }),
        Preset::new("explodes", "constant 2.1", |s| {
            take(s, 2.1, 0.0);
            s.steps = 100;
        }),
        Preset::new("corner", "|θ| with 1/√t", |s| {
            take(s, 1.0, 0.5);
            s.problem = Problem::Absolute;
        }),
        Preset::new("flat", "θ⁴/4 with 0.3/√t", |s| {
            take(s, 0.3, 0.5);
            (s.problem, s.start) = (Problem::Quartic, 2.0);
        }),
    ];
}

/// A schedule, on the default problem.
fn take(state: &mut StepSizesState, scale: f64, exponent: f64) {
    *state = StepSizesState {
        scale,
        exponent,
        seed: state.seed,
        ..StepSizesState::default()
    };
}
