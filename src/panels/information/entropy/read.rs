//! `read`: surprisals, entropy, its maximum, a code, a sample, and the four identities.

use super::state::EntropyState;
use super::{Entropy, words};
use crate::contract::prelude::*;
use crate::remembered::Remembered;
use nalgebra::DMatrix;
use numeric_core::coding::HuffmanCode;
use numeric_core::error::Result;
use numeric_core::information::{Shares, entropy, kl_divergence};
use numeric_core::probability::families::Categorical;
use numeric_core::random::Random;
use numeric_core::tape::Tape;
use std::rc::Rc;

/// What everything else is said about.
pub struct Numbers {
    pub p: Vec<f64>,
    pub surprisal: Vec<f64>,
    pub entropy: f64,
    pub maximum: f64,
    /// Bits of each codeword; 0 for an impossible outcome.
    pub lengths: Vec<f64>,
    pub mean_length: f64,
    /// The standard deviation of the surprisal of one draw.
    pub deviation: f64,
}

impl Numbers {
    /// Whether all probabilities are the same, within rounding of the weights and of their sum.
    pub fn is_uniform(&self) -> bool {
        let room = rounding(self.p.iter().copied()) / self.p.len() as f64;
        let first = self.p.at(0);
        self.p.iter().all(|p| (p - first).abs() <= room)
    }
}

/// How often each outcome was drawn.
pub struct Sample {
    #[cfg(target_arch = "wasm32")]
    pub counts: Vec<f64>,
    pub mean_surprisal: f64,
    pub plug_in: f64,
}

impl Read for Entropy {
    fn read(state: &EntropyState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let sample = sample(state, &n);
        let names = outcomes(n.p.len());
        let unit = state.unit.words();
        let error = n.deviation / (state.draws as f64).sqrt();
        let off = sample.mean_surprisal - true_entropy(state, &n.p);
        Reading {
            checks: checks(state, &n, broken),
            sentence: words::sentence(state, &n),
            claim: words::claim(&n),
            readouts: vec![
                Readout::scalar("entropy", format!("Entropy H(p), {unit}"), n.entropy),
                Readout::scalar("maximum", format!("Maximum log n, {unit}"), n.maximum),
                Readout::scalar(
                    "gap",
                    format!("Gap log n − H(p), {unit}"),
                    n.maximum - n.entropy,
                )
                .known_to(rounding([n.maximum, n.entropy])),
                Readout::vector("p", "Probabilities p", &n.p).rows(&names),
                Readout::vector(
                    "surprisal",
                    format!("Surprisal −log p, {unit}"),
                    &n.surprisal,
                )
                .rows(&names),
                Readout::vector("code-lengths", "Codeword lengths, bits", &n.lengths).rows(&names),
                Readout::scalar("code-length", "Mean codeword length, bits", n.mean_length),
                Readout::scalar(
                    "mean-surprisal",
                    format!("Mean surprisal of the draws, {unit}"),
                    sample.mean_surprisal,
                )
                .sampled(),
                Readout::scalar(
                    "standard-error",
                    format!("Its standard error, {unit}"),
                    error,
                ),
                Readout::scalar(
                    "z",
                    "Its distance from H(p), in standard errors",
                    if error > 0.0 { off / error } else { 0.0 },
                )
                .sampled(),
                Readout::scalar(
                    "plug-in-entropy",
                    format!("Entropy of the frequencies in the draws, {unit}"),
                    sample.plug_in,
                )
                .sampled(),
            ],
        }
    }
}

/// The standard deviation of the surprisal: the root of ½ Σᵢⱼ pᵢ pⱼ (sᵢ − sⱼ)². Two surprisals that
/// differ by no more than their rounding (of p and of its logarithm) count as equal, or a spread of 0
/// would come out as some 10⁻¹⁶, and z as rounding divided by rounding.
fn deviation(p: &[f64], surprisal: &[f64]) -> f64 {
    let possible = || p.iter().zip(surprisal).filter(|(p, _)| **p > 0.0);
    let mut variance = 0.0;
    for (p, s) in possible() {
        for (q, t) in possible() {
            let apart = s - t;
            if apart.abs() > 8.0 * f64::EPSILON * (1.0 + s.abs()) {
                variance += p * q * apart * apart / 2.0;
            }
        }
    }
    variance.sqrt()
}

pub fn numbers(state: &EntropyState, broken: Option<&str>) -> Numbers {
    let count = state.p.len();
    let Shares { p, logs, .. } = lists::shares(&state.p, state.unit);
    let surprisal: Vec<f64> = logs.iter().map(|log| 0.0 - log).collect();
    let entropy = match broken {
        Some("gap-is-divergence") => surprisal.iter().sum::<f64>() / count as f64,
        _ => true_entropy(state, &p),
    };
    let counted = match broken {
        Some("at-most-log-n") => 1.0 / count as f64,
        _ => count as f64,
    };
    let (lengths, mean_length) = code(&state.p, &p, broken);
    Numbers {
        entropy,
        maximum: state.unit.log(counted) + 0.0,
        deviation: deviation(&p, &surprisal),
        lengths,
        mean_length,
        p,
        surprisal,
    }
}

fn true_entropy(state: &EntropyState, p: &[f64]) -> f64 {
    entropy(p, state.unit).unwrap_or(f64::NAN)
}

/// The lengths of Huffman’s codewords and their mean, in bits. The code is made from the weights,
/// since it divides by their sum itself, and dividing twice could break ties otherwise.
fn code(weights: &[f64], p: &[f64], broken: Option<&str>) -> (Vec<f64>, f64) {
    if broken == Some("code-within-one-bit") {
        return (vec![8.0; p.len()], 8.0);
    }
    let Ok(code) = HuffmanCode::new(weights) else {
        return (vec![f64::NAN; p.len()], f64::NAN);
    };
    let lengths = code.lengths().into_iter();
    let lengths = lengths.map(|l| l.unwrap_or(0) as f64).collect();
    (lengths, code.mean_length(p).unwrap_or(f64::NAN))
}

/// Weights, how many are drawn, and the seed.
type Asked = (Vec<f64>, usize, u64);

thread_local! {
    static DRAWN: Remembered<Asked, Rc<Vec<usize>>> = const { Remembered::new(2) };
}

/// The draws that the seed decides; drawn once, since reading and pictures ask for the same ones.
pub fn drawn(state: &EntropyState) -> Rc<Vec<usize>> {
    let asked = (state.p.clone(), state.draws, state.seed);
    DRAWN.with(|all| {
        all.value(asked, |(weights, count, seed)| {
            let mut random = Random::new(*seed);
            let draws = Categorical::new(weights).map(|family| family.draws(*count, &mut random));
            Rc::new(draws.unwrap_or_default())
        })
    })
}

pub fn sample(state: &EntropyState, n: &Numbers) -> Sample {
    let mut counts = vec![0.0; n.p.len()];
    for outcome in drawn(state).iter() {
        counts[*outcome] += 1.0;
    }
    let all: f64 = counts.iter().sum();
    // An outcome that wasn't drawn adds nothing, though its surprisal may be infinite.
    let total: f64 = (counts.iter().zip(&n.surprisal))
        .filter(|(count, _)| **count > 0.0)
        .map(|(count, s)| count * s)
        .sum();
    Sample {
        mean_surprisal: total / all,
        plug_in: entropy(&normalised(&counts), state.unit).unwrap_or(f64::NAN),
        #[cfg(target_arch = "wasm32")]
        counts,
    }
}

fn checks(state: &EntropyState, n: &Numbers, broken: Option<&str>) -> Vec<Check> {
    // One in the unit: what a relative error of p adds to each surprisal.
    let one = state.unit.nat();
    let terms = |scale: f64| {
        (n.p.iter().zip(&n.surprisal))
            .filter(|(p, _)| **p > 0.0)
            .map(move |(p, s)| p * (s * scale + one))
    };
    let uniform = vec![1.0 / n.p.len() as f64; n.p.len()];
    let divergence = kl_divergence(&n.p, &uniform, state.unit).unwrap_or(f64::NAN);
    let (slopes, taped) = slopes(state, n, broken);
    let steepest = slopes.iter().fold(one, |m, s| m.max(s.abs()));
    let bit = state.unit.log(2.0);
    let bits = n.entropy / bit;
    let sum = rounding(terms(1.0)) + rounding([n.maximum]);
    vec![
        Check::new("at-most-log-n")
            .states("H(p) ≤ log n.")
            .by("how far the sum of p·log(1/p) is above log n")
            .compares(excess(n.entropy, n.maximum), sum),
        Check::new("gradient")
            .states("∂H/∂pᵢ = −log pᵢ − 1 (in nats), wherever pᵢ > 0.")
            .by("the tape differentiates −Σ p·ln p")
            .compares(distance(&slopes, &taped), rounding([steepest; 4])),
        Check::new("gap-is-divergence")
            .states("log n − H(p) = KL(p‖uniform).")
            .by("the divergence is summed separately, from p·log(p/(1/n))")
            .compares(distance(&[n.maximum - n.entropy], &[divergence]), 2.0 * sum),
        Check::new("code-within-one-bit")
            .states("H(p) ≤ L < H(p) + 1, in bits.")
            .by("the mean length of Huffman’s codewords is compared with the entropy")
            .compares(
                excess(bits, n.mean_length) + excess(n.mean_length, bits + 1.0),
                sum / bit + rounding(n.p.iter().zip(&n.lengths).map(|(p, l)| p * l)),
            ),
    ]
}

/// The slopes of H where p is positive, in the unit: the closed form, and the tape’s.
fn slopes(state: &EntropyState, n: &Numbers, broken: Option<&str>) -> (Vec<f64>, Vec<f64>) {
    let one = match broken {
        Some("gradient") => 0.0,
        _ => state.unit.nat(),
    };
    // At 0 there is no slope, and below 2⁻¹⁰²⁴ the tape's 1/p overflows.
    let is_compared = |p: f64| p.recip().is_finite();
    let support: Vec<f64> = n.p.iter().copied().filter(|p| is_compared(*p)).collect();
    let closed = (n.p.iter().zip(&n.surprisal))
        .filter(|(p, _)| is_compared(**p))
        .map(|(_, s)| s - one)
        .collect();
    let taped = or_nan(taped(&support), support.len());
    let taped = taped.into_iter().map(|s| s * state.unit.nat()).collect();
    (closed, taped)
}

/// The gradient of −Σ p·ln p by reverse mode.
fn taped(p: &[f64]) -> Result<Vec<f64>> {
    let mut tape = Tape::new();
    let p = tape.variable(DMatrix::from_row_slice(1, p.len(), p));
    let logarithms = tape.log(p)?;
    let terms = tape.multiply(p, logarithms)?;
    let sum = tape.sum(terms)?;
    let entropy = tape.negate(sum)?;
    let jacobian = tape.jacobian(entropy, p)?;
    Ok(jacobian.iter().copied().collect())
}
