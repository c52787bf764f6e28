//! The words around the numbers: sentence, formula, question.

use super::Adam;
use super::run::{Run, offs, run};
use super::state::{AdamState, LIMIT};
use crate::contract::prelude::*;
use numeric_core::real;

/// From where to where a step, or one of the factors in it, counts as about 1.
const SHORT: f64 = 0.75;
const LONG: f64 = 1.25;

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
    let why = why(state, run, share);
    format!(
        "After {gradients} Adam has moved θ from 0 to {}. Its last step was {}, {} times the learning \
         rate, since {why}. With the same learning rate, θ is {} under plain SGD and {} under momentum.",
        r(last(&run.theta)),
        r(last(&run.step)),
        number::short(share),
        r(last(&run.sgd_theta)),
        r(last(&run.momentum_theta)),
        gradients = number::count(state.gradients.len(), "gradient"),
    )
}

/// What makes the last step so long, as a part of a sentence. It is η times |m̂|/(√v̂ + ε), which is a
/// product of three: the sum of the gradients in m̂ beside that of their sizes, those sizes beside √v̂, and
/// √v̂ beside √v̂ + ε.
fn why(state: &AdamState, run: &Run, share: f64) -> String {
    let root = real::sqrt(last(&run.v_hat));
    let below = root + state.epsilon;
    if below == 0.0 {
        return "√v̂ + ε is 0, where no step is taken".into();
    }
    let count = state.gradients.len();
    let alone = state.beta1 == 0.0 || count == 1;
    let name = if count == 1 {
        "the only gradient"
    } else {
        "the last gradient alone"
    };
    let weights: Vec<f64> = (0..count)
        .rev()
        .map(|i| real::power(state.beta1, i as f64))
        .collect();
    let terms: Vec<f64> = (weights.iter().zip(&state.gradients))
        .map(|(w, g)| w * g.abs())
        .collect();
    let sizes = real::sum(&terms) / real::sum(&weights);
    if sizes == 0.0 {
        return format!("m̂ is {name}, which is 0");
    }
    let agree = last(&run.m_hat).abs() / sizes;
    let beside = if root == 0.0 {
        f64::INFINITY
    } else {
        sizes / root
    };
    let left = root / below;
    if (SHORT..=LONG).contains(&share) {
        return match (
            alone,
            [agree, beside, left]
                .iter()
                .all(|part| (SHORT..=LONG).contains(part)),
        ) {
            (_, false) => "|m̂| is about as large as √v̂ + ε".into(),
            (true, true) => format!("m̂ is {name}, and √v̂ is about its size"),
            (false, true) => {
                "the gradients in m have mostly one sign, and their mean size is about √v̂".into()
            }
        };
    }
    if share > LONG {
        return if alone {
            format!("m̂ is {name}, and larger than √v̂")
        } else {
            "the gradients in m are larger on average than √v̂".into()
        };
    }
    // Each that is small; where none is by itself, the smallest.
    let least = agree.min(beside).min(left);
    let counts = |part: f64| part < SHORT || part == least;
    let mut found: Vec<String> = Vec::new();
    if counts(agree) {
        found.push("gradients of opposite signs cancel in m".into());
    }
    if counts(beside) {
        found.push(if alone {
            format!("m̂ is {name}, and smaller than √v̂")
        } else {
            "the gradients in m are smaller on average than √v̂".into()
        });
    }
    if counts(left) {
        found.push(if root == 0.0 {
            "√v̂ is 0, so that ε alone divides".into()
        } else {
            format!("ε is {} times √v̂", number::short(state.epsilon / root))
        });
    }
    found.join(", and ")
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
    let offs = offs(state);
    let top = argmax(&ends);
    let at_most: [bool; 3] = std::array::from_fn(|i| ends[top] - ends[i] <= offs[top] + offs[i]);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_the_last_step_has_its_own_cause() {
        let usual = AdamState::default();
        let of = |gradients: &[f64], (beta1, beta2), epsilon| {
            let state = AdamState {
                gradients: gradients.to_vec(),
                beta1,
                beta2,
                epsilon,
                ..AdamState::default()
            };
            sentence(&state, &run(&state, None))
        };
        let betas = (usual.beta1, usual.beta2);
        for (says, expected) in [
            (
                of(&[1.0, -1.0], (0.0, 0.0), 1e-8),
                "m̂ is the last gradient alone, and √v̂ is about",
            ),
            (
                of(&[3.0, 4.0, -5.0], (0.0, 0.0), 1e-8),
                "m̂ is the last gradient alone",
            ),
            (of(&[1.0; 3], betas, 1.0), "since ε is 1 times √v̂"),
            (of(&[-1.0], betas, 1.0), "since ε is 1 times √v̂"),
            (of(&[1e-11], betas, 1e-8), "since ε is 1000 times √v̂"),
            (of(&[1.0; 3], betas, 1e-8), "mostly one sign"),
            (
                of(&[1.0, -1.0], betas, 1e-8),
                "since gradients of opposite signs cancel in m.",
            ),
            (
                of(&[9.0, 0.1, 0.1], (0.0, 0.999), 1e-8),
                "and smaller than √v̂",
            ),
            (
                of(&[9.0, 0.0], (0.9, 0.0), 1e-8),
                "larger on average than √v̂",
            ),
            (of(&[9.0, 0.0], (0.0, 0.9), 1e-8), "which is 0"),
            (of(&[9.0, 0.0], (0.9, 0.0), 0.0), "no step is taken"),
        ] {
            assert!(says.contains(expected), "{expected}: {says}");
        }
    }
}
