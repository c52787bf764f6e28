//! The words around the numbers: sentence, formula, proof, question, claim, twin.

use super::read::{Numbers, numbers};
use super::state::{KlState, set_probability};
use crate::contract::mathml::{Formula, fixed};
use crate::contract::panel::{Claim, Question, Step};
use crate::contract::plate::{Curve, Plate, Plot, Tint};
use crate::contract::{Reading, number, numpy};
use numeric_core::information::{Unit, kl_divergence};
use tex::tex_block;

pub fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Bits => "bits",
        Unit::Nats => "nats",
    }
}

/// The name of an outcome: A, B, C, …
pub fn outcome(i: usize) -> String {
    char::from_u32('A' as u32 + i as u32)
        .map(String::from)
        .unwrap_or_default()
}

pub fn sentence(state: &KlState, n: &Numbers) -> String {
    let unit = unit(state.unit);
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

fn with_unit(mut formula: Formula, state: &KlState) -> Formula {
    formula.live.push(("unit", unit(state.unit).to_string()));
    formula
}

pub fn formula(state: &KlState, reading: &Reading) -> Formula {
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

/// What could happen next, in words, the state after it, and what to learn from a finite answer.
type Change = (String, KlState, &'static str);

fn changes(state: &KlState, now: &Numbers) -> Vec<Change> {
    let with_q = |q: Vec<f64>| KlState { q, ..state.clone() };
    let least = largest(now.p.iter().map(|x| -x));
    let most = largest(now.p.iter().copied());
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
            with_q(set_probability(&state.q, most, half)),
            "What counts is whether the model had given it more than p does, or less.",
        ),
        // The outcome that p finds least likely: ruling it out looks harmless.
        (
            format!(
                "The model’s bar q for {} is pulled down to 0, and the others share what it had.",
                outcome(least)
            ),
            with_q(set_probability(&state.q, least, 0.0)),
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

fn largest(values: impl Iterator<Item = f64>) -> usize {
    let (mut at, mut most) = (0, f64::NEG_INFINITY);
    for (i, x) in values.enumerate() {
        if x > most {
            (at, most) = (i, x);
        }
    }
    at
}

pub fn question(state: &KlState) -> Question<KlState> {
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
    let (p, q) = (now.p.iter().copied(), now.q.iter().copied());
    let kind = 2 * largest(p) + largest(q) + now.p.len();
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
    Question {
        prompt: format!("{happens} What does KL(p‖q) do?"),
        options: vec![
            "It becomes infinite".into(),
            "It grows, but stays finite".into(),
            "It shrinks".into(),
            "It stays as it is".into(),
        ],
        answer,
        because: format!(
            "It goes from {} to {} {}. {}",
            number::rounded(now.kl_pq),
            number::rounded(then),
            unit(state.unit),
            match answer {
                0 =>
                    "Wherever p gives even a little and q nothing, log(p/q) has no bound: one such \
                      outcome is enough.",
                3 => "Nothing that p cares about has changed.",
                _ => lesson,
            }
        ),
        then: Some(next),
    }
}

pub fn derivation(state: &KlState, reading: &Reading) -> Vec<Step> {
    let ce = reading.scalar("cross-entropy");
    let h = reading.scalar("entropy");
    let kl = reading.scalar("kl-pq");
    let (p, q) = (reading.vector("p"), reading.vector("q"));
    let moved: f64 = p
        .iter()
        .zip(q)
        .filter(|(p, _)| **p > 0.0)
        .map(|(p, q)| q - p)
        .sum();
    let numbers =
        |markup, live: &[(&'static str, f64)]| with_unit(Formula::fixed(markup, live), state);
    vec![
        Step {
            title: "Start from the loss",
            formula: fixed!(
                tex_block!(r"H(\tint{truth}{p},\tint{model}{q}) = -\sum_x \tint{truth}{p(x)}\,\log \tint{model}{q(x)}"), &[]),
            numbers: numbers(tex_block!(r"H(\tint{truth}{p},\tint{model}{q}) = \tint{loss}{\live{ce}} \;\; \live{unit}"), &[("ce", ce)]),
            says: "What an outcome costs on average when it is drawn from p and coded for q.".into(),
        },
        Step {
            title: "Add and take away the same thing",
            formula: fixed!(
                tex_block!(r"= -\sum_x \tint{truth}{p}\log\tint{model}{q} + \sum_x \tint{truth}{p}\log\tint{truth}{p} - \sum_x \tint{truth}{p}\log\tint{truth}{p}"), &[]),
            numbers: numbers(
                tex_block!(r"= \tint{loss}{\live{ce}} + (\live{minus}) - (\live{minus2}) \;\; \live{unit}"),
                &[("ce", ce), ("minus", 0.0 - h), ("minus2", 0.0 - h)]),
            says: "Σ p·log p doesn’t contain q. It is finite even where some p are zero, since 0·log 0 \
                   counts as 0, its limit.".into(),
        },
        Step {
            title: "Group what contains only p",
            formula: fixed!(
                tex_block!(r"= \Bigl[-\sum_x \tint{truth}{p}\log\tint{truth}{p}\Bigr] + \Bigl[\sum_x \tint{truth}{p}\log\tint{truth}{p} - \sum_x \tint{truth}{p}\log\tint{model}{q}\Bigr]"), &[]),
            numbers: numbers(
                tex_block!(r"= \bigl[\tint{truth}{\live{h}}\bigr] + \bigl[\live{minus} + \tint{loss}{\live{ce}}\bigr] \;\; \live{unit}"),
                &[("h", h), ("minus", 0.0 - h), ("ce", ce)]),
            says: "The first bracket is a property of the truth alone.".into(),
        },
        Step {
            title: "Name the two brackets",
            formula: fixed!(
                tex_block!(r"H(\tint{truth}{p},\tint{model}{q}) = H(\tint{truth}{p}) + \mathrm{KL}(\tint{truth}{p}\,\|\,\tint{model}{q})"), &[]),
            numbers: numbers(
                tex_block!(r"\tint{loss}{\live{ce}} = \tint{truth}{\live{h}} + \tint{gradient}{\live{kl}} \;\; \live{unit}"),
                &[("ce", ce), ("h", h), ("kl", kl)]),
            says: "The differences of logarithms are logarithms of quotients, Σ p·log(p/q). Training \
                   moves only q, so lowering the loss is lowering the divergence.".into(),
        },
        Step {
            title: "The divergence is never negative",
            formula: fixed!(
                tex_block!(r"-\mathrm{KL} = \sum_{\tint{truth}{p}>0} \tint{truth}{p}\,\ln\frac{\tint{model}{q}}{\tint{truth}{p}} \;\le\; \sum_{\tint{truth}{p}>0} \tint{truth}{p}\Bigl(\frac{\tint{model}{q}}{\tint{truth}{p}} - 1\Bigr) \;\le\; 0"), &[]),
            numbers: numbers(
                tex_block!(r"\live{minus} \;\le\; \live{moved} \;\le\; 0 \qquad (\mathrm{nats})"),
                &[
                    ("minus", 0.0 - match state.unit {
                        Unit::Nats => kl,
                        Unit::Bits => kl * std::f64::consts::LN_2,
                    }),
                    ("moved", moved),
                ]),
            says: "ln t ≤ t − 1, with equality only at t = 1: so the divergence is zero only where \
                   q = p. (Gibbs’ inequality.)".into(),
        },
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

/// Both divergences from p on the way from p (0) to q (1).
pub fn path_plot(state: &KlState, reading: &Reading) -> Plot {
    const POINTS: usize = 60;
    let (p, q) = (reading.vector("p"), reading.vector("q"));
    let along = |reverse: bool| -> Vec<(f64, f64)> {
        (0..=POINTS)
            .map(|i| {
                let t = i as f64 / POINTS as f64;
                let m: Vec<f64> = p
                    .iter()
                    .zip(q)
                    .map(|(p, q)| (1.0 - t) * p + t * q)
                    .collect();
                let (a, b) = if reverse {
                    (m.as_slice(), p)
                } else {
                    (p, m.as_slice())
                };
                (t, kl_divergence(a, b, state.unit).unwrap_or(f64::NAN))
            })
            .collect()
    };
    Plot {
        curves: vec![
            Curve {
                name: "forward KL(p‖m)".into(),
                tint: Tint::Truth,
                dashed: false,
                points: along(false),
            },
            Curve {
                name: "reverse KL(m‖p)".into(),
                tint: Tint::Model,
                dashed: true,
                points: along(true),
            },
        ],
        x_name: "share of q in the mixture m".into(),
        y_name: unit(state.unit).into(),
        log_x: false,
        log_y: false,
        here: Some(1.0),
    }
}

pub fn plates(state: &KlState, reading: &Reading) -> Vec<Plate> {
    let labels: Vec<String> = (0..reading.vector("p").len()).map(outcome).collect();
    vec![
        Plate::Bars {
            title: "Truth p and model q".into(),
            labels: labels.clone(),
            series: vec![
                ("p".into(), Tint::Truth, reading.vector("p").to_vec()),
                ("q".into(), Tint::Model, reading.vector("q").to_vec()),
            ],
        },
        Plate::Bars {
            title: "Terms p·log(p/q)".into(),
            labels,
            series: vec![(
                "term".into(),
                Tint::Gradient,
                reading.vector("terms").to_vec(),
            )],
        },
        Plate::Lines {
            title: "Forward and reverse divergence on the way from p to q".into(),
            plot: path_plot(state, reading),
        },
    ]
}

pub fn twin(state: &KlState) -> String {
    let log = match state.unit {
        Unit::Bits => "np.log2",
        Unit::Nats => "np.log",
    };
    format!(
        r#"import json
import numpy as np

p = {p}
q = {q}
log = {log}

# Divide by the largest weight first, so that huge weights don't overflow in the sum.
p = p / p.max()
p = p / p.sum()
q = q / q.max()
q = q / q.sum()


def expected_surprise(p, q):
    """-sum p log q, where 0 log 0 is 0 and a possible outcome ruled out costs infinity."""
    possible = p > 0
    with np.errstate(divide="ignore"):
        return -(p[possible] * log(q[possible])).sum() + 0.0


def kl_terms(p, q):
    terms = np.zeros_like(p)
    possible = p > 0
    with np.errstate(divide="ignore"):
        terms[possible] = p[possible] * (log(p[possible]) - log(q[possible]))
    return terms


print(json.dumps({{
    "entropy": expected_surprise(p, p),
    "cross-entropy": expected_surprise(p, q),
    "kl-pq": kl_terms(p, q).sum(),
    "kl-qp": kl_terms(q, p).sum(),
    "p": p.tolist(),
    "q": q.tolist(),
    "terms": kl_terms(p, q).tolist(),
}}))
"#,
        p = numpy::array(&state.p),
        q = numpy::array(&state.q),
    )
}
