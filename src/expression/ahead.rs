//! The second derivative on one side: whether a function has a Hessian at a point, or is creased there.

use super::ground::directions;
use super::jet::{Jet, PAIRS};
use super::through::through;
use super::typed::Typed;
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
    through!(
        exp,
        log,
        square_root,
        sine,
        cosine,
        hyperbolic_tangent,
        cube_root,
        arcsine,
        arccosine,
        arctangent,
        erf,
        erfc
    );
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

/// Why a function that has a gradient has no Hessian at a point, or none that is known, as a sentence;
/// `jet` is the function there. Where there is a Hessian H, the second derivative along u is uᵀHu on both
/// sides.
#[must_use]
pub fn no_hessian(f: &Typed, at: (f64, f64), jet: &Jet) -> Option<&'static str> {
    const UNCLEAR: &str =
        "No Hessian is known here: a product in the rules of differentiation is 0 · ∞.";
    let ray = |u: f64, v: f64| {
        f.scalar()
            .value(&[Ahead::new(at.0, u), Ahead::new(at.1, v)])
            .bend
    };
    if jet.bends.iter().any(|bend| bend.is_infinite()) {
        return Some(if f.scalar().is_vertical(&[at.0, at.1]) {
            "No Hessian exists here: a second derivative grows without bound."
        } else {
            "Nothing is known of the Hessian here: a second derivative is beyond the largest double."
        });
    }
    if jet.bends.iter().any(|bend| bend.is_nan()) {
        return Some(UNCLEAR);
    }
    let off = jet.of_bends();
    for (u, v) in directions() {
        let direction = [u, v];
        let mut expected = 0.0;
        let mut room = 0.0;
        for (k, &(i, j)) in PAIRS.iter().enumerate() {
            let share = direction[i] * direction[j] * if i == j { 1.0 } else { 2.0 };
            expected += share * jet.bends[k];
            // What is off on the way to each second derivative, and the roundings of this sum.
            room += share.abs() * (off[k] + 8.0 * f64::EPSILON * jet.bends[k].abs());
        }
        let (ahead, behind) = (ray(u, v), ray(-u, -v));
        if ahead.is_nan() || behind.is_nan() {
            return Some(UNCLEAR);
        }
        if (ahead - behind).abs() > 2.0 * room {
            return Some(
                "No Hessian exists here: the second derivative isn’t the same on both sides.",
            );
        }
        if (ahead - expected).abs() > room {
            return Some(
                "No Hessian exists here: the second derivatives along the lines through this point \
                 aren’t those of one matrix.",
            );
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, at: (f64, f64)) -> Option<&'static str> {
        let f = Typed::parse(text, &["x", "y"]).unwrap();
        no_hessian(&f, at, &f.scalar().value(&Jet::variables(at)))
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
        for (text, why) in [
            ("x |x|", "both sides"),
            ("relu(x)^2", "both sides"),
            ("max(x, y)^2", "both sides"),
            ("|x y|", "one matrix"),
            ("sign(x) x^2 + y", "both sides"),
        ] {
            let found = at(text, (0.0, 0.0));
            assert!(
                found.is_some_and(|says| says.contains(why)),
                "{text} {found:?}"
            );
            assert_eq!(at(text, (0.5, 0.25)), None, "{text}");
        }
        assert!(at("x^1.5", (0.0, 1.0)).unwrap().contains("without bound"));
        let steep = at("exp(x^2)", (26.5, 0.0)).unwrap();
        assert!(steep.contains("largest double"), "{steep}");
    }
}
