//! Natively only, since proptest is no wasm crate: nothing panics, whatever is typed.

use crate::generate;
use nalgebra::{DMatrix, dmatrix};
use numeric_core::expression::{Expression, Kind, Names, Node};
use numeric_core::random::Random;
use numeric_core::tape::Tape;
use proptest::prelude::*;

/// Parses, prints, infers, evaluates and records; errors are fine, panics and wrong places not.
fn try_all(text: &str) {
    for names in [Names::Any, Names::Only(&["x", "y", "T", "π"])] {
        let expression = match Expression::parse(text, names) {
            Ok(expression) => expression,
            Err(error) => {
                assert!(text.get(error.span.clone()).is_some(), "{error:?}");
                assert_eq!(text[..error.span.start].chars().count(), error.column);
                let units = error.utf16_span(text);
                assert!(units.end <= text.encode_utf16().count());
                continue;
            }
        };
        let printed = expression.to_string();
        assert_eq!(
            Expression::parse(&printed, names).as_ref(),
            Ok(&expression),
            "{printed}"
        );
        let shapes = [(1, 1), (3, 1), (2, 2)];
        for shape in shapes {
            let value = DMatrix::from_fn(shape.0, shape.1, |i, j| i as f64 - 0.5 * j as f64);
            let values = (expression.free_variables().into_iter())
                .map(|name| (name.to_owned(), value.clone()))
                .collect();
            let mut tape = Tape::new();
            let handles = (expression.free_variables().into_iter())
                .map(|name| (name.to_owned(), tape.variable(value.clone())))
                .collect();
            let inferred = expression.shape(
                &(expression.free_variables().into_iter())
                    .map(|name| (name.to_owned(), shape))
                    .collect(),
            );
            match (&inferred, expression.evaluate(&values)) {
                (Ok(shape), Ok(value)) => assert_eq!(*shape, value.shape()),
                (Err(_), Err(_)) => {}
                (inferred, value) => panic!("{text}: {inferred:?} {value:?}"),
            }
            if let Ok(output) = expression.record(&mut tape, &handles) {
                assert_eq!(tape.node(output).unwrap().shape(), inferred.unwrap());
            }
        }
    }
}

const PIECES: &[&str] = &[
    "x",
    "y",
    "T",
    "2",
    ".5",
    "1e3",
    "e",
    "pi",
    "π",
    "α",
    "+",
    "-",
    "*",
    "/",
    "^",
    ".*",
    "./",
    ".^",
    "(",
    ")",
    "[",
    "]",
    "|",
    ",",
    ";",
    "'",
    "²",
    "⁻¹",
    "ᵀ",
    "√",
    "·",
    "−",
    " ",
    "sin(",
    "softmax(",
    "max(",
    "sum(",
    "layer_norm(",
    "cross_entropy(",
    "leaky_relu(",
    "dot(",
    "[0]",
    "[0,1]",
    "xy",
    "sine",
    ".",
    "=",
    "🙂",
    "\u{0}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn any_text(text in any::<String>()) {
        try_all(&text);
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..30)) {
        try_all(&pieces.concat());
    }

    #[test]
    fn valid_expressions_with_a_slip(
        seed: u64,
        depth in 1..6_usize,
        at in any::<prop::sample::Index>(),
        removed in 0..3_usize,
        piece in prop::sample::select(PIECES),
    ) {
        let text = generate::expression(&mut Random::new(seed), depth);
        try_all(&text);
        let characters: Vec<char> = text.chars().collect();
        let at = at.index(characters.len());
        let before: String = characters[..at].iter().collect();
        let after: String = characters[(at + removed).min(characters.len())..].iter().collect();
        try_all(&format!("{before}{piece}{after}"));
    }
}

/// The nodes of the tree that is walked, and the values that are computed.
fn work(terms: usize) -> (usize, usize) {
    let text = "sin(x)*(2x + 1) + ".repeat(terms) + "x";
    let expression = Expression::parse(&text, Names::Any).unwrap();
    let mut tape = Tape::new();
    let x = tape.variable(dmatrix![0.5]);
    expression
        .record(&mut tape, &[("x".to_owned(), x)].into())
        .unwrap();
    (count(expression.root()), tape.len())
}

fn count(node: &Node) -> usize {
    let below: usize = match &node.kind {
        Kind::Number(_) | Kind::Constant(_) | Kind::Variable(_) => 0,
        Kind::Negate(of) | Kind::Index { of, .. } => count(of),
        Kind::Binary { left, right, .. } => count(left) + count(right),
        Kind::Call { arguments, .. } => arguments.iter().map(count).sum(),
        Kind::Matrix(rows) => rows.iter().flatten().map(count).sum(),
    };
    1 + below
}

/// Counted, not timed: what a term costs doesn't depend on how many there are before it. (The
/// parser reads each token once: it has no way back.)
#[test]
fn work_grows_with_the_length() {
    let (one, two) = (work(1), work(2));
    let each = (two.0 - one.0, two.1 - one.1);
    assert_eq!(each, (9, 6));
    for terms in [10, 50, 100] {
        let expected = (one.0 + (terms - 1) * each.0, one.1 + (terms - 1) * each.1);
        assert_eq!(work(terms), expected);
    }
}
