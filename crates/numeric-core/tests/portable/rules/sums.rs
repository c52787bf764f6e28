//! Sums and means.

use super::{Rule, scalar, single};

pub const RULES: &[Rule] = &[
    Rule {
        name: "sum",
        inputs: single,
        output: scalar,
        positive: false,
        record: |tape, x, _| tape.sum(x[0]),
        entry: |x, _, _| x[0].iter().sum(),
    },
    Rule {
        name: "sum of rows",
        inputs: single,
        output: |s| (s.m, 1),
        positive: false,
        record: |tape, x, _| tape.sum_rows(x[0]),
        entry: |x, i, _| x[0].row(i).iter().sum(),
    },
    Rule {
        name: "mean",
        inputs: single,
        output: scalar,
        positive: false,
        record: |tape, x, _| tape.mean(x[0]),
        entry: |x, _, _| x[0].iter().sum::<f64>() / x[0].len() as f64,
    },
    Rule {
        name: "sum of columns",
        inputs: single,
        output: |s| (1, s.n),
        positive: false,
        record: |tape, x, _| tape.sum_columns(x[0]),
        entry: |x, _, j| x[0].column(j).iter().sum(),
    },
    Rule {
        name: "mean of rows",
        inputs: single,
        output: |s| (s.m, 1),
        positive: false,
        record: |tape, x, _| tape.mean_rows(x[0]),
        entry: |x, i, _| x[0].row(i).iter().sum::<f64>() / x[0].ncols() as f64,
    },
    Rule {
        name: "mean of columns",
        inputs: single,
        output: |s| (1, s.n),
        positive: false,
        record: |tape, x, _| tape.mean_columns(x[0]),
        entry: |x, _, j| x[0].column(j).iter().sum::<f64>() / x[0].nrows() as f64,
    },
];
