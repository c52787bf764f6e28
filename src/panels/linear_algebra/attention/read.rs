//! `read`: the six steps, and the four identities.

use super::AttentionPanel;
use super::forward::{Forward, exponents, forward, gradients, plain, softmax_by_logs};
use super::state::AttentionState;
use super::words;
use crate::contract::names::dimensions;
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::error::Result;
use numeric_core::random::Random;

impl Read for AttentionPanel {
    fn read(state: &AttentionState, broken: Option<&str>) -> Reading {
        // The shapes of a state always fit, so this cannot fail; if it ever did, the reader would
        // see NaN and broken checks, not a blank page.
        let f = forward(state, broken).unwrap_or_else(|_| nothing(state));
        let tokens = &state.tokens;
        let (k, v) = (
            dimensions("k", state.k.ncols()),
            dimensions("v", state.v.ncols()),
        );
        let square = |name, label: &str, m| Readout::matrix(name, label, m).named(tokens, tokens);
        Reading {
            checks: checks(state, &f, broken),
            sentence: words::sentence(state, &f),
            claim: Some(words::claim()),
            readouts: vec![
                Readout::matrix("k-transposed", "Kᵀ", &f.k_transposed)
                    .named(&k, tokens)
                    .with_minus_zero(),
                square("scores", "Scores QKᵀ", &f.scores).with_minus_zero(),
                square("scaled", "Scaled scores", &f.scaled).with_minus_zero(),
                square("exponentials", "Exponentials", &f.exponentials),
                Readout::vector("row-sums", "Row sums", &f.row_sums).named(tokens, &[]),
                square("weights", "Attention weights", &f.weights),
                Readout::matrix("output", "Output", &f.output)
                    .named(tokens, &v)
                    .with_minus_zero(),
            ],
        }
    }
}

fn nothing(state: &AttentionState) -> Forward {
    let (n, dk, dv) = (state.count(), state.k.ncols(), state.v.ncols());
    let square = DMatrix::from_element(n, n, f64::NAN);
    Forward {
        k_transposed: DMatrix::from_element(dk, n, f64::NAN),
        scores: square.clone(),
        scaled: square.clone(),
        exponentials: square.clone(),
        row_sums: vec![f64::NAN; n],
        weights: square,
        output: DMatrix::from_element(n, dv, f64::NAN),
    }
}

/// Sizes that rounding errors grow with.
struct Sizes {
    /// Largest |exponent|.
    exponent: f64,
    /// How much faster than a score an exponent moves (above 1 only for the squared mistake).
    slope: f64,
    q: f64,
    k: f64,
    v: f64,
}

impl Sizes {
    fn of(state: &AttentionState, broken: Option<&str>) -> Self {
        let (q, k, v) = (state.q.amax(), state.k.amax(), state.v.amax());
        let dk = state.q.ncols() as f64;
        // The terms of a dot product can be large and cancel, so sizes count, not results.
        let score = q * k * dk / if state.scale { dk.sqrt() } else { 1.0 } + 6.0;
        let squared = broken == Some("shift-invariance");
        Self {
            exponent: if squared { score * score } else { score },
            slope: if squared { 2.0 * score } else { 1.0 },
            q,
            k,
            v,
        }
    }
}

fn checks(state: &AttentionState, f: &Forward, broken: Option<&str>) -> Vec<Check> {
    let n = state.count() as f64;
    let sizes = Sizes::of(state, broken);
    let rounding = 8.0 * f64::EPSILON * n * (1.0 + sizes.exponent);
    let sums: Vec<f64> = f.weights.row_iter().map(|row| row.iter().sum()).collect();
    let (gradient, gradient_tolerance) =
        gradient_residual(state, &sizes, broken).unwrap_or((f64::NAN, 0.0));
    vec![
        Check {
            name: "rows-sum-to-one",
            states: "Every row of the weights is a distribution: it sums to 1.",
            route: "each row is added up",
            residual: distance(&sums, &vec![1.0; sums.len()]),
            tolerance: 1e-14 * n,
            undecided: None,
        },
        Check {
            name: "shift-invariance",
            states: "Adding one number to all scores of a row changes no weight.",
            route: "1 + i/2 is added to row i, and the weights are computed again through \
                    logarithms",
            residual: shift_residual(state, f, broken).unwrap_or(f64::NAN),
            tolerance: rounding,
            undecided: None,
        },
        Check {
            name: "permutation-equivariance",
            states: "Attention doesn’t depend on the order: permuted tokens give the outputs in \
                     the same permutation.",
            route: "the tokens are rotated by one (a causal mask with them) and everything is computed again by plain loops",
            residual: permutation_residual(state, f, &sizes, broken).unwrap_or(f64::NAN),
            tolerance: rounding,
            undecided: None,
        },
        Check {
            name: "gradient",
            states: "The gradient of Σ output in q, k and v equals finite differences.",
            route: "autograd against central differences of the plain loops, along six directions \
                    that change every entry",
            residual: gradient,
            tolerance: gradient_tolerance,
            undecided: None,
        },
    ]
}

fn shift_residual(state: &AttentionState, f: &Forward, broken: Option<&str>) -> Result<f64> {
    let shifted = DMatrix::from_fn(f.scaled.nrows(), f.scaled.ncols(), |i, j| {
        f.scaled[(i, j)] + 1.0 + 0.5 * i as f64
    });
    let mut again = softmax_by_logs(&exponents(&shifted, broken), &|i, j| {
        state.mask.allows(i, j)
    })?;
    if broken == Some("rows-sum-to-one") {
        again *= 0.5;
    }
    Ok(distance(f.weights.iter(), again.iter()))
}

fn permutation_residual(
    state: &AttentionState,
    f: &Forward,
    sizes: &Sizes,
    broken: Option<&str>,
) -> Result<f64> {
    let n = state.count();
    let from = |i: usize| (i + 1) % n;
    let rotated = |m: &DMatrix<f64>| DMatrix::from_fn(n, m.ncols(), |i, j| m[(from(i), j)]);
    let (q, k, v) = (rotated(&state.q), rotated(&state.k), rotated(&state.v));
    let mask = |i, j| state.mask.allows(from(i), from(j));
    let (weights, output) = plain((&q, &k, &v), state.scale, &mask, broken)?;
    let expected = DMatrix::from_fn(n, n, |i, j| f.weights[(from(i), from(j))]);
    let unit = sizes.v.max(f64::MIN_POSITIVE);
    let output_apart = distance(output.iter(), rotated(&f.output).iter()) / unit;
    Ok(distance(weights.iter(), expected.iter()).max(output_apart))
}

/// Directions along which the gradient is measured, for each of q, k and v.
const DIRECTIONS: u64 = 6;

/// The largest distance of autograd from central differences along directions of ±1, and what
/// rounding explains.
///
/// A direction moves every entry at once, so a wrong entry shows in each of them, and a large
/// state costs no more evaluations than a small one.
fn gradient_residual(
    state: &AttentionState,
    sizes: &Sizes,
    broken: Option<&str>,
) -> Result<(f64, f64)> {
    let exact = gradients(state, broken)?;
    let (n, dk) = (state.count() as f64, state.q.ncols() as f64);
    let divisor = if state.scale { dk.sqrt() } else { 1.0 };
    // Moving all entries of q (or k) by h moves an exponent by at most h·reach of the other.
    let reach = |other: f64| dk * other.max(1e-6) * sizes.slope / divisor;
    // A step that moves an exponent by δ errs by δ² (truncation) and ε·exponent/δ (rounding).
    let delta = (f64::EPSILON * (1.0 + sizes.exponent)).cbrt().min(0.1);
    // No step is so small that the entries themselves hardly change.
    let step = |own: f64, other: f64| (delta / reach(other)).max(32.0 * f64::EPSILON * own);
    let steps = [
        step(sizes.q, sizes.k),
        step(sizes.k, sizes.q),
        1.0 + sizes.v,
    ];
    let mut residual: f64 = 0.0;
    for (which, h) in steps.into_iter().enumerate() {
        for seed in 0..DIRECTIONS {
            let (measured, expected) = along(
                state,
                which,
                h,
                &exact[which],
                &mut Random::new(seed),
                broken,
            )?;
            if !(measured - expected).is_finite() {
                return Ok((f64::NAN, 0.0));
            }
            residual = residual.max((measured - expected).abs());
        }
    }
    let moved = (steps[0] * reach(sizes.k)).max(steps[1] * reach(sizes.q));
    let written = f64::EPSILON * (sizes.q / steps[0]).max(sizes.k / steps[1]);
    let error = moved * moved + f64::EPSILON * (1.0 + sizes.exponent) / moved + written;
    // The derivative along a direction is at most this large, if every term has the same sign.
    let largest = n * n * state.v.ncols() as f64 * sizes.v * reach(sizes.q.max(sizes.k)).max(1.0);
    Ok((residual, 10.0 * (largest + 1.0) * error))
}

/// The derivative of Σ output along a random direction of ±1: measured, and by the gradient.
fn along(
    state: &AttentionState,
    which: usize,
    h: f64,
    gradient: &DMatrix<f64>,
    random: &mut Random,
    broken: Option<&str>,
) -> Result<(f64, f64)> {
    let direction = gradient.map(|_| if random.uniform() < 0.5 { -1.0 } else { 1.0 });
    let at = |sign: f64| -> Result<f64> {
        let mut inputs = [state.q.clone(), state.k.clone(), state.v.clone()];
        inputs[which] += &direction * (sign * h);
        let [q, k, v] = &inputs;
        let open = |i, j| state.mask.allows(i, j);
        Ok(plain((q, k, v), state.scale, &open, broken)?.1.sum())
    };
    Ok(((at(1.0)? - at(-1.0)?) / (2.0 * h), gradient.dot(&direction)))
}
