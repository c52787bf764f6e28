//! The pictures: the terms end to end, and how far the textbook form is off as ε grows.

use super::LayerNorm;
use super::arithmetic::{Moments, at_normal, textbook, through_jacobian};
use super::state::LayerNormState;
use super::words::{TERMS, WHOLE};
use crate::contract::Reading;
use crate::contract::names::indexed;
use crate::contract::panel::Picture;
use crate::contract::plate::{Curve, Plate, Plot, Tint};
use crate::contract::reading::distance;

/// The values of ε that are drawn, as powers of ten.
const POWERS: (i32, i32) = (-8, 2);
const PER_DECADE: i32 = 8;

/// How far the textbook form is from the gradient, against ε: with the present γ, and with the γ all
/// at their mean.
pub fn parting(state: &LayerNormState) -> Plot {
    let steps: Vec<f64> = (POWERS.0 * PER_DECADE..=POWERS.1 * PER_DECADE)
        .map(|i| 10_f64.powf(f64::from(i) / f64::from(PER_DECADE)))
        .collect();
    let even = LayerNormState {
        gamma: vec![state.gamma.iter().sum::<f64>() / state.count().max(1) as f64; state.count()],
        ..state.clone()
    };
    let off = |state: &LayerNormState| -> Vec<(f64, f64)> {
        let g = at_normal(state);
        let one = |epsilon: &f64| {
            let moments = Moments::of(&state.x, *epsilon);
            let quoted = textbook(state, &moments);
            let off = quoted.map(|q| distance(&through_jacobian(&moments, &g), &q));
            (*epsilon, off.filter(|d| *d > 0.0).unwrap_or(f64::NAN))
        };
        steps.iter().map(one).collect()
    };
    let curve = |name: &str, tint, dashed, points| Curve {
        name: name.into(),
        tint,
        dashed,
        points,
    };
    Plot {
        curves: vec![
            curve("with these γ", Tint::Model, false, off(state)),
            curve("with all γ at their mean", Tint::Score, true, off(&even)),
        ],
        x_name: "ε".into(),
        y_name: "largest difference".into(),
        log_x: true,
        log_y: true,
        here: (state.epsilon > 0.0).then_some(state.epsilon),
    }
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
            Plate::Bars {
                title: "The three terms, and their sum".into(),
                labels: indexed("x", state.count()),
                series: vec![
                    series(direct.0, direct.1, "direct-term"),
                    series(mean.0, mean.1, "mean-term"),
                    series(variance.0, variance.1, "variance-term"),
                    series(WHOLE.0, WHOLE.1, "input-gradient"),
                ],
            },
            Plate::Bars {
                title: "The gradient, the textbook form, and the gradient through RMSNorm".into(),
                labels: indexed("x", state.count()),
                series: compared,
            },
            Plate::Lines {
                title: "How far the textbook form is off, against ε".into(),
                plot: parting(state),
            },
        ]
    }
}
