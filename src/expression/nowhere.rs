//! Why a function has no derivative at a point, of one variable or of several, where it has neither a
//! corner nor a jump.

use super::typed::Typed;

/// Why a result is missing that is too large.
pub const NUMBER_BEYOND: &str = "A number on the way is beyond those that a computer knows.";
/// The same of a slope.
pub const SLOPE_BEYOND: &str = "A slope on the way is beyond the numbers that a computer knows.";

/// Why there is no derivative, or why none is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nowhere {
    /// The slope grows without bound: in one variable the tangent is vertical.
    Vertical,
    /// The slope is beyond the largest double.
    TooSteep,
    /// The function has a value, but the chain rule gives 0 · ∞.
    Unclear,
    /// It has a value here and none beside: a negative number has no real power for most exponents.
    Isolated,
    /// It grows without bound.
    Pole,
    /// Its value, or a number on the way to it, is beyond the range of doubles.
    Beyond,
    /// It isn't defined.
    Outside,
}

/// What is missing, in words.
#[derive(Clone, Copy, Debug)]
pub(super) enum Missing {
    /// The derivative of a function of one variable.
    Derivative,
    /// The gradient of a function of several.
    Gradient,
}

impl Missing {
    /// That there is none, as a whole sentence.
    pub(super) fn none(self, why: &str) -> String {
        format!("No {} exists here: {why}.", self.name())
    }

    fn unknown(self, why: &str) -> String {
        format!("Nothing is known of the {} here: {why}.", self.name())
    }

    fn name(self) -> &'static str {
        match self {
            Missing::Derivative => "derivative",
            Missing::Gradient => "gradient",
        }
    }
}

impl Nowhere {
    /// Why a function has no finite value at a point; none where it has one.
    pub(super) fn of_value(f: &Typed, at: &[f64]) -> Option<Self> {
        match f.value(at) {
            value if value.is_finite() => None,
            value if value.is_nan() && !f.scalar().overflows(at) => Some(Nowhere::Outside),
            value if value.is_nan() => Some(Nowhere::Beyond),
            _ if f.scalar().is_undefined() => Some(Nowhere::Outside),
            _ if f.scalar().is_pole(at) => Some(Nowhere::Pole),
            _ => Some(Nowhere::Beyond),
        }
    }

    /// Why one-sided slopes at a point, among them these, aren't all finite; none where they are.
    pub(super) fn of_slopes(f: &Typed, at: &[f64], slopes: &[f64]) -> Option<Self> {
        let any = |is: fn(f64) -> bool| slopes.iter().any(|slope| is(*slope));
        let (endless, unknown) = (any(f64::is_infinite), any(f64::is_nan));
        let scalar = f.scalar();
        // What is made of a number that overflowed says nothing.
        let beyond = || scalar.overflows(at) || scalar.is_too_steep_within(at);
        match (endless, unknown) {
            (true, _) if scalar.is_vertical(at) => Some(Nowhere::Vertical),
            (_, true) if scalar.is_isolated(at) => Some(Nowhere::Isolated),
            (true, _) | (_, true) if beyond() => Some(Nowhere::Beyond),
            (true, _) => Some(Nowhere::TooSteep),
            (_, true) => Some(Nowhere::Unclear),
            _ => None,
        }
    }

    /// Whether only the range of doubles is too small to tell.
    #[must_use]
    pub fn is_beyond(self) -> bool {
        matches!(self, Nowhere::TooSteep | Nowhere::Beyond)
    }

    /// The reason as a whole sentence about what is missing.
    pub(super) fn trouble(self, missing: Missing) -> String {
        let (slope, tangent) = match missing {
            Missing::Derivative => ("it", "the tangent is vertical, and the slope"),
            Missing::Gradient => ("in some direction the slope", "in some direction the slope"),
        };
        match self {
            Nowhere::Vertical => missing.none(&format!("{tangent} grows without bound")),
            Nowhere::TooSteep => missing.unknown(&format!(
                "{slope} is beyond the largest double, about 1.8·10³⁰⁸"
            )),
            Nowhere::Unclear => {
                "The rules of differentiation give no number here: a product in the \
                                 chain rule is 0 · ∞."
                    .into()
            }
            Nowhere::Isolated => missing.none(
                "a negative number is raised to a power, which has no real value for exponents \
                 nearby",
            ),
            Nowhere::Pole => missing.none("the function grows without bound and has no value"),
            Nowhere::Beyond => missing
                .unknown("the computation leaves the range of doubles, up to about 1.8·10³⁰⁸"),
            Nowhere::Outside => missing.none("the function isn’t defined at this point"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::{Doubt, Program};

    #[test]
    fn fixed_numbers_tell_why_they_have_no_value() {
        let of = |text: &str| Typed::parse(text, &["x"]).unwrap();
        for (text, why) in [
            ("exp(800)*0*x", Nowhere::Beyond),
            ("10^400*x - 10^400*x", Nowhere::Beyond),
            ("x/exp(-800)", Nowhere::Beyond),
            ("x^exp(800)", Nowhere::Beyond),
            ("x + log(0)", Nowhere::Outside),
            ("x + 1/0", Nowhere::Outside),
            ("x/0", Nowhere::Outside),
            ("0*log(0)*x", Nowhere::Outside),
        ] {
            assert_eq!(Nowhere::of_value(&of(text), &[2.0]), Some(why), "{text}");
        }
        for (text, slope) in [
            ("x + 1/exp(800)", 1.0),
            ("x + exp(-800)", 1.0),
            ("x*tanh(exp(800))", 1.0),
            ("min(x, exp(800))", 1.0),
            ("x^exp(-800)", 0.0),
            ("leaky_relu(x, exp(800))", 1.0),
            ("x + sqrt(exp(-800))", 1.0),
            ("x + cbrt(exp(-800))", 1.0),
        ] {
            let f = of(text);
            assert_eq!(f.autograd(&[2.0]).1, [slope], "{text}");
            assert!(f.value_rounding(&[2.0]) < 1e-14, "{text}");
            let doubt = f.scalar().value(&[Doubt::variable(2.0)]);
            assert!(doubt.of_two_slopes() < 1e-13, "{text}");
        }
    }

    #[test]
    fn python_computes_fixed_numbers_in_doubles() {
        let python = |text: &str| {
            let f = Typed::parse(text, &["x"]).unwrap();
            Program::default().formula(&f, &["x"])
        };
        assert_eq!(python("exp(800)*0*x"), "exp(800) * 0 * x");
        assert_eq!(python("10^400*0*x"), "np.float64(10)**400 * 0 * x");
        assert_eq!(python("x + 1/0"), "x + np.float64(1) / 0");
        assert_eq!(python("2*3*x"), "6 * x");
    }

    #[test]
    fn sentences_name_what_is_missing() {
        let says = |why: Nowhere| {
            [Missing::Derivative, Missing::Gradient].map(|missing| why.trouble(missing))
        };
        let [derivative, gradient] = says(Nowhere::TooSteep);
        assert!(
            derivative.contains("of the derivative here: it is beyond"),
            "{derivative}"
        );
        assert!(
            gradient.contains("of the gradient here: in some direction"),
            "{gradient}"
        );
        for why in [
            Nowhere::Isolated,
            Nowhere::Pole,
            Nowhere::Beyond,
            Nowhere::Outside,
        ] {
            let [derivative, gradient] = says(why);
            assert_eq!(derivative.replace("derivative", "gradient"), gradient);
        }
    }
}
