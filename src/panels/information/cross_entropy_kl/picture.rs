//! The picture as data.

use super::CrossEntropyKl;
use super::state::KlState;
use crate::contract::prelude::*;

/// Both divergences from p on the way from p (0) to q (1).
pub fn path_plot(state: &KlState) -> Plot {
    const POINTS: usize = 60;
    let shares = |weights| lists::shares(weights, state.unit);
    let (p, q) = (shares(&state.p), shares(&state.q));
    let along = |reverse: bool| -> Vec<(f64, f64)> {
        (0..=POINTS)
            .map(|i| {
                let t = i as f64 / POINTS as f64;
                let m = match i {
                    0 => p.clone(),
                    POINTS => q.clone(),
                    _ => p.mixed(&q, t),
                };
                let (a, b) = if reverse { (&m, &p) } else { (&p, &m) };
                (t, a.divergence(b).unwrap_or(f64::NAN))
            })
            .collect()
    };
    Plot::over(
        "share of q in the mixture m",
        state.unit.words(),
        [
            Curve::solid("forward KL(p‖m)", Tint::Truth, along(false)),
            Curve::dashed("reverse KL(m‖p)", Tint::Model, along(true)),
        ],
    )
    .at(1.0)
}

impl Picture for CrossEntropyKl {
    fn plates(state: &KlState, reading: &Reading) -> Vec<Plate> {
        let labels: Vec<String> = outcomes(reading.vector("p").len());
        vec![
            Plate::bars(
                "Truth p and model q",
                labels.clone(),
                [
                    ("p", Tint::Truth, reading.vector("p")),
                    ("q", Tint::Model, reading.vector("q")),
                ],
            ),
            Plate::bars(
                "Terms p·log(p/q)",
                labels,
                [("term", Tint::Gradient, reading.vector("terms"))],
            ),
            Plate::lines(
                "Forward and reverse divergence between p and mixtures of p and q",
                path_plot(state),
            ),
        ]
    }
}
