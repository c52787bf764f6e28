//! Whole computations on the tape beside other routes to the same numbers.

use crate::portable_test;
use nalgebra::DMatrix;
use numeric_core::tape::{Tape, Var};
use numeric_core::{Result, differences, random::Random, real};

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
