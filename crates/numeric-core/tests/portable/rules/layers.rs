//! Functions of rows, and losses.

use super::{Matrix, Rule, same, scalar, single};
use nalgebra::DMatrix;
use numeric_core::real;

/// Hides the entries right of the diagonal and shifts the others.
fn mask(rows: usize, columns: usize) -> Matrix {
    DMatrix::from_fn(rows, columns, |i, j| {
        if j > i {
            f64::NEG_INFINITY
        } else {
            0.5 * i as f64 - 0.25 * j as f64
        }
    })
}

/// Softmax of row i as its definition says it, without care for overflow.
fn softmax_entry(input: &Matrix, i: usize, j: usize) -> f64 {
    let total: f64 = input.row(i).iter().map(|&entry| real::exp(entry)).sum();
    real::exp(input[(i, j)]) / total
}

pub const RULES: &[Rule] = &[
    Rule {
        name: "softmax of rows",
        inputs: single,
        output: same,
        positive: false,
        record: |tape, x, _| tape.softmax_rows(x[0]),
        entry: |x, i, j| softmax_entry(&x[0], i, j),
    },
    Rule {
        name: "masked softmax of rows",
        inputs: single,
        output: same,
        positive: false,
        record: |tape, x, s| tape.masked_softmax_rows(x[0], mask(s.m, s.n)),
        entry: |x, i, j| softmax_entry(&(&x[0] + mask(x[0].nrows(), x[0].ncols())), i, j),
    },
    Rule {
        name: "log-softmax of rows",
        inputs: single,
        output: same,
        positive: false,
        record: |tape, x, _| tape.log_softmax_rows(x[0]),
        entry: |x, i, j| real::ln(softmax_entry(&x[0], i, j)),
    },
    Rule {
        name: "cross-entropy",
        inputs: |s| vec![(s.m, s.n.max(1))],
        output: scalar,
        positive: false,
        record: |tape, x, s| {
            let classes = s.n.max(1);
            tape.cross_entropy(
                x[0],
                (0..s.m).map(|i| (2 * i + 1) % classes).collect::<Vec<_>>(),
            )
        },
        entry: |x, _, _| {
            let (rows, classes) = x[0].shape();
            let of = |i| real::ln(softmax_entry(&x[0], i, (2 * i + 1) % classes));
            -(0..rows).map(of).sum::<f64>() / rows as f64
        },
    },
    Rule {
        name: "layer norm",
        inputs: |s| vec![(s.m, s.n), (1, s.n), (1, s.n)],
        output: same,
        positive: false,
        record: |tape, x, _| tape.layer_norm(x[0], x[1], x[2], 0.1),
        entry: |x, i, j| {
            let row = x[0].row(i);
            let mean = row.mean();
            let variance =
                row.iter().map(|a| (a - mean) * (a - mean)).sum::<f64>() / row.len() as f64;
            (row[j] - mean) / real::sqrt(variance + 0.1) * x[1][j] + x[2][j]
        },
    },
];
