//! The picture as data.

use super::AttentionSpectrum;
use super::read::gap_and_entropy;
use super::scan::scan;
use super::state::{BLUNTEST, SHARPEST, SpectrumState};
use crate::contract::prelude::*;

impl Picture for AttentionSpectrum {
    fn plates(state: &SpectrumState, reading: &Reading) -> Vec<Plate> {
        let names = &state.tokens;
        let heat = |title: String, values, tint| {
            Plate::heat(title, names.clone(), names.clone(), values, tint)
        };
        vec![
            heat(
                "Attention weights".into(),
                reading.matrix("weights"),
                Tint::Weight,
            ),
            heat(
                format!("After {}", number::count(state.power, "step")),
                reading.matrix("power-matrix"),
                Tint::Weight,
            ),
            Plate::plane("Eigenvalues and the unit circle", spectrum(reading)),
            Plate::lines("The effect of sharpness", sharpness_plot(state)),
        ]
    }
}

/// The eigenvalues in the complex plane, with the unit circle.
pub fn spectrum(reading: &Reading) -> Plane {
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
    let values = reading.complex("eigenvalues").iter();
    Plane::complex(values.enumerate().map(point).collect()).fitted(1.2)
}

/// Gap and mean row entropy as the sharpness moves.
pub fn sharpness_plot(state: &SpectrumState) -> Plot {
    let all = sharpnesses();
    let found = scan(state, &all);
    let gaps = all.iter().zip(&found).map(|(s, f)| (*s, f.0)).collect();
    let entropies = all.iter().zip(&found).map(|(s, f)| (*s, f.1)).collect();
    Plot::over(
        "sharpness",
        "gap, entropy",
        [
            Curve::solid("spectral gap", Tint::Spectrum, gaps),
            Curve::dashed("mean row entropy, nats", Tint::Weight, entropies),
        ],
    )
    .log_x()
    .at(state.sharpness)
}

/// The sharpnesses of the curves, in equal ratios.
fn sharpnesses() -> Vec<f64> {
    geometric(BLUNTEST, SHARPEST, 48).collect()
}

/// The gap against the mean row entropy.
pub fn focus_plot(state: &SpectrumState) -> Plot {
    let found = scan(state, &sharpnesses()).into_iter();
    let mut points: Vec<(f64, f64)> = found.map(|(gap, entropy)| (entropy, gap)).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    Plot::over(
        "mean row entropy, nats (left is focused)",
        "spectral gap",
        [Curve::solid("gap", Tint::Spectrum, points)],
    )
    .at(gap_and_entropy(state, state.sharpness).1)
}
