//! `read`: the six steps, and the four identities.

use super::AttentionPanel;
use super::forward::{Forward, exponents, forward, plain, softmax_by_logs};
use super::state::AttentionState;
use super::{slopes, words};
use crate::contract::names::dimensions;
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::bounded::Bounded;

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
                square("scaled", state.scaled(), &f.scaled).with_minus_zero(),
                square("exponentials", "Exponentials", &f.exponentials),
                Readout::vector("row-sums", "Row sums", &f.row_sums).rows(tokens),
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

fn checks(state: &AttentionState, f: &Forward, broken: Option<&str>) -> Vec<Check> {
    let sums: Vec<f64> = f.weights.row_iter().map(|row| row.iter().sum()).collect();
    let shift = shifted(state, f, broken);
    let permuted = permuted(state, f, broken);
    let gradient = slopes::compared(state, broken).unwrap_or((f64::NAN, 0.0));
    vec![
        // Each weight is a quotient by the sum of as many, and a row is added up.
Check::new("rows-sum-to-one").states("Every row of the weights is a distribution: it sums to 1.").by("each row is added up").compares(distance(&sums, &vec![1.0; sums.len()]), (2.0 * state.count() as f64 + 2.0) * f64::EPSILON),
        Check::new("shift-invariance").states("Adding one number to all scores of a row changes no weight.").by("1 + i/2 is added to row i, and the weights are computed again through \
                    logarithms").compares(shift.0, shift.1).unless(hidden(shift.1)),
        Check::new("permutation-equivariance").states("Attention doesn’t depend on the order: permuted tokens give the outputs in \
                     the same permutation.").by("the tokens are rotated by one (a causal mask with them) and everything is computed again by plain loops").compares(permuted.0, permuted.1).unless(hidden(permuted.1)),
        Check::new("gradient").states("The gradient of Σ output in q, k and v equals finite differences.").by("autograd against central differences of the plain loops, along six directions \
                    that change every entry").compares(gradient.0, gradient.1),
    ]
}

/// Why weights can't be compared, if rounding may move one by as much as there is.
fn hidden(tolerance: f64) -> Option<String> {
    let all = tolerance.is_nan() || tolerance >= 1.0;
    all.then(|| {
        "A weight lies between 0 and 1, and with exponents as large as these rounding alone may move it \
         by as much."
            .into()
    })
}

/// The weights against those of shifted scores.
fn shifted(state: &AttentionState, f: &Forward, broken: Option<&str>) -> (f64, f64) {
    let exact = Bounded::exact;
    let shifted = DMatrix::from_fn(f.scaled.nrows(), f.scaled.ncols(), |i, j| {
        exact(f.scaled[(i, j)]) + exact(1.0 + 0.5 * i as f64)
    });
    let open = |i, j| state.mask.allows(i, j);
    let again = softmax_by_logs(&exponents(&shifted, broken), &open);
    let half = if broken == Some("rows-sum-to-one") {
        0.5
    } else {
        1.0
    };
    within_bounds(&f.weights, again.iter().map(|w| *w * exact(half)))
}

/// Weights, and outputs as parts of the largest value, against those of tokens rotated by one.
fn permuted(state: &AttentionState, f: &Forward, broken: Option<&str>) -> (f64, f64) {
    let n = state.count();
    let from = |i: usize| (i + 1) % n;
    let rotated = |m: &DMatrix<f64>| DMatrix::from_fn(n, m.ncols(), |i, j| m[(from(i), j)]);
    let (q, k, v) = (rotated(&state.q), rotated(&state.k), rotated(&state.v));
    let mask = |i, j| state.mask.allows(from(i), from(j));
    let again = plain(&[&q, &k, &v], state.scale, &mask, broken);
    let expected = DMatrix::from_fn(n, n, |i, j| f.weights[(from(i), from(j))]);
    let weights = within_bounds(&expected, again.weights.iter().copied());
    let outputs = within_bounds(&rotated(&f.output), again.output.iter().copied());
    let unit = state.v.amax().max(f64::MIN_POSITIVE);
    tightest([weights, (outputs.0 / unit, outputs.1 / unit)])
}
