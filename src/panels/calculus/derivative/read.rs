//! `read`: value, derivative, secant and error, and the derivative by a second route.

use super::shown::{Shown, known};
use super::state::DerivativeState;
use super::{Derivative, words};
use crate::contract::prelude::*;
use crate::expression::{Doubt, Place, place};
use numeric_core::differences::RELATIVE_STEP;

impl Read for Derivative {
    fn read(state: &DerivativeState, broken: Option<&str>) -> Reading {
        let (value, slopes) = state.f.autograd(&[state.x]);
        let secant = state.forward(state.h) + 0.0;
        // The tape differentiates rules, and log has one below 0 as well; where f has no value it has
        // no slope.
        let derivative = match slopes.first() {
            _ if !value.is_finite() => f64::NAN,
            _ if broken == Some("central-difference") => secant,
            Some(slope) => slope + 0.0,
            None => f64::NAN,
        };
        let here = place(&state.f, state.x);
        let check = central_difference(state, derivative, here);
        let known = known(state, derivative);
        let shown = Shown::new(state, known, secant);
        let secant_known = shown.secant;
        let value_off = state.f.value_rounding(&[state.x]);
        let sentence = match known.reason() {
            Some(reason) if here.is_smooth() => format!(
                "Nothing is known of the slope at x = {}. {reason}",
                rounded(state.x)
            ),
            _ => words::sentence(state, here, &shown),
        };
        let nowhere = here.trouble();
        let nowhere = nowhere.as_deref().unwrap_or(UNCLEAR);
        let because = |exists: bool, why: &str| (!exists).then(|| why.to_owned());
        let no_slope = because(!derivative.is_nan(), nowhere);
        let no_secant = because(!secant.is_nan(), words::no_secant(state));
        Reading {
            checks: vec![check],
            sentence,
            claim: None,
            readouts: vec![
                Readout::scalar(
                    "value",
                    known.at(value, value_off).label("f(x)"),
                    value + 0.0,
                )
                .known_to(value_off)
                .missing(because(!value.is_nan(), nowhere)),
                Readout::scalar(
                    "derivative",
                    known.label("f′(x), from the tape"),
                    derivative,
                )
                .known_to(known.off)
                .missing(no_slope.clone()),
                Readout::scalar(
                    "secant-slope",
                    secant_known.label("(f(x + h) − f(x))/h"),
                    secant,
                )
                .known_to(shown.secant_to())
                .missing(no_secant.clone()),
                Readout::scalar(
                    "error",
                    shown.error.label("|secant’s slope − f′(x)|"),
                    shown.error.slope,
                )
                .known_to(shown.error.off)
                .missing(no_slope.or(no_secant)),
            ],
        }
    }
}

/// Where the function has a value and its rules give no slope.
const UNCLEAR: &str =
    "The rules of differentiation say nothing here: somewhere in the formula 0 meets ∞.";

/// The slope between x − s and x + s for a small s of its own, whatever h is.
fn central_difference(state: &DerivativeState, derivative: f64, here: Place) -> Check {
    let undecided = |why: &str| (0.0, 0.0, Some(why.to_owned()));
    let (residual, tolerance, reason) = match compared(state, derivative) {
        _ if !here.is_smooth() => (0.0, 0.0, here.trouble()),
        _ if !derivative.is_finite() => undecided(UNCLEAR),
        None => undecided("f has no values near x that could be compared."),
        Some(c) => {
            let known = known(state, derivative);
            let reason = known.reason().or_else(|| {
                let both = c.central.abs().max(derivative.abs());
                let lost = |off: f64| known.at(both, off).is_lost();
                let noisy = lost(c.noise).then(|| TOO_NOISY.to_owned());
                noisy.or_else(|| lost(c.tolerance).then(|| TOO_STEEP.to_owned()))
            });
            ((c.central - derivative).abs(), c.tolerance, reason)
        }
    };
    Check::new("central-difference")
        .states("The derivative is the limit of the slope between x − s and x + s as s shrinks.")
        .by(
            "f alone is evaluated on both sides of x, at a small s; the tolerance follows from \
                rounding and from the curvature of f. Where no derivative exists, nothing is \
                compared",
        )
        .compares(residual, tolerance)
        .unless(reason)
}

/// Where a difference of values is rounding and nothing else.
const TOO_NOISY: &str = "Values of f nearby differ by no more than rounding makes of them, so that no \
                         slope between them can be told from 0.";

/// Where a difference of values spans a change of slope that is as large as the slope.
const TOO_STEEP: &str = "The slope changes so fast beside x that no difference of values tells it.";

/// What a central difference comes to.
struct Compared {
    central: f64,
    /// How far rounding alone may take either slope.
    noise: f64,
    /// How far rounding and the curvature of f may take them apart.
    tolerance: f64,
}

/// How far apart the two are, and how far rounding and the curvature of f may take them, at the
/// step where that is least: where the curve turns quickly, a smaller one.
fn compared(state: &DerivativeState, derivative: f64) -> Option<Compared> {
    let far = state.x.abs().max(1.0);
    let reaches = std::iter::once(far).chain(reach(state, far));
    reaches
        .flat_map(|reach| [1.0, 1e-3, 1e-6, 1e-9, 1e-12].map(|part| part * RELATIVE_STEP * reach))
        // Between values on both sides of a jump there is no slope.
        .filter(|by| {
            !state
                .f
                .jumps_among(&[&[state.x], &[state.x - by], &[state.x + by]])
        })
        .map(|by| compared_at(state, by))
        .filter(|c| (c.central - derivative).is_finite() && c.tolerance.is_finite())
        .min_by(|a, b| a.tolerance.total_cmp(&b.tolerance))
}

/// How far from x f has values on both sides, up to a power of 10; none where it has them as far as `far`,
/// or nowhere.
fn reach(state: &DerivativeState, far: f64) -> Option<f64> {
    let x = state.x;
    let is_apart = |far: &f64| x + far > x && x - far < x;
    let has_values = |far: &f64| {
        [x + far, x - far]
            .iter()
            .all(|x| state.f.value(&[*x]).is_finite())
    };
    let found = std::iter::successors(Some(far), |far| Some(far / 10.0))
        .take_while(is_apart)
        .find(has_values);
    found.filter(|reach| *reach < far)
}

fn compared_at(state: &DerivativeState, step: f64) -> Compared {
    let x = state.x;
    let seen = |x: f64| state.f.scalar().value(&[Doubt::variable(x)]);
    let (above, below) = (x + step, x - step);
    let (high, here, low) = (seen(above), seen(x), seen(below));
    let width = above - below;
    let central = (high.value() - low.value()) / width;
    // How much the slope changes over the step beyond a linear change: of second order in s where the
    // curve is smooth, and large where it has a corner nearby.
    let half = step / 2.0;
    let halfway = state.f.along(&[x + half], &[1.0]) + state.f.along(&[x - half], &[1.0]);
    let uneven = [high.slope() + low.slope(), halfway].map(|s| (s - 2.0 * here.slope()).abs());
    // x ± s are rounded, so that x isn't in the middle: that adds f″ times half of how far it is.
    let askew = ((above - x) - (x - below)).abs() / 2.0;
    let turned = askew * (high.slope() - low.slope()).abs() / width;
    // A bound on the roundings inside f, a function taking up to two units in the last place.
    let rounding = 2.0 * (high.of_value() + low.of_value()) / width;
    let divided = 2.0 * f64::EPSILON * central.abs();
    let known = here.of_two_slopes();
    let noise = rounding + divided + known;
    Compared {
        central,
        noise,
        tolerance: uneven[0].max(uneven[1]) + turned + noise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Address, panel};
    use proptest::prelude::*;

    fn check(f: &str, x: f64) -> Check {
        let address = Address::parse(&format!("#/derivative?f={}&x={x}", f.replace('+', "%2B")));
        let opened = panel::open::<Derivative>(&address);
        assert_eq!(opened.notices, []);
        Derivative::read(&opened.state, None).checks.remove(0)
    }

    #[test]
    fn the_tolerance_knows_what_cancels_inside_f() {
        for (f, x) in [
            ("log(1 + x^2)", 0.01),
            ("(x+1)^2-x^2", 1000.0),
            ("(x+1)^3-x^3", -3e5),
            ("1e12*x-1e12*x+x", 3.0),
            ("(1-cos(x))/x^2", 1e-3),
            ("sin(1e5*x)", 3e4),
            ("sin(27.801457689033384*x)", 451_654.452_926_754_54),
            ("sin(35.93318458789304*x)", -56_793.407_137_638_72),
            ("sqrt(x+1)-sqrt(x)", 1e6),
            ("tanh(x)-1", 17.0),
            ("exp(x)", -745.1),
            ("silu(x)*x", -720.115_038_421_646_3),
            ("sigmoid(x)", -744.0),
            ("asin(0.1x)", 10.0 - 1e-7),
            ("acos(x/3)", -2.999_999),
            ("cbrt(x - 0.1)", 0.1 + 1e-12),
            ("erf(x)", 20.0),
            ("x floor(x)", 3.0 - 1e-9),
            ("floor(x) + sign(x) x", 1e-9),
            ("floor(1000x)*x", 0.7),
            ("1e-300*x^3", 1e-5),
            ("x", 1e6),
            ("sigmoid(x)", 40.0),
            ("log(sigmoid(x))", 40.0),
            ("tanh(x)", 20.0),
            ("tanh(x)^2", 19.0),
            ("gelu_tanh(x)", 6.0),
        ] {
            let check = check(f, x);
            assert!(
                !check.is_broken(),
                "{f} at {x}: {} over {}",
                check.residual,
                check.tolerance
            );
        }
    }

    #[test]
    fn what_rounding_leaves_nothing_of_is_undecided() {
        for (f, x) in [
            ("(1-cos(x))/x^2", 1e-5),
            // A bound beyond all numbers.
            ("sin(cosh(x)^(1000*x))", 1.0),
            ("cos(sqrt(x))", 0.0),
            // A corner and a pole that rounding alone parts from x.
            ("abs(sin(x))", std::f64::consts::PI),
            ("tan(x)", std::f64::consts::FRAC_PI_2),
        ] {
            assert!(check(f, x).undecided.is_some(), "{f} at {x}");
        }
    }

    #[test]
    fn near_the_end_of_its_values_a_function_is_compared() {
        for (f, x) in [
            ("sqrt(x)", 1e-100),
            ("sqrt(x)", 1e-300),
            ("log(x)", 1e-300),
            ("log(x)", 1e-9),
        ] {
            let check = check(f, x);
            assert!(check.holds() && check.undecided.is_none(), "{f} at {x}");
        }
    }

    fn reading(f: &str, x: &str, h: &str) -> Reading {
        let f = f.replace('+', "%2B");
        let address = Address::parse(&format!("#/derivative?f={f}&x={x}&h={h}"));
        Derivative::read(&panel::open::<Derivative>(&address).state, None)
    }

    fn sentence(f: &str, x: &str, h: &str) -> String {
        reading(f, x, h).sentence
    }

    #[test]
    fn slopes_have_digits_where_a_value_saturates() {
        for (f, x, slope) in [
            ("sigmoid(x)", "40", 4.248_354_255_291_589e-18),
            ("log(sigmoid(x))", "40", 4.248_354_255_291_589e-18),
            ("tanh(x)", "20", 1.699_341_702_116_635_6e-17),
        ] {
            let found = reading(f, x, "1").scalar("derivative");
            assert!((found / slope - 1.0).abs() < 1e-14, "{f}: {found}");
        }
    }

    #[test]
    fn what_rounding_explains_is_said_of_slope_secant_and_error_alike() {
        for (f, x, says) in [
            ("tanh(x)", "17", "one digit of the secant’s slope"),
            (
                "tanh(x)",
                "20",
                "no digit of the secant’s slope and of its error",
            ),
            (
                "((5)^3/(x/4.8))*((7+4.9)*silu(x))",
                "37.74",
                "no digit of the derivative, of the secant",
            ),
        ] {
            let text = sentence(f, x, "1");
            assert!(text.contains(says) && !text.contains("equal"), "{text}");
        }
        let shown = reading("((5)^3/(x/4.8))*((7+4.9)*silu(x))", "37.74", "1");
        for name in ["derivative", "secant-slope", "error"] {
            assert_eq!(shown.as_shown().scalar(name), 0.0, "{name}");
        }
        // A difference that is lost at a small h is shown as it was computed.
        let lost = reading("exp(x)", "1", "1e-16");
        assert!(
            lost.sentence.contains("no digit of the secant’s slope"),
            "{}",
            lost.sentence
        );
        assert!(lost.as_shown().scalar("error") > 2.0);
    }

    #[test]
    fn the_cause_of_the_error_is_measured() {
        for (f, x, h) in [
            ("sigmoid(x)", "0", "1"),
            ("x^3-3x^2", "1", "0.5"),
            ("2+sin(x)", "0", "0.5"),
            ("|x|", "-1", "1.2"),
            ("max(x,1)", "0", "2"),
            ("floor(x)", "1.5", "0.7"),
            ("x^2", "3", "1e-6"),
        ] {
            let text = sentence(f, x, h);
            assert!(text.contains("Most of it is truncation"), "{text}");
        }
        for (f, x, h) in [("1-cos(x)", "1e-9", "1e-9"), ("exp(x)", "1", "1e-12")] {
            let text = sentence(f, x, h);
            assert!(text.contains("Rounding may cause"), "{text}");
        }
    }

    #[test]
    fn what_is_beyond_all_doubles_is_said() {
        let text = sentence("log(sin(x))", "3", "0.5");
        assert!(text.contains("no value at x + h"), "{text}");
        for (f, x, h) in [
            ("exp(x)", "709", "1"),
            ("exp(x)", "710", "100"),
            ("x^-1", "1e-200", "1"),
        ] {
            let text = sentence(f, x, h);
            assert!(text.contains("1.8·10³⁰⁸") && !text.contains('∞'), "{text}");
        }
        let text = sentence("x-x", "7", "1");
        assert!(text.contains("the derivative is 0"), "{text}");
    }

    #[test]
    fn the_tolerance_is_small_where_nothing_cancels() {
        for (f, x) in [("x^2", 3.0), ("exp(x)", 1.0), ("sin(2x) + x^2/4", 0.4)] {
            let tolerance = check(f, x).tolerance;
            assert!(tolerance < 1e-8, "{f} at {x}: {tolerance}");
        }
    }

    proptest! {
        #[test]
        fn any_function_stays_within_rounding(
            which in 0_usize..21, x in -8.0..8.0_f64, k in -40.0..40.0_f64, far in 0..4_i32,
        ) {
            let f = [
                format!("sin({k}x)"), "exp(x/1e3)".to_owned(), "x^3 - x".to_owned(),
                format!("{k}/(x^2 + 0.1)"), "log(x^2)".to_owned(), "tanh(3x)".to_owned(),
                format!("{k} - x*{k}"), "sqrt(x^2 + 1)".to_owned(), "gelu(x)".to_owned(),
                "silu(x)*x".to_owned(), "cos(x)^2 + sin(x)^2".to_owned(),
                format!("(x + {k})^3 - x^3"), "2^(x/1e3)".to_owned(), "sigmoid(x) - 0.5".to_owned(),
                "cbrt(x) + erf(x)".to_owned(), "atan(x)*x".to_owned(), format!("floor({k}x)*x - sign(x)"),
                "asin(sin(x))".to_owned(), "acos(tanh(x))".to_owned(),
                format!("log(1 + x^2/{})", 1.0 + k.abs()), "gelu_tanh(x)/x".to_owned(),
            ];
            let x = x * 10_f64.powi(far);
            let check = check(&f[which], x);
            prop_assert!(!check.is_broken(), "{} at {x}: {} over {}", f[which], check.residual, check.tolerance);
        }
    }
}
