//! Slopes that say where they don't exist: dual numbers in which 0·∞ stays what it is, along the rules'
//! conventions or to one side.

use super::through::through;
use numeric_core::dual::{Dual, Number};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A value and the speed at which it leaves along a direction.
///
/// By the rules, f(g) has the slope f′(g)·g′. Where the one is 0 and the other infinite, that product
/// doesn't exist, and the slope is NaN: √(x²) at 0 has the rules 1/(2·0)·0. Only what doesn't move at all
/// has no slope to multiply, and stays still whatever is done to it. ([`Dual`] takes every slope of 0 for
/// one of these.)
///
/// `sign` and `floor` are fixed numbers here; what they are to one side of a jump is put in their places
/// before ([`Scalar::after`](super::Scalar::after)). At a corner of |x|, `relu` or `max`, a slope to one side takes the branch that the motion leads to;
/// one by convention takes the one that automatic differentiation takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sided {
    value: f64,
    speed: f64,
    /// Whether it depends on what moves.
    moves: bool,
    /// Whether corners are left to the side to which the motion leads.
    leads: bool,
}

impl Sided {
    /// A value that leaves with a speed, to one side; with speed 0 it stands still.
    #[must_use]
    pub fn new(value: f64, speed: f64) -> Self {
        Self {
            value,
            speed,
            moves: speed != 0.0,
            leads: true,
        }
    }

    /// The same with the conventions of automatic differentiation at corners.
    #[must_use]
    pub fn by_convention(value: f64, speed: f64) -> Self {
        Self {
            leads: false,
            ..Self::new(value, speed)
        }
    }

    /// A point of which one variable moves and the others are fixed numbers, by convention.
    #[must_use]
    pub fn along_axis(at: &[f64], axis: usize) -> Vec<Self> {
        let speed = |i: usize| f64::from(u8::from(i == axis));
        let numbers = at.iter().enumerate();
        numbers
            .map(|(i, x)| Self::by_convention(*x, speed(i)))
            .collect()
    }

    /// The speed; NaN where it doesn't exist.
    #[must_use]
    pub fn slope(self) -> f64 {
        self.speed
    }

    /// A value whose speed is the sum of the parts from this one and from another.
    fn made(value: f64, (a, slope_a): (Self, f64), (b, slope_b): (Self, f64)) -> Self {
        Self {
            value,
            speed: a.times(slope_a) + b.times(slope_b),
            moves: a.moves || b.moves,
            leads: (a.moves && a.leads) || (b.moves && b.leads),
        }
    }

    fn times(self, slope: f64) -> f64 {
        if self.moves { self.speed * slope } else { 0.0 }
    }

    /// A function of one number, by its dual numbers.
    fn through(self, f: impl Fn(Dual) -> Dual) -> Self {
        let seen = f(Dual::new(self.value, 1.0));
        Self {
            value: seen.value,
            speed: self.times(seen.tangent),
            ..self
        }
    }

    /// The same where there is no function on one side.
    fn unknown(self, value: f64) -> Self {
        Self {
            value,
            speed: f64::NAN,
            ..self
        }
    }

    /// Where it stands a moment later: its sign, that of its speed at 0 where that leads somewhere.
    fn heading(self) -> f64 {
        let leads = if self.value == 0.0 && self.leads {
            self.speed
        } else {
            self.value
        };
        if leads == 0.0 { 0.0 } else { leads.signum() }
    }

    /// Whether it leaves 0 downwards, or stands still there: √(x²) has a corner, √(x⁴) has none.
    fn sinks(self) -> bool {
        self.leads && self.moves && self.value == 0.0 && self.speed <= 0.0
    }
}

impl Neg for Sided {
    type Output = Self;
    fn neg(self) -> Self {
        Self {
            value: -self.value,
            speed: -self.speed,
            ..self
        }
    }
}

impl Add for Sided {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::made(self.value + other.value, (self, 1.0), (other, 1.0))
    }
}

impl Sub for Sided {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Sided {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let (a, b) = (self.value, other.value);
        Self::made(a * b, (self, b), (other, a))
    }
}

impl Div for Sided {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let quotient = self.value / other.value;
        let (along, across) = (1.0 / other.value, -quotient / other.value);
        Self::made(quotient, (self, along), (other, across))
    }
}

impl Number for Sided {
    fn from_f64(value: f64) -> Self {
        Self::new(value, 0.0)
    }
    fn to_f64(self) -> f64 {
        self.value
    }
    through!(
        exp,
        log,
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
    fn square_root(self) -> Self {
        // Below 0 there is no root.
        if self.sinks() {
            return self.unknown(0.0);
        }
        self.through(Number::square_root)
    }
    fn power(self, exponent: f64) -> Self {
        if exponent == 0.0 {
            return Self::from_f64(1.0);
        }
        if self.sinks() && exponent > 0.0 && exponent < 1.0 {
            return self.unknown(0.0);
        }
        self.through(|x| x.power(exponent))
    }
    fn raise(self, exponent: Self) -> Self {
        if !exponent.moves {
            return self.power(exponent.value);
        }
        let value = self.value.raise(exponent.value);
        // Below 0 no power exists whose exponent moves.
        if self.moves && (self.sinks() || self.value < 0.0) {
            return Self::made(value, (self, f64::NAN), (exponent, 1.0));
        }
        let one = Dual::new(self.value, 1.0).raise(Dual::constant(exponent.value));
        let other = Dual::constant(self.value).raise(Dual::new(exponent.value, 1.0));
        Self::made(value, (self, one.tangent), (exponent, other.tangent))
    }
    fn leaky_relu(self, slope: f64) -> Self {
        let sign = self.heading();
        if sign > 0.0 {
            self
        } else if sign < 0.0 && slope == 0.0 {
            Self::from_f64(0.0)
        } else {
            self * Self::from_f64(slope)
        }
    }
    fn absolute(self) -> Self {
        let sign = self.heading();
        if sign > 0.0 {
            self
        } else if sign < 0.0 {
            -self
        } else {
            self * Self::from_f64(0.0)
        }
    }
    fn larger(self, other: Self) -> Self {
        let sign = (self - other).heading();
        if sign > 0.0 {
            self
        } else if sign < 0.0 {
            other
        } else {
            self * Self::from_f64(0.5) + other * Self::from_f64(0.5)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::Typed;

    fn slopes(text: &str, x: f64) -> (f64, f64, f64) {
        let f = Typed::parse(text, &["x"]).unwrap();
        let of = |x: Sided| f.scalar().value(&[x]).slope();
        let left = -of(Sided::new(x, -1.0)) + 0.0;
        (
            left,
            of(Sided::new(x, 1.0)),
            of(Sided::by_convention(x, 1.0)),
        )
    }

    #[test]
    fn nothing_times_infinity_is_not_nothing() {
        for text in [
            "cos(sqrt(x))",
            "sqrt(x^2)",
            "exp(-1/x)",
            "exp(log(x^2))",
            "0.5 x sqrt(x)",
            "cbrt(x^3)",
            "asin(cos(x))",
            "cos(cbrt(x))",
        ] {
            let (_, right, convention) = slopes(text, 0.0);
            assert!(
                right.is_nan() && convention.is_nan(),
                "{text}: {right} {convention}"
            );
        }
    }

    #[test]
    fn what_stands_still_stays_still() {
        for text in [
            "x + sqrt(0)",
            "x + 0 log(1)",
            "max(sqrt(x), 1) + x",
            "relu(sqrt(x) - 1) + x",
            "sign(cbrt(x)) + x",
            "sqrt(floor(x + 1/2)) + x",
        ] {
            assert_eq!(slopes(text, 0.0).2, 1.0, "{text}");
        }
    }

    #[test]
    fn corners_have_sides_and_a_convention() {
        assert_eq!(slopes("abs(x)", 0.0), (-1.0, 1.0, 0.0));
        assert_eq!(slopes("relu(2x)", 0.0), (0.0, 2.0, 0.0));
        assert_eq!(slopes("max(x, 3x)", 0.0), (1.0, 3.0, 2.0));
        let steep = f64::INFINITY;
        assert_eq!(slopes("cbrt(x)", 0.0), (steep, steep, steep));
        assert_eq!(slopes("asin(x)", 1.0), (steep, steep, steep));
        assert_eq!(slopes("acos(x)", -1.0).0, -steep);
    }

    #[test]
    fn powers_to_a_side() {
        assert_eq!(slopes("x^0", 0.0), (0.0, 0.0, 0.0));
        assert_eq!(slopes("0^x", 2.0), (0.0, 0.0, 0.0));
        assert_eq!(slopes("2^x", 0.0).1, std::f64::consts::LN_2);
        let (left, right, _) = slopes("x^x", 0.0);
        assert!(
            left.is_nan() && right == f64::NEG_INFINITY,
            "{left} {right}"
        );
    }
}
