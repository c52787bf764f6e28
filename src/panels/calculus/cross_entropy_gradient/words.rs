//! The words around the numbers: sentence, formula, question.

use super::CrossEntropyGradient;
use super::numbers::{Numbers, moved, numbers, probabilities};
use super::state::LossState;
use crate::contract::prelude::*;

pub fn sentence(state: &LossState, n: &Numbers, after: &[f64], next_loss: f64) -> String {
    let r = number::rounded;
    let c = state.target;
    let of = |v: &[f64], i: usize| v.get(i).copied().unwrap_or(f64::NAN);
    let opposite: Vec<f64> = n.gradient.iter().map(|g| -g).collect();
    let (up, down) = (argmax(&opposite), argmax(&n.gradient));
    let head = format!(
        "The true class, {c}, is given {} of the probability, which costs {} {}.",
        number::percent(of(&n.predicted, c)),
        r(n.loss),
        if state.smoothing > 0.0 {
            "nats against the smoothed truth"
        } else {
            "nats"
        }
    );
    let (pulled, pushed) = (of(&opposite, up), of(&n.gradient, down));
    if pulled.max(pushed) < 1e-9 {
        return format!(
            "{head} Predicted and true agree, so no gradient is left and a step changes nothing."
        );
    }
    let forces = if pulled <= 0.0 || pushed <= 0.0 {
        format!(
            "The gradient has {} at z{} and doesn’t add up to 0.",
            r(of(&n.gradient, c)),
            subscript(c)
        )
    } else {
        format!(
            "Going downhill pulls z{} up with {} and pushes z{} down with {}, as much as it is too likely.",
            subscript(up),
            r(pulled),
            subscript(down),
            r(pushed)
        )
    };
    format!(
        "{head} {forces} A step downhill with rate {} takes ŷ{} to {} and the loss to {}.",
        r(state.rate),
        subscript(c),
        number::percent(of(after, c)),
        r(next_loss)
    )
}

/// `∂L/∂zᵢ = ŷᵢ − yᵢ = …` with the numbers of one logit.
pub fn formula(state: &LossState, reading: &Reading, i: usize) -> Formula {
    let entry = |name: &str| reading.vector(name).get(i).copied().unwrap_or(f64::NAN);
    let i_ = || m::int(i);
    let truth = state.truth().get(i).copied().unwrap_or(f64::NAN);
    let predicted = |inner: &str| m::tinted(Tint::Model, inner);
    let real = |inner: &str| m::tinted(Tint::Truth, inner);
    m::formula!(
        "{} = {} − {} = {} − {} = {}",
        m::partial(&m::mi("L"), &m::sub(&m::mi("z"), &i_())),
        predicted(&m::sub(&m::hat("y"), &i_())),
        real(&m::sub(&m::mi("y"), &i_())),
        predicted(&m::mn(entry("probabilities"))),
        real(&m::mn(truth)),
        Tint::Gradient.of(entry("gradient"))
    )
}

impl Words for CrossEntropyGradient {
    fn formula(state: &LossState, reading: &Reading) -> Formula {
        formula(state, reading, state.target)
    }

    fn question(state: &LossState) -> Question<LossState> {
        // A tenth of the step, or ten times one that is short already.
        let rate = if state.rate >= 0.1 {
            number::parse(&format!("{:.2e}", 0.1 * state.rate)).unwrap_or(state.rate)
        } else if state.rate > 0.0 {
            10.0 * state.rate
        } else {
            1.0
        };
        let then = LossState {
            rate,
            ..state.clone()
        };
        let n = numbers(state, None);
        let after = probabilities(&moved(&state.z, &n.gradient, rate));
        let rise = |i: usize| match (after.get(i), n.predicted.get(i)) {
            (Some(b), Some(a)) => b - a,
            _ => 0.0,
        };
        let rises: Vec<usize> = (0..state.z.len()).filter(|&i| rise(i) > 1e-12).collect();
        let own = rises.contains(&state.target);
        let others: Vec<String> = rises
            .iter()
            .filter(|i| **i != state.target)
            .map(|i| format!("ŷ{}", subscript(*i)))
            .collect();
        let (answer, why) = match (own, others.is_empty()) {
            (true, true) => (
                0,
                "The logits of all others are pushed down by enough.".to_string(),
            ),
            (true, false) => (
                1,
                format!(
                    "{} rose too: a class that was hardly likely is hardly pushed, and what the likelier ones \
                 lose is shared among all that are left.",
                    others.join(", ")
                ),
            ),
            (false, false) => (
                2,
                "Its smoothed share of the truth is less than it was given, or the step went too far."
                    .to_string(),
            ),
            (false, true) => (
                3,
                "Predicted and true agree already, so there is no gradient to step along.".to_string(),
            ),
        };
        let c = state.target;
        let percent = |v: &[f64]| number::percent(v.get(c).copied().unwrap_or(f64::NAN));
        Question::new(
            format!(
                "The step is taken with rate {}. Which probabilities are then higher than before it?",
                number::rounded(rate)
            ),
            [
                "Only that of the true class",
                "That of the true class, and others too",
                "Others, but not that of the true class",
                "None",
            ],
            answer,
            format!(
                "ŷ{} goes from {} to {}. {why}",
                subscript(c),
                percent(&n.predicted),
                percent(&after)
            ),
        ).then(then)
    }
}
