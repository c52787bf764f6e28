//! The picture as data.

use super::SoftmaxJacobian;
use super::state::{COLDEST, HOTTEST, SoftmaxState};
use crate::contract::Reading;
use crate::contract::lists::argmax;
use crate::contract::number::subscript;
use crate::contract::panel::Picture;
use crate::contract::plate::{Curve, Plate, Plot, Tint};
use numeric_core::probability::softmax_at;

/// What temperature does: the largest and the smallest probability, and the steepest slope.
pub fn temperature_plot(state: &SoftmaxState) -> Plot {
    const POINTS: i32 = 80;
    let by = |value: &dyn Fn(&[f64], f64) -> f64| -> Vec<(f64, f64)> {
        (0..=POINTS)
            .map(|i| COLDEST * (HOTTEST / COLDEST).powf(f64::from(i) / f64::from(POINTS)))
            .map(|t| {
                (
                    t,
                    softmax_at(&state.z, t).map_or(f64::NAN, |sigma| value(&sigma, t)),
                )
            })
            .collect()
    };
    let top = argmax(&state.z);
    let opposite: Vec<f64> = state.z.iter().map(|z| -z).collect();
    let bottom = argmax(&opposite);
    let curve = |name: String, tint, dashed, points| Curve {
        name,
        tint,
        dashed,
        points,
    };
    Plot {
        curves: vec![
            curve(
                format!("σ{}", subscript(top)),
                Tint::Weight,
                false,
                by(&|s, _| s[top]),
            ),
            curve(
                format!("σ{}", subscript(bottom)),
                Tint::Weight,
                true,
                by(&|s, _| s[bottom]),
            ),
            curve(
                "T × largest slope".into(),
                Tint::Gradient,
                false,
                by(&|s, _| s.iter().map(|p| p * (1.0 - p)).fold(0.0, f64::max)),
            ),
        ],
        x_name: "temperature T".into(),
        y_name: "probability".into(),
        log_x: true,
        log_y: false,
        here: Some(state.temperature),
    }
}

impl Picture for SoftmaxJacobian {
    fn plates(state: &SoftmaxState, reading: &Reading) -> Vec<Plate> {
        let sigma = reading.vector("softmax");
        let names = |letter: &str| {
            (0..sigma.len())
                .map(|i| format!("{letter}{}", subscript(i)))
                .collect()
        };
        vec![
            Plate::Bars {
                title: "Probabilities".into(),
                labels: names("σ"),
                series: vec![("σ".into(), Tint::Weight, sigma.to_vec())],
            },
            Plate::Heat {
                title: "Jacobian ∂σᵢ/∂zⱼ".into(),
                rows: names("σ"),
                columns: names("z"),
                values: reading.matrix("jacobian"),
                tint: Tint::Gradient,
            },
            Plate::Lines {
                title: "What temperature does".into(),
                plot: temperature_plot(state),
            },
        ]
    }
}
