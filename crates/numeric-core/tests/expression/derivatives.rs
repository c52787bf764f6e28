//! Forward mode, the tape and differences agree.

use crate::parsing::parse;
use crate::portable_test;
use crate::values::{Bindings, bindings};
use nalgebra::{DMatrix, dmatrix};
use numeric_core::differences;
use numeric_core::dual::Dual;
use numeric_core::expression::{Evaluator, Expression};
use numeric_core::random::Random;
use numeric_core::tape::Tape;
use numeric_core::{CoreError, real};
use std::collections::BTreeMap;

fn variables(random: &mut Random) -> Bindings {
    let mut normal = |rows, columns| DMatrix::from_fn(rows, columns, |_, _| random.normal());
    let positive = normal(3, 1).map(|x| x * x + 0.5);
    bindings(&[
        ("W", normal(2, 3)),
        ("x", normal(3, 1)),
        ("p", positive),
        ("a", normal(1, 1)),
        ("b", dmatrix![1.7]),
    ])
}

const EXPRESSIONS: &[&str] = &[
    "a*b + a^3 - b/a",
    "sum(W*x)",
    "-log_softmax(W*x)[0]",
    "cross_entropy(W*x, 1)",
    "cross_entropy(x, p)",
    "sum(softmax(x) .* p)",
    "sum(log(p) .* x - exp(x)/p)",
    "sum(p^x) + b^a + 2^a",
    "norm(x) + mean(W) + dot(x, p)",
    "sum(layer_norm(W) .* [1, 2, 3; -1, 0, 2])",
    "sum(tanh(W*x) + sin(W*x) .* cos(W*x))",
    "sigmoid(a) + silu(a) + gelu(a) + gelu_tanh(a)",
    "sinh(a) + cosh(a/2)*log2(a^2 + 1) - log10(a^2 + 2)",
    "relu(a) + leaky_relu(-a, 0.1) + |a - b|",
    "max(a, b^2) + min(a, b) + sum(max(x, p)) + sum(min(x, 0))",
    "sum([a, b; b, a] * [a; 1])",
    "tan(a/3) + sqrt(b) a",
    "cbrt(b) a + erf(a) + sum(atan(W*x))",
    "asin(tanh(a)/2) + sum(acos(sigmoid(x)/2))",
    "floor(b) a + sign(a) b + floor(p[0] + 10)^0.5",
    "x' * x + (W x)'*(W x)",
    "sum(x * x')",
    "x[1] x[2] + W[1,2]^2",
    "a + a + a",
    "sum(1/p + b x - x/b)",
    "b^-2 + √b + π a",
];

fn number(expression: &Expression, values: &Bindings) -> Result<f64, CoreError> {
    let value = expression.evaluate(values)?;
    assert_eq!(value.shape(), (1, 1), "{expression}");
    Ok(value[(0, 0)])
}

#[portable_test]
fn forward_mode_agrees_with_differences() {
    let mut random = Random::new(50);
    for text in EXPRESSIONS {
        for _ in 0..3 {
            let expression = parse(text);
            let values = variables(&mut random);
            let directions: Bindings = (values.iter())
                .map(|(name, value)| (name.clone(), value.map(|_| random.normal())))
                .collect();
            let (value, tangent) = expression.evaluate_forward(&values, &directions).unwrap();
            assert_eq!(value, expression.evaluate(&values).unwrap());
            let along = |t: &[f64]| {
                let moved = (values.iter())
                    .map(|(name, value)| (name.clone(), value + &directions[name] * t[0]))
                    .collect();
                number(&expression, &moved)
            };
            let slope = differences::gradient(along, &[0.0]).unwrap()[0];
            let size = 1.0 + slope.abs();
            assert!(
                (tangent[(0, 0)] - slope).abs() < 1e-6 * size,
                "{text}: {tangent} {slope}"
            );
        }
    }
}

#[portable_test]
fn tape_agrees_with_forward_mode() {
    let mut random = Random::new(51);
    for text in EXPRESSIONS {
        let expression = parse(text);
        let values = variables(&mut random);
        let mut tape = Tape::new();
        let handles: BTreeMap<_, _> = (values.iter())
            .map(|(name, value)| (name.clone(), tape.variable(value.clone())))
            .collect();
        let output = expression.record(&mut tape, &handles).unwrap();
        let value = expression.evaluate(&values).unwrap();
        assert!((tape.value(output).unwrap() - &value).amax() <= 1e-13 * (1.0 + value.amax()));
        let gradients = tape.backward(output, &dmatrix![1.0]).unwrap();
        for (name, value) in &values {
            let gradient = gradients.of(handles[name]).unwrap();
            for index in 0..value.len() {
                let mut direction = value.map(|_| 0.0);
                direction[index] = 1.0;
                let directions = [(name.clone(), direction)].into();
                let (_, tangent) = expression.evaluate_forward(&values, &directions).unwrap();
                let (tangent, slope) = (tangent[(0, 0)], gradient[index]);
                let difference = (tangent - slope).abs();
                assert!(
                    difference < 1e-11 * (1.0 + slope.abs()),
                    "{text}: {tangent} {slope}"
                );
            }
        }
    }
}

#[portable_test]
fn nested_duals_give_the_hessian() {
    // f = x²y + sin(xy): f_xy = 2x + cos(xy) − xy·sin(xy).
    let expression = parse("x^2 y + sin(x y)");
    let (x, y): (f64, f64) = (0.8, -0.3);
    let mut evaluator: Evaluator<Dual<Dual<f64>>> = Evaluator::new();
    let along_x = Dual::new(Dual::new(x, 1.0), Dual::constant(0.0));
    let along_y = Dual::new(Dual::new(y, 0.0), Dual::constant(1.0));
    let handles = [
        (
            "x".to_owned(),
            evaluator.variable(DMatrix::from_element(1, 1, along_x)),
        ),
        (
            "y".to_owned(),
            evaluator.variable(DMatrix::from_element(1, 1, along_y)),
        ),
    ]
    .into();
    let result = expression.record_on(&mut evaluator, &handles).unwrap();
    let second = evaluator.value(result).unwrap()[(0, 0)].tangent.tangent;
    let expected = 2.0 * x + libm::cos(x * y) - x * y * libm::sin(x * y);
    assert!((second - expected).abs() < 1e-14);
}

#[portable_test]
fn constants_alone_are_recorded_too() {
    let mut tape = Tape::new();
    let output = parse("2 + √(2π)")
        .record(&mut tape, &BTreeMap::new())
        .unwrap();
    let expected = 2.0 + real::sqrt(2.0 * std::f64::consts::PI);
    assert_eq!(tape.value(output).unwrap(), &dmatrix![expected]);
    assert_eq!(tape.len(), 1);
    let direction = [("x".to_owned(), dmatrix![1.0, 2.0])].into();
    let values = [("x".to_owned(), dmatrix![1.0])].into();
    assert!(parse("x").evaluate_forward(&values, &direction).is_err());
}
