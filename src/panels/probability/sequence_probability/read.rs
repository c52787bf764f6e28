//! `read`: a conditional for each word, their product and the sum of their logarithms.

use super::paths::Second;
use super::state::SequenceState;
use super::{SequenceProbability, paths, words};
use crate::contract::prelude::*;
use crate::language::{
    MISSING, Model, Predicted, conditionals, log_joint, next_words, quoted, trained, vocabulary,
};

/// What everything else is said about.
pub struct Numbers {
    /// The distribution at each place, and the one after the last word.
    pub rows: Predicted,
    /// P(wᵢ | w₁ … wᵢ₋₁) for each word.
    pub conditionals: Vec<f64>,
    /// Their product as a computer multiplies: it underflows to 0 below 10⁻³²³.
    pub joint: f64,
    /// The sum of their logarithms, nats.
    pub log_joint: f64,
}

impl Read for SequenceProbability {
    fn read(state: &SequenceState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let text = crate::language::words(&state.text);
        let models: Vec<String> = Model::ALL.iter().map(|m| m.words().to_string()).collect();
        let own =
            |model: &Model| log_joint(&conditionals(&next_words(*model, &state.text), &state.text));
        let log_joints: Vec<f64> = Model::ALL.iter().map(own).collect();
        let none = Vec::new();
        let distribution = n.rows.get(state.word).unwrap_or(&none);
        let after_last = state.word == state.text.len();
        let missing = missing(state, &n);
        Reading {
            checks: checks(state, &n),
            sentence: words::sentence(state, &n),
            claim: Some(words::claim(state, &n)),
            readouts: vec![
                Readout::vector(
                    "conditionals",
                    "Probability of each word given those before it",
                    &n.conditionals,
                )
                .rows(&text)
                .missing(missing.clone()),
                Readout::scalar("joint", "Probability of the text, the product", n.joint)
                    .missing(absent(state)),
                Readout::scalar("log-joint", "Log P of the text, nats", n.log_joint)
                    .missing(absent(state)),
                Readout::scalar(
                    "per-word",
                    "Log P divided by the number of words, nats",
                    n.log_joint / state.text.len() as f64,
                )
                .missing(absent(state)),
                Readout::vector("log-joints", "Log P by each model, nats", &log_joints)
                    .rows(&models)
                    .missing(trained().is_none().then(absent_model)),
                Readout::vector(
                    "distribution",
                    if after_last {
                        "Distribution of the word that would come next".into()
                    } else {
                        format!("Distribution of word {} of the text", state.word + 1)
                    },
                    distribution,
                )
                .rows(&vocabulary())
                .missing(missing),
            ],
        }
    }
}

pub fn numbers(state: &SequenceState, broken: Option<&str>) -> Numbers {
    let mut rows = next_words(state.model, &state.text);
    if broken == Some("continuations-sum-to-one") {
        for row in &mut rows {
            let most = row.iter().copied().fold(0.0, f64::max);
            row.iter_mut().for_each(|p| *p /= most);
        }
    }
    let conditionals = conditionals(&rows, &state.text);
    let first = usize::from(broken == Some("product-is-joint"));
    let factors = conditionals.get(first..).unwrap_or_default();
    Numbers {
        joint: product(factors),
        log_joint: log_joint(factors),
        conditionals,
        rows,
    }
}

/// The product of the factors: 0 as soon as one is, since then the text can't be, whatever follows.
pub fn product(factors: &[f64]) -> f64 {
    if factors.contains(&0.0) {
        return 0.0;
    }
    factors.iter().product()
}

/// The place of the first word that can't follow those before it.
pub fn impossible(conditionals: &[f64]) -> Option<usize> {
    conditionals.iter().position(|p| *p == 0.0)
}

fn absent_model() -> String {
    format!("There is no number, since {MISSING}.")
}

/// Why nothing at all is known.
fn absent(state: &SequenceState) -> Option<String> {
    (state.model == Model::Transformer && trained().is_none()).then(absent_model)
}

/// Why some conditional probabilities don't exist.
fn missing(state: &SequenceState, n: &Numbers) -> Option<String> {
    absent(state).or_else(|| {
        let at = impossible(&n.conditionals)?;
        let lacks = n.rows.iter().flatten().any(|p| p.is_nan());
        lacks.then(|| format!(
            "The text can’t go on as far as {} by this model, and given what can’t be, nothing has a \
             probability.",
            quoted(state.text.get(at).copied().unwrap_or_default())
        ))
    })
}

/// How far rounding may take the logarithm of the product from that of the second route: each factor is
/// known to a relative error by either, and their logarithms are added.
pub fn room(n: &Numbers, second: &Second) -> f64 {
    let finite = |x: &f64| x.is_finite();
    let factors = (n.conditionals.len() + 1) as f64;
    let logs = n.conditionals.iter().map(|p| p.ln());
    2.0 * factors * second.relative
        + rounding(logs.filter(finite))
        + rounding([second.log_joint].into_iter().filter(finite))
}

fn checks(state: &SequenceState, n: &Numbers) -> Vec<Check> {
    let second = paths::joint(state.model, &state.text);
    let reason = || absent(state);
    let room = room(n, &second);
    vec![
        Check::new("product-is-joint")
            .states(
                "The product of the conditional probabilities is the joint probability, and the \
                     sum of their logarithms its logarithm.",
            )
            .by(second.route)
            .compares(
                worst([
                    distance(&[n.log_joint], &[second.log_joint]),
                    relative(n.joint, second.log_joint),
                ]),
                room,
            )
            .unless(reason()),
        Check::new("continuations-sum-to-one")
            .states(
                "The probabilities of all words that may come next sum to 1, and those of all \
                     continuations of the text by one word sum to its own.",
            )
            .by(
                "each distribution is summed; the joint probability of the text with each word \
                    after it is computed by the second route, and these are summed",
            )
            .compares(
                worst([sums(&n.rows), continued(n.log_joint, &second.continued)]),
                room + second.relative
                    + rounding(
                        second
                            .continued
                            .iter()
                            .map(|_| 1.0 / second.continued.len() as f64),
                    ),
            )
            .unless(reason()),
    ]
}

/// How far a product is from e^log, as a part of it; nothing where that is too small to be known to
/// all its digits.
fn relative(product: f64, log: f64) -> f64 {
    let joint = log.exp();
    if joint == 0.0 {
        product
    } else if joint < f64::MIN_POSITIVE {
        0.0
    } else {
        (product / joint - 1.0).abs()
    }
}

/// The largest distance of a distribution's sum from 1, among those that exist.
fn sums(rows: &Predicted) -> f64 {
    let exists = |row: &&Vec<f64>| row.iter().all(|p| !p.is_nan());
    let away = |row: &Vec<f64>| (row.iter().sum::<f64>() - 1.0).abs();
    worst(rows.iter().filter(exists).map(away))
}

/// How far the sum of all continuations is from the text's own probability, as a part of it.
fn continued(log_joint: f64, continued: &[f64]) -> f64 {
    if log_joint == f64::NEG_INFINITY {
        return continued.iter().map(|log| log.exp()).sum();
    }
    let shares = continued.iter().map(|log| (log - log_joint).exp());
    (shares.sum::<f64>() - 1.0).abs()
}
