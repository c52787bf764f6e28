//! `read`: the two averages, their corrections, the steps, and the two identities.

use super::Adam;
use super::run::{Run, run};
use super::state::AdamState;
use super::words;
use crate::contract::prelude::*;
use numeric_core::real;

impl Read for Adam {
    fn read(state: &AdamState, broken: Option<&str>) -> Reading {
        let run = run(state, broken);
        let checks = vec![first_step(state, &run), closed_form(state, &run)];
        let sentence = words::sentence(state, &run);
        let steps: Vec<String> = (1..=state.gradients.len())
            .map(|t| format!("t = {t}"))
            .collect();
        let vector = |name, label: &str, v: Vec<f64>| Readout::vector(name, label, &v).rows(&steps);
        Reading {
            checks,
            sentence,
            claim: None,
            readouts: vec![
                vector("m", "m, the average of gradients, from 0", run.m),
                vector("v", "v, the average of their squares, from 0", run.v),
                vector("m-hat", "m̂ = m/(1 − β₁ᵗ)", run.m_hat),
                vector("v-hat", "v̂ = v/(1 − β₂ᵗ)", run.v_hat),
                vector("step", "Adam’s step, −η·m̂/(√v̂ + ε)", run.step),
                vector("theta", "θ after each step, from 0", run.theta),
                vector("sgd-step", "SGD’s step, −η·g", run.sgd_step),
                vector("sgd-theta", "θ of SGD after each step", run.sgd_theta),
                vector(
                    "momentum-step",
                    "Momentum’s step, −η·b with b ← β₁·b + g",
                    run.momentum_step,
                ),
                vector(
                    "momentum-theta",
                    "θ of momentum after each step",
                    run.momentum_theta,
                ),
            ],
        }
    }
}

/// The first step against −η·sign(g₁). ε shortens it, by exactly η·ε/(|g₁| + ε).
fn first_step(state: &AdamState, run: &Run) -> Check {
    let g = state.gradients.first().copied().unwrap_or(0.0);
    let (sign, shortened) = if g == 0.0 {
        (0.0, 0.0)
    } else {
        (
            g.signum(),
            state.rate * (state.epsilon / (g.abs() + state.epsilon)),
        )
    };
    let theta = run.theta.first().copied().unwrap_or(0.0);
    Check::new("first-step-is-sign")
        .states("The first step is −η·sign(g₁), whatever the size of g₁.")
        .by("only the sign of g₁ is used; the tolerance is the effect of ε, η·ε/(|g₁| + ε)")
        .compares(
            (theta + state.rate * sign).abs(),
            shortened + 16.0 * f64::EPSILON * state.rate,
        )
}

/// The carried averages against sums over all gradients so far.
fn closed_form(state: &AdamState, run: &Run) -> Check {
    let squares: Vec<f64> = state.gradients.iter().map(|g| g * g).collect();
    let (m, m_hat) = sums(&state.gradients, state.beta1);
    let (v, v_hat) = sums(&squares, state.beta2);
    let largest = state.largest();
    let apart = |ours: &[f64], theirs: &[f64], size: f64| {
        let apart = distance(ours, theirs);
        if size > 0.0 { apart / size } else { apart }
    };
    let residual = worst([
        apart(&run.m, &m, largest),
        apart(&run.v, &v, largest * largest),
        apart(&run.m_hat, &m_hat, largest),
        apart(&run.v_hat, &v_hat, largest * largest),
    ]);
    // 1 − βᵗ loses digits where β is near 1; the sum of weights, by which the other route divides,
    // doesn't.
    let near = 1.0 - state.beta1.max(state.beta2);
    let count = state.gradients.len() as f64;
    Check::new("closed-form")
        .states("m, v, m̂ and v̂ are weighted sums over all gradients so far.")
        .by(
            "each is summed separately with the weights βᵗ⁻ⁱ, and m̂ and v̂ are divided by the \
                sum of the weights; the residual is relative to the largest gradient, or its \
                square",
        )
        .compares(residual, 8.0 * f64::EPSILON * (count + 1.0 / near))
}

/// For each t: (1 − β)·Σᵢ βᵗ⁻ⁱxᵢ, and the mean of the xᵢ with the weights βᵗ⁻ⁱ.
fn sums(x: &[f64], beta: f64) -> (Vec<f64>, Vec<f64>) {
    (1..=x.len())
        .map(|t| {
            let weights: Vec<f64> = (1..=t).map(|i| real::power(beta, (t - i) as f64)).collect();
            let terms: Vec<f64> = weights.iter().zip(x).map(|(w, x)| w * x).collect();
            let total = real::sum(&terms);
            ((1.0 - beta) * total, total / real::sum(&weights))
        })
        .unzip()
}
