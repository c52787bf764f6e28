//! The words around the numbers: sentence, formula, question.

use super::Adam;
use super::run::{Run, run};
use super::state::{AdamState, LIMIT};
use crate::contract::prelude::*;

fn last(list: &[f64]) -> f64 {
    list.last().copied().unwrap_or(0.0)
}

pub fn sentence(state: &AdamState, run: &Run) -> String {
    let n = state.gradients.len();
    let r = number::rounded;
    if state.largest() == 0.0 {
        return format!(
            "Every gradient is 0, so m and v stay 0 and θ stays where it started, at 0, whatever the \
             rate of {}.",
            r(state.rate)
        );
    }
    let share = (last(&run.step) / state.rate).abs();
    let why = if share > 1.25 {
        "longer than the rate, since v has kept little of what made m large"
    } else if share > 0.75 {
        "about the whole rate, since the gradients agree on the way"
    } else if share > 0.2 {
        "a part of the rate, since the gradients don’t agree"
    } else {
        "a small part of the rate, since the gradients cancel each other in m, or have grown small \
         beside those that v remembers"
    };
    format!(
        "After {n} {gradients} Adam has brought θ from 0 to {}. Its last step was {}, {} times the \
         rate: {why}. At the same rate plain SGD is at {} and momentum at {}.",
        r(last(&run.theta)),
        r(last(&run.step)),
        number::short(share),
        r(last(&run.sgd_theta)),
        r(last(&run.momentum_theta)),
        gradients = plural(n as f64, "gradient"),
    )
}

impl Words for Adam {
    fn formula(state: &AdamState, reading: &Reading) -> Formula {
        let theta = reading.vector("theta");
        let before = theta.len().checked_sub(2).map_or(0.0, |i| theta[i]);
        fixed!(
            r"\underbrace{\live{now}}_{\theta_t} = \underbrace{\live{before}}_{\theta_{t-1}} - \underbrace{\live{rate}}_{\eta} \cdot \frac{\overbrace{\tint{first}{\live{m}}}^{\hat m_t}}{\sqrt{\underbrace{\tint{second}{\live{v}}}_{\hat v_t}} + \underbrace{\live{epsilon}}_{\varepsilon}}";
            now = last(theta), before, rate = state.rate, m = last(reading.vector("m-hat")),
            v = last(reading.vector("v-hat")), epsilon = state.epsilon
        )
    }

    fn question(state: &AdamState) -> Question<AdamState> {
        match state.gradients.len() % 3 {
            0 => scaled(state),
            1 => forgetful(state),
            _ => farthest(state),
        }
    }
}

/// All gradients times ten: what does θ do?
fn scaled(state: &AdamState) -> Question<AdamState> {
    let factor = if state.largest() * 10.0 <= LIMIT {
        10.0
    } else {
        0.1
    };
    let next = state.scaled(factor);
    let (now, then) = (run(state, None), run(&next, None));
    let (a, b) = (last(&now.theta), last(&then.theta));
    let ratio = if a == b { 1.0 } else { (b / a).abs() };
    let answer = if (0.5..=2.0).contains(&ratio) {
        0
    } else {
        usize::from(ratio < 0.5) + 1
    };
    Question::new(
        format!(
            "Every gradient becomes {}. Where does Adam end then?",
            if factor > 1.0 {
                "ten times as large"
            } else {
                "a tenth as large"
            }
        ),
        [
            "About as far from 0 as now",
            "More than twice as far",
            "Less than half as far",
        ],
        answer,
        format!(
            "θ goes from {} to {}. m̂ and √v̂ grow alike, and their quotient doesn’t notice; only ε \
             does, where the gradients are about as small. Plain SGD goes from {} to {}.",
            number::rounded(a),
            number::rounded(b),
            number::rounded(last(&now.sgd_theta)),
            number::rounded(last(&then.sgd_theta))
        ),
    )
    .then(next)
}

/// Without memory of earlier gradients: does θ get farther?
fn forgetful(state: &AdamState) -> Question<AdamState> {
    let beta1 = if state.beta1 > 0.0 { 0.0 } else { 0.9 };
    let next = AdamState {
        beta1,
        ..state.clone()
    };
    let (a, b) = (last(&run(state, None).theta), last(&run(&next, None).theta));
    let answer = trend(a.abs(), b.abs(), 0.02 * a.abs().max(b.abs()));
    Question::new(
        format!(
            "β₁ goes from {} to {}: m {}. Does Adam end farther from 0?",
            number::rounded(state.beta1),
            number::rounded(beta1),
            if beta1 == 0.0 {
                "is then the last gradient alone"
            } else {
                "then remembers some ten gradients"
            }
        ),
        ["Farther", "Nearer", "At about the same place"],
        answer,
        format!(
            "θ goes from {} to {}. Averaging moves what a gradient does to later steps and takes \
             little away, but the divisor √v̂ is another one by then.",
            number::rounded(a),
            number::rounded(b)
        ),
    )
    .then(next)
}

/// Which of the three has come farthest?
fn farthest(state: &AdamState) -> Question<AdamState> {
    let run = run(state, None);
    let ends = [
        last(&run.theta).abs(),
        last(&run.sgd_theta).abs(),
        last(&run.momentum_theta).abs(),
    ];
    Question::new(
        format!(
            "All three start at 0 with the rate {}. After these {} gradients, which is farthest \
             from 0?",
            number::rounded(state.rate),
            state.gradients.len()
        ),
        ["Adam", "Plain SGD", "Momentum with μ = β₁"],
        argmax(&ends),
        format!(
            "Adam is {} away, SGD {}, momentum {}. SGD’s steps are as large as the gradients; \
             momentum adds up to 1/(1 − β₁) = {} of them; Adam’s are about the rate, whatever the \
             gradients’ size.",
            number::rounded(ends[0]),
            number::rounded(ends[1]),
            number::rounded(ends[2]),
            number::short(tidy(1.0 / (1.0 - state.beta1)))
        ),
    )
}
