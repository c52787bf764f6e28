//! Kinks and numbers as large and as small as there are: no operation of the tape makes NaN of
//! finite numbers, neither in its value nor in a gradient, in either precision. Where it makes an
//! infinity, the table says so.

use crate::portable_test;
use nalgebra::DMatrix;
use numeric_core::attention::Mask;
use numeric_core::real::Real;
use numeric_core::tape::{Heads, Operation, Tape, Var};
use std::collections::BTreeSet;

/// Where an infinity is the right answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Infinite {
    /// Nowhere.
    No,
    /// In the value, which is too large for a number or has a pole.
    Value,
    /// In a gradient, at a point where the slope is infinite.
    Gradient,
    /// In both.
    Both,
}
use Infinite::{Both, Gradient, No, Value};

type Record<T> = fn(&mut Tape<T>, &[Var]) -> numeric_core::Result<Var>;

/// One operation on inputs at an edge.
struct Extreme<T: Real> {
    name: &'static str,
    inputs: Vec<DMatrix<T>>,
    record: Record<T>,
    infinite: Infinite,
}

const CAUSAL: Heads = Heads {
    heads: 1,
    context: 2,
    causal: true,
    scaled: true,
};

/// The numbers at the edges of a precision: the largest, one whose square overflows, one whose
/// square is 0, the smallest.
#[derive(Clone, Copy)]
struct Edges {
    largest: f64,
    huge: f64,
    tiny: f64,
    smallest: f64,
}

/// Every operation, with its edges. Inputs are rows unless the shape matters.
#[allow(clippy::too_many_lines, reason = "a table")]
fn extremes<T: Real>(edges: Edges) -> Vec<Extreme<T>> {
    let Edges {
        largest,
        huge,
        tiny,
        smallest,
    } = edges;
    let matrix = |rows: usize, entries: &[f64]| {
        DMatrix::from_row_slice(rows, entries.len() / rows, entries).map(T::from_f64)
    };
    let row = |entries: &[f64]| matrix(1, entries);
    let all = row(&[
        0.0, -0.0, 1.0, -1.0, smallest, -smallest, tiny, -tiny, huge, -huge, largest, -largest,
    ]);
    let opposite = row(&[
        -largest, largest, huge, -huge, tiny, smallest, 0.0, -0.0, 1.0, -1.0, largest, largest,
    ]);
    // As many entries as fit into a group of rows, and one more.
    let tall =
        |of: &[f64]| DMatrix::from_fn(17, of.len(), |i, j| T::from_f64(of[(i + j) % of.len()]));

    let mut table = Vec::new();
    let mut add = |name, inputs: Vec<DMatrix<T>>, infinite, record: Record<T>| {
        table.push(Extreme {
            name,
            inputs,
            record,
            infinite,
        });
    };
    let one = |x: &DMatrix<T>| vec![x.clone()];
    let two = |x: &DMatrix<T>, y: &DMatrix<T>| vec![x.clone(), y.clone()];

    // Sums of two and products overflow where the result is too large for a number.
    add("add", two(&all, &all), Value, |t, x| t.add(x[0], x[1]));
    add("add", two(&all, &opposite), Value, |t, x| t.add(x[0], x[1]));
    add("subtract", two(&all, &all), No, |t, x| {
        t.subtract(x[0], x[1])
    });
    add("subtract", two(&all, &opposite), Value, |t, x| {
        t.subtract(x[0], x[1])
    });
    add("multiply", two(&all, &opposite), Value, |t, x| {
        t.multiply(x[0], x[1])
    });
    add("scale", one(&all), Value, |t, x| {
        t.scale(x[0], T::from_f64(-2.0))
    });
    add("scale", one(&all), No, |t, x| t.scale(x[0], T::zero()));
    add("negate", one(&all), No, |t, x| t.negate(x[0]));
    // A pole where the denominator is 0; the numerator isn't.
    let over = row(&[1.0, 0.0, 0.0, 1.0, largest, tiny, smallest, -1.0]);
    let under = row(&[0.0, tiny, smallest, huge, largest, largest, huge, -0.0]);
    add("divide", two(&over, &under), Both, |t, x| {
        t.divide(x[0], x[1])
    });
    let large = row(&[1.0, -1.0, largest, 0.0]);
    add(
        "divide",
        two(&large, &row(&[largest, huge, largest, huge])),
        No,
        |t, x| t.divide(x[0], x[1]),
    );
    add("maximum", two(&all, &opposite), No, |t, x| {
        t.maximum(x[0], x[1])
    });
    add("minimum", two(&all, &opposite), No, |t, x| {
        t.minimum(x[0], x[1])
    });
    add("maximum", two(&all, &all), No, |t, x| t.maximum(x[0], x[1]));
    add("minimum", two(&all, &all), No, |t, x| t.minimum(x[0], x[1]));
    // Powers of 0 and to 0 among them; 0 to the power 0 falls without bound in the power.
    let bases = row(&[
        0.0, 0.0, 0.0, 1.0, 2.0, smallest, tiny, huge, largest, largest,
    ]);
    let powers = row(&[0.0, 0.5, 2.0, largest, -1.0, 1.0, 2.0, 3.0, 0.0, -largest]);
    add("raise", two(&bases, &powers), Both, |t, x| {
        t.raise(x[0], x[1])
    });
    add("absolute", one(&all), No, |t, x| t.absolute(x[0]));

    // Growing without bound, so is the slope.
    add("exp", one(&all), Both, |t, x| t.exp(x[0]));
    // A pole at 0.
    let positive = row(&[0.0, smallest, tiny, 1.0, huge, largest]);
    add("log", one(&positive), Both, |t, x| t.log(x[0]));
    add("sqrt", one(&positive), Gradient, |t, x| t.sqrt(x[0]));
    add("power", one(&positive), Gradient, |t, x| {
        t.power(x[0], T::from_f64(0.5))
    });
    add("power", one(&positive), Both, |t, x| {
        t.power(x[0], T::from_f64(-1.0))
    });
    add("power", one(&all), Both, |t, x| {
        t.power(x[0], T::from_f64(3.0))
    });
    add("power", one(&all), No, |t, x| t.power(x[0], T::one()));
    add("power", one(&all), No, |t, x| t.power(x[0], T::zero()));
    add("sine", one(&all), No, |t, x| t.sine(x[0]));
    add("cosine", one(&all), No, |t, x| t.cosine(x[0]));
    add("cbrt", one(&all), Gradient, |t, x| t.cbrt(x[0]));
    add("erf", one(&all), No, |t, x| t.erf(x[0]));
    add("sign", one(&all), No, |t, x| t.sign(x[0]));
    add("floor", one(&all), No, |t, x| t.floor(x[0]));
    add("arctangent", one(&all), No, |t, x| t.arctangent(x[0]));
    // Steep at both ends, beyond which there is nothing.
    let unit = row(&[0.0, -0.0, 1.0, -1.0, smallest, -smallest, tiny, -tiny, 0.5]);
    add("arcsine", one(&unit), Gradient, |t, x| t.arcsine(x[0]));
    add("arccosine", one(&unit), Gradient, |t, x| t.arccosine(x[0]));
    add("tanh", one(&all), No, |t, x| t.tanh(x[0]));
    add("sigmoid", one(&all), No, |t, x| t.sigmoid(x[0]));
    add("relu", one(&all), No, |t, x| t.relu(x[0]));
    add("leaky relu", one(&all), No, |t, x| {
        t.leaky_relu(x[0], T::from_f64(0.01))
    });
    add("gelu", one(&all), No, |t, x| t.gelu(x[0]));
    add("gelu, tanh form", one(&all), No, |t, x| t.gelu_tanh(x[0]));
    add("silu", one(&all), No, |t, x| t.silu(x[0]));

    // Dot products overflow like products. (Terms that overflow to both sides have no sum.)
    let square = matrix(2, &[largest, tiny, 0.0, -smallest]);
    let other = matrix(2, &[0.5, smallest, -0.5, largest]);
    let twos = matrix(2, &[2.0, 0.0, 2.0, 0.0]);
    add("matrix product", two(&square, &other), No, |t, x| {
        t.matrix_product(x[0], x[1])
    });
    add("matrix product", two(&square, &twos), Value, |t, x| {
        t.matrix_product(x[0], x[1])
    });
    add("matrix product", two(&square, &other), No, |t, x| {
        t.matrix_product_of(x[0], x[1], (true, false))
    });
    let bias = row(&[-largest, 1.0]);
    add(
        "linear",
        vec![square.clone(), other.clone(), bias.clone()],
        No,
        |t, x| t.linear(x[0], x[1], Some(x[2])),
    );
    add("linear", two(&square, &twos), Value, |t, x| {
        t.linear(x[0], x[1], None)
    });
    add("transpose", one(&all), No, |t, x| t.transpose(x[0]));

    // Sums overflow, means don't.
    let side = matrix(2, &[largest, largest, largest, tiny]);
    add("sum", one(&all), No, |t, x| t.sum(x[0]));
    add("sum", one(&side), Value, |t, x| t.sum(x[0]));
    add("sum of rows", one(&side), Value, |t, x| t.sum_rows(x[0]));
    add("sum of columns", one(&side), Value, |t, x| {
        t.sum_columns(x[0])
    });
    add("mean", one(&side), No, |t, x| t.mean(x[0]));
    add("mean of rows", one(&side), No, |t, x| t.mean_rows(x[0]));
    add("mean of columns", one(&side), No, |t, x| {
        t.mean_columns(x[0])
    });

    // Probabilities are never infinite; their logarithms are where they are below the smallest
    // number by far: −2·largest.
    let logits = [largest, -largest, huge, 0.0, tiny];
    add("softmax of rows", one(&row(&logits)), No, |t, x| {
        t.softmax_rows(x[0])
    });
    add("softmax of rows", one(&tall(&logits)), No, |t, x| {
        t.softmax_rows(x[0])
    });
    let low = row(&[-largest, -largest]);
    add("softmax of rows", one(&low), No, |t, x| {
        t.softmax_rows(x[0])
    });
    add(
        "masked softmax of rows",
        one(&matrix(2, &[-largest, largest, largest, -largest])),
        No,
        |t, x| t.masked_softmax_rows(x[0], Mask::Causal.additive(2, 2)),
    );
    add("masked softmax of rows", one(&low), No, |t, x| {
        t.masked_softmax_rows(x[0], DMatrix::from_element(1, 2, -T::LARGEST))
    });
    add(
        "masked softmax of rows",
        one(&row(&[largest, largest])),
        No,
        |t, x| t.masked_softmax_rows(x[0], DMatrix::from_element(1, 2, T::LARGEST)),
    );
    add(
        "log-softmax of rows",
        one(&row(&[huge, -huge, 0.0])),
        No,
        |t, x| t.log_softmax_rows(x[0]),
    );
    add("log-softmax of rows", one(&row(&logits)), Value, |t, x| {
        t.log_softmax_rows(x[0])
    });
    add("log-softmax of rows", one(&tall(&logits)), Value, |t, x| {
        t.log_softmax_rows(x[0])
    });
    add(
        "cross-entropy",
        one(&row(&[huge, -huge, 0.0])),
        No,
        |t, x| t.cross_entropy(x[0], [1]),
    );
    add("cross-entropy", one(&row(&logits)), No, |t, x| {
        t.cross_entropy(x[0], [0])
    });
    add("cross-entropy", one(&row(&logits)), Value, |t, x| {
        t.cross_entropy(x[0], [1])
    });
    add(
        "cross-entropy",
        one(&tall(&[huge, 0.0, 1.0])),
        No,
        |t, x| t.cross_entropy(x[0], [2; 17]),
    );

    // Rows of any size have a direction; a row of one number has none, and is β.
    let norm = |x: DMatrix<T>| {
        let n = x.ncols();
        let gain = DMatrix::from_element(1, n, T::from_f64(2.0));
        vec![x, gain, DMatrix::from_element(1, n, T::one())]
    };
    for entries in [
        &[largest, largest, largest, -largest][..],
        &[largest, -largest],
        &[huge, tiny, 0.0],
        &[largest, largest, largest],
        &[tiny, -tiny, smallest],
        &[smallest, smallest],
        &[smallest, 0.0],
        &[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1],
        &[largest],
    ] {
        for x in [row(entries), tall(entries)] {
            add("layer norm", norm(x.clone()), No, |t, x| {
                t.layer_norm(x[0], x[1], x[2], T::zero())
            });
            add("layer norm", norm(x), No, |t, x| {
                t.layer_norm(x[0], x[1], x[2], T::from_f64(1e-5))
            });
        }
    }

    // A score that overflows counts as the largest number.
    let queries = matrix(4, &[largest, huge, 1.0, tiny, -largest, huge, 0.0, largest]);
    let keys = matrix(
        4,
        &[
            largest, huge, huge, smallest, largest, -huge, largest, largest,
        ],
    );
    let values = matrix(4, &[0.5, 2.0, -1.0, tiny, 0.25, -3.0, 1.0, smallest]);
    let packed = DMatrix::from_fn(4, 6, |i, j| [&queries, &keys, &values][j / 2][(i, j % 2)]);
    let far = values.map(|x| x * T::from_f64(huge));
    add(
        "attention",
        vec![values.clone(), values.clone(), far],
        No,
        |t, x| t.attention(x[0], x[1], x[2], CAUSAL),
    );
    add("attention", vec![queries, keys, values], No, |t, x| {
        t.attention(x[0], x[1], x[2], CAUSAL)
    });
    add("packed attention", vec![packed], No, |t, x| {
        t.packed_attention(x[0], CAUSAL)
    });

    // What only moves numbers.
    add("embedding", one(&all.transpose()), No, |t, x| {
        t.embedding(x[0], [0, 10, 11, 10])
    });
    add("concatenate rows", two(&all, &opposite), No, |t, x| {
        t.concatenate_rows(x)
    });
    add("concatenate columns", two(&all, &opposite), No, |t, x| {
        t.concatenate_columns(x)
    });
    add("slice", one(&all), No, |t, x| t.slice(x[0], (0, 4), (1, 8)));
    add("broadcast row", one(&all), No, |t, x| {
        t.broadcast_row(x[0], 2)
    });
    add("broadcast column", one(&all.transpose()), No, |t, x| {
        t.broadcast_column(x[0], 2)
    });
    add("broadcast scalar", one(&row(&[largest])), No, |t, x| {
        t.broadcast_scalar(x[0], 2, 2)
    });
    table
}

impl<T: Real> Extreme<T> {
    /// What is wrong, if something is.
    fn check(&self, number: usize) -> Result<(), String> {
        let context = format!(
            "{} (number {number}, {})",
            self.name,
            std::any::type_name::<T>()
        );
        let mut tape = Tape::new();
        let vars: Vec<Var> = self
            .inputs
            .iter()
            .map(|x| tape.variable(x.clone()))
            .collect();
        let output = (self.record)(&mut tape, &vars).unwrap();
        let node = tape.node(output).unwrap();
        assert_eq!(node.name(), self.name);
        let value = node.value();
        let in_value = infinities(value, &context)?;
        // Nothing comes from upstream, all of it, and one part of it.
        let (rows, columns) = node.shape();
        let mut in_gradient = false;
        for seed in [0.0, 1.0, -1.0] {
            for part in [false, true] {
                let seed = DMatrix::from_fn(rows, columns, |i, j| {
                    let used = !part || (i + j) % 2 == 0;
                    T::from_f64(if used { seed } else { 0.0 })
                });
                let nothing = seed.iter().all(|&u| u == T::zero());
                let gradients = tape.backward(output, &seed).unwrap();
                for &var in &vars {
                    let gradient = gradients.of(var).unwrap();
                    in_gradient |= infinities(gradient, &context)?;
                    if nothing && gradient.iter().any(|&g| g != T::zero()) {
                        return Err(format!("{context}: {:?} from nothing", gradient.as_slice()));
                    }
                }
            }
        }
        let found = match (in_value, in_gradient) {
            (false, false) => No,
            (true, false) => Value,
            (false, true) => Gradient,
            (true, true) => Both,
        };
        if found == self.infinite {
            return Ok(());
        }
        Err(format!(
            "{context}: infinite is {found:?}, not {:?}: {:?}",
            self.infinite,
            value.as_slice()
        ))
    }
}

/// Whether there are some; NaN there may not be.
fn infinities<T: Real>(matrix: &DMatrix<T>, context: &str) -> Result<bool, String> {
    if matrix.iter().any(|x| x.to_f64().is_nan()) {
        return Err(format!("{context}: NaN in {:?}", matrix.as_slice()));
    }
    Ok(matrix.iter().any(|x| !x.is_finite()))
}

const SINGLE: Edges = Edges {
    largest: f32::MAX as f64,
    huge: 1e30,
    tiny: 1e-30,
    smallest: 1e-45,
};

const DOUBLE: Edges = Edges {
    largest: f64::MAX,
    huge: 1e200,
    tiny: 1e-200,
    smallest: 5e-324,
};

#[portable_test]
fn no_operation_makes_nan_of_finite_numbers() {
    let (single, double) = (extremes::<f32>(SINGLE), extremes::<f64>(DOUBLE));
    let single = single
        .iter()
        .enumerate()
        .map(|(number, case)| case.check(number));
    let double = double
        .iter()
        .enumerate()
        .map(|(number, case)| case.check(number));
    let wrong: Vec<String> = single
        .chain(double)
        .filter_map(|checked| checked.err())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[portable_test]
fn every_operation_is_taken_to_its_extremes() {
    let covered: BTreeSet<_> = extremes::<f64>(DOUBLE)
        .iter()
        .map(|case| case.name)
        .collect();
    let operations: BTreeSet<_> = Operation::<f64>::names().collect();
    assert_eq!(covered, operations);
}
