use super::*;
use crate::expression::Typed;

#[test]
fn a_value_keeps_the_error_of_what_cancels() {
    let of = |text: &str, x: f64| {
        let f = Typed::parse(text, &["x"]).unwrap();
        f.scalar().value(&[Doubt::variable(x)]).of_value()
    };
    // One rounding of 10⁶ and one of 1, whatever is left of them.
    let cancelled = of("(x + 1)^2 - x^2", 1000.0);
    assert!(
        cancelled > 1e6 * f64::EPSILON && cancelled < 1e7 * f64::EPSILON,
        "{cancelled}"
    );
    let near_one = of("log(1 + x^2)", 0.01);
    assert!(
        near_one > f64::EPSILON && near_one < 2.0 * f64::EPSILON,
        "{near_one}"
    );
    assert_eq!(of("x", 0.1), 0.0);
    // Subnormal numbers are a fixed distance apart.
    assert!(of("exp(x)", -744.0) >= 5e-324);
    assert!(of("x x", 1e-200) >= 5e-324);
    assert_eq!(of("0 x", 3.0), 0.0);
}

#[test]
fn near_an_infinite_slope_an_error_grows() {
    // What is typed is known exactly, however near the end it is.
    assert!(of("asin(x)", 1.0 - 1e-13) < 1e-7);
    for (text, x) in [
        ("asin(0.1x)", 10.0_f64.next_down()),
        ("acos(x - 0.1)", (-0.9_f64).next_up()),
        ("cbrt(x - 0.1 - 0.2)", 0.3),
    ] {
        assert_eq!(of(text, x), f64::INFINITY, "{text}");
    }
    // At 10⁻⁸ from the end the error of 0.1·x, 10⁻¹⁶, takes the slope 10⁻⁵ away.
    let grown = of("asin(0.1x)", 10.0 - 1e-7);
    assert!(grown > 1e-6 && grown < 1e-2, "{grown}");
    let value = |text: &str, x: f64| {
        let f = Typed::parse(text, &["x"]).unwrap();
        f.scalar().value(&[Doubt::variable(x)]).of_value()
    };
    let at_the_end = value("asin(0.1x)", 10.0);
    assert!(at_the_end > 1e-8 && at_the_end < 1e-6, "{at_the_end}");
}

#[test]
fn a_jump_that_rounding_may_reach_is_in_doubt() {
    let off = |text: &str, x: f64| {
        let f = Typed::parse(text, &["x"]).unwrap();
        f.scalar().value(&[Doubt::variable(x)]).of_value()
    };
    for (text, x) in [
        ("floor(x)", 3.0),
        ("floor(2x + 1)", 1.5),
        ("floor(x^2 - 3)", 3.0),
        ("floor(x/4)", 8.0),
        ("sign(x - 1)", 1.0),
        ("floor(0.1x)", 31.0),
        ("floor(floor(x)/2)", 2.5),
        ("sign(sin(x))", 3.0),
    ] {
        assert_eq!(off(text, x), 0.0, "{text} at {x}");
    }
    assert_eq!(off("floor(0.1x)", 30.0), 1.0);
    assert_eq!(off("sign(0.1x - 0.3)", 3.0), 2.0);
    assert!(of("x floor(0.1x)", 30.0) >= 1.0);
}

fn of(text: &str, x: f64) -> f64 {
    let f = Typed::parse(text, &["x"]).unwrap();
    f.scalar().value(&[Doubt::variable(x)]).of_slope()
}

/// The tape adds 1, −1 and 2x, in an order that leaves an error of 1.
#[test]
fn what_cancels_on_the_walk_back_counts() {
    let f = Typed::parse("x - x + x^2", &["x"]).unwrap();
    let seen = f.scalar().value(&[Doubt::variable(1e-5)]);
    assert!(seen.of_two_slopes() > f64::EPSILON && seen.of_two_slopes() < 1e-14);
}

#[test]
fn what_cancels_leaves_its_error() {
    assert!(of("x^2", 3.0) < 1e-14);
    let cancelled = of("1e8*x - 1e8*x + x", 1.0);
    assert!(cancelled > 1e-8 && cancelled < 1e-6, "{cancelled}");
    // 10⁸ radians are known to 10⁻⁸, and so is the slope there, times 10⁸.
    assert!(of("sin(1e8*x)", 1.0) > 0.1 * 1e-8 * 1e8);
    assert_eq!(of("7", 1.0), 0.0);
}
