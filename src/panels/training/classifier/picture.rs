//! The picture as data.

use super::points::{HALF, points};
use super::read::{WEIGHTS, parameters_of, units};
use super::{Classifier, ClassifierState, plain};
use crate::contract::prelude::*;
use nalgebra::DMatrix;

/// The colours of the two classes.
pub const CLASS_TINTS: [Tint; 2] = [Tint::Key, Tint::Query];

/// The probability of class 1 over the plane, row by row from the top; a square of so many rows.
fn probabilities(
    state: &ClassifierState,
    parameters: &[DMatrix<f64>],
    rows: usize,
) -> DMatrix<f64> {
    let at = |i: usize| HALF * (2.0 * (i as f64 + 0.5) / rows as f64 - 1.0);
    DMatrix::from_fn(rows, rows, |i, j| {
        let pass = plain::forward(parameters, state.activation.0, [at(j), -at(i)]);
        plain::sigmoid(pass.output())
    })
}

impl Picture for Classifier {
    fn plates(state: &ClassifierState, reading: &Reading) -> Vec<Plate> {
        let parameters = parameters_of(state, reading);
        let (learned, _) = points(state);
        let mut plates = vec![Plate::Field {
            title: format!(
                "Probability of the second class, step {}",
                number::grouped(reading.scalar("step"))
            ),
            values: probabilities(state, &parameters, 80),
            tints: (CLASS_TINTS[0], CLASS_TINTS[1]),
            // From −3…3 to 0…1 from the left and from the top.
            points: (0..learned.len())
                .map(|i| {
                    let (x, y) = (learned.x[(i, 0)], learned.x[(i, 1)]);
                    (
                        0.5 + 0.5 * x / HALF,
                        0.5 - 0.5 * y / HALF,
                        learned.class[i] == 1,
                    )
                })
                .collect(),
        }];
        let hidden = state.layers.len();
        for (layer, name) in WEIGHTS.into_iter().enumerate().take(hidden + 1) {
            plates.push(Plate::heat(
                if layer == hidden {
                    "Weights into the output".into()
                } else {
                    format!("Weights into hidden layer {}", layer + 1)
                },
                units(layer + 1, hidden, state.sizes()[layer + 1]),
                units(layer, hidden, state.sizes()[layer]),
                reading.matrix(name),
                Tint::Weight,
            ));
        }
        plates
    }
}
