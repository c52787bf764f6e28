use crate::generate;
use crate::portable_test;
use numeric_core::expression::{Expression, Names, function_names};
use numeric_core::random::Random;

pub fn parse(text: &str) -> Expression {
    Expression::parse(text, Names::Any).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[portable_test]
fn what_is_typed_becomes_canonical() {
    let cases = [
        ("sin(x*y) + 3x^2", "sin(x*y) + 3*x^2"),
        ("softmax(W*x)", "softmax(W*x)"),
        ("2pi r", "2*pi*r"),
        ("2πr", "2*pi*r"),
        ("relu(-x)", "relu(-x)"),
        ("x^-2", "x^-2"),
        ("x**-2", "x^-2"),
        ("2**3**2", "2^3^2"),
        ("pow(x + 1, 2)", "(x + 1)^2"),
        ("2pow(x, -y)^2", "2*(x^-y)^2"),
        ("|x|", "abs(x)"),
        ("exp(-x^2/2)/sqrt(2pi)", "exp(-x^2/2)/sqrt(2*pi)"),
        ("[1,2;3,4] * x", "[1, 2; 3, 4]*x"),
        ("log(sum(exp(z)))", "log(sum(exp(z)))"),
        ("-log(softmax(z)[0])", "-log(softmax(z)[0])"),
        // Sign and power; powers from the right.
        ("-x^2", "-x^2"),
        ("(-x)^2", "(-x)^2"),
        ("2^3^2", "2^3^2"),
        ("(2^3)^2", "(2^3)^2"),
        ("2^-x^2", "2^-x^2"),
        ("--x", "--x"),
        ("+x", "x"),
        ("x - -y", "x - -y"),
        ("-(x*y)", "-(x*y)"),
        ("-x*y", "-x*y"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a - b) - c", "a - b - c"),
        ("a/(b*c)", "a/(b*c)"),
        ("a/b*c", "a/b*c"),
        // Products without a sign.
        ("1/2x", "1/2*x"),
        ("1/(2x)", "1/(2*x)"),
        ("2(x+1)", "2*(x + 1)"),
        ("x y", "x*y"),
        ("(a)(b)", "a*b"),
        ("x(y+1)", "x*(y + 1)"),
        ("2|x|", "2*abs(x)"),
        ("|x|y|z|", "abs(x)*y*abs(z)"),
        ("||x| - 1|", "abs(abs(x) - 1)"),
        ("|(2|x|)|", "abs(2*abs(x))"),
        ("2x^2y", "2*x^2*y"),
        ("2 x'", "2*x'"),
        ("3e", "3*e"),
        ("W [1; 2]", "W*[1; 2]"),
        ("W[1,2]", "W[1, 2]"),
        ("W[1, 2]^2", "W[1, 2]^2"),
        // As Python and JavaScript call them.
        ("np.exp(-x)", "exp(-x)"),
        ("2math.sqrt(x)", "2*sqrt(x)"),
        ("Math.pow(x, 2)", "x^2"),
        ("np.power(x, 2)", "x^2"),
        ("torch.maximum(x, 0)", "max(x, 0)"),
        ("sin(Math.PI x) + np.e", "sin(pi*x) + e"),
        // An exponent ends where it is clear.
        ("e^2 x", "e^2*x"),
        ("e^(2x)", "e^(2*x)"),
        ("e²x", "e^2*x"),
        ("y^2x", "y^2*x"),
        // Unicode.
        ("2·x×y − z", "2*x*y - z"),
        ("x² + x⁻¹ + x³⁴", "x^2 + x^-1 + x^34"),
        ("x²^3", "(x^2)^3"),
        ("√x", "sqrt(x)"),
        ("√x²", "sqrt(x)^2"),
        ("√(x²)", "sqrt(x^2)"),
        ("2√2x", "2*sqrt(2)*x"),
        ("α·β_1", "α*β_1"),
        ("a ⊙ b ./ c .^ 2", "a .* b ./ c.^2"),
        ("Wᵀx", "W'*x"),
        ("W^T x", "W'*x"),
        ("(W x)'", "(W*x)'"),
        ("x''", "x''"),
        ("ln(x)", "log(x)"),
        ("leaky_relu(x, 1/8)", "leaky_relu(x, 1/8)"),
        (
            "1e300 + 1e-300 + 0.00001 + 100000",
            "1e300 + 1e-300 + 0.00001 + 100000",
        ),
    ];
    for (typed, canonical) in cases {
        let expression = parse(typed);
        assert_eq!(expression.to_string(), canonical, "{typed}");
        assert_eq!(parse(canonical), expression, "{typed}");
        assert_eq!(expression.text(), typed);
    }
}

#[portable_test]
fn brackets_decide_what_is_equal() {
    assert_eq!(parse("x+y*z"), parse(" x + (y z) "));
    assert_ne!(parse("x+y*z"), parse("(x+y)*z"));
    assert_ne!(parse("x^2"), parse("x.^2"));
    assert_ne!(parse("[1,2]"), parse("[1;2]"));
    assert_ne!(parse("z[0]"), parse("z[1]"));
    assert_ne!(parse("sin(x)"), parse("cos(x)"));
}

#[portable_test]
fn declared_names_come_before_constants_but_not_before_functions() {
    let only = |text, names| Expression::parse(text, Names::Only(names)).unwrap();
    assert_eq!(only("e^x", &["x"]).free_variables(), ["x"]);
    assert_eq!(only("e^x", &["x", "e"]).free_variables(), ["e", "x"]);
    assert_eq!(only("π", &["π"]).free_variables(), ["π"]);
    assert_eq!(only("x^T", &["x", "T"]).free_variables(), ["x", "T"]);
    assert_eq!(only("x^T", &["x", "T"]).to_string(), "x^(T)");
    for text in ["x^(T)^x", "x^(T[0])", "x^(T')", "(x + 1)^(T)^(T)"] {
        let printed = Expression::parse(text, Names::Any).unwrap().to_string();
        assert_eq!(
            Expression::parse(&printed, Names::Any),
            Expression::parse(text, Names::Any),
            "{printed}"
        );
    }
    assert_eq!(only("x^T", &["x"]).free_variables(), ["x"]);
    assert_eq!(only("exp(x)", &["x", "exp"]).free_variables(), ["x"]);
    assert_eq!(parse("b a + b c").free_variables(), ["b", "a", "c"]);
}

#[portable_test]
fn printed_expressions_parse_to_the_same() {
    let mut random = Random::new(40);
    let mut parsed = 0;
    for round in 0..3000 {
        let text = generate::expression(&mut random, 1 + round % 6);
        let Ok(expression) = Expression::parse(&text, Names::Any) else {
            continue;
        };
        parsed += 1;
        let printed = expression.to_string();
        assert_eq!(parse(&printed), expression, "{text} printed as {printed}");
        assert_eq!(parse(&printed).to_string(), printed);
    }
    assert!(parsed > 2000, "{parsed}");
}

/// No pair of brackets can be left out without changing the meaning, arguments' aside.
#[portable_test]
fn printed_brackets_are_needed() {
    let mut random = Random::new(41);
    for round in 0..400 {
        let text = generate::expression(&mut random, 1 + round % 4);
        let Ok(expression) = Expression::parse(&text, Names::Any) else {
            continue;
        };
        let printed = expression.to_string();
        let characters: Vec<char> = printed.chars().collect();
        for open in (0..characters.len()).filter(|&at| characters[at] == '(') {
            if open > 0 && characters[open - 1].is_alphabetic() {
                continue;
            }
            let mut depth = 0;
            let close = (open..characters.len())
                .find(|&at| {
                    depth += i32::from(characters[at] == '(') - i32::from(characters[at] == ')');
                    depth == 0
                })
                .unwrap();
            let kept = |at: &usize| *at != open && *at != close;
            let shorter: String = (0..characters.len())
                .filter(kept)
                .map(|at| characters[at])
                .collect();
            if let Ok(other) = Expression::parse(&shorter, Names::Any) {
                assert_ne!(other, expression, "{printed} could be {shorter}");
            }
        }
    }
}

#[portable_test]
fn every_function_can_be_called() {
    for name in function_names() {
        let one = Expression::parse(&format!("{name}(x)"), Names::Any);
        let two = Expression::parse(&format!("{name}(x, 1)"), Names::Any);
        assert!(one.is_ok() || two.is_ok(), "{name}");
    }
}
