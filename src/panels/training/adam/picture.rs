//! The curves: both averages with their corrections, the steps, and where θ is.

use super::Adam;
use super::state::AdamState;
use crate::contract::prelude::*;

/// A readout over the steps; `start` is its value before the first one, NaN where it has none.
fn curve(
    name: &str,
    tint: Tint,
    dashed: bool,
    start: f64,
    values: impl IntoIterator<Item = f64>,
) -> Curve {
    let points = std::iter::once(start).chain(values);
    Curve {
        name: name.into(),
        tint,
        dashed,
        thin: false,
        points: points.enumerate().map(|(t, y)| (t as f64, y)).collect(),
    }
}

fn plot(curves: Vec<Curve>, y_name: &str, here: Option<usize>) -> Plot {
    Plot::over("step t", y_name, curves).at(here.map(|t| (t + 1) as f64))
}

/// Which curves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// g, m and m̂.
    First,
    /// g², v and v̂.
    Second,
    /// What each optimiser adds to θ.
    Steps,
    /// Where θ is.
    Theta,
}

impl Which {
    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Which::First => "m: the average gradient",
            Which::Second => "v: the average squared gradient",
            Which::Steps => "Each step",
            Which::Theta => "θ after each step",
        }
    }

    /// Its plot, with a mark at a step that is looked at.
    pub fn plot(self, state: &AdamState, reading: &Reading, here: Option<usize>) -> Plot {
        let of = |name: &str| reading.vector(name).to_vec();
        let none = f64::NAN;
        match self {
            Which::First => plot(
                vec![
                    curve("m", Tint::First, true, 0.0, of("m")),
                    curve("m̂ = m/(1 − β₁ᵗ)", Tint::First, false, none, of("m-hat")),
                    curve("g", Tint::Gradient, true, none, state.gradients.clone()),
                ],
                "",
                here,
            ),
            Which::Second => plot(
                vec![
                    curve("v", Tint::Second, true, 0.0, of("v")),
                    curve("v̂ = v/(1 − β₂ᵗ)", Tint::Second, false, none, of("v-hat")),
                    curve(
                        "g²",
                        Tint::Gradient,
                        true,
                        none,
                        state.gradients.iter().map(|g| g * g),
                    ),
                ],
                "",
                here,
            ),
            Which::Steps => plot(
                vec![
                    curve("Adam", Tint::Model, false, none, of("step")),
                    curve("SGD", Tint::Gradient, true, none, of("sgd-step")),
                    curve("momentum", Tint::Key, true, none, of("momentum-step")),
                ],
                "change of θ",
                here,
            ),
            Which::Theta => plot(
                vec![
                    curve("Adam", Tint::Model, false, 0.0, of("theta")),
                    curve("SGD", Tint::Gradient, true, 0.0, of("sgd-theta")),
                    curve("momentum", Tint::Key, true, 0.0, of("momentum-theta")),
                ],
                "θ",
                here,
            ),
        }
    }
}

impl Picture for Adam {
    fn plates(state: &AdamState, reading: &Reading) -> Vec<Plate> {
        [Which::First, Which::Second, Which::Steps, Which::Theta]
            .into_iter()
            .map(|which| Plate::lines(which.title(), which.plot(state, reading, None)))
            .collect()
    }
}
