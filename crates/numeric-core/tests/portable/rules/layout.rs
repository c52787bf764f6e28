//! Where entries go: transposed, repeated, joined, cut out, looked up.

use super::{Rule, same, single};

pub const RULES: &[Rule] = &[
    Rule {
        name: "transpose",
        inputs: single,
        output: |s| (s.n, s.m),
        positive: false,
        record: |tape, x, _| tape.transpose(x[0]),
        entry: |x, i, j| x[0][(j, i)],
    },
    Rule {
        name: "broadcast row",
        inputs: |s| vec![(1, s.n)],
        output: same,
        positive: false,
        record: |tape, x, s| tape.broadcast_row(x[0], s.m),
        entry: |x, _, j| x[0][(0, j)],
    },
    Rule {
        name: "broadcast column",
        inputs: |s| vec![(s.m, 1)],
        output: same,
        positive: false,
        record: |tape, x, s| tape.broadcast_column(x[0], s.n),
        entry: |x, i, _| x[0][(i, 0)],
    },
    Rule {
        name: "broadcast scalar",
        inputs: |_| vec![(1, 1)],
        output: same,
        positive: false,
        record: |tape, x, s| tape.broadcast_scalar(x[0], s.m, s.n),
        entry: |x, _, _| x[0][(0, 0)],
    },
    Rule {
        name: "embedding",
        inputs: |s| vec![(s.k.max(1), s.n)],
        output: same,
        positive: false,
        record: |tape, x, s| {
            let rows = s.k.max(1);
            tape.embedding(x[0], (0..s.m).map(|i| (i * i) % rows).collect::<Vec<_>>())
        },
        entry: |x, i, j| x[0][((i * i) % x[0].nrows(), j)],
    },
    Rule {
        name: "concatenate rows",
        inputs: |s| vec![(s.m, s.n), (s.k, s.n)],
        output: |s| (s.m + s.k, s.n),
        positive: false,
        record: |tape, x, _| tape.concatenate_rows(x),
        entry: |x, i, j| {
            let first = x[0].nrows();
            if i < first {
                x[0][(i, j)]
            } else {
                x[1][(i - first, j)]
            }
        },
    },
    Rule {
        name: "concatenate columns",
        inputs: |s| vec![(s.m, s.n), (s.m, s.k)],
        output: |s| (s.m, s.n + s.k),
        positive: false,
        record: |tape, x, _| tape.concatenate_columns(x),
        entry: |x, i, j| {
            let first = x[0].ncols();
            if j < first {
                x[0][(i, j)]
            } else {
                x[1][(i, j - first)]
            }
        },
    },
    Rule {
        name: "slice",
        inputs: |s| vec![(s.m + 1, s.n + s.k)],
        output: same,
        positive: false,
        record: |tape, x, s| tape.slice(x[0], (1, 0), (s.m, s.n)),
        entry: |x, i, j| x[0][(i + 1, j)],
    },
];
