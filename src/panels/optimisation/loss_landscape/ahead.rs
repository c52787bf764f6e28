//! The second derivative on one side: whether a function has a Hessian at a point, or is creased there.

use super::jet::PAIRS;
use crate::contract::plane::Spot;
use crate::expression::Typed;
use numeric_core::dual::{Dual, Number};
use numeric_core::real;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A value, its speed and its acceleration along a ray, on the side to which the ray leads: |x|, `relu`,
/// `max`, `sign` and `floor` take the branch that a moment later holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ahead {
    value: f64,
    speed: f64,
    bend: f64,
    /// What doesn't move has no slope to multiply.
    moves: bool,
}

impl Ahead {
    fn new(value: f64, speed: f64) -> Self {
        Self {
            value,
            speed,
            bend: 0.0,
            moves: speed != 0.0,
        }
    }

    /// The sign of what a moment later holds: of the value, at 0 of the speed, and of the bend.
    fn heading(self) -> f64 {
        let first = [self.value, self.speed, self.bend]
            .into_iter()
            .find(|x| *x != 0.0);
        first.map_or(0.0, |x| if x.is_nan() { x } else { x.signum() })
    }

    fn through(self, f: impl Fn(Dual<Dual>) -> Dual<Dual>) -> Self {
        let seen = f(Dual::new(Dual::new(self.value, 1.0), Dual::constant(1.0)));
        let (value, first) = (seen.value.value, seen.value.tangent);
        if !self.moves {
            return Self::from_f64(value);
        }
        let straight = if self.bend == 0.0 && first.is_finite() {
            0.0
        } else {
            first * self.bend
        };
        Self {
            value,
            speed: first * self.speed,
            bend: straight + seen.tangent.tangent * self.speed * self.speed,
            moves: true,
        }
    }
}

impl Neg for Ahead {
    type Output = Self;
    fn neg(self) -> Self {
        Self {
            value: -self.value,
            speed: -self.speed,
            bend: -self.bend,
            ..self
        }
    }
}

impl Add for Ahead {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            value: self.value + other.value,
            speed: self.speed + other.speed,
            bend: self.bend + other.bend,
            moves: self.moves || other.moves,
        }
    }
}

impl Sub for Ahead {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Ahead {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let (a, b) = (self, other);
        let times = |slope: f64, of: Self, by: f64| if of.moves { slope * by } else { 0.0 };
        let both = if a.moves && b.moves {
            2.0 * a.speed * b.speed
        } else {
            0.0
        };
        Self {
            value: a.value * b.value,
            speed: times(a.speed, a, b.value) + times(b.speed, b, a.value),
            bend: times(a.bend, a, b.value) + both + times(b.bend, b, a.value),
            moves: a.moves || b.moves,
        }
    }
}

impl Div for Ahead {
    type Output = Self;
    // One divided by it, and then a product.
    #[allow(clippy::suspicious_arithmetic_impl)]
    fn div(self, other: Self) -> Self {
        self * other.through(|x| Dual::constant(Dual::constant(1.0)) / x)
    }
}

impl Number for Ahead {
    fn from_f64(value: f64) -> Self {
        Self::new(value, 0.0)
    }
    fn to_f64(self) -> f64 {
        self.value
    }
    fn exp(self) -> Self {
        self.through(Number::exp)
    }
    fn log(self) -> Self {
        self.through(Number::log)
    }
    fn square_root(self) -> Self {
        self.through(Number::square_root)
    }
    fn power(self, exponent: f64) -> Self {
        if exponent == 0.0 {
            return Self::from_f64(1.0);
        }
        self.through(|x| x.power(exponent))
    }
    fn raise(self, exponent: Self) -> Self {
        if !exponent.moves {
            return self.power(exponent.value);
        }
        let raised = (exponent * self.log()).exp();
        Self {
            value: real::power(self.value, exponent.value),
            ..raised
        }
    }
    fn sine(self) -> Self {
        self.through(Number::sine)
    }
    fn cosine(self) -> Self {
        self.through(Number::cosine)
    }
    fn hyperbolic_tangent(self) -> Self {
        self.through(Number::hyperbolic_tangent)
    }
    fn cube_root(self) -> Self {
        self.through(Number::cube_root)
    }
    fn arcsine(self) -> Self {
        self.through(Number::arcsine)
    }
    fn arccosine(self) -> Self {
        self.through(Number::arccosine)
    }
    fn arctangent(self) -> Self {
        self.through(Number::arctangent)
    }
    fn erf(self) -> Self {
        self.through(Number::erf)
    }
    fn erfc(self) -> Self {
        self.through(Number::erfc)
    }
    fn sign(self) -> Self {
        Self::from_f64(self.heading())
    }
    fn floor(self) -> Self {
        let whole = real::floor(self.value);
        let sinks = whole == self.value && (self - Self::from_f64(whole)).heading() < 0.0;
        Self::from_f64(if sinks { whole - 1.0 } else { whole })
    }
    fn leaky_relu(self, slope: f64) -> Self {
        if self.heading() > 0.0 {
            self
        } else if slope == 0.0 {
            let known = !self.heading().is_nan();
            Self::from_f64(if known { 0.0 } else { f64::NAN })
        } else {
            self * Self::from_f64(slope)
        }
    }
    fn absolute(self) -> Self {
        if self.heading() < 0.0 { -self } else { self }
    }
    fn larger(self, other: Self) -> Self {
        if (self - other).heading() < 0.0 {
            other
        } else {
            self
        }
    }
}

/// Directions that are tried, over half a turn; the axes are among them.
const DIRECTIONS: u32 = 12;

/// Why a function that has a gradient has no Hessian at a point, as a sentence. `bends` are its second
/// derivatives by the rules, `off` how far rounding may take each: where there is a Hessian, the second
/// derivative along u is uᵀHu on both sides.
#[must_use]
pub fn trouble(f: &Typed, at: Spot, bends: [f64; 3], off: [f64; 3]) -> Option<&'static str> {
    const UNCLEAR: &str =
        "No Hessian is known here: a product in the rules of differentiation is 0 · ∞.";
    const CREASED: &str =
        "No Hessian exists here: the second derivative isn’t the same on both sides.";
    let ray = |u: f64, v: f64| {
        f.scalar()
            .value(&[Ahead::new(at.0, u), Ahead::new(at.1, v)])
            .bend
    };
    if bends.iter().any(|bend| bend.is_infinite()) {
        return Some(if f.scalar().is_vertical(&[at.0, at.1]) {
            "No Hessian exists here: a second derivative grows without bound."
        } else {
            "Nothing is known of the Hessian here: a second derivative is beyond the largest double."
        });
    }
    if bends.iter().any(|bend| bend.is_nan()) {
        return Some(UNCLEAR);
    }
    for k in 0..DIRECTIONS {
        let angle = std::f64::consts::PI * f64::from(k) / f64::from(DIRECTIONS);
        let (u, v) = match k {
            0 => (1.0, 0.0),
            k if 2 * k == DIRECTIONS => (0.0, 1.0),
            _ => (angle.cos(), angle.sin()),
        };
        let direction = [u, v];
        let mut expected = 0.0;
        let mut room = 0.0;
        for (k, &(i, j)) in PAIRS.iter().enumerate() {
            let share = direction[i] * direction[j] * if i == j { 1.0 } else { 2.0 };
            expected += share * bends[k];
            room += (share * bends[k]).abs() * 1e-9 + 16.0 * off[k];
        }
        for bend in [ray(u, v), ray(-u, -v)] {
            if bend.is_nan() {
                return Some(UNCLEAR);
            }
            if (bend - expected).abs() > room {
                return Some(CREASED);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::jet::Jet;
    use super::*;

    fn at(text: &str, at: Spot) -> Option<&'static str> {
        let f = Typed::parse(text, &["x", "y"]).unwrap();
        let jet = f.scalar().value(&Jet::variables(at));
        trouble(&f, at, jet.bends, jet.of_bends())
    }

    #[test]
    fn creases_of_the_second_derivative_are_found() {
        for text in [
            "x^4/4 - x^2/2 + y^2/2",
            "exp(x y) + sin(x)",
            "sqrt(1 + x^2) + relu(x)^3",
            "floor(x + 0.5) + x^2",
            "7",
            "log(exp(x) + exp(y)) + erf(x) + (x^2 + 2)^y",
        ] {
            assert_eq!(at(text, (0.0, 0.0)), None, "{text}");
        }
        for text in [
            "x |x|",
            "relu(x)^2",
            "max(x, y)^2",
            "|x y|",
            "sign(x) x^2 + y",
        ] {
            let found = at(text, (0.0, 0.0));
            assert!(
                found.is_some_and(|why| why.contains("both sides")),
                "{text} {found:?}"
            );
            assert_eq!(at(text, (0.5, 0.25)), None, "{text}");
        }
        assert!(at("x^1.5", (0.0, 1.0)).unwrap().contains("without bound"));
        let steep = at("exp(x^2)", (26.5, 0.0)).unwrap();
        assert!(steep.contains("largest double"), "{steep}");
    }
}
