//! The picture as data.

use super::AttentionSpectrum;
use super::state::SpectrumState;
use super::words::curve;
use super::words::scan;
use super::words::sharpnesses;
use crate::contract::number::subscript;
use crate::contract::panel::Picture;
use crate::contract::plane::{Plane, PlaneCurve, Point};
use crate::contract::plate::{Plate, Plot, Tint};
use crate::contract::{Quantity, Reading};
use std::f64::consts::TAU;

/// The eigenvalues in the complex plane, with the unit circle.
pub fn spectrum(reading: &Reading) -> Plane {
    let values = match reading.quantity("eigenvalues") {
        Some(Quantity::Complex(values)) => values.clone(),
        _ => Vec::new(),
    };
    let circle = (0..=72).map(|i| {
        let turn = TAU * f64::from(i) / 72.0;
        (turn.cos(), turn.sin())
    });
    let point = |(i, at): (usize, &(f64, f64))| Point {
        // The small ones crowd around zero; the first ones are what counts.
        name: if i < 3 {
            format!("λ{}", subscript(i + 1))
        } else {
            String::new()
        },
        tint: Tint::Spectrum,
        at: *at,
        hollow: i == 0,
    };
    Plane {
        points: values.iter().enumerate().map(point).collect(),
        curves: vec![PlaneCurve {
            tint: Tint::Score,
            dashed: true,
            points: circle.collect(),
        }],
        axes: Some(("real", "imaginary")),
        ..Plane::default()
    }
    .fitted(1.2)
}

/// Gap and mean row entropy as the sharpness moves.
pub fn sharpness_plot(state: &SpectrumState) -> Plot {
    let all = sharpnesses();
    let found = scan(state, &all);
    let gaps = all.iter().zip(&found).map(|(s, f)| (*s, f.0)).collect();
    let entropies = all.iter().zip(&found).map(|(s, f)| (*s, f.1)).collect();
    Plot {
        curves: vec![
            curve("spectral gap", Tint::Spectrum, false, gaps),
            curve("mean row entropy, nats", Tint::Weight, true, entropies),
        ],
        x_name: "sharpness".into(),
        y_name: "gap, entropy".into(),
        log_x: true,
        log_y: false,
        here: Some(state.sharpness),
    }
}

impl Picture for AttentionSpectrum {
    fn plates(state: &SpectrumState, reading: &Reading) -> Vec<Plate> {
        let names = state.tokens.clone();
        let heat = |title: String, values, tint| Plate::Heat {
            title,
            rows: names.clone(),
            columns: names.clone(),
            values,
            tint,
        };
        vec![
            heat(
                "Attention weights".into(),
                reading.matrix("weights"),
                Tint::Weight,
            ),
            heat(
                format!("After {} steps", state.power),
                reading.matrix("power-matrix"),
                Tint::Weight,
            ),
            Plate::Plane {
                title: "Eigenvalues and the unit circle".into(),
                plane: spectrum(reading),
            },
            Plate::Lines {
                title: "What sharpness does".into(),
                plot: sharpness_plot(state),
            },
        ]
    }
}
