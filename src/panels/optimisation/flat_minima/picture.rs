//! The picture as data: the edge of stability, and after a training sharpness and losses.

use super::FlatMinima;
use super::outcome::name;
use super::read::places;
use super::state::FlatMinimaState;
use crate::contract::prelude::*;

/// The losses along the line, from a reading; no points before a training.
pub fn line(reading: &Reading) -> Plot {
    let losses = reading.matrix("path-loss");
    let row = |i: usize| -> Vec<Spot> {
        let all = places().into_iter().enumerate();
        let of = |j: usize| losses.get((i, j)).copied().unwrap_or(f64::NAN);
        all.map(|(j, t)| (t, of(j))).collect()
    };
    Plot::over(
        "t: 0 small batches, 1 large batches",
        "loss",
        [
            Curve::solid("training", Tint::Model, row(0)),
            Curve::dashed("new points", Tint::Value, row(1)),
        ],
    )
}

/// 2/η over the learning rate, and where the state is.
fn edge(state: &FlatMinimaState) -> Plot {
    let input = FlatMinimaState::rate().input;
    let rates = geometric(input.min, input.max, 60);
    let points = rates.into_iter().map(|rate| (rate, 2.0 / rate)).collect();
    Plot::over(
        "learning rate η",
        "sharpness",
        [Curve::solid("2/η", Tint::Score, points)],
    )
    .log_x()
    .log_y()
    .at(state.rate)
}

impl Picture for FlatMinima {
    fn plates(state: &FlatMinimaState, reading: &Reading) -> Vec<Plate> {
        let mut plates = vec![Plate::lines(
            "The sharpness above which gradient descent can’t stay",
            edge(state),
        )];
        let of = |name: &str| reading.vector(name).to_vec();
        let sharpness = of("sharpness");
        if sharpness.iter().all(|x| x.is_finite()) && !sharpness.is_empty() {
            let names = vec![name(state, 0), name(state, 1)];
            plates.push(Plate::bars(
                "Sharpness",
                names.clone(),
                [("λₘₐₓ", Tint::Spectrum, sharpness)],
            ));
            plates.push(Plate::bars(
                "Losses",
                names,
                [
                    ("training", Tint::Model, of("train-loss")),
                    ("new points", Tint::Value, of("test-loss")),
                ],
            ));
            plates.push(Plate::lines(
                "Losses along the line between them",
                line(reading),
            ));
        }
        plates
    }
}
