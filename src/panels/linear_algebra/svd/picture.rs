//! The picture as data.

use super::read::decomposed;
use super::{SvdPanel, SvdState};
use crate::contract::prelude::*;

/// Both errors against the rank, from keeping nothing to keeping all; on a log scale when asked.
pub fn error_plot(state: &SvdState, log: bool) -> Plot {
    let svd = decomposed(state.matrix());
    let curve = |name: &str, tint, dashed, error: &dyn Fn(usize) -> f64| Curve {
        name: name.into(),
        tint,
        dashed,
        thin: false,
        points: (0..=svd.values.len())
            .map(|r| (r as f64, error(r)))
            .collect(),
    };
    Plot {
        curves: vec![
            curve("Frobenius norm", Tint::Loss, false, &|r| {
                svd.error_frobenius(r)
            }),
            curve("spectral norm, σᵣ₊₁", Tint::Spectrum, true, &|r| {
                svd.error_spectral(r)
            }),
        ],
        x_name: "rank r".into(),
        y_name: "error".into(),
        log_x: false,
        log_y: log,
        here: Some(state.rank as f64),
        named: false,
    }
}

impl Picture for SvdPanel {
    fn plates(state: &SvdState, reading: &Reading) -> Vec<Plate> {
        let (rows, columns) = state.matrix().shape();
        let mut plates = vec![Plate::lines(
            "The error of the best approximation",
            error_plot(state, false),
        )];
        if rows <= 24 && columns <= 24 {
            plates.push(Plate::heat(
                format!("The approximation of rank {}", state.rank),
                counted(rows),
                counted(columns),
                reading.matrix("approximation"),
                Tint::Value,
            ));
        }
        plates
    }
}
