//! The words around the numbers: sentence, formula, question.

use super::Adam;
use super::run::{Run, run};
use super::state::{AdamState, LIMIT};
use crate::contract::prelude::*;

fn last(list: &[f64]) -> f64 {
    list.last().copied().unwrap_or(0.0)
}

pub fn sentence(state: &AdamState, run: &Run) -> String {
    let r = number::rounded;
    if state.largest() == 0.0 {
        return format!(
            "Every gradient is 0, so m and v stay 0, and θ stays at its start, 0, with the learning \
             rate {} as with any other.",
            r(state.rate)
        );
    }
    let share = (last(&run.step) / state.rate).abs();
    let why = if share > 1.25 {
        "since v contains less of the large gradients than m"
    } else if share > 0.75 {
        "since the gradients agree"
    } else if share > 0.2 {
        "since the gradients agree only in part"
    } else {
        "since the gradients cancel in m, or are small compared with earlier ones in v"
    };
    format!(
        "After {gradients} Adam has moved θ from 0 to {}. Its last step was {}, {} times the learning \
         rate, {why}. With the same learning rate, θ is {} under plain SGD and {} under momentum.",
        r(last(&run.theta)),
        r(last(&run.step)),
        number::short(share),
        r(last(&run.sgd_theta)),
        r(last(&run.momentum_theta)),
        gradients = number::count(state.gradients.len(), "gradient"),
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

/// All gradients times ten: where does θ end?
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
            ("Between half and twice as far from 0", (0.5..=2.0).contains(&ratio)),
            ("More than twice as far", ratio > 2.0),
            ("Less than half as far", ratio < 0.5),
        ],
        format!(
            "θ goes from {} to {}. m̂ and √v̂ are multiplied by the same factor, so their quotient \
             changes only where ε matters, with very small gradients. Plain SGD goes from {} to {}.",
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
    let room = 0.02 * a.abs().max(b.abs());
    let answers = [
        "Farther",
        "Nearer",
        "Equally far, within 2 % of the larger distance",
    ];
    Question::new(
        format!(
            "β₁ goes from {} to {}: m {}. Does Adam end farther from 0?",
            number::rounded(state.beta1),
            number::rounded(beta1),
            if beta1 == 0.0 {
                "is then the last gradient"
            } else {
                "then averages about ten gradients"
            }
        ),
        trend(a.abs(), b.abs(), room, answers),
        format!(
            "θ goes from {} to {}. With averaging, a gradient acts over several later steps, when the \
             divisor √v̂ is another one.",
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
    let most = ends[argmax(&ends)];
    let at_most = ends.map(|end| end >= most * (1.0 - 1e-9));
    let tie = at_most.iter().filter(|is| **is).count() > 1;
    let alone = at_most.map(|is| is && !tie);
    Question::new(
        format!(
            "All three start at 0 with the learning rate {}. After {}, which is farthest from 0?",
            number::rounded(state.rate),
            number::count(state.gradients.len(), "gradient")
        ),
        [
            ("Adam", alone[0]),
            ("Plain SGD", alone[1]),
            ("Momentum with μ = β₁", alone[2]),
            ("Two or all three, equally far", tie),
        ],
        format!(
            "The distances are {} for Adam, {} for SGD and {} for momentum. A step of SGD is η·g; \
             momentum’s steps grow up to 1/(1 − β₁) = {} times that; Adam’s are about η, whatever \
             the size of the gradients.",
            number::rounded(ends[0]),
            number::rounded(ends[1]),
            number::rounded(ends[2]),
            number::short(tidy(1.0 / (1.0 - state.beta1)))
        ),
    )
}
