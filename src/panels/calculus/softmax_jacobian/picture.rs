//! The picture as data.

use super::SoftmaxJacobian;
use super::state::{COLDEST, HOTTEST, SoftmaxState};
use crate::contract::prelude::*;
use numeric_core::probability::softmax_at;

/// What temperature does: the largest and the smallest probability, and the steepest slope.
pub fn temperature_plot(state: &SoftmaxState) -> Plot {
    let by = |value: &dyn Fn(&[f64]) -> f64| -> Vec<(f64, f64)> {
        let at = |t| softmax_at(&state.z, t).map_or(f64::NAN, |sigma| value(&sigma));
        let temperatures = geometric(COLDEST, HOTTEST, 80);
        temperatures.map(|t| (t, at(t))).collect()
    };
    let top = argmax(&state.z);
    let bottom = argmin(&state.z);
    Plot::over(
        "temperature T",
        "probability",
        [
            Curve::solid(
                format!("σ{}", subscript(top)),
                Tint::Weight,
                by(&|s| s[top]),
            ),
            Curve::dashed(
                format!("σ{}", subscript(bottom)),
                Tint::Weight,
                by(&|s| s[bottom]),
            ),
            Curve::solid(
                "T × largest derivative",
                Tint::Gradient,
                by(&|s| s.iter().map(|p| p * (1.0 - p)).fold(0.0, f64::max)),
            ),
        ],
    )
    .log_x()
    .at(state.temperature)
}

impl Picture for SoftmaxJacobian {
    fn plates(state: &SoftmaxState, reading: &Reading) -> Vec<Plate> {
        let sigma = reading.vector("softmax");
        let names = |letter| indexed(letter, sigma.len());
        vec![
            Plate::bars("Probabilities", names("σ"), [("σ", Tint::Weight, sigma)]),
            Plate::heat(
                "Jacobian ∂σᵢ/∂zⱼ",
                names("σ"),
                names("z"),
                reading.matrix("jacobian"),
                Tint::Gradient,
            ),
            Plate::lines("The effect of temperature", temperature_plot(state)),
        ]
    }
}
