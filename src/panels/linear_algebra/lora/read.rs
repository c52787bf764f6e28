//! `read`: the counts, the errors by rank, and the three identities.

use super::adapt::{Adapted, Run, Task, best_errors, run, task};
use super::state::{RANKS, SIDE};
use super::{LoraPanel, LoraState, words};
use crate::contract::prelude::*;
use numeric_core::spectral::symmetric_eigenvalues;

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
            |name, label: &str, v: Vec<f64>| Readout::vector(name, label, &v).named(&ranks, &[]);
        let adapted = n.run.adapted.iter().map(|a| a.error).collect();
        Reading {
            checks: checks(&task, &n),
            sentence: words::sentence(state, &n),
            claim: Some(words::claim()),
            readouts: vec![
                Readout::scalar("full-parameters", "Numbers in the layer, dᵢₙ·dₒᵤₜ", n.full),
                Readout::scalar(
                    "lora-parameters",
                    "Numbers in the adapter, r·(dᵢₙ + dₒᵤₜ)",
                    n.lora,
                ),
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
    let size = task.wanted.norm().max(1.0);
    vec![
        Check {
            name: "starts-at-zero",
            states: "With B = 0 the adapted layer equals the frozen layer at the start.",
            route: "unit vectors are multiplied by the merged weights W₀ + ΔW and by W₀ alone",
            residual: start_residual(task, n),
            tolerance: 1e-14 * SIDE as f64,
            undecided: None,
        },
        Check {
            name: "rank-bound",
            states: "BA has at most rank r, whatever is learned.",
            route: "the (r+1)-th largest eigenvalue of ΔWᵀΔW, which training doesn’t use",
            residual: rank_residual(n),
            // A square root of what rounding leaves in the squares.
            tolerance: 1e-6 * size,
            undecided: None,
        },
        Check {
            name: "svd-bound",
            states: "No adapter of rank r is closer to the target change than its truncated SVD.",
            route: "the trained error is compared with the singular values left out",
            residual: bound_residual(n),
            tolerance: 1e-12 * size,
            undecided: None,
        },
    ]
}

fn start_residual(task: &Task, n: &Numbers) -> f64 {
    let apart = |a: &Adapted| distance(&(&task.frozen + &a.start), &task.frozen);
    n.run.adapted.iter().map(apart).fold(0.0, f64::max)
}

fn rank_residual(n: &Numbers) -> f64 {
    let mut largest = 0.0_f64;
    for (i, adapted) in n.run.adapted.iter().enumerate() {
        let gram = adapted.change.transpose() * &adapted.change;
        // They rise; of rank i + 1 all but that many are zero.
        let beyond = symmetric_eigenvalues(&gram)
            .ok()
            .and_then(|values| values.get(SIDE - i - 2).copied())
            .unwrap_or(f64::NAN);
        if beyond.is_nan() {
            return f64::NAN;
        }
        largest = largest.max(beyond.max(0.0).sqrt());
    }
    largest
}

fn bound_residual(n: &Numbers) -> f64 {
    let pairs = n.best.iter().zip(&n.run.adapted);
    let short = pairs.map(|(best, adapted)| best - adapted.error);
    short.fold(
        0.0,
        |largest: f64, x| if x.is_nan() { f64::NAN } else { largest.max(x) },
    )
}
