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

/// The first step against what its gradient alone says, ε with it. Of zeros before that gradient, each
/// average is a mean: what is left for it is one over the sum of the weights.
fn first_step(state: &AdamState, run: &Run) -> Check {
    let zeros = state.gradients.iter().take_while(|g| **g == 0.0).count();
    let (g, made) = match (state.gradients.get(zeros), run.step.get(zeros)) {
        (Some(g), Some(step)) => (*g, *step),
        _ => (0.0, lists::size(&run.step)),
    };
    let share = |beta: f64| {
        let weights: Vec<f64> = (0..=zeros).map(|i| real::power(beta, i as f64)).collect();
        1.0 / real::sum(&weights)
    };
    let above = share(state.beta1) * g;
    let below = real::sqrt(share(state.beta2)) * g.abs() + state.epsilon;
    let expected = if g == 0.0 {
        0.0
    } else {
        -state.rate * (above / below)
    };
    Check::new("first-step-is-sign")
        .states(
            "The first step is −η·g₁/(|g₁| + ε): −η·sign(g₁), whatever the size of g₁, where ε is small \
             beside it.",
        )
        .by(
            "only g₁, η and ε are used. Where g₁ is 0, the first gradient other than 0 is taken, as the \
             averages hold it after the zeros: times 1/Σβ₁ⁱ in m̂ and 1/Σβ₂ⁱ in v̂",
        )
        .compares(
            (made - expected).abs(),
            (16.0 + 8.0 * zeros as f64) * f64::EPSILON * expected.abs(),
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
    let count = state.gradients.len() as f64;
    Check::new("closed-form")
        .states("m, v, m̂ and v̂ are weighted sums over all gradients so far.")
        .by(
            "each is summed separately with the weights βᵗ⁻ⁱ, and m̂ and v̂ are divided by the \
                sum of the weights; the residual is relative to the largest gradient, or its \
                square",
        )
        .compares(residual, 8.0 * f64::EPSILON * (count + 1.0))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_step_holds_and_its_mistake_shows_whatever_epsilon_is() {
        for (gradients, epsilon) in [
            (vec![-1.0], 1.0),
            (vec![0.001], 1.0),
            (vec![0.0, 0.0, 1.0], 1e-8),
            (vec![3.0, -1.0], 0.0),
        ] {
            let state = AdamState {
                gradients,
                epsilon,
                ..AdamState::default()
            };
            let of = |broken| Adam::read(&state, broken).checks.swap_remove(0);
            assert!(of(None).holds(), "{:?}", of(None));
            let wrong = of(Some("first-step-is-sign"));
            assert!(wrong.is_broken(), "{wrong:?}");
        }
        let still = AdamState {
            gradients: vec![0.0; 3],
            ..AdamState::default()
        };
        assert!(Adam::read(&still, None).checks.iter().all(Check::holds));
    }
}
