//! The picture as data.

use super::adapt::{Task, best_errors, run, task};
use super::state::{RANKS, SIDE};
use super::{LoraPanel, LoraState};
use crate::contract::prelude::*;
use nalgebra::DMatrix;

/// Best and trained error by rank, and full fine-tuning.
pub fn error_plot(state: &LoraState, reading: &Reading) -> Plot {
    let start = best_errors(&task(state))
        .first()
        .copied()
        .unwrap_or(f64::NAN);
    let full = run(state, None).full_error;
    let curve = |name: &str, tint, dashed, values: &[f64]| Curve {
        name: name.into(),
        tint,
        dashed,
        thin: false,
        points: std::iter::once(start)
            .chain(values.iter().copied())
            .enumerate()
            .map(|(r, e)| (r as f64, e))
            .collect(),
    };
    Plot::over(
        "rank r",
        "‖ΔW − ΔW*‖",
        [
            curve(
                "trained adapter",
                Tint::Model,
                false,
                reading.vector("adapted-error"),
            ),
            curve(
                "best of that rank (SVD)",
                Tint::Spectrum,
                true,
                reading.vector("best-error"),
            ),
            Curve::dashed(
                "full fine-tuning",
                Tint::Score,
                (0..=RANKS).map(|r| (r as f64, full)).collect(),
            ),
        ],
    )
    .log_y()
    .at(state.shown_rank() as f64)
}

/// The matrices of the live part at the rank that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// W₀.
    pub frozen: DMatrix<f64>,
    /// BA.
    pub product: DMatrix<f64>,
    /// ΔW = (α/r)·BA.
    pub change: DMatrix<f64>,
    /// W₀ + ΔW.
    pub merged: DMatrix<f64>,
    /// ΔW*.
    pub wanted: DMatrix<f64>,
    /// ΔW* − ΔW.
    pub missing: DMatrix<f64>,
}

/// What was trained, as it stands in the layer.
pub fn parts(state: &LoraState) -> Parts {
    let Task { frozen, wanted, .. } = task(state);
    let learned = run(state, None).adapted.swap_remove(state.shown_rank() - 1);
    Parts {
        merged: &frozen + &learned.change,
        missing: &wanted - &learned.change,
        product: learned.product,
        change: learned.change,
        frozen,
        wanted,
    }
}

/// α/r with its numbers, as text.
pub fn scale(state: &LoraState) -> String {
    format!(
        "α/r = {}/{} = {}",
        rounded(state.alpha),
        state.shown_rank(),
        rounded(state.scale())
    )
}

impl Picture for LoraPanel {
    fn plates(state: &LoraState, reading: &Reading) -> Vec<Plate> {
        let names = counted(SIDE);
        let (parts, rank) = (parts(state), state.shown_rank());
        let heat = |title: String, values| {
            Plate::heat(title, names.clone(), names.clone(), values, Tint::Matrix)
        };
        vec![
            Plate::lines("Error by rank", error_plot(state, reading)),
            heat("The target change".into(), parts.wanted),
            heat(format!("Learned at rank {rank}: (α/r)·BA"), parts.change),
            heat("The frozen layer, W₀".into(), parts.frozen),
            heat(
                format!("BA at rank {rank}, {}", scale(state)),
                parts.product,
            ),
            heat("Merged, W₀ + (α/r)·BA".into(), parts.merged),
        ]
    }
}
