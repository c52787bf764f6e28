//! What kind of place a function of one variable has at a point: smooth, or one without derivative.

use super::nowhere::{Missing, Nowhere};
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
    /// There is none, or none is known, for another reason.
    No(Nowhere),
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
        matches!(self, Place::No(why) if why.is_beyond())
    }

    /// Why there is no derivative, as a whole sentence; none where there is one.
    #[must_use]
    pub fn trouble(self) -> Option<String> {
        let missing = Missing::Derivative;
        match self {
            Place::Smooth(_) => None,
            Place::Corner { .. } => {
                Some(missing.none("the curve has a corner, with different one-sided derivatives"))
            }
            Place::Jump { .. } => Some(missing.none("the function jumps")),
            Place::No(why) => Some(why.trouble(missing)),
        }
    }
}

/// What a function of one variable does at `x`.
#[must_use]
pub fn place(f: &Typed, x: f64) -> Place {
    if let Some(why) = Nowhere::of_value(f, &[x]) {
        return Place::No(why);
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
    if let Some(why) = Nowhere::of_slopes(f, &[x], &[left, right]) {
        return Place::No(why);
    }
    // Either may be off by as much.
    let apart = (left - right).abs();
    if apart == 0.0 || apart <= 2.0 * f.slope_rounding(&[x], &[1.0]) {
        Place::Smooth(right)
    } else {
        Place::Corner { left, right }
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
        assert_eq!(at("sqrt(x)", 0.0), Place::No(Nowhere::Vertical));
        assert_eq!(at("log(x)", 0.0), Place::No(Nowhere::Pole));
        assert_eq!(at("log(x)", -1.0), Place::No(Nowhere::Outside));
        for (text, x) in [
            ("sin(exp(x))", 800.0),
            ("exp(x)/exp(x)", 800.0),
            ("x^200/x^199", 100.0),
            ("(x^200)*0", 100.0),
            ("tanh(exp(x))", 800.0),
            ("1/(1 + exp(-x))", -800.0),
            ("log(exp(exp(x)))", 6.56),
            ("tanh(exp(exp(x)))", 6.56),
        ] {
            assert_eq!(at(text, x), Place::No(Nowhere::Beyond), "{text}");
        }
        assert_eq!(at("log(x)*0", 0.0), Place::No(Nowhere::Outside));
        assert_eq!(at("1/x - 1/x", 0.0), Place::No(Nowhere::Outside));
        assert_eq!(at("1/x", 0.0), Place::No(Nowhere::Pole));
        assert_eq!(at("x^(1/3)", 0.0), Place::No(Nowhere::Vertical));
        assert_eq!(at("abs(x)^3", 0.0), Place::Smooth(0.0));
        assert_eq!(at("sqrt(x^2)", 0.0), Place::No(Nowhere::Unclear));
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
            assert_eq!(at(text, x), Place::No(Nowhere::Beyond), "{text}");
        }
        for (text, x) in [
            ("1/(x - 1)", 1.0),
            ("x^-1", 0.0),
            ("log(sin(x))", 0.0),
            ("cosh(x)/x^2", 0.0),
        ] {
            assert_eq!(at(text, x), Place::No(Nowhere::Pole), "{text}");
        }
        assert_eq!(at("x^-1", 1e-200), Place::No(Nowhere::TooSteep));
        assert_eq!(at("x^x", -2.0), Place::No(Nowhere::Isolated));
        assert_eq!(at("sqrt(sin(x))", 0.0), Place::No(Nowhere::Vertical));
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
        assert_eq!(at("cbrt(x)", 0.0), Place::No(Nowhere::Vertical));
        assert_eq!(at("cbrt(x)", -8.0), Place::Smooth(1.0 / 12.0));
        assert_eq!(at("cbrt(x^2)", 0.0), Place::No(Nowhere::Unclear));
        for end in [-1.0, 1.0] {
            assert_eq!(at("asin(x)", end), Place::No(Nowhere::Vertical));
            assert_eq!(at("acos(x)", end), Place::No(Nowhere::Vertical));
            assert_eq!(at("acos(x)", 1.5 * end), Place::No(Nowhere::Outside));
        }
        assert_eq!(at("atan(x)", 2.0), Place::Smooth(0.2));
    }
}
