use crate::parsing::parse;
use crate::portable_test;
use nalgebra::{DMatrix, dmatrix};
use numeric_core::expression::{Expression, Names};
use numeric_core::probability::{log_softmax, softmax};
use numeric_core::real;
use std::collections::BTreeMap;

pub type Bindings = BTreeMap<String, DMatrix<f64>>;

pub fn bindings(values: &[(&str, DMatrix<f64>)]) -> Bindings {
    values
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

fn number(text: &str, x: f64) -> f64 {
    let value = parse(text)
        .evaluate(&bindings(&[("x", dmatrix![x])]))
        .unwrap();
    assert_eq!(value.shape(), (1, 1));
    value[(0, 0)]
}

#[portable_test]
fn numbers() {
    let x: f64 = 0.7;
    let pi = std::f64::consts::PI;
    let cases = [
        ("-x^2", -x * x),
        ("(-x)^2", x * x),
        ("2^3^2", 512.0),
        ("x^-2", 1.0 / (x * x)),
        ("1/2x", x / 2.0),
        ("1/(2x)", 1.0 / (2.0 * x)),
        ("7 - 2 - 1", 4.0),
        ("8/4/2", 1.0),
        ("2x^2 + 3x - 1", 2.0 * x * x + 3.0 * x - 1.0),
        ("|-x|", x),
        ("|x - 1|", 0.3),
        ("√4x", 2.0 * x),
        (
            "exp(-x^2/2)/sqrt(2pi)",
            real::exp(-x * x / 2.0) / real::sqrt(2.0 * pi),
        ),
        ("e^x", real::exp(x)),
        ("x^x", real::exp(x * real::ln(x))),
        ("tan(x)", libm::tan(x)),
        ("tanh(x)", real::tanh(x)),
        ("sinh(x)", libm::sinh(x)),
        ("cosh(x)", libm::cosh(x)),
        ("sinh(x/1e8)*1e8", x),
        ("asin(x) + arccos(x)", pi / 2.0),
        ("arcsin(x)", libm::asin(x)),
        ("atan(x) - arctan(2x)", libm::atan(x) - libm::atan(2.0 * x)),
        ("cbrt(x)^3 + cbrt(-8)", x - 2.0),
        ("erf(x)", libm::erf(x)),
        ("sign(x) + 10sign(-x) + 100sign(0x)", -9.0),
        ("floor(x) + 10floor(-x) + 100floor(2)", 190.0),
        ("log2(x)", libm::log2(x)),
        ("log10(x)", libm::log10(x)),
        ("log2(8) + log10(100)", 5.0),
        ("sigmoid(x)", 1.0 / (1.0 + real::exp(-x))),
        ("silu(x)", x / (1.0 + real::exp(-x))),
        ("gelu(x)", 0.5 * x * (1.0 + libm::erf(x / real::sqrt(2.0)))),
        ("relu(x) + relu(-x)", x),
        ("leaky_relu(-x)", -0.007),
        ("leaky_relu(-x, 1/2)", -0.35),
        ("max(x, 1) + min(x, 1)", 1.7),
        ("[1, x; 3, 4][0,1]", x),
        ("[1, 2; 3, 4][1,0] + [5, 6][1] + [7; 8][1]", 17.0),
        ("sum([1, 2; 3, x])", 6.7),
        ("mean([1, 2, x])", 3.7 / 3.0),
        ("norm([3, 4]) + dot([1, 2], [3; x])", 5.0 + 3.0 + 2.0 * x),
        ("x''", x),
        ("softmax(x) + layer_norm(x)", 1.0),
    ];
    for (text, expected) in cases {
        assert!(
            (number(text, x) - expected).abs() < 1e-14,
            "{text}: {}",
            number(text, x)
        );
    }
    // The tanh formula of GELU is within 0.0005 of the exact one, and not it.
    let difference = (number("gelu_tanh(x)", x) - number("gelu(x)", x)).abs();
    assert!(difference > 1e-6 && difference < 5e-4);
    // Outside of a domain.
    assert!(number("asin(x + 1)", x).is_nan() && number("acos(-2x)", x).is_nan());
    assert!(number("log(-x)", x).is_nan() && number("(-x)^x", x).is_nan());
    assert_eq!(number("1/(x - x)", x), f64::INFINITY);
    assert_eq!(number("(-2)^3 + 0x", x), -8.0);
}

#[portable_test]
fn matrices() {
    let w = dmatrix![1.0, 2.0, 3.0; -1.0, 0.5, 2.0];
    let x = dmatrix![0.2; -0.4; 1.0];
    let values = bindings(&[("W", w.clone()), ("x", x.clone())]);
    let evaluate = |text: &str| parse(text).evaluate(&values).unwrap();
    let close =
        |a: &DMatrix<f64>, b: &DMatrix<f64>| a.shape() == b.shape() && (a - b).amax() < 1e-14;
    assert!(close(&evaluate("W*x"), &(&w * &x)));
    assert!(close(&evaluate("x'Wᵀ"), &(x.transpose() * w.transpose())));
    assert!(close(&evaluate("x .* x"), &x.component_mul(&x)));
    assert!(close(&evaluate("W ./ W - 1"), &DMatrix::zeros(2, 3)));
    assert!(close(&evaluate("2^x"), &x.map(|x| libm::pow(2.0, x))));
    assert!(close(&evaluate("W.^2 + 1/2"), &w.map(|w| w * w + 0.5)));
    assert!(close(&evaluate("x/norm(x)"), &(&x / x.norm())));
    assert!(close(
        &evaluate("W*[1, 0; 0, 1; x[0], 1]"),
        &(&w * dmatrix![1.0, 0.0; 0.0, 1.0; 0.2, 1.0])
    ));
    let column = x.as_slice();
    assert!(close(
        &evaluate("softmax(x)"),
        &DMatrix::from_vec(3, 1, softmax(column).unwrap())
    ));
    assert!(close(
        &evaluate("softmax(x')"),
        &DMatrix::from_vec(1, 3, softmax(column).unwrap())
    ));
    let logs = log_softmax(column).unwrap();
    assert!(close(&evaluate("cross_entropy(x, 2)"), &dmatrix![-logs[2]]));
    assert!(close(
        &evaluate("cross_entropy(x, [0, 0.5; 0.5, 0][0,1] x')"),
        &{
            let terms: f64 = logs.iter().zip(column).map(|(log, x)| -0.5 * x * log).sum();
            dmatrix![terms]
        }
    ));
    assert!(close(&evaluate("-log_softmax(x)[2]"), &dmatrix![-logs[2]]));
    assert!(close(
        &evaluate("log(sum(exp(x)))"),
        &dmatrix![column[2] - logs[2]]
    ));
    // Each row of a matrix by itself.
    for text in ["softmax(W)", "exp(log_softmax(W))"] {
        let value = evaluate(text);
        for i in 0..2 {
            let row: Vec<f64> = w.row(i).iter().copied().collect();
            for (found, expected) in value.row(i).iter().zip(softmax(&row).unwrap()) {
                assert!((found - expected).abs() < 1e-15);
            }
        }
    }
    let normed = evaluate("layer_norm(W)");
    assert!(normed.column_sum().amax() < 1e-14);
    let (mean, variance) = (2.0, 2.0 / 3.0);
    assert!((normed[(0, 0)] - (1.0 - mean) / real::sqrt(variance + 1e-5)).abs() < 1e-14);
}

#[portable_test]
fn numbers_from_numbers_are_one_constant() {
    let constant = |text: &str| {
        Expression::parse(text, Names::Any)
            .unwrap()
            .root()
            .constant_value()
    };
    assert_eq!(constant("2*3 + 1"), Some(7.0));
    assert_eq!(constant("-leaky_relu(-2, 1/4)"), Some(0.5));
    assert_eq!(constant("max(2, pi)"), Some(std::f64::consts::PI));
    assert_eq!(constant("2^0.5^2"), Some(libm::pow(2.0, 0.25)));
    assert_eq!(constant("floor(-pi) + sign(-2)"), Some(-5.0));
    assert_eq!(constant("x - x"), None);
    assert_eq!(constant("[1, 2]"), None);
}

#[portable_test]
fn missing_values_are_named() {
    let error = parse("x + y")
        .evaluate(&bindings(&[("x", dmatrix![1.0])]))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "expression: “y” has no value (at character 5)"
    );
}
