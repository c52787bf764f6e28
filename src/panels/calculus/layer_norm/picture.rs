//! The pictures: the terms end to end, and how far the textbook form is off as ε grows.

use super::LayerNorm;
use super::arithmetic::{Moments, at_normal, textbook, through_jacobian};
use super::state::LayerNormState;
use super::words::{TERMS, WHOLE};
use crate::contract::prelude::*;

/// How far the textbook form is from the gradient, against ε: with the present γ, and with the γ all
/// at their mean.
pub fn parting(state: &LayerNormState) -> Plot {
    let even = LayerNormState {
        gamma: vec![state.gamma.iter().sum::<f64>() / state.count().max(1) as f64; state.count()],
        ..state.clone()
    };
    let off = |state: &LayerNormState| -> Vec<(f64, f64)> {
        let g = at_normal(state);
        let one = |epsilon: f64| {
            let moments = Moments::of(&state.x, epsilon);
            let quoted = textbook(state, &moments);
            let off = quoted.map(|q| distance(&through_jacobian(&moments, &g), &q));
            (epsilon, off.filter(|d| *d > 0.0).unwrap_or(f64::NAN))
        };
        decades(-8, 2, 8).map(one).collect()
    };
    Plot::over(
        "ε",
        "largest difference",
        [
            Curve::solid("with these γ", Tint::Model, off(state)),
            Curve::dashed("with all γ at their mean", Tint::Score, off(&even)),
        ],
    )
    .log_x()
    .log_y()
    .at((state.epsilon > 0.0).then_some(state.epsilon))
}

impl Picture for LayerNorm {
    fn plates(state: &LayerNormState, reading: &Reading) -> Vec<Plate> {
        let series = |name: &str, tint, readout: &str| {
            (name.to_string(), tint, reading.vector(readout).to_vec())
        };
        let [direct, mean, variance] = TERMS;
        let mut compared = vec![series(WHOLE.0, WHOLE.1, "input-gradient")];
        if !reading.vector("textbook-gradient").is_empty() {
            compared.push(series("textbook", Tint::Model, "textbook-gradient"));
        }
        compared.push(series("RMSNorm", Tint::Score, "rms-gradient"));
        vec![
            Plate::bars(
                "The three terms, and their sum",
                indexed("x", state.count()),
                [
                    series(direct.0, direct.1, "direct-term"),
                    series(mean.0, mean.1, "mean-term"),
                    series(variance.0, variance.1, "variance-term"),
                    series(WHOLE.0, WHOLE.1, "input-gradient"),
                ],
            ),
            Plate::bars(
                "The gradient, the textbook form, and the gradient through RMSNorm",
                indexed("x", state.count()),
                compared,
            ),
            Plate::lines(
                "How far the textbook form is off, against ε",
                parting(state),
            ),
        ]
    }
}
