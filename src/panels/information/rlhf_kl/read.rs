//! `read`: the optimum, its rewards, its divergence, and the three identities.

use super::ascent::{Hill, Rule};
use super::frontier::Frontier;
use super::limits::{self, Limits};
use super::policy::Policy;
use super::reference::Reference;
use super::state::RlhfState;
use super::{RlhfKl, words};
use crate::contract::prelude::*;
use numeric_core::real::ln;

/// What everything else is said about.
pub struct Numbers {
    /// πref.
    pub reference: Reference,
    /// π* and what belongs to it.
    pub policy: Policy,
    /// KL(π*‖πref) in nats.
    pub kl: f64,
    pub expected_reward: f64,
    pub expected_truth: f64,
    /// E[r] − β·KL.
    pub objective: f64,
    /// β·log(π*/πref).
    pub implied: Vec<f64>,
}

impl Read for RlhfKl {
    fn read(state: &RlhfState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let limits = Limits::of(&n.reference, &state.reward);
        let turn = Frontier::of(state, &n.reference).turn;
        let names = outcomes(n.reference.p.len());
        let off = Rounding::of(state, &n);
        Reading {
            checks: checks(state, &n, &limits, broken),
            sentence: words::sentence(state, &n, turn),
            claim: Some(words::claim(state, &n, &limits, turn)),
            readouts: vec![
                Readout::vector("optimum", "Optimal policy π*", &n.policy.probabilities)
                    .rows(&names),
                Readout::scalar("expected-reward", "Expected reward E[r]", n.expected_reward)
                    .known_to(off.reward),
                Readout::scalar("expected-truth", "Expected true reward", n.expected_truth)
                    .known_to(off.truth),
                Readout::scalar(
                    "kl",
                    "Divergence KL of π* from the reference policy, nats",
                    n.kl,
                ),
                Readout::scalar("objective", "Objective E[r] − β·KL", n.objective)
                    .known_to(off.objective),
                Readout::scalar(
                    "log-partition",
                    "log Z, the logarithm of the reference policy’s mean of exp(r/β), nats",
                    n.policy.log_partition,
                )
                .known_to(off.log_partition),
                Readout::vector(
                    "implied-reward",
                    "Implied reward, β times the log ratio of π* to the reference policy",
                    &n.implied,
                )
                .rows(&names)
                .known_to(off.implied)
                .missing(undefined(&n)),
            ],
        }
    }
}

/// Why some of the implied rewards don't exist.
fn undefined(n: &Numbers) -> Option<String> {
    let impossible: Vec<String> = (0..n.reference.p.len())
        .filter(|i| !n.reference.is_possible(*i))
        .map(outcome)
        .collect();
    (!impossible.is_empty()).then(|| {
        format!(
            "For {} both π* and the reference policy are 0, and log(0/0) doesn’t exist: the policy \
             says nothing of the reward there.",
            impossible.join(", ")
        )
    })
}

pub fn numbers(state: &RlhfState, broken: Option<&str>) -> Numbers {
    // The weights of a state are finite, non-negative and not all zero, so this doesn't fail; if it
    // ever did, the reader would see NaN and broken checks, not a blank page.
    let reference = reference(state);
    let policy = Policy::optimal(&reference, &state.reward, state.beta);
    let kl = divergence(broken)(&policy);
    let expected_reward = policy.mean(&state.reward);
    Numbers {
        kl,
        expected_reward,
        expected_truth: policy.mean(&state.truth),
        objective: expected_reward - state.beta * kl,
        implied: (policy.log_ratios.iter())
            .map(|ratio| state.beta * ratio + 0.0)
            .collect(),
        policy,
        reference,
    }
}

/// πref.
pub fn reference(state: &RlhfState) -> Reference {
    Reference::of(&state.reference)
}

/// The divergence of a policy from πref, or the mistaken one.
fn divergence(broken: Option<&str>) -> fn(&Policy) -> f64 {
    match broken {
        Some("objective-is-log-partition") => |policy| policy.reversed_kl,
        _ => |policy| policy.kl,
    }
}

/// How far rounding may take the readouts that cancel.
pub struct Rounding {
    pub reward: f64,
    pub truth: f64,
    objective: f64,
    log_partition: f64,
    implied: f64,
}

impl Rounding {
    pub fn of(state: &RlhfState, n: &Numbers) -> Self {
        // A probability is off by as many units as its exponent is large.
        let spread: Vec<f64> = (n.policy.probabilities.iter().zip(&n.policy.exponents))
            .map(|(p, exponent)| p * (1.0 + exponent))
            .collect();
        let of = |values: &[f64]| rounding(spread.iter().zip(values).map(|(p, x)| p * x));
        let possible = n.policy.gains.iter().filter(|gain| gain.is_finite());
        let furthest = possible.fold(0.0, |most: f64, gain| most.max(gain.abs()));
        let log_partition = rounding(n.policy.parts);
        Self {
            reward: of(&state.reward),
            truth: of(&state.truth),
            objective: of(&state.reward) + rounding([state.beta * n.kl]),
            log_partition,
            implied: state.beta * rounding([furthest, n.policy.parts[1]]),
        }
    }
}

fn checks(state: &RlhfState, n: &Numbers, limits: &Limits, broken: Option<&str>) -> Vec<Check> {
    vec![
        ascent(state, n, broken == Some("gradient-ascent-agrees")),
        log_partition(state, n),
        at_limits(state, n, limits, broken),
    ]
}

fn ascent(state: &RlhfState, n: &Numbers, forgets: bool) -> Check {
    let hill = Hill::new(&n.reference, &state.reward, state.beta, forgets);
    let steps = hill.steps();
    let arrived = hill
        .climbed(Rule::Natural, steps)
        .ok()
        .and_then(|mut path| path.pop());
    let arrived = arrived.unwrap_or_default();
    let optimum = &n.policy.probabilities;
    // The steps forget what earlier ones rounded, so the error is that of the last gradients: it is
    // halved each time and made anew, which adds up to two of them.
    let sizes = (optimum
        .iter()
        .zip(&n.reference.logs)
        .zip(&n.policy.log_ratios))
    .filter(|((_, log), _)| log.is_finite())
    .map(|((p, log), ratio)| {
        p * (1.0 + 2.0 * ratio.abs() + n.policy.parts[1].abs() + 2.0 * log.abs())
    });
    Check::new("gradient-ascent-agrees").states("Gradient ascent on the logits from the reference policy arrives at π*, which is known \
                 in closed form.").by("the tape differentiates E[r] − β·KL; each step adds half of the natural gradient to \
                the logits, which halves their distance from the optimum, until it is below rounding").compares(distance(&arrived, optimum), 4.0 * rounding(sizes))
}

fn log_partition(state: &RlhfState, n: &Numbers) -> Check {
    let beta = state.beta;
    let optimum = &n.policy.probabilities;
    let target = beta * n.policy.log_partition;
    let direct = n.expected_reward - beta * n.reference.divergence(optimum);
    let terms = n.reference.divergence_terms(optimum);
    // Each term of the divergence rounds two logarithms, and π* is off by its exponent.
    let logarithms = (optimum.iter().zip(&n.reference.logs).zip(terms))
        .filter(|((p, _), _)| **p > 0.0)
        .map(|((p, log), term)| {
            let both = ln(*p).abs() + log.abs();
            beta * (p * (1.0 + both) + term.abs())
        });
    let off = Rounding::of(state, n);
    Check::new("objective-is-log-partition")
        .states("The objective E[r] − β·KL of π* is β·log Z.")
        .by(
            "E[r] and KL are summed over π*, KL also from both policies alone; log Z is the \
                logarithm of one sum over the reference policy and the rewards",
        )
        .compares(
            worst([
                distance(&[n.objective], &[target]),
                distance(&[direct], &[target]),
            ]),
            off.objective + beta * off.log_partition + rounding(logarithms),
        )
}

fn at_limits(state: &RlhfState, n: &Numbers, limits: &Limits, broken: Option<&str>) -> Check {
    let half = if broken == Some("limits") { 1.0 } else { 0.5 };
    let kl = divergence(broken);
    let (residual, tolerance) = limits::compared(&n.reference, &state.reward, limits, kl, half);
    Check::new("limits")
        .states(
            "For β → 0 the policy is the reference policy among the answers of largest reward, and \
                 KL is −log of their reference probability; for β → ∞ KL is Var(r)/(2β²).",
        )
        .by(
            "π* and KL are computed at a β of a thousandth of the gap between the two largest \
                rewards and, for r and −r, at 10⁸ times their range, and compared with sums over \
                the reference policy",
        )
        .compares(residual, tolerance)
}
