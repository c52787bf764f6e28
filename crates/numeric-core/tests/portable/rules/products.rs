//! Products of matrices, and attention.

use super::{Matrix, Rule, Size, same};
use numeric_core::real;
use numeric_core::tape::Heads;

/// Two sequences below one another, two heads side by side.
fn heads(s: Size, causal: bool) -> Heads {
    let context = s.m.max(1);
    Heads {
        heads: 2,
        context,
        causal,
        scaled: true,
    }
}

/// Attention of two sequences and two heads, as its definition says it.
fn attention_entry(q: &Matrix, k: &Matrix, v: &Matrix, causal: bool, i: usize, j: usize) -> f64 {
    let (context, width) = (q.nrows() / 2, q.ncols() / 2);
    let (first, head) = (i / context * context, j / (v.ncols() / 2));
    let seen = if causal { i + 1 } else { first + context };
    let score = |key: usize| -> f64 {
        let columns = head * width..(head + 1) * width;
        columns.map(|c| q[(i, c)] * k[(key, c)]).sum::<f64>() / real::sqrt(width as f64)
    };
    let total: f64 = (first..seen).map(|key| real::exp(score(key))).sum();
    (first..seen)
        .map(|key| real::exp(score(key)) / total * v[(key, j)])
        .sum()
}

/// (X·Wᵀ)ᵢⱼ.
fn product(x: &[Matrix], i: usize, j: usize) -> f64 {
    (0..x[0].ncols()).map(|l| x[0][(i, l)] * x[1][(j, l)]).sum()
}

pub const RULES: &[Rule] = &[
    Rule {
        name: "matrix product",
        inputs: |s| vec![(s.m, s.k), (s.k, s.n)],
        output: same,
        positive: false,
        record: |tape, x, _| tape.matrix_product(x[0], x[1]),
        entry: |x, i, j| (0..x[0].ncols()).map(|l| x[0][(i, l)] * x[1][(l, j)]).sum(),
    },
    Rule {
        name: "matrix product",
        inputs: |s| vec![(s.m, s.k), (s.n, s.k)],
        output: same,
        positive: false,
        record: |tape, x, _| tape.matrix_product_transposed(x[0], x[1]),
        entry: |x, i, j| (0..x[0].ncols()).map(|l| x[0][(i, l)] * x[1][(j, l)]).sum(),
    },
    Rule {
        name: "matrix product",
        inputs: |s| vec![(s.k, s.m), (s.k, s.n)],
        output: same,
        positive: false,
        record: |tape, x, _| tape.matrix_product_of(x[0], x[1], (true, false)),
        entry: |x, i, j| (0..x[0].nrows()).map(|l| x[0][(l, i)] * x[1][(l, j)]).sum(),
    },
    Rule {
        name: "matrix product",
        inputs: |s| vec![(s.k, s.m), (s.n, s.k)],
        output: same,
        positive: false,
        record: |tape, x, _| tape.matrix_product_of(x[0], x[1], (true, true)),
        entry: |x, i, j| (0..x[0].nrows()).map(|l| x[0][(l, i)] * x[1][(j, l)]).sum(),
    },
    Rule {
        name: "linear",
        inputs: |s| vec![(s.m, s.k), (s.n, s.k), (1, s.n)],
        output: same,
        positive: false,
        record: |tape, x, _| tape.linear(x[0], x[1], Some(x[2])),
        entry: |x, i, j| product(x, i, j) + x[2][(0, j)],
    },
    Rule {
        name: "linear",
        inputs: |s| vec![(s.m, s.k), (s.n, s.k)],
        output: same,
        positive: false,
        record: |tape, x, _| tape.linear(x[0], x[1], None),
        entry: product,
    },
    Rule {
        name: "attention",
        inputs: |s| vec![(2 * s.m, 2 * s.k); 3],
        output: |s| (2 * s.m, 2 * s.k),
        positive: false,
        record: |tape, x, s| tape.attention(x[0], x[1], x[2], heads(s, true)),
        entry: |x, i, j| attention_entry(&x[0], &x[1], &x[2], true, i, j),
    },
    Rule {
        name: "attention",
        inputs: |s| vec![(2 * s.m, 2 * s.k), (2 * s.m, 2 * s.k), (2 * s.m, 2 * s.n)],
        output: |s| (2 * s.m, 2 * s.n),
        positive: false,
        record: |tape, x, s| tape.attention(x[0], x[1], x[2], heads(s, false)),
        entry: |x, i, j| attention_entry(&x[0], &x[1], &x[2], false, i, j),
    },
    Rule {
        name: "packed attention",
        inputs: |s| vec![(2 * s.m, 6 * s.k)],
        output: |s| (2 * s.m, 2 * s.k),
        positive: false,
        record: |tape, x, s| tape.packed_attention(x[0], heads(s, true)),
        entry: |x, i, j| {
            let width = x[0].ncols() / 3;
            let [q, k, v] = [0, 1, 2].map(|part| x[0].columns(part * width, width).into_owned());
            attention_entry(&q, &k, &v, true, i, j)
        },
    },
];
