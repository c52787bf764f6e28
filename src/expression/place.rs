//! What kind of place a function of one variable has at a point: smooth, or one without derivative.

use super::typed::Typed;

/// What a function does at a point, seen from a derivative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// It has this derivative.
    Smooth(f64),
    /// It has a corner: the derivative from the left isn't that from the right.
    Corner {
        /// From the left.
        left: f64,
        /// From the right.
        right: f64,
    },
    /// It jumps.
    Jump {
        /// What it comes to from the left.
        left: f64,
        /// What it comes to from the right.
        right: f64,
    },
    /// Its tangent is vertical: the slope grows without bound.
    Vertical,
    /// Its slope is beyond the largest double.
    TooSteep,
    /// It has a value, but the chain rule gives 0 · ∞.
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

impl Place {
    /// Whether there is a derivative.
    #[must_use]
    pub fn is_smooth(self) -> bool {
        matches!(self, Place::Smooth(_))
    }

    /// Whether only the range of doubles is too small to tell.
    #[must_use]
    pub fn is_beyond(self) -> bool {
        matches!(self, Place::TooSteep | Place::Beyond)
    }

    /// Why there is no derivative, as a whole sentence; empty where there is one.
    #[must_use]
    pub fn trouble(self) -> &'static str {
        match self {
            Place::Smooth(_) => "",
            Place::Corner { .. } => {
                "No derivative exists here: the curve has a corner, with different one-sided \
                 derivatives."
            }
            Place::Jump { .. } => "No derivative exists here: the function jumps.",
            Place::Vertical => {
                "No derivative exists here: the tangent is vertical, and the slope grows without \
                 bound."
            }
            Place::TooSteep => {
                "Nothing is known of the derivative here: it is beyond the largest double, about \
                 1.8·10³⁰⁸."
            }
            Place::Unclear => {
                "The rules of differentiation give no number here: a product in the chain rule is \
                 0 · ∞."
            }
            Place::Isolated => {
                "No derivative exists here: a negative number is raised to a power, which has no \
                 real value for exponents nearby."
            }
            Place::Pole => {
                "No derivative exists here: the function grows without bound and has no value."
            }
            Place::Beyond => {
                "Nothing is known of the derivative here: the computation leaves the range of \
                 doubles, up to about 1.8·10³⁰⁸."
            }
            Place::Outside => {
                "No derivative exists here: the function isn’t defined at this point."
            }
        }
    }
}

/// What a function of one variable does at `x`.
#[must_use]
pub fn place(f: &Typed, x: f64) -> Place {
    let value = f.value(&[x]);
    if value.is_nan() {
        return Place::Outside;
    }
    if value.is_infinite() {
        return if f.scalar().is_pole(&[x]) {
            Place::Pole
        } else {
            Place::Beyond
        };
    }
    let (after, right) = f.beside(&[x], &[1.0]);
    let (before, left) = f.beside(&[x], &[-1.0]);
    let (left, right) = (0.0 - left, right + 0.0);
    if f.jumps(&[x], &[1.0]) || f.jumps(&[x], &[-1.0]) {
        return Place::Jump {
            left: before + 0.0,
            right: after + 0.0,
        };
    }
    match (left, right) {
        _ if left.is_infinite() || right.is_infinite() => {
            if f.scalar().is_vertical(&[x]) {
                Place::Vertical
            } else {
                Place::TooSteep
            }
        }
        _ if left.is_nan() || right.is_nan() => {
            if f.scalar().is_isolated(&[x]) {
                Place::Isolated
            } else {
                Place::Unclear
            }
        }
        _ if left == right => Place::Smooth(right),
        // Either may be off by as much.
        _ if (left - right).abs() <= 2.0 * f.slope_rounding(&[x], &[1.0]) => Place::Smooth(right),
        _ => Place::Corner { left, right },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let at = |text: &str, x: f64| place(&Typed::parse(text, &["x"]).unwrap(), x);
        assert_eq!(at("x^2", 3.0), Place::Smooth(6.0));
        assert_eq!(
            at("abs(x)", 0.0),
            Place::Corner {
                left: -1.0,
                right: 1.0
            }
        );
        assert_eq!(
            at("relu(x)", 0.0),
            Place::Corner {
                left: 0.0,
                right: 1.0
            }
        );
        assert_eq!(at("abs(x)", 2.0), Place::Smooth(1.0));
        assert_eq!(at("sqrt(x)", 0.0), Place::Vertical);
        assert_eq!(at("log(x)", 0.0), Place::Pole);
        assert_eq!(at("log(x)", -1.0), Place::Outside);
        assert_eq!(at("1/x", 0.0), Place::Pole);
        assert_eq!(at("x^(1/3)", 0.0), Place::Vertical);
        assert_eq!(at("abs(x)^3", 0.0), Place::Smooth(0.0));
        assert_eq!(at("sqrt(x^2)", 0.0), Place::Unclear);
        assert_eq!(at("7", 0.0), Place::Smooth(0.0));
    }

    #[test]
    fn what_overflows_is_no_pole() {
        let at = |text: &str, x: f64| place(&Typed::parse(text, &["x"]).unwrap(), x);
        for (text, x) in [
            ("exp(x)", 710.0),
            ("x^200", 100.0),
            ("1/exp(-x)", 800.0),
            ("1/x^2", 1e-200),
            ("log(exp(-x))", 800.0),
        ] {
            assert_eq!(at(text, x), Place::Beyond, "{text}");
        }
        for (text, x) in [
            ("1/(x - 1)", 1.0),
            ("x^-1", 0.0),
            ("log(sin(x))", 0.0),
            ("cosh(x)/x^2", 0.0),
        ] {
            assert_eq!(at(text, x), Place::Pole, "{text}");
        }
        assert_eq!(at("x^-1", 1e-200), Place::TooSteep);
        assert_eq!(at("x^x", -2.0), Place::Isolated);
        assert_eq!(at("sqrt(sin(x))", 0.0), Place::Vertical);
    }

    #[test]
    fn jumps_and_ends() {
        let at = |text: &str, x: f64| place(&Typed::parse(text, &["x"]).unwrap(), x);
        let jump = |left, right| Place::Jump { left, right };
        assert_eq!(at("sign(x)", 0.0), jump(-1.0, 1.0));
        assert_eq!(at("sign(x)^2", 0.0), jump(1.0, 1.0));
        assert_eq!(at("floor(x) + x^2", 2.0), jump(5.0, 6.0));
        assert_eq!(at("floor(x^2)", 0.0), Place::Smooth(0.0));
        assert_eq!(at("floor(x) + sign(x)", 0.5), Place::Smooth(0.0));
        // A jump that rounding alone makes is none.
        assert_eq!(at("sin(pi*floor(x))", 1.0), Place::Smooth(0.0));
        let corner = Place::Corner {
            left: -1.0,
            right: 1.0,
        };
        assert_eq!(at("x sign(x)", 0.0), corner);
        assert_eq!(at("cbrt(x)", 0.0), Place::Vertical);
        assert_eq!(at("cbrt(x)", -8.0), Place::Smooth(1.0 / 12.0));
        assert_eq!(at("cbrt(x^2)", 0.0), Place::Unclear);
        for end in [-1.0, 1.0] {
            assert_eq!(at("asin(x)", end), Place::Vertical);
            assert_eq!(at("acos(x)", end), Place::Vertical);
            assert_eq!(at("acos(x)", 1.5 * end), Place::Outside);
        }
        assert_eq!(at("atan(x)", 2.0), Place::Smooth(0.2));
    }
}
