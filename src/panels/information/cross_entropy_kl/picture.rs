//! The picture as data.

use super::CrossEntropyKl;
use super::state::KlState;
use crate::contract::Reading;
use crate::contract::input::Choices;
use crate::contract::names::outcomes;
use crate::contract::panel::Picture;
use crate::contract::plate::{Curve, Plate, Plot, Tint};
use numeric_core::information::kl_divergence;

/// Both divergences from p on the way from p (0) to q (1).
pub fn path_plot(state: &KlState, reading: &Reading) -> Plot {
    const POINTS: usize = 60;
    let (p, q) = (reading.vector("p"), reading.vector("q"));
    let along = |reverse: bool| -> Vec<(f64, f64)> {
        (0..=POINTS)
            .map(|i| {
                let t = i as f64 / POINTS as f64;
                let m: Vec<f64> = p
                    .iter()
                    .zip(q)
                    .map(|(p, q)| (1.0 - t) * p + t * q)
                    .collect();
                let (a, b) = if reverse {
                    (m.as_slice(), p)
                } else {
                    (p, m.as_slice())
                };
                (t, kl_divergence(a, b, state.unit).unwrap_or(f64::NAN))
            })
            .collect()
    };
    Plot {
        curves: vec![
            Curve {
                name: "forward KL(p‖m)".into(),
                tint: Tint::Truth,
                dashed: false,
                points: along(false),
            },
            Curve {
                name: "reverse KL(m‖p)".into(),
                tint: Tint::Model,
                dashed: true,
                points: along(true),
            },
        ],
        x_name: "share of q in the mixture m".into(),
        y_name: state.unit.words().into(),
        log_x: false,
        log_y: false,
        here: Some(1.0),
    }
}

impl Picture for CrossEntropyKl {
    fn plates(state: &KlState, reading: &Reading) -> Vec<Plate> {
        let labels: Vec<String> = outcomes(reading.vector("p").len());
        vec![
            Plate::Bars {
                title: "Truth p and model q".into(),
                labels: labels.clone(),
                series: vec![
                    ("p".into(), Tint::Truth, reading.vector("p").to_vec()),
                    ("q".into(), Tint::Model, reading.vector("q").to_vec()),
                ],
            },
            Plate::Bars {
                title: "Terms p·log(p/q)".into(),
                labels,
                series: vec![(
                    "term".into(),
                    Tint::Gradient,
                    reading.vector("terms").to_vec(),
                )],
            },
            Plate::Lines {
                title: "Forward and reverse divergence on the way from p to q".into(),
                plot: path_plot(state, reading),
            },
        ]
    }
}
