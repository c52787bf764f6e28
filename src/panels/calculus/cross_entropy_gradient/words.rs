//! The words around the numbers: sentence, formula, question.

use super::CrossEntropyGradient;
use super::numbers::{Numbers, moved, numbers, offs, probabilities};
use super::state::LossState;
use crate::contract::prelude::*;

pub fn sentence(state: &LossState, n: &Numbers, after: &[f64], next_loss: f64) -> String {
    let r = number::rounded;
    let c = state.target;
    let opposite: Vec<f64> = n.gradient.iter().map(|g| -g).collect();
    let (up, down) = (argmax(&opposite), argmax(&n.gradient));
    let head = format!(
        "The true class, {c}, has the probability {}, and the loss{} is {}.",
        number::percent(n.predicted.at(c)),
        if state.smoothing > 0.0 {
            " with smoothed labels"
        } else {
            ""
        },
        number::measured(n.loss, "nat")
    );
    let (pulled, pushed) = (opposite.at(up), n.gradient.at(down));
    let most = pulled.max(pushed);
    let offs = offs(state);
    if n.gradient.iter().zip(&offs).all(|(g, off)| g.abs() <= *off) {
        return format!(
            "{head} Predicted and true agree, so the gradient is 0 and a step changes nothing."
        );
    }
    if most < 1e-9 {
        return format!(
            "{head} Predicted and true almost agree: no entry of the gradient is larger in size than \
             {}, and a step changes almost nothing.",
            r(most)
        );
    }
    // Both are off by as much.
    let tied = |of: usize| match lists::ties(&n.gradient, of, 2.0 * offs.at(of)).len() {
        1 => String::new(),
        count => format!(" (one of {count} equal ones)"),
    };
    let gradient = if pulled <= 0.0 || pushed <= 0.0 {
        format!(
            "The gradient is {} at z{}, and its entries don’t add up to 0.",
            r(n.gradient.at(c)),
            subscript(c)
        )
    } else {
        format!(
            "Its gradient is lowest at z{}, {}{}, and highest at z{}, {}{}.",
            subscript(up),
            r(-pulled),
            tied(up),
            subscript(down),
            r(pushed),
            tied(down)
        )
    };
    format!(
        "{head} {gradient} A gradient step with learning rate {} takes ŷ{} to {} and the loss to \
         {}.",
        r(state.rate),
        subscript(c),
        number::percent(after.at(c)),
        r(next_loss)
    )
}

/// `∂L/∂zᵢ = ŷᵢ − yᵢ = …` with the numbers of one logit.
pub fn formula(state: &LossState, reading: &Reading, i: usize) -> Formula {
    let entry = |name: &str| reading.vector(name).at(i);
    let i_ = || m::int(i);
    let truth = state.truth().at(i);
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
        let why = match (own, others.is_empty()) {
            (true, true) => "All other logits fall enough.".into(),
            (true, false) => format!(
                "So does {}: a class of small probability has a small gradient, and what the more probable \
                 ones lose is shared among the rest.",
                others.join(", ")
            ),
            (false, false) => {
                "Its smoothed label is below its prediction, or the step was too long.".into()
            }
            (false, true) => "Predicted and true agree, so the gradient is 0.".to_string(),
        };
        let c = state.target;
        let percent = |v: &[f64]| number::percent(v.at(c));
        Question::new(
            format!(
                "A gradient step is made with learning rate {}. Which probabilities rise, by more \
                 than 10⁻¹²?",
                number::rounded(rate)
            ),
            [
                ("Only that of the true class", own && others.is_empty()),
                (
                    "That of the true class, and others too",
                    own && !others.is_empty(),
                ),
                (
                    "Others, but not that of the true class",
                    !own && !others.is_empty(),
                ),
                ("None", !own && others.is_empty()),
            ],
            format!(
                "ŷ{} goes from {} to {}. {why}",
                subscript(c),
                percent(&n.predicted),
                percent(&after)
            ),
        )
        .then(then)
    }
}
