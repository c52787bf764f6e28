//! How far rounding alone may take a value and its slope: numbers that carry, beside the two, what
//! the roundings on the way may have come to in each.

use numeric_core::dual::{Dual, Number};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A value and its slope, each with a bound of its error in units of ε.
///
/// An operation passes errors on by its slopes and adds one rounding of its own; a slope is also off
/// by as much as it changes over the error of the value at which it is taken. Large terms that cancel
/// leave their errors behind, in whichever order they are added.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubt {
    value: f64,
    slope: f64,
    /// Of the value.
    off: f64,
    /// Of the slope.
    slope_off: f64,
    /// The slopes of all that was passed, added up: walking back, what underflows at one of them is
    /// magnified by its own.
    passed: f64,
    /// The products of slopes on all ways from the variable, each without its sign: the walk back adds
    /// these up, in an order of its own.
    ways: f64,
}

type Second = Dual<Dual<f64>>;

impl Doubt {
    /// The variable itself: known exactly, with slope 1.
    #[must_use]
    pub fn variable(value: f64) -> Self {
        Self {
            value,
            slope: 1.0,
            off: 0.0,
            slope_off: 0.0,
            passed: 1.0,
            ways: 1.0,
        }
    }

    /// A variable that is itself off by so much, as one is that was computed.
    #[must_use]
    pub fn computed(value: f64, off: f64) -> Self {
        Self {
            off: off / f64::EPSILON,
            ..Self::variable(value)
        }
    }

    /// A variable that moves at a speed.
    #[must_use]
    pub fn moving(value: f64, speed: f64) -> Self {
        Self {
            slope: speed,
            passed: speed.abs(),
            ways: speed.abs(),
            ..Self::variable(value)
        }
    }

    /// How far the slope may be off where the tape has rounded one and dual numbers the other, and an
    /// operation up to eight times; what underflows is counted as well.
    #[must_use]
    pub fn of_two_slopes(self) -> f64 {
        16.0 * (self.of_slope() + f64::EPSILON * self.ways) + self.of_underflow()
    }

    /// The value.
    #[must_use]
    pub fn value(self) -> f64 {
        self.value
    }

    /// The slope.
    #[must_use]
    pub fn slope(self) -> f64 {
        self.slope
    }

    /// The bound of the value's error.
    #[must_use]
    pub fn of_value(self) -> f64 {
        self.off * f64::EPSILON
    }

    /// The bound of the slope's error.
    #[must_use]
    pub fn of_slope(self) -> f64 {
        self.slope_off * f64::EPSILON
    }

    /// The same of what becomes too small for all its digits on the walk back.
    #[must_use]
    pub fn of_underflow(self) -> f64 {
        self.passed * f64::MIN_POSITIVE
    }

    /// A function of one number, known with its first two derivatives.
    fn through(self, f: impl Fn(Second) -> Second) -> Self {
        let one = Dual::constant(1.0);
        let seen = f(Dual::new(Dual::new(self.value, 1.0), one));
        let (value, first) = (seen.value.value, seen.tangent.value);
        let second = seen.tangent.tangent;
        let slope = if self.slope == 0.0 {
            0.0
        } else {
            first * self.slope
        };
        Self {
            value,
            slope,
            off: size(first, self.off) + rounded(value),
            slope_off: size(first, self.slope_off)
                + size(size(second, self.off), self.slope)
                + 2.0 * slope.abs()
                + f64::MIN_POSITIVE,
            passed: self.passed + slope.abs(),
            ways: size(first, self.ways),
        }
    }
}

impl Doubt {
    /// The same with a slope that may be off by another such amount.
    fn and_slope_off(self, by: f64) -> Self {
        Self {
            slope_off: self.slope_off + 2.0 * by.abs(),
            ..self
        }
    }
}

/// |a·b|, where nothing times anything is nothing.
fn size(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 {
        0.0
    } else {
        (a * b).abs()
    }
}

/// What one rounding of a result comes to, in units of ε. Below the smallest normal number digits are
/// lost, and the distance between neighbours stays as it is there.
fn rounded(result: f64) -> f64 {
    if result == 0.0 {
        0.0
    } else {
        result.abs().max(f64::MIN_POSITIVE)
    }
}

impl Neg for Doubt {
    type Output = Self;
    fn neg(self) -> Self {
        Self {
            value: -self.value,
            slope: -self.slope,
            ..self
        }
    }
}

impl Add for Doubt {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let (value, slope) = (self.value + other.value, self.slope + other.slope);
        Self {
            value,
            slope,
            off: self.off + other.off + value.abs(),
            slope_off: self.slope_off + other.slope_off + slope.abs(),
            passed: self.passed + other.passed + slope.abs(),
            ways: self.ways + other.ways,
        }
    }
}

impl Sub for Doubt {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Doubt {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let (a, b) = (self, other);
        let value = a.value * b.value;
        let (left, right) = (a.slope * b.value, a.value * b.slope);
        // A product of two numbers that aren't 0 may have underflowed to 0.
        let lost = if a.value == 0.0 || b.value == 0.0 {
            0.0
        } else {
            rounded(value).max(f64::MIN_POSITIVE)
        };
        Self {
            value,
            slope: left + right,
            off: size(a.value, b.off) + size(b.value, a.off) + lost,
            slope_off: size(a.slope_off, b.value)
                + size(a.slope, b.off)
                + size(a.off, b.slope)
                + size(a.value, b.slope_off)
                + 2.0 * (left.abs() + right.abs())
                + f64::MIN_POSITIVE,
            passed: a.passed + b.passed + (left + right).abs(),
            ways: size(a.value, b.ways) + size(b.value, a.ways),
        }
    }
}

impl Div for Doubt {
    type Output = Self;
    // One divided by it, and then a product.
    #[allow(clippy::suspicious_arithmetic_impl)]
    fn div(self, other: Self) -> Self {
        self * other.through(|x| Dual::constant(Dual::constant(1.0)) / x)
    }
}

impl Number for Doubt {
    fn from_f64(value: f64) -> Self {
        Self {
            slope: 0.0,
            passed: 0.0,
            ways: 0.0,
            ..Self::variable(value)
        }
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
        self.through(|x| x.power(exponent))
    }
    fn raise(self, exponent: Self) -> Self {
        // What two numbers do to a function of both is what each does alone, but for the terms in which
        // the error of one meets the other.
        let (base, power) = (self, exponent);
        let still = |x: Self| Dual::constant(Dual::constant(x.value));
        let a = base.through(|x| x.raise(still(power)));
        let b = power.through(|y| still(base).raise(y));
        let mixed = |da: f64, db: f64| {
            let x = Dual::new(Dual::new(base.value, da), Dual::constant(0.0));
            let y = Dual::new(Dual::constant(power.value), Dual::constant(db));
            x.raise(y).tangent.tangent.abs()
        };
        let meet = |of: f64, with: f64| {
            if of == 0.0 || with == 0.0 {
                0.0
            } else {
                mixed(of, with)
            }
        };
        let slope = a.slope + b.slope;
        Self {
            value: a.value,
            slope,
            off: a.off + b.off,
            slope_off: a.slope_off
                + b.slope_off
                + meet(base.off, power.slope)
                + meet(base.slope, power.off)
                + 2.0 * slope.abs(),
            passed: a.passed + b.passed,
            ways: a.ways + b.ways,
        }
    }
    fn sine(self) -> Self {
        self.through(Number::sine)
    }
    fn cosine(self) -> Self {
        self.through(Number::cosine)
    }
    fn hyperbolic_tangent(self) -> Self {
        // 1 − tanh² has lost its digits where tanh is nearly 1.
        self.through(Number::hyperbolic_tangent)
            .and_slope_off(self.slope)
    }
    fn sigmoid(self) -> Self {
        // And so has 1 − σ.
        let sigma = self.through(Number::sigmoid);
        sigma.and_slope_off(size(sigma.value, self.slope))
    }
    fn erfc(self) -> Self {
        self.through(Number::erfc)
    }
}

#[cfg(test)]
mod tests {
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
}
