//! `read`: the counts, the errors by rank, and the three identities.

use super::adapt::{Adapted, Run, Task, best_errors, run, task};
use super::state::{RANKS, SIDE};
use super::{LoraPanel, LoraState, words};
use crate::contract::prelude::*;
use numeric_core::spectral::{diagonal_rounding, symmetric_eigenvalues};

/// What follows from a state.
pub struct Numbers {
    /// d_in·d_out.
    pub full: f64,
    /// r·(d_in + d_out).
    pub lora: f64,
    /// The one over the other.
    pub reduction: f64,
    /// What no change of rank 1, 2, … can be better than.
    pub best: Vec<f64>,
    /// What was trained.
    pub run: Run,
}

impl Read for LoraPanel {
    fn read(state: &LoraState, broken: Option<&str>) -> Reading {
        let task = task(state);
        let n = numbers(state, &task, broken);
        let ranks: Vec<String> = (1..=RANKS).map(|r| format!("r = {r}")).collect();
        let by_rank =
            |name, label: &str, v: Vec<f64>| Readout::vector(name, label, &v).rows(&ranks);
        let adapted = n.run.adapted.iter().map(|a| a.error).collect();
        Reading {
            checks: checks(&task, &n),
            sentence: words::sentence(state, &n),
            claim: Some(words::claim()),
            readouts: vec![
                Readout::scalar("full-parameters", "Numbers in the layer, dᵢₙ·dₒᵤₜ", n.full)
                    .counted(),
                Readout::scalar(
                    "lora-parameters",
                    "Numbers in the adapter, r·(dᵢₙ + dₒᵤₜ)",
                    n.lora,
                )
                .counted(),
                Readout::scalar("reduction", "Reduction, the ratio of the two", n.reduction),
                by_rank(
                    "best-error",
                    "Least error of each rank, by the SVD (Frobenius norm)",
                    n.best.clone(),
                ),
                by_rank("adapted-error", "Trained error of each rank", adapted),
                Readout::scalar(
                    "full-error",
                    "Trained error of full fine-tuning",
                    n.run.full_error,
                ),
            ],
        }
    }
}

pub fn numbers(state: &LoraState, task: &Task, broken: Option<&str>) -> Numbers {
    let (into, out, r) = (state.d as f64, state.out() as f64, state.rank as f64);
    let (full, lora) = (into * out, r * (into + out));
    let best = best_errors(task);
    Numbers {
        full,
        lora,
        reduction: full / lora,
        best: if broken == Some("svd-bound") {
            best[..RANKS].to_vec()
        } else {
            best[1..].to_vec()
        },
        run: run(state, broken),
    }
}

fn checks(task: &Task, n: &Numbers) -> Vec<Check> {
    let rank = rank_residual(n);
    let bound = bound_residual(task, n);
    vec![
        // A product with zeros is zero, and nothing is rounded.
        Check::new("starts-at-zero")
            .states("With B = 0 the adapted layer equals the frozen layer at the start.")
            .by("unit vectors are multiplied by the merged weights W₀ + ΔW and by W₀ alone")
            .compares(start_residual(task, n), 0.0),
        Check::new("rank-bound")
            .states("BA has at most rank r, whatever is learned.")
            .by("the (r+1)-th largest eigenvalue of ΔWᵀΔW, which training doesn’t use")
            .compares(rank.0, rank.1),
        Check::new("svd-bound")
            .states("No adapter of rank r is closer to the target change than its truncated SVD.")
            .by("the trained error is compared with the singular values left out")
            .compares(bound.0, bound.1),
    ]
}

fn start_residual(task: &Task, n: &Numbers) -> f64 {
    let apart = |a: &Adapted| distance(&(&task.frozen + &a.start), &task.frozen);
    n.run.adapted.iter().map(apart).fold(0.0, f64::max)
}

/// The largest singular value that an adapter should not have, and how large rounding may make it: the
/// product of the factors is off by its sums, and the square by those of ΔWᵀΔW and of its eigenvalues.
fn rank_residual(n: &Numbers) -> (f64, f64) {
    let side = SIDE as f64;
    tightest(n.run.adapted.iter().enumerate().map(|(i, adapted)| {
        let gram = adapted.change.transpose() * &adapted.change;
        // They rise; of rank i + 1 all but that many are zero.
        let beyond = symmetric_eigenvalues(&gram)
            .ok()
            .and_then(|values| values.get(SIDE - i - 2).copied())
            .unwrap_or(f64::NAN);
        let product = product_rounding(i + 1, adapted);
        let squares = (side + 2.0) * f64::EPSILON + diagonal_rounding(SIDE, SIDE);
        let square = product * product + squares * adapted.change.norm_squared();
        // Not by `max`, which would take a NaN for 0.
        let positive = if beyond <= 0.0 { 0.0 } else { beyond };
        (positive.sqrt(), square.sqrt())
    }))
}

/// How far rounding takes ΔW from a matrix of its rank.
fn product_rounding(rank: usize, adapted: &Adapted) -> f64 {
    (rank as f64 + 2.0) * f64::EPSILON * adapted.terms
}

/// How far the trained error is below the least one, and how far rounding may bring it there: the singular
/// values by what they are off, and either norm by its sums.
fn bound_residual(task: &Task, n: &Numbers) -> (f64, f64) {
    let entries = (SIDE * SIDE) as f64;
    let values = diagonal_rounding(SIDE, SIDE) * task.wanted.norm();
    let pairs = n.best.iter().zip(&n.run.adapted).enumerate();
    tightest(pairs.map(|(i, (best, adapted))| {
        let sums = (entries + 3.0) * f64::EPSILON * (best + adapted.error);
        let product = product_rounding(i + 1, adapted);
        (excess(*best, adapted.error), values + sums + product)
    }))
}
