//! Adam, SGD and momentum on one parameter that starts at 0.

use super::state::AdamState;
use numeric_core::bounded::Bounded;
use numeric_core::real;

/// Every number of a run, one entry for each step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// m ← β₁·m + (1 − β₁)·g, from 0.
    pub m: Vec<f64>,
    /// v ← β₂·v + (1 − β₂)·g², from 0.
    pub v: Vec<f64>,
    /// m̂ = m/(1 − β₁ᵗ).
    pub m_hat: Vec<f64>,
    /// v̂ = v/(1 − β₂ᵗ).
    pub v_hat: Vec<f64>,
    /// −η·m̂/(√v̂ + ε); 0 where √v̂ + ε is 0.
    pub step: Vec<f64>,
    /// θ after each step.
    pub theta: Vec<f64>,
    /// −η·g.
    pub sgd_step: Vec<f64>,
    /// θ of SGD after each step.
    pub sgd_theta: Vec<f64>,
    /// −η·b with b ← β₁·b + g, from 0.
    pub momentum_step: Vec<f64>,
    /// θ of momentum after each step.
    pub momentum_theta: Vec<f64>,
}

/// Runs all three on the state's gradients.
///
/// Source: D. P. Kingma, J. Ba, *Adam: A Method for Stochastic Optimization* (2014), algorithm 1.
pub fn run(state: &AdamState, broken: Option<&str>) -> Run {
    let AdamState {
        rate,
        beta1,
        beta2,
        epsilon,
        ..
    } = *state;
    let mut run = Run::default();
    let (mut m, mut v, mut b) = (0.0, 0.0, 0.0);
    let (mut theta, mut sgd, mut momentum) = (0.0, 0.0, 0.0);
    for (t, &g) in (1_u32..).zip(&state.gradients) {
        m = beta1 * m + (1.0 - beta1) * g;
        v = beta2 * v + (1.0 - beta2) * (g * g);
        b = beta1 * b + g;
        let counted = if broken == Some("closed-form") { 1 } else { t };
        let m_hat = m / missing(beta1, counted);
        let v_hat = if broken == Some("first-step-is-sign") {
            v
        } else {
            v / missing(beta2, counted)
        };
        let below = real::sqrt(v_hat) + epsilon;
        // 0 − x and not −x: a step of nothing is 0, not −0.
        let step = if below > 0.0 {
            0.0 - rate * (m_hat / below)
        } else {
            0.0
        };
        theta += step;
        let sgd_step = 0.0 - rate * g;
        sgd += sgd_step;
        let momentum_step = 0.0 - rate * b;
        momentum += momentum_step;
        for (list, x) in [
            (&mut run.m, m),
            (&mut run.v, v),
            (&mut run.m_hat, m_hat),
            (&mut run.v_hat, v_hat),
            (&mut run.step, step),
            (&mut run.theta, theta),
            (&mut run.sgd_step, sgd_step),
            (&mut run.sgd_theta, sgd),
            (&mut run.momentum_step, momentum_step),
            (&mut run.momentum_theta, momentum),
        ] {
            list.push(x);
        }
    }
    run
}

/// How far rounding may take the ends of Adam, SGD and momentum: the same run of numbers that carry their
/// bounds.
pub fn offs(state: &AdamState) -> [f64; 3] {
    let exact = Bounded::exact;
    let [rate, beta1, beta2, epsilon] =
        [state.rate, state.beta1, state.beta2, state.epsilon].map(exact);
    let one = exact(1.0);
    let [mut m, mut v, mut b, mut taken1, mut taken2] = [exact(0.0); 5];
    let mut ends = [exact(0.0); 3];
    for g in state.gradients.iter().map(|g| exact(*g)) {
        m = beta1 * m + (one - beta1) * g;
        v = beta2 * v + (one - beta2) * (g * g);
        b = beta1 * b + g;
        taken1 = beta1 * taken1 + (one - beta1);
        taken2 = beta2 * taken2 + (one - beta2);
        let below = (v / taken2).sqrt() + epsilon;
        if below.value > 0.0 {
            ends[0] = ends[0] - rate * (m / taken1 / below);
        }
        ends[1] = ends[1] - rate * g;
        ends[2] = ends[2] - rate * b;
    }
    ends.map(|end| end.off)
}

/// 1 − βᵗ: the weight that an average from 0 has taken in after t steps, which is what an average of
/// ones holds. So computed it keeps its digits where β is near 1.
pub fn missing(beta: f64, t: u32) -> f64 {
    (0..t).fold(0.0, |taken, _| beta * taken + (1.0 - beta))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Draw;
    use crate::contract::State;
    use nalgebra::dmatrix;
    use numeric_core::optimise::{self, Memory, Optimiser};
    use numeric_core::random::Random;

    /// Where the optimisers that train networks bring a parameter from 0.
    fn trained(optimiser: Optimiser, state: &AdamState) -> f64 {
        let mut theta = dmatrix![0.0];
        let mut memory = Memory::new(optimiser, (1, 1));
        for (t, &g) in (1..).zip(&state.gradients) {
            let g = dmatrix![g];
            optimise::step(optimiser, state.rate, t, &mut theta, &g, 1.0, &mut memory);
        }
        theta[(0, 0)]
    }

    #[test]
    fn the_optimisers_that_train_networks_agree() {
        for seed in 0..200 {
            let state = AdamState::random(&mut Random::new(seed), Draw::Ordinary);
            let run = run(&state, None);
            let adam = Optimiser::Adam {
                beta1: state.beta1,
                beta2: state.beta2,
                epsilon: state.epsilon,
                weight_decay: 0.0,
            };
            let momentum = Optimiser::Momentum {
                momentum: state.beta1,
            };
            for (ours, optimiser) in [
                (&run.theta, adam),
                (&run.sgd_theta, Optimiser::Sgd),
                (&run.momentum_theta, momentum),
            ] {
                let theirs = trained(optimiser, &state);
                let off = (ours[ours.len() - 1] - theirs).abs();
                assert!(off < 1e-12 * (1.0 + theirs.abs()), "{state:?}: {off}");
            }
        }
    }

    #[test]
    fn by_hand() {
        let state = AdamState {
            gradients: vec![2.0, 0.0],
            rate: 0.1,
            beta1: 0.5,
            beta2: 0.75,
            epsilon: 0.0,
        };
        let run = run(&state, None);
        assert_eq!(run.m, [1.0, 0.5]);
        assert_eq!(run.v, [1.0, 0.75]);
        assert_eq!(run.m_hat, [2.0, 0.5 / 0.75]);
        assert_eq!(run.v_hat, [4.0, 0.75 / 0.4375]);
        assert_eq!(run.theta[0], -0.1);
        assert_eq!(run.momentum_step, [-0.2, -0.1]);
    }

    #[test]
    fn nothing_to_divide_by_is_no_step() {
        let state = AdamState {
            gradients: vec![0.0, 3.0, 0.0],
            beta2: 0.0,
            epsilon: 0.0,
            ..AdamState::default()
        };
        let run = run(&state, None);
        assert_eq!((run.step[0], run.step[2]), (0.0, 0.0));
        assert!(run.step[1] < 0.0);
    }
}
