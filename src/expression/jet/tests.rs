use super::*;

#[test]
fn eigenvalues_are_known_as_well_as_their_entries() {
    let of = |bends| eigenvalues_off(bends, [1e-9, 0.0, 1e-12], [1.0, 3.0]);
    assert_eq!(of([1.0, 0.0, 3.0]), [1e-9, 1e-12]);
    assert_eq!(of([3.0, 0.0, 1.0]), [1e-12, 1e-9]);
    let [low, high] = of([2.0, 1.0, 2.0]);
    assert!(low == high && low > 1e-9 && low < 1.01e-9, "{low}");
}
use crate::expression::Typed;

const TEXTS: [&str; 14] = [
    "x^4/4 - x^2/2 + y^2/2",
    "(1 - x)^2 + 5(y - x^2)^2",
    "exp(-x^2 - y^2) x",
    "sin(x)cos(y) + x/y",
    "sigmoid(x y) + silu(x)",
    "gelu(x) y + gelu_tanh(y)",
    "log(exp(x) + exp(y) + exp(-x - y))",
    "sqrt(1 + x^2 + 2y^2) + cbrt(x)",
    "(x^2 + 1)^y + 2^x",
    "tanh(x + 2y)^2 + erf(x y)",
    "asin(x/4) + acos(y/4) - atan(x y)",
    "max(x, y) x + |y| x - min(x, 2y)^2",
    "relu(x)^2 + leaky_relu(y, 0.2) x",
    "floor(x) y + sign(y) x + x^2.5",
];

#[test]
fn slopes_and_bends_are_those_of_the_other_routes() {
    for text in TEXTS {
        let f = Typed::parse(text, &["x", "y"]).unwrap();
        for at in [(0.7, 0.3), (1.3, -0.4), (0.2, 2.1)] {
            let jet = f.scalar().value(&Jet::variables(at));
            let (value, slopes) = f.autograd(&[at.0, at.1]);
            assert!((jet.value - value).abs() <= jet.of_value(), "{text} {at:?}");
            for (i, bound) in jet.of_slopes().into_iter().enumerate() {
                let apart = (jet.slopes[i] - slopes[i]).abs();
                assert!(
                    apart <= bound && bound < 1e-11,
                    "{text} {at:?}: {apart} {bound}"
                );
            }
            let (nested, tape) = (f.hessian(at), f.hessian_on_tape(at).unwrap());
            for (k, bound) in jet.of_bends().into_iter().enumerate() {
                let place = PAIRS[k];
                for other in [nested, tape] {
                    let apart = (jet.bends[k] - other[place]).abs();
                    assert!(
                        apart <= bound && bound < 1e-10,
                        "{text} {at:?}: {apart} {bound}"
                    );
                }
            }
        }
    }
}

#[test]
fn nothing_is_lost_at_an_exact_point() {
    let f = Typed::parse("x^4/4 - x^2/2 + y^2/2", &["x", "y"]).unwrap();
    let jet = f.scalar().value(&Jet::variables((0.0, 0.0)));
    assert_eq!((jet.slopes, jet.bends), ([0.0; 2], [-1.0, 0.0, 1.0]));
    assert_eq!(jet.of_slopes(), [0.0; 2]);
    let root = Typed::parse("sqrt(x^2)", &["x", "y"]).unwrap();
    assert!(root.scalar().value(&Jet::variables((0.0, 0.0))).slopes[0].is_nan());
}
