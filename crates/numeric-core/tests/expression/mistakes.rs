//! Messages and the places that they point at, marked below the text.

use crate::portable_test;
use numeric_core::expression::{Expression, ExpressionError, MAX_CHARACTERS, MAX_DEPTH, Names};
use std::collections::BTreeMap;

fn assert_points(text: &str, marks: &str, error: &ExpressionError, message: &str) {
    assert!(error.message.contains(message), "{text}: {}", error.message);
    let start = marks.find('^').unwrap_or(marks.len());
    assert_eq!(error.column, start, "{text}: {error}");
    let marked = text.get(error.span.clone()).unwrap().chars().count();
    assert_eq!(marked, marks.matches('^').count(), "{text}: {error}");
}

#[portable_test]
fn what_cannot_be_read() {
    let cases = [
        (
            "sine(x)",
            "^^^^",
            "unknown function “sine”: did you mean sin?",
        ),
        (
            "2*(x+1",
            "  ^",
            "this “(” is never closed: a “)” is missing",
        ),
        ("[1, 2", "^", "a “]” is missing"),
        ("|x + 1", "^", "a “|” is missing"),
        ("sin(x", "   ^", "a “)” is missing"),
        ("z[0", " ^", "a “]” is missing"),
        ("x + ", "    ", "something is missing after “+”"),
        (
            "x + * y",
            "    ^",
            "expected a number, a name or a bracket before “*”",
        ),
        ("x)", " ^", "this “)” closes nothing"),
        ("(x]", "  ^", "closes nothing"),
        ("x 2", "  ^", "expected an operator before “2”"),
        ("1.2.3", "   ^^", "expected an operator before “.3”"),
        ("x, y", " ^", "“,” stands only between arguments"),
        ("0,5*x", " ^", "did you mean 0.5?"),
        (
            "sin(0,5)",
            "^^^^^^^^",
            "2 are given here: did you mean 0.5?",
        ),
        ("tan^-1(x)", "^^^", "for the second write 1/tan(x)"),
        ("tan^(-1)(x)", "^^^", "for the first write atan(x)"),
        (
            "sin⁻¹(x)",
            "^^^",
            "for the first write asin(x), for the second",
        ),
        ("cos^-1(x)", "^^^", "for the first write acos(x)"),
        ("exp^-1(x)", "^^^", "1/exp: for the second write 1/exp(x)"),
        ("pow(x)", "^^^", "pow takes two arguments"),
        ("sin x", "^^^", "sin needs its argument in brackets: sin(x)"),
        ("sin²(x)", "^^^", "write sin(x)^2"),
        (
            "max(x)",
            "^^^^^^",
            "max takes two arguments, but only one is given here",
        ),
        (
            "sin()",
            "^^^^^",
            "sin takes one argument, but none is given here",
        ),
        (
            "exp(x, y)",
            "^^^^^^^^^",
            "exp takes one argument, but 2 are given here",
        ),
        ("leaky_relu(x, y)", "              ^", "a fixed number"),
        (
            "[1, 2; 3]",
            "       ^",
            "row 2 has 1 entry, but the first has 2",
        ),
        ("[1 2]", "   ^", "expected an operator before “2”"),
        ("z[x]", "  ^", "an index is a whole number"),
        ("z[1.5]", "  ^^^", "an index is a whole number"),
        ("z[1,2,3]", "     ^", "expected “]”"),
        ("x = 2", "  ^", "“=” means nothing here"),
        ("α + $", "    ^", "“$” means nothing here"),
        ("x⁻", " ^", "needs a digit"),
        ("1e999", "^^^^^", "too large"),
        ("x²²²²²", " ^^^^^", "this exponent is too large"),
        ("", "", "type an expression"),
        ("   ", "", "type an expression"),
        ("()", " ^", "expected a number, a name or a bracket"),
        ("foo(x)", "^^^", "unknown function “foo”"),
        ("np.foo(x)", "  ^", "“.” means nothing here"),
        ("e^2x", "^^^^", "may be e^(2*x) or e^2*x: write one of"),
        ("1 + 10^-3x", "    ^^^^^^", "may be 10^(-3*x) or 10^-3*x"),
        ("2^3sin(x)", "^^^^^^", "may be 2^(3*sin(…)) or"),
        ("log(x, 2)", "^^^^^^^^^", "write log(x)/log(2)"),
        ("log(0,5)", "^^^^^^^^", "did you mean 0.5?"),
        ("sec(x)", "^^^", "unknown function “sec”: write 1/cos(x)"),
        ("x!", " ^", "no factorials"),
        ("\\frac{1}{x}", "^", "LaTeX isn’t read"),
    ];
    for (text, marks, message) in cases {
        let marks = if text.trim().is_empty() { "" } else { marks };
        let error = Expression::parse(text, Names::Any).unwrap_err();
        assert_points(text, marks, &error, message);
    }
}

#[portable_test]
fn names_that_are_not_known() {
    let names = Names::Only(&["x", "y", "rate"]);
    let cases = [
        (
            "x + q",
            "    ^",
            "unknown name “q”: the variables here are x, y, rate",
        ),
        ("2xy", " ^^", "unknown name “xy”: for a product write x*y"),
        ("rat + 1", "^^^", "did you mean rate?"),
        ("sofmax(x)", "^^^^^^", "did you mean softmax?"),
        ("rate(2)(q)", "        ^", "unknown name “q”"),
        ("sinx", "^^^^", "did you mean sin(x)?"),
        ("log2x", "^^^^^", "did you mean log2(x)?"),
        ("3x2", " ^^", "did you mean x^2 or 2*x?"),
        (
            "xsin(x)",
            "^^^^",
            "unknown function “xsin”: did you mean x*sin?",
        ),
        (
            "loge(x)",
            "^^^^",
            "unknown function “loge”: did you mean log?",
        ),
        ("x%2", " ^", "x - n*floor(x/n) for a remainder"),
    ];
    for (text, marks, message) in cases {
        let error = Expression::parse(text, names).unwrap_err();
        assert_points(text, marks, &error, message);
    }
    let error = Expression::parse("x", Names::Only(&[])).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("no variables are known here (at character 1)")
    );
}

#[portable_test]
fn shapes_that_do_not_fit() {
    let shapes: BTreeMap<String, (usize, usize)> = [
        ("W", (2, 3)),
        ("S", (2, 2)),
        ("x", (3, 1)),
        ("y", (2, 1)),
        ("r", (1, 3)),
        ("a", (1, 1)),
        ("none", (0, 3)),
    ]
    .map(|(name, shape)| (name.to_owned(), shape))
    .into();
    let cases = [
        (
            "W*y",
            " ^",
            "“*” can't multiply 2×3 and 2×1, since 3 columns meet 2 rows",
        ),
        ("x*x", " ^", "write .* for entry by entry"),
        ("W y", "^^^", "can't multiply 2×3 and 2×1"),
        (
            "1 + (x + y)",
            "       ^",
            "“+” needs equal shapes or a number on one side, not 3×1 and 2×1",
        ),
        ("x + r", "  ^", "not 3×1 and 1×3"),
        ("S^2", " ^", "write .^ for entry by entry"),
        (
            "1/S",
            " ^",
            "“/” doesn't take matrices, here 1×1 and 2×2: write ./",
        ),
        ("max(x, y)", "^^^^^^^^^", "“max” needs equal shapes"),
        (
            "dot(x, y)",
            "^^^^^^^^^",
            "dot takes two vectors as long, not 3×1 and 2×1",
        ),
        (
            "x[3]",
            "^^^^",
            "there is no entry 3: the 3 entries count from 0",
        ),
        ("W[1]", "^^^^", "needs two indices"),
        ("W[2,0]", "^^^^^^", "there is no entry 2,0 in 2×3"),
        (
            "[a, x]",
            "    ^",
            "an entry of a matrix is a number, not 3×1",
        ),
        ("a + b", "    ^", "“b” has no value"),
        ("none + 1", "^^^^", "“none” has no entries"),
        (
            "cross_entropy(x, 3)",
            "^^^^^^^^^^^^^^^^^^^",
            "there is no class 3",
        ),
        (
            "cross_entropy(x, a)",
            "^^^^^^^^^^^^^^^^^^^",
            "a fixed number, or a vector",
        ),
        (
            "cross_entropy(W, 1)",
            "^^^^^^^^^^^^^^^^^^^",
            "a vector of logits, not 2×3",
        ),
    ];
    for (text, marks, message) in cases {
        let expression = Expression::parse(text, Names::Any).unwrap();
        let error = expression.shape(&shapes).unwrap_err();
        assert_points(text, marks, &error, message);
    }
    let fits = [
        ("W*x", (2, 1)),
        ("a W", (2, 3)),
        ("x'*x", (1, 1)),
        ("x*x'", (3, 3)),
        ("S*S + 1", (2, 2)),
        ("S/2", (2, 2)),
        ("S.^2 ./ S", (2, 2)),
        ("2^x", (3, 1)),
        ("1/(1+exp(-x))", (3, 1)),
        ("softmax(W*x)", (2, 1)),
        ("cross_entropy(W*x, y)", (1, 1)),
        ("dot(x, r)", (1, 1)),
        ("[a, 1; 2, a]", (2, 2)),
        ("norm(W) + sum(x) + mean(r)", (1, 1)),
    ];
    for (text, shape) in fits {
        let expression = Expression::parse(text, Names::Any).unwrap();
        assert_eq!(expression.shape(&shapes), Ok(shape), "{text}");
    }
}

#[portable_test]
fn limits_are_messages() {
    let refused = |text: &str| Expression::parse(text, Names::Any).unwrap_err().message;
    let deep = format!("more than {MAX_DEPTH} operations are nested");
    let times = |part: &str, count| part.repeat(count);
    for text in [
        times("(", 500),
        times("-", 500) + "x",
        times("|", 999),
        times("√", 500) + "x",
        times("[", 500),
        times("x^", 500) + "x",
        times("x+", 500) + "x",
        times("sin(", 400),
        "x".to_owned() + &times("'", 900),
        "x".to_owned() + &times("[0]", 600),
    ] {
        let message = refused(&text);
        assert!(
            message.contains(&deep) || text.len() < 20,
            "{text}: {message}"
        );
    }
    assert!(refused(&times("π", MAX_CHARACTERS + 1)).contains("at most 2000 characters"));
    // Up to the limit all is well, on the smallest stack as well.
    for text in [
        times("(", 199) + "x" + &times(")", 199),
        times("x+", 199) + "x",
        times("-", 199) + "x",
        times("sin(", 199) + "x" + &times(")", 199),
    ] {
        let expression = Expression::parse(&text, Names::Any).unwrap();
        let value = nalgebra::dmatrix![1.0];
        let variables = [("x".to_owned(), value)].into();
        assert!(expression.evaluate(&variables).is_ok());
        let printed = expression.to_string();
        assert_eq!(Expression::parse(&printed, Names::Any).unwrap(), expression);
    }
}
