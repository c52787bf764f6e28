//! `read`: the readouts of the present view and its identities.

use super::inference::{Flips, Inference, coins, flip_by_flip, rule};
use super::preference::{Preference, from_softmax, preference};
use super::state::{BayesState, BayesView};
use super::weight::{Weight, from_ridge, weight};
use super::{Bayes, words};
use crate::contract::prelude::*;
use numeric_core::real;

/// What the present view is about.
pub enum Seen {
    Rule(Inference),
    Weight(Weight),
    Preference(Preference),
    Coins(Flips),
}

/// What the present view computes.
pub fn seen(state: &BayesState, broken: Option<&str>) -> Seen {
    match state.view {
        BayesView::Rule => Seen::Rule(rule(state, broken)),
        BayesView::WeightDecay | BayesView::Dropout => Seen::Weight(weight(state, broken)),
        BayesView::Preference => Seen::Preference(preference(state, broken)),
        BayesView::InContext => Seen::Coins(coins(state, broken)),
    }
}

impl Read for Bayes {
    fn read(state: &BayesState, broken: Option<&str>) -> Reading {
        let seen = seen(state, broken);
        let (readouts, checks) = match &seen {
            Seen::Rule(found) => (of_rule(found), vec![odds(state, found), sum_of_rule(found)]),
            Seen::Weight(found) => (of_weight(state, found), vec![ridge(state, found)]),
            Seen::Preference(found) => (of_preference(found), vec![logistic(state, found)]),
            Seen::Coins(found) => (of_coins(state, found), vec![sum_of_coins(state, found)]),
        };
        Reading {
            readouts,
            checks,
            sentence: words::sentence(state, &seen),
            claim: words::claim(state, &seen),
        }
    }
}

/// Why there is no posterior.
const IMPOSSIBLE: &str = "The evidence has probability 0 under every hypothesis that the prior \
                          allows, and nothing can be divided by 0: there is no posterior.";
const NO_COIN: &str = "No coin with a prior above 0 can produce these flips: there is no posterior \
                       and no prediction.";
const NO_FLIPS: &str = "There are no flips yet, and so there is no frequency.";
const NEVER_COMPARED: &str = "The two answers were never compared, so every difference has the same \
                              likelihood.";

fn of_rule(found: &Inference) -> Vec<Readout> {
    let count = found.prior.len();
    let posterior = listed(found.posterior.as_ref(), count);
    vec![
        Readout::scalar("evidence", "Evidence P(E)", found.evidence),
        Readout::vector("posterior", "Posterior P(H|E)", &posterior)
            .rows(&outcomes(count))
            .missing(found.posterior.is_none().then(|| IMPOSSIBLE.into())),
    ]
}

/// A posterior, NaN where there is none.
fn listed(posterior: Option<&Vec<f64>>, count: usize) -> Vec<f64> {
    posterior.cloned().unwrap_or_else(|| vec![f64::NAN; count])
}

fn of_weight(state: &BayesState, found: &Weight) -> Vec<Readout> {
    let map = Readout::scalar("map", "Most probable weight", found.map).known_to(found.off[0]);
    let deviation = Readout::scalar(
        "posterior-deviation",
        "Standard deviation of the posterior",
        found.deviation,
    );
    if state.view == BayesView::WeightDecay {
        let lambda = Readout::scalar("lambda", "λ = σ²/τ²", found.lambda);
        return vec![lambda, map, deviation];
    }
    let keep = state.keep;
    let off = keep * found.off[1];
    let reason = found.least_squares.is_nan().then(|| {
        let what = if state.x.is_empty() {
            "There are no data"
        } else {
            "All x are 0"
        };
        format!("{what}: every weight fits equally well, so that dropout’s loss has no minimum of its own.")
    });
    vec![
        Readout::scalar(
            "dropout-weight",
            "Dropout: mean output at x = 1",
            found.dropout(keep),
        )
        .known_to(off)
        .missing(reason.clone()),
        Readout::scalar(
            "dropout-spread",
            "Dropout: standard deviation at x = 1",
            found.spread(keep),
        )
        .known_to(off * real::sqrt((1.0 - keep) / keep))
        .missing(reason),
        map,
        deviation,
    ]
}

fn of_preference(found: &Preference) -> Vec<Readout> {
    vec![
        Readout::scalar(
            "preference",
            "P(first preferred) by the rewards",
            found.preference,
        ),
        Readout::scalar(
            "difference-likelihood",
            "Difference of greatest likelihood, from the wins",
            found.likelihood,
        )
        .missing(found.likelihood.is_nan().then(|| NEVER_COMPARED.into())),
        Readout::scalar(
            "difference-map",
            "Most probable difference under the prior",
            found.map,
        ),
    ]
}

fn of_coins(state: &BayesState, found: &Flips) -> Vec<Readout> {
    let posterior = listed(found.posterior.as_ref(), state.coins.len());
    let prediction = found.prediction(&state.coins).unwrap_or(f64::NAN);
    let impossible = found.posterior.is_none().then(|| NO_COIN.to_owned());
    let frequency = found.frequency();
    vec![
        Readout::vector("posterior", "Posterior of the coins", &posterior)
            .rows(&coin_names(&state.coins))
            .missing(impossible.clone()),
        Readout::scalar("prediction", "P(next is 1) by Bayes’ rule", prediction)
            .missing(impossible),
        Readout::scalar("frequency", "Frequency of 1", frequency)
            .missing(frequency.is_nan().then(|| NO_FLIPS.into())),
        Readout::scalar(
            "laplace",
            "Laplace’s rule, (ones + 1)/(flips + 2)",
            found.laplace(),
        ),
    ]
}

/// Each coin under the probability that it shows a 1.
pub fn coin_names(coins: &[f64]) -> Vec<String> {
    coins
        .iter()
        .map(|c| format!("θ = {}", rounded(*c)))
        .collect()
}

/// The posterior in the ratio of prior × likelihood, whose logarithms are added.
fn odds(state: &BayesState, found: &Inference) -> Check {
    let logs: Vec<(f64, f64)> = (state.prior_weights().iter().zip(&state.likelihood))
        .map(|(p, l)| (real::ln(*p), real::ln(*l)))
        .collect();
    let joint: Vec<f64> = logs.iter().map(|(p, l)| p + l).collect();
    let top = argmax(&joint);
    let most = joint.at(top);
    let posterior = listed(found.posterior.as_ref(), joint.len());
    let highest = posterior.at(top);
    let ratios: Vec<f64> = joint.iter().map(|x| real::exp(x - most)).collect();
    let expected: Vec<f64> = ratios.iter().map(|r| highest * r).collect();
    // A logarithm's rounding is that of its size, and becomes a relative one of the ratio.
    let size = |at: usize| logs.get(at).map_or(0.0, |(p, l)| p.abs() + l.abs());
    let off = (0..joint.len())
        .filter(|at| ratios[*at] > 0.0)
        .map(|at| ratios[at] * rounding([size(at), size(top), 1.0]));
    let check = Check::new("rule")
        .states("P(Hᵢ|E) : P(Hⱼ|E) = P(Hᵢ)·P(E|Hᵢ) : P(Hⱼ)·P(E|Hⱼ).")
        .by(
            "the logarithms of prior and likelihood are added, and each hypothesis is compared \
                with the most probable one",
        )
        .compares(
            distance(&posterior, &expected),
            worst(off) + f64::MIN_POSITIVE,
        );
    unless(check, found.posterior.is_none().then_some(IMPOSSIBLE))
}

/// A check, or that there is nothing to compare.
fn unless(check: Check, reason: Option<&str>) -> Check {
    match reason {
        None => check,
        Some(reason) => Check {
            residual: 0.0,
            tolerance: 0.0,
            undecided: Some(reason.into()),
            ..check
        },
    }
}

const SUMS_TO_ONE: &str = "posterior-sums-to-one";

fn sum_of_rule(found: &Inference) -> Check {
    let posterior = found.posterior.as_deref().unwrap_or_default();
    let count = posterior.len().max(1);
    let check = Check::new(SUMS_TO_ONE)
        .states("The posterior probabilities sum to 1.")
        .by(
            "prior × likelihood is divided by the evidence for each hypothesis alone, and then all \
                are added up",
        )
        .compares(
            distance(&[posterior.iter().sum()], &[1.0]),
            rounding(vec![1.0 / count as f64; count]),
        );
    unless(check, found.posterior.is_none().then_some(IMPOSSIBLE))
}

fn sum_of_coins(state: &BayesState, found: &Flips) -> Check {
    let (posterior, other) = (found.posterior.as_deref(), flip_by_flip(state));
    let other = other.unwrap_or_default();
    let posterior = posterior.unwrap_or_default();
    let flips = found.heads + found.tails;
    // Each flip rounds a product twice; a logarithm's rounding is that of its size. The errors count
    // as much as their coins do.
    let off = other
        .iter()
        .zip(&found.log_joint)
        .filter(|(p, _)| **p > 0.0);
    let off = off.map(|(p, log)| p * (2.0 * flips + 16.0 + 8.0 * log.abs()));
    let off = 2.0 * f64::EPSILON * off.sum::<f64>();
    let sum = distance(&[posterior.iter().sum()], &[1.0]);
    let check = Check::new(SUMS_TO_ONE)
        .states("The posterior sums to 1, and updating it after each flip gives the same one.")
        .by(
            "the coins’ probabilities are multiplied flip by flip, without logarithms, and divided \
                by their sum",
        )
        .compares(
            worst([sum, distance(posterior, &other)]),
            off + rounding(vec![1.0 / other.len().max(1) as f64; other.len()]),
        );
    unless(check, found.posterior.is_none().then_some(NO_COIN))
}

fn ridge(state: &BayesState, found: &Weight) -> Check {
    let (residual, tolerance) = from_ridge(state, found);
    Check::new("map-is-ridge")
        .states("The most probable weight minimises Σ(y − w·x)² + λ·w² with λ = σ²/τ².")
        .by(
            "the tape differentiates this loss at the most probable weight, and a Newton step says \
                how far its minimum is away",
        )
        .compares(residual, tolerance)
}

fn logistic(state: &BayesState, found: &Preference) -> Check {
    let (residual, tolerance) = from_softmax(state, found);
    Check::new("logistic-of-difference")
        .states("σ(r₁ − r₂) = exp(r₁)/(exp(r₁) + exp(r₂)).")
        .by("the softmax over both rewards is computed")
        .compares(residual, tolerance)
}
