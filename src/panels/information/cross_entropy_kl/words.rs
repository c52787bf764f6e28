//! The words around the numbers: sentence, formula, proof, question, claim, twin.

use super::CrossEntropyKl;
use super::read::{Numbers, numbers};
use super::state::KlState;
use crate::contract::input::with_probability;
use crate::contract::prelude::*;
use tex::tex_block;

pub fn sentence(state: &KlState, n: &Numbers) -> String {
    let unit = state.unit.words();
    let r = number::rounded;
    let blind: Vec<String> = (0..n.p.len())
        .filter(|&i| n.p[i] > 0.0 && n.q[i] == 0.0)
        .map(outcome)
        .collect();
    if !blind.is_empty() {
        return format!(
            "The model q rules out {}, which really happens, so its cross-entropy and KL(p‖q) are \
             infinite: no price is high enough for calling the possible impossible. The truth \
             itself has {} {unit} of entropy.",
            blind.join(", "),
            r(n.entropy)
        );
    }
    if n.kl_pq.abs() < 1e-12 {
        return format!(
            "The model q equals the truth p: each outcome costs {} {unit}, which is the entropy of \
             p, and no model can do better.",
            r(n.cross_entropy)
        );
    }
    format!(
        "An outcome of p, told with the code of q, costs {} {unit} on average: {} are the entropy of \
         p, which nobody can save, and {} are the price of believing q.",
        r(n.cross_entropy),
        r(n.entropy),
        r(n.kl_pq)
    )
}

pub fn with_unit(mut formula: Formula, state: &KlState) -> Formula {
    formula.live.push(("unit", state.unit.words().to_string()));
    formula
}

impl Words for CrossEntropyKl {
    fn formula(state: &KlState, reading: &Reading) -> Formula {
        with_unit(
            Formula::fixed(
                tex_block!(
                    r"\underbrace{\tint{loss}{\live{ce}}}_{H(\tint{truth}{p},\tint{model}{q})} = \underbrace{\tint{truth}{\live{h}}}_{H(\tint{truth}{p})} + \underbrace{\tint{gradient}{\live{kl}}}_{\mathrm{KL}(\tint{truth}{p}\,\|\,\tint{model}{q})} \;\; \live{unit}"
                ),
                &[
                    ("ce", reading.scalar("cross-entropy")),
                    ("h", reading.scalar("entropy")),
                    ("kl", reading.scalar("kl-pq")),
                ],
            ),
            state,
        )
    }

    fn question(state: &KlState) -> Question<KlState> {
        let now = numbers(state, None);
        let mut open: Vec<(Change, f64)> = changes(state, &now)
            .into_iter()
            .map(|change| {
                let then = numbers(&change.1, None).kl_pq;
                (change, then)
            })
            .collect();
        // From infinite to infinite there is nothing to ask. An even model is never infinitely wrong.
        if now.kl_pq.is_infinite() {
            open.retain(|(_, then)| then.is_finite());
        }
        // Another question at another kind of state, but the same while a bar is dragged a little.
        let kind = 2 * argmax(&now.p) + argmax(&now.q) + now.p.len();
        let ((happens, next, lesson), then) = open.swap_remove(kind % open.len());
        let answer = if then.is_infinite() {
            0
        } else if then > now.kl_pq + 1e-12 {
            1
        } else if now.kl_pq - then <= 1e-12 {
            3
        } else {
            2
        };
        Question::new(
            format!("{happens} What does KL(p‖q) do?"),
            [
                "It becomes infinite",
                "It grows, but stays finite",
                "It shrinks",
                "It stays as it is",
            ],
            answer,
            format!(
                "It goes from {} to {} {}. {}",
                number::rounded(now.kl_pq),
                number::rounded(then),
                state.unit.words(),
                match answer {
                    0 =>
                        "Wherever p gives even a little and q nothing, log(p/q) has no bound: one such \
                      outcome is enough.",
                    3 => "Nothing that p cares about has changed.",
                    _ => lesson,
                }
            ),
        ).then(next)
    }
}

/// What could happen next, in words, the state after it, and what to learn from a finite answer.
type Change = (String, KlState, &'static str);

fn changes(state: &KlState, now: &Numbers) -> Vec<Change> {
    let with_q = |q: Vec<f64>| KlState { q, ..state.clone() };
    let least = argmin(&now.p);
    let most = argmax(&now.p);
    let half = now.q[most] / 2.0;
    vec![
        (
            "The two change places: the model becomes the truth, and the truth the model.".into(),
            KlState {
                p: state.q.clone(),
                q: state.p.clone(),
                ..state.clone()
            },
            "A divergence is no distance: it depends on which of the two is believed and which \
             happens.",
        ),
        (
            format!(
                "The model’s bar q for {}, the likeliest outcome of p, is halved to {}, and the \
                 others share what it had.",
                outcome(most),
                number::rounded(half)
            ),
            with_q(with_probability(&state.q, most, half)),
            "What counts is whether the model had given it more than p does, or less.",
        ),
        // The outcome that p finds least likely: ruling it out looks harmless.
        (
            format!(
                "The model’s bar q for {} is pulled down to 0, and the others share what it had.",
                outcome(least)
            ),
            with_q(with_probability(&state.q, least, 0.0)),
            "Where p gives nothing, q needn’t either; what it saves goes to what happens.",
        ),
        (
            "The model gives up and calls all outcomes equally likely.".into(),
            with_q(vec![1.0; state.q.len()]),
            "An even model rules nothing out. Whether it is the better one depends on how wrong \
             the other was.",
        ),
    ]
}

/// "The unique right loss", against the Brier score, which the truth minimises as well.
pub fn claim(n: &Numbers) -> Claim {
    let brier = |q: &[f64]| -> f64 {
        // Expected squared distance of q from the outcome that happens, drawn from p.
        let own: f64 = q.iter().map(|x| x * x).sum();
        n.p.iter()
            .zip(q)
            .map(|(p, q)| p * (1.0 + own - 2.0 * q))
            .sum()
    };
    let (at_truth, here) = (brier(&n.p), brier(&n.q));
    Claim {
        says: "Cross-entropy is often called the one right loss for probabilities.".into(),
        measured: format!(
            "The Brier score, a squared error, is expected to be {} for the model q and {} for the \
             truth p: the truth minimises it too{}.",
            number::rounded(here),
            number::rounded(at_truth),
            if here < at_truth - 1e-12 {
                " — no, it doesn’t"
            } else {
                ""
            }
        ),
        verdict:
            "Not the only one that rewards honesty. It is the only one (up to scale and shift, \
                  with three outcomes or more) that looks at nothing but the probability given to \
                  what happened."
                .into(),
        stands: false,
    }
}
