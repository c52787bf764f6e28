//! Attention by two routes: the numeric core's, and plain loops for the checks.

use super::state::AttentionState;
use nalgebra::DMatrix;
use numeric_core::attention::attention;
use numeric_core::bounded::Bounded;
use numeric_core::error::Result;
use numeric_core::tape::{Tape, Var};

/// What the mistake of `permutation-equivariance` adds to the scores of the j-th token.
pub const POSITION_BIAS: f64 = 0.5;

/// Every intermediate of the walk-through.
pub struct Forward {
    pub k_transposed: DMatrix<f64>,
    pub scores: DMatrix<f64>,
    pub scaled: DMatrix<f64>,
    pub exponentials: DMatrix<f64>,
    pub row_sums: Vec<f64>,
    pub weights: DMatrix<f64>,
    pub output: DMatrix<f64>,
}

/// The first route: the numeric core. A mistake is put in where its name says.
pub fn forward(state: &AttentionState, broken: Option<&str>) -> Result<Forward> {
    let a = attention(&state.q, &state.k, &state.v, state.scale, state.mask)?;
    let mut f = Forward {
        k_transposed: a.k_transposed,
        scores: a.scores,
        scaled: a.scaled,
        exponentials: a.exponentials,
        row_sums: a.row_sums.iter().copied().collect(),
        weights: a.weights,
        output: a.output,
    };
    match broken {
        Some("rows-sum-to-one") => {
            f.row_sums.iter_mut().for_each(|sum| *sum *= 2.0);
            f.weights *= 0.5;
        }
        Some("shift-invariance" | "permutation-equivariance") => {
            if broken == Some("permutation-equivariance") {
                f.scaled = biased(&f.scaled);
            }
            let exponents = exponents(&f.scaled.map(Bounded::exact), broken);
            let open = |i, j| state.mask.allows(i, j);
            f.exponentials = DMatrix::from_fn(f.scaled.nrows(), f.scaled.ncols(), |i, j| {
                if open(i, j) {
                    exponents[(i, j)].value.exp()
                } else {
                    0.0
                }
            });
            f.row_sums = f
                .exponentials
                .row_iter()
                .map(|row| row.iter().sum())
                .collect();
            f.weights = softmax_by_logs(&exponents, &open).map(|w| w.value);
        }
        _ => return Ok(f),
    }
    f.output = &f.weights * &state.v;
    Ok(f)
}

fn biased(scaled: &DMatrix<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(scaled.nrows(), scaled.ncols(), |i, j| {
        scaled[(i, j)] + POSITION_BIAS * j as f64
    })
}

/// What is exponentiated: the scaled scores, or their squares by mistake.
pub fn exponents(scaled: &DMatrix<Bounded>, broken: Option<&str>) -> DMatrix<Bounded> {
    if broken == Some("shift-invariance") {
        scaled.map(|s| s * s)
    } else {
        scaled.clone()
    }
}

/// Softmax of each row as exp(s − log Σ exp s), over the entries that are allowed.
pub fn softmax_by_logs(
    exponents: &DMatrix<Bounded>,
    allowed: &dyn Fn(usize, usize) -> bool,
) -> DMatrix<Bounded> {
    let nothing = Bounded::exact(0.0);
    let mut weights = DMatrix::from_element(exponents.nrows(), exponents.ncols(), nothing);
    for i in 0..exponents.nrows() {
        let open: Vec<usize> = (0..exponents.ncols()).filter(|&j| allowed(i, j)).collect();
        let row = open.iter().map(|&j| exponents[(i, j)]);
        // Σ exp(s) by logarithms loses digits for huge scores; relative to the largest it doesn't.
        let higher = |a: Bounded, b: Bounded| if b.value > a.value { b } else { a };
        let Some(largest) = row.clone().reduce(higher) else {
            continue;
        };
        let relative: Vec<Bounded> = row.map(|s| s - largest).collect();
        let total = Bounded::sum(relative.iter().map(|s| s.exp())).ln();
        for (&j, s) in open.iter().zip(&relative) {
            weights[(i, j)] = (*s - total).exp().between(0.0, 1.0);
        }
    }
    weights
}

/// What the second route comes to, with bounds of its rounding.
pub struct Plain {
    pub scaled: DMatrix<Bounded>,
    pub weights: DMatrix<Bounded>,
    pub output: DMatrix<Bounded>,
}

/// The second route: plain loops over q, k and v, with the mask as a function, so that the
/// tokens can be put in any order.
pub fn plain(
    [q, k, v]: &[&DMatrix<f64>; 3],
    scale: bool,
    allowed: &dyn Fn(usize, usize) -> bool,
    broken: Option<&str>,
) -> Plain {
    let exact = Bounded::exact;
    let divisor = if scale {
        exact(q.ncols() as f64).sqrt()
    } else {
        exact(1.0)
    };
    let scaled = DMatrix::from_fn(q.nrows(), k.nrows(), |i, j| {
        let pairs = q.row(i).into_iter().zip(k.row(j));
        let score = Bounded::sum(pairs.map(|(a, b)| exact(*a) * exact(*b))) / divisor;
        if broken == Some("permutation-equivariance") {
            score + exact(POSITION_BIAS * j as f64)
        } else {
            score
        }
    });
    let mut weights = softmax_by_logs(&exponents(&scaled, broken), allowed);
    if broken == Some("rows-sum-to-one") {
        weights.apply(|w| *w = *w * exact(0.5));
    }
    let output = DMatrix::from_fn(q.nrows(), v.ncols(), |i, c| {
        Bounded::sum((0..k.nrows()).map(|j| weights[(i, j)] * exact(v[(j, c)])))
    });
    Plain {
        scaled,
        weights,
        output,
    }
}

/// Gradients of Σ output with respect to q, k and v on the tape.
pub fn gradients(state: &AttentionState, broken: Option<&str>) -> Result<[DMatrix<f64>; 3]> {
    let n = state.count();
    let mut tape = Tape::new();
    let q = tape.variable(state.q.clone());
    let k = tape.variable(state.k.clone());
    let v = tape.variable(state.v.clone());
    let scores = tape.matrix_product_transposed(q, k)?;
    let factor = if state.scale {
        1.0 / (state.q.ncols() as f64).sqrt()
    } else {
        1.0
    };
    let mut scaled = tape.scale(scores, factor)?;
    if broken == Some("permutation-equivariance") {
        let bias = tape.constant(DMatrix::from_fn(n, n, |_, j| POSITION_BIAS * j as f64));
        scaled = tape.add(scaled, bias)?;
    }
    if broken == Some("shift-invariance") {
        scaled = tape.multiply(scaled, scaled)?;
    }
    let mut weights: Var = tape.masked_softmax_rows(scaled, state.mask.additive(n, n))?;
    if broken == Some("rows-sum-to-one") {
        weights = tape.scale(weights, 0.5)?;
    }
    let output = tape.matrix_product(weights, v)?;
    let ones = DMatrix::from_element(n, state.v.ncols(), 1.0);
    let gradients = tape.backward(output, &ones)?;
    let mut for_v = gradients.of(v)?.clone();
    if broken == Some("gradient") {
        // Weights where their transpose belongs.
        for_v = tape.value(weights)? * ones;
    }
    Ok([gradients.of(q)?.clone(), gradients.of(k)?.clone(), for_v])
}
