//! The rule table: each operation of the tape with a formula for each entry of its value, checked
//! against the tape, and its gradient against central differences.

use crate::portable_test;
use nalgebra::DMatrix;
use numeric_core::tape::{Heads, Operation, Tape, Var};
use numeric_core::{CoreError, Result, differences, random::Random, real};
use std::collections::BTreeSet;

type Matrix = DMatrix<f64>;
type Shape = (usize, usize);

/// Three dimensions from which a rule makes its shapes.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub m: usize,
    pub k: usize,
    pub n: usize,
}

/// One operation: shapes, how to record it, and what entry (i, j) of its value is.
pub struct Rule {
    pub name: &'static str,
    inputs: fn(Size) -> Vec<Shape>,
    output: fn(Size) -> Shape,
    /// Whether the entries of the inputs must be positive.
    positive: bool,
    record: fn(&mut Tape<f64>, &[Var], Size) -> Result<Var>,
    entry: fn(&[Matrix], usize, usize) -> f64,
}

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

fn pair(s: Size) -> Vec<Shape> {
    vec![(s.m, s.n); 2]
}

fn single(s: Size) -> Vec<Shape> {
    vec![(s.m, s.n)]
}

fn same(s: Size) -> Shape {
    (s.m, s.n)
}

fn scalar(_: Size) -> Shape {
    (1, 1)
}

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
        name: "add",
        inputs: pair,
        output: same,
        positive: false,
        record: |tape, x, _| tape.add(x[0], x[1]),
        entry: |x, i, j| x[0][(i, j)] + x[1][(i, j)],
    },
    Rule {
        name: "subtract",
        inputs: pair,
        output: same,
        positive: false,
        record: |tape, x, _| tape.subtract(x[0], x[1]),
        entry: |x, i, j| x[0][(i, j)] - x[1][(i, j)],
    },
    Rule {
        name: "multiply",
        inputs: pair,
        output: same,
        positive: false,
        record: |tape, x, _| tape.multiply(x[0], x[1]),
        entry: |x, i, j| x[0][(i, j)] * x[1][(i, j)],
    },
    Rule {
        name: "divide",
        inputs: pair,
        output: same,
        positive: true,
        record: |tape, x, _| tape.divide(x[0], x[1]),
        entry: |x, i, j| x[0][(i, j)] / x[1][(i, j)],
    },
    Rule {
        name: "negate",
        inputs: single,
        output: same,
        positive: false,
        record: |tape, x, _| tape.negate(x[0]),
        entry: |x, i, j| -x[0][(i, j)],
    },
    Rule {
        name: "scale",
        inputs: single,
        output: same,
        positive: false,
        record: |tape, x, _| tape.scale(x[0], -2.5),
        entry: |x, i, j| -2.5 * x[0][(i, j)],
    },
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
        name: "transpose",
        inputs: single,
        output: |s| (s.n, s.m),
        positive: false,
        record: |tape, x, _| tape.transpose(x[0]),
        entry: |x, i, j| x[0][(j, i)],
    },
    Rule {
        name: "exp",
        inputs: single,
        output: same,
        positive: false,
        record: |tape, x, _| tape.exp(x[0]),
        entry: |x, i, j| real::exp(x[0][(i, j)]),
    },
    Rule {
        name: "log",
        inputs: single,
        output: same,
        positive: true,
        record: |tape, x, _| tape.log(x[0]),
        entry: |x, i, j| real::ln(x[0][(i, j)]),
    },
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
        name: "sqrt",
        inputs: single,
        output: same,
        positive: true,
        record: |tape, x, _| tape.sqrt(x[0]),
        entry: |x, i, j| real::sqrt(x[0][(i, j)]),
    },
    Rule {
        name: "power",
        inputs: single,
        output: same,
        positive: true,
        record: |tape, x, _| tape.power(x[0], -1.5),
        entry: |x, i, j| real::power(x[0][(i, j)], -1.5),
    },
    Rule {
        name: "power",
        inputs: single,
        output: same,
        positive: false,
        record: |tape, x, _| tape.power(x[0], 3.0),
        entry: |x, i, j| x[0][(i, j)] * x[0][(i, j)] * x[0][(i, j)],
    },
    Rule {
        name: "sine",
        inputs: single,
        output: same,
        positive: false,
        record: |tape, x, _| tape.sine(x[0]),
        entry: |x, i, j| real::sin(x[0][(i, j)]),
    },
    Rule {
        name: "cosine",
        inputs: single,
        output: same,
        positive: false,
        record: |tape, x, _| tape.cosine(x[0]),
        entry: |x, i, j| real::cos(x[0][(i, j)]),
    },
    Rule {
        name: "tanh",
        inputs: single,
        output: same,
        positive: false,
        record: |tape, x, _| tape.tanh(x[0]),
        entry: |x, i, j| {
            (real::exp(2.0 * x[0][(i, j)]) - 1.0) / (real::exp(2.0 * x[0][(i, j)]) + 1.0)
        },
    },
    Rule {
        name: "sigmoid",
        inputs: single,
        output: same,
        positive: false,
        record: |tape, x, _| tape.sigmoid(x[0]),
        entry: |x, i, j| 0.5 + 0.5 * real::tanh(x[0][(i, j)] / 2.0),
    },
    Rule {
        name: "relu",
        inputs: single,
        output: same,
        positive: false,
        record: |tape, x, _| tape.relu(x[0]),
        entry: |x, i, j| x[0][(i, j)].max(0.0),
    },
    Rule {
        name: "leaky relu",
        inputs: single,
        output: same,
        positive: false,
        record: |tape, x, _| tape.leaky_relu(x[0], 0.1),
        entry: |x, i, j| x[0][(i, j)].max(0.0) + 0.1 * x[0][(i, j)].min(0.0),
    },
    Rule {
        name: "gelu",
        inputs: single,
        output: same,
        positive: false,
        record: |tape, x, _| tape.gelu(x[0]),
        entry: |x, i, j| x[0][(i, j)] * 0.5 * (2.0 - real::erfc(x[0][(i, j)] / real::sqrt(2.0))),
    },
    Rule {
        name: "gelu, tanh form",
        inputs: single,
        output: same,
        positive: false,
        record: |tape, x, _| tape.gelu_tanh(x[0]),
        entry: |x, i, j| {
            let a = x[0][(i, j)];
            let u = real::sqrt(2.0 / std::f64::consts::PI) * (a + 0.044715 * a * a * a);
            0.5 * a * (1.0 + real::tanh(u))
        },
    },
    Rule {
        name: "silu",
        inputs: single,
        output: same,
        positive: false,
        record: |tape, x, _| tape.silu(x[0]),
        entry: |x, i, j| x[0][(i, j)] / (1.0 + real::exp(-x[0][(i, j)])),
    },
    Rule {
        name: "absolute",
        inputs: single,
        output: same,
        positive: false,
        record: |tape, x, _| tape.absolute(x[0]),
        entry: |x, i, j| x[0][(i, j)].abs(),
    },
    Rule {
        name: "maximum",
        inputs: pair,
        output: same,
        positive: false,
        record: |tape, x, _| tape.maximum(x[0], x[1]),
        entry: |x, i, j| x[0][(i, j)].max(x[1][(i, j)]),
    },
    Rule {
        name: "minimum",
        inputs: pair,
        output: same,
        positive: false,
        record: |tape, x, _| tape.minimum(x[0], x[1]),
        entry: |x, i, j| x[0][(i, j)].min(x[1][(i, j)]),
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

impl Rule {
    /// Checks value and gradient on random matrices of the given size, and, where the inputs have
    /// the same shape, again with one variable in all their places.
    pub fn check(&self, size: Size, seed: u64) {
        let mut random = Random::new(seed);
        let inputs: Vec<Matrix> = (self.inputs)(size)
            .into_iter()
            .map(|shape| self.random_matrix(shape, &mut random))
            .collect();
        let places: Vec<usize> = (0..inputs.len()).collect();
        self.check_on(&inputs, &places, size, &mut random);
        if inputs
            .iter()
            .all(|input| input.shape() == inputs[0].shape())
        {
            self.check_on(&inputs[..1], &vec![0; inputs.len()], size, &mut random);
        }
    }

    fn random_matrix(&self, (rows, columns): Shape, random: &mut Random) -> Matrix {
        DMatrix::from_fn(rows, columns, |_, _| {
            let magnitude = 0.3 + 1.5 * random.uniform();
            let negative = !self.positive && random.uniform() < 0.5;
            if negative { -magnitude } else { magnitude }
        })
    }

    /// `places[i]` is the variable that stands at the operation's i-th input.
    fn check_on(&self, variables: &[Matrix], places: &[usize], size: Size, random: &mut Random) {
        let context = format!("{} at {size:?} with {places:?}", self.name);
        let mut tape = Tape::new();
        let vars: Vec<Var> = variables.iter().map(|x| tape.variable(x.clone())).collect();
        let at_places: Vec<Var> = places.iter().map(|&place| vars[place]).collect();
        let output = match (self.record)(&mut tape, &at_places, size) {
            Err(CoreError::Empty { operation }) => {
                assert_eq!(operation, self.name);
                assert!(variables.iter().any(Matrix::is_empty), "{context}");
                return;
            }
            result => result.unwrap(),
        };

        let node = tape.node(output).unwrap();
        assert_eq!(node.name(), self.name);
        assert_eq!(node.inputs(), at_places, "{context}");
        assert_eq!(node.shape(), (self.output)(size), "{context}");
        let inputs: Vec<Matrix> = places
            .iter()
            .map(|&place| variables[place].clone())
            .collect();
        for i in 0..node.shape().0 {
            for j in 0..node.shape().1 {
                let (value, expected) = (node.value()[(i, j)], (self.entry)(&inputs, i, j));
                let close = (value - expected).abs() <= 1e-12 * (1.0 + expected.abs());
                assert!(close, "{context}: ({i}, {j}) is {value}, not {expected}");
            }
        }

        let (rows, columns) = node.shape();
        let seed = DMatrix::from_fn(rows, columns, |_, _| random.normal());
        let gradients = tape.backward(output, &seed).unwrap();
        let slopes = self.slopes(variables, places, size, &seed);
        for (var, slope) in vars.iter().zip(slopes) {
            let gradient = gradients.of(*var).unwrap();
            assert_eq!(gradient.shape(), slope.shape(), "{context}");
            let residual = (gradient - &slope)
                .iter()
                .fold(0.0, |a: f64, b| a.max(b.abs()));
            // Differences lose digits to the size of the function, not only of the slope.
            let tolerance = 1e-8 * (1.0 + slope.iter().map(|s| s.abs()).sum::<f64>());
            assert!(
                residual <= tolerance,
                "{context}: gradient off by {residual}"
            );
            // Forward mode, which shares no derivative with the sweep, along a random direction.
            let (r, c) = gradient.shape();
            let direction = DMatrix::from_fn(r, c, |_, _| random.normal());
            let change = tape.forward_mode(output, *var, &direction).unwrap();
            let forward = change.component_mul(&seed).sum();
            let backward = gradient.component_mul(&direction).sum();
            assert!(
                (forward - backward).abs()
                    <= 1e-10 * (1.0 + gradient.iter().map(|g| g.abs()).sum::<f64>()),
                "{context}: forward mode says {forward}, the sweep {backward}"
            );
        }
    }

    /// The gradient of Σ seed ⊙ operation in each variable, by central differences.
    fn slopes(
        &self,
        variables: &[Matrix],
        places: &[usize],
        size: Size,
        seed: &Matrix,
    ) -> Vec<Matrix> {
        let flat: Vec<f64> = variables.iter().flat_map(|x| x.iter().copied()).collect();
        let unflatten = |flat: &[f64]| -> Vec<Matrix> {
            let mut rest = flat;
            variables
                .iter()
                .map(|x| {
                    let (head, tail) = rest.split_at(x.len());
                    rest = tail;
                    DMatrix::from_column_slice(x.nrows(), x.ncols(), head)
                })
                .collect()
        };
        let function = |flat: &[f64]| -> Result<f64> {
            let mut tape = Tape::new();
            let vars: Vec<Var> = unflatten(flat)
                .into_iter()
                .map(|x| tape.constant(x))
                .collect();
            let at_places: Vec<Var> = places.iter().map(|&place| vars[place]).collect();
            let output = (self.record)(&mut tape, &at_places, size)?;
            Ok(tape.value(output)?.component_mul(seed).iter().sum())
        };
        unflatten(&differences::gradient(function, &flat).unwrap())
    }
}

#[portable_test]
fn every_operation_has_a_rule() {
    let rules: BTreeSet<_> = RULES.iter().map(|rule| rule.name).collect();
    let operations: BTreeSet<_> = Operation::<f64>::names().collect();
    assert_eq!(rules, operations);
}

#[portable_test]
fn rules_hold_on_chosen_sizes() {
    let sizes = [
        (1, 1, 1),
        (2, 3, 4),
        (3, 3, 3),
        (1, 4, 5),
        (5, 2, 1),
        // Large enough for the SIMD kernel of the matrix product.
        (9, 8, 10),
        // A group of rows that are worked on together, and one more; two groups and one more.
        (17, 2, 3),
        (33, 1, 2),
        // Empty in each dimension.
        (0, 2, 3),
        (2, 0, 3),
        (2, 3, 0),
        (0, 0, 0),
    ];
    for (seed, (m, k, n)) in (0..).zip(sizes) {
        for rule in RULES {
            rule.check(Size { m, k, n }, seed);
        }
    }
}

/// Attention's output summed, from Q, K and V at once: products, mask, softmax, reuse.
#[portable_test]
fn attention_gradient_agrees_with_differences() {
    let size = 3;
    let mut random = Random::new(42);
    let flat: Vec<f64> = (0..size * size).map(|_| random.normal()).collect();
    // Self-attention: the same matrix is query, key and value.
    let record = |tape: &mut Tape<f64>, x: Var| {
        let scores = tape.matrix_product_transposed(x, x)?;
        let scaled = tape.scale(scores, 1.0 / real::sqrt(size as f64))?;
        let mask = numeric_core::attention::Mask::Causal.additive(size, size);
        let weights = tape.masked_softmax_rows(scaled, mask)?;
        let output = tape.matrix_product(weights, x)?;
        let squares = tape.multiply(output, output)?;
        tape.sum(squares)
    };
    let matrix = |flat: &[f64]| DMatrix::from_column_slice(size, size, flat);

    let mut tape = Tape::new();
    let x = tape.variable(matrix(&flat));
    let loss = record(&mut tape, x).unwrap();
    let gradients = tape.backward(loss, &nalgebra::dmatrix![1.0]).unwrap();

    let function = |flat: &[f64]| {
        let mut tape = Tape::new();
        let x = tape.constant(matrix(flat));
        let loss = record(&mut tape, x)?;
        Ok(tape.value(loss)?[(0, 0)])
    };
    let slopes = matrix(&differences::gradient(function, &flat).unwrap());
    assert!((gradients.of(x).unwrap() - slopes).amax() < 1e-8);
}

/// Softmax's Jacobian three ways: the tape, the closed form, differences.
#[portable_test]
fn softmax_jacobian_three_ways() {
    let logits = [0.5, -1.0, 2.0, 0.1];
    let mut tape = Tape::new();
    let z = tape.variable(DMatrix::from_row_slice(1, 4, &logits));
    let sigma = tape.softmax_rows(z).unwrap();
    let by_tape = tape.jacobian(sigma, z).unwrap();
    let probabilities = numeric_core::probability::softmax(&logits).unwrap();
    let closed = numeric_core::probability::softmax_jacobian(&probabilities, 1.0);
    let by_differences =
        differences::jacobian(numeric_core::probability::softmax, &logits).unwrap();
    assert!((&by_tape - &closed).amax() < 1e-15);
    assert!((&by_tape - by_differences).amax() < 1e-10);
}

/// What is done to sixteen rows at a time is what is done to each row by itself, in f32 to the last
/// bit: value and gradient of what works on rows.
#[portable_test]
fn rows_of_a_group_are_as_single_rows() {
    type Record = fn(&mut Tape<f32>, Var) -> Result<Var>;
    let operations: [(&str, Record); 4] = [
        ("softmax", |tape, x| tape.softmax_rows(x)),
        ("masked softmax", |tape, x| {
            let shape = tape.node(x)?.shape();
            let mask = DMatrix::from_fn(shape.0, shape.1, |_, j| {
                if j == 2 { f32::NEG_INFINITY } else { 0.25 }
            });
            tape.masked_softmax_rows(x, mask)
        }),
        ("log-softmax", |tape, x| tape.log_softmax_rows(x)),
        ("layer norm", |tape, x| {
            let n = tape.node(x)?.shape().1;
            let gain = tape.constant(DMatrix::from_fn(1, n, |_, j| 1.0 + 0.25 * j as f32));
            let bias = tape.constant(DMatrix::from_element(1, n, 0.5));
            tape.layer_norm(x, gain, bias, 1e-5)
        }),
    ];
    let mut random = Random::new(12);
    for rows in [1, 15, 16, 17, 32, 33] {
        let mut matrix = || DMatrix::from_fn(rows, 5, |_, _| random.normal() as f32);
        let (input, seed) = (matrix(), matrix());
        for (name, record) in operations {
            let run = |input: DMatrix<f32>, seed: DMatrix<f32>| {
                let mut tape = Tape::new();
                let x = tape.variable(input);
                let y = record(&mut tape, x).unwrap();
                let gradients = tape.backward(y, &seed).unwrap();
                (
                    tape.value(y).unwrap().clone(),
                    gradients.of(x).unwrap().clone(),
                )
            };
            let (value, gradient) = run(input.clone(), seed.clone());
            for i in 0..rows {
                let of = |m: &DMatrix<f32>| m.rows(i, 1).into_owned();
                let single = run(of(&input), of(&seed));
                assert_eq!(
                    (of(&value), of(&gradient)),
                    single,
                    "{name}, row {i} of {rows}"
                );
            }
        }
        // Cross-entropy is the mean of its rows.
        let targets: Vec<usize> = (0..rows).map(|i| i * 7 % 5).collect();
        let loss = |input: DMatrix<f32>, targets: &[usize]| {
            let mut tape = Tape::new();
            let x = tape.variable(input);
            let y = tape.cross_entropy(x, targets).unwrap();
            let gradients = tape.backward(y, &DMatrix::from_element(1, 1, 1.0)).unwrap();
            (
                tape.value(y).unwrap()[(0, 0)],
                gradients.of(x).unwrap().clone(),
            )
        };
        let (all, gradient) = loss(input.clone(), &targets);
        let mut total = 0.0;
        for i in 0..rows {
            let (one, slope) = loss(input.rows(i, 1).into_owned(), &targets[i..=i]);
            total += one / rows as f32;
            assert!((gradient.rows(i, 1) * rows as f32 - slope).amax() < 1e-6);
        }
        assert!((all - total).abs() < 1e-5);
    }
}

/// Training uses the tape in f32.
#[portable_test]
fn single_precision_agrees_with_double() {
    let mut random = Random::new(9);
    let (a, b) = (
        DMatrix::from_fn(9, 12, |_, _| random.normal()),
        DMatrix::from_fn(12, 10, |_, _| random.normal()),
    );
    fn gradient<T: real::Real>(a: DMatrix<T>, b: DMatrix<T>) -> DMatrix<T> {
        let mut tape = Tape::new();
        let (a, b) = (tape.variable(a), tape.constant(b));
        let product = tape.matrix_product(a, b).unwrap();
        let logs = tape.log_softmax_rows(product).unwrap();
        let mean = tape.mean(logs).unwrap();
        let seed = DMatrix::from_element(1, 1, T::one());
        tape.backward(mean, &seed).unwrap().of(a).unwrap().clone()
    }
    let single = gradient(a.map(|x| x as f32), b.map(|x| x as f32));
    let double = gradient(a, b);
    assert!((single.map(f64::from) - double).amax() < 1e-6);
}
