//! How far rounding alone may take a value and its slope: numbers that carry, beside the two, what
//! the roundings on the way may have come to in each.

use super::through::through;
use numeric_core::dual::{Dual, Number};
use numeric_core::real;
use numeric_core::split::Split;
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
    /// Whether the value is what exact arithmetic makes of the variable: `floor` of a whole number that is
    /// known exactly is known.
    exact: bool,
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
            exact: true,
        }
    }

    /// The value as a variable of what is computed from it: off by what a library's functions may make of
    /// its error, up to two units in the last place each.
    #[must_use]
    pub fn passed_on(self) -> Self {
        Self {
            off: 4.0 * self.off,
            exact: self.exact,
            ..Self::variable(self.value)
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

    /// What a slope may lose by underflow, in units of ε: nothing where nothing moves.
    fn underflow(self) -> f64 {
        if self.passed == 0.0 {
            0.0
        } else {
            f64::MIN_POSITIVE
        }
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
                + self.underflow(),
            passed: self.passed + slope.abs(),
            ways: size(first, self.ways),
            exact: false,
        }
    }

    /// The same of a function whose slope is infinite at a distance from the argument `of`. Where the
    /// error of the argument may reach that far, the value is off by at most `worst` of that error, and
    /// nothing is known of the slope.
    fn steep(self, of: Self, distance: f64, worst: impl Fn(f64) -> f64) -> Self {
        let reach = 8.0 * of.of_value();
        if reach == 0.0 || reach < distance {
            return self;
        }
        Self {
            off: self.off.min(worst(reach) / f64::EPSILON),
            slope_off: if of.ways == 0.0 { 0.0 } else { f64::INFINITY },
            ..self
        }
    }

    /// The same of an arcsine or arccosine of `of`.
    fn steep_at_one(self, of: Self) -> Self {
        self.steep(of, 1.0 - of.value.abs(), |reach| (8.0 * reach).sqrt())
    }

    /// Of a function that jumps: exact, unless the error of the argument may reach beyond a jump.
    fn stepped(self, f: impl Fn(f64) -> f64) -> Self {
        let reach = if self.exact {
            0.0
        } else {
            4.0 * self.of_value()
        };
        let apart = (f(self.value + reach) - f(self.value - reach)).abs();
        Self {
            off: apart / f64::EPSILON,
            exact: apart == 0.0,
            ..Self::from_f64(f(self.value))
        }
    }
}

/// How many digits of its 53 a number needs in base 2.
pub(super) fn digits(x: f64) -> u32 {
    let fraction = x.to_bits() & ((1 << 52) - 1);
    53 - (fraction | (1 << 52)).trailing_zeros()
}

/// Whether a product is exact; some that are count as rounded.
pub(super) fn is_exact_product(a: f64, b: f64, product: f64) -> bool {
    a == 0.0 || b == 0.0 || (product.is_normal() && digits(a) + digits(b) <= 53)
}

/// Whether a sum is exact.
pub(super) fn is_exact_sum(a: f64, b: f64) -> bool {
    Split::sum(a, b).rest == 0.0
}

/// Whether a power is exact: of few enough digits and a whole exponent. Some that are count as rounded.
pub(super) fn is_exact_power(x: f64, exponent: f64, power: f64) -> bool {
    let whole = exponent >= 0.0 && exponent.fract() == 0.0;
    whole && f64::from(digits(x)) * exponent <= 53.0 && (power.is_normal() || x == 0.0)
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
pub fn size(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 {
        0.0
    } else {
        (a * b).abs()
    }
}

/// What one rounding of a result comes to, in units of ε. Below the smallest normal number digits are
/// lost, and the distance between neighbours stays as it is there.
pub fn rounded(result: f64) -> f64 {
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
            exact: self.exact && other.exact && is_exact_sum(self.value, other.value),
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
                + a.underflow().max(b.underflow()),
            passed: a.passed + b.passed + (left + right).abs(),
            ways: size(a.value, b.ways) + size(b.value, a.ways),
            exact: a.exact && b.exact && is_exact_product(a.value, b.value, value),
        }
    }
}

impl Div for Doubt {
    type Output = Self;
    // One divided by it, and then a product.
    #[allow(clippy::suspicious_arithmetic_impl)]
    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        let back = value * other.value;
        let divides = back == self.value && is_exact_product(value, other.value, back);
        Self {
            value,
            exact: self.exact && other.exact && divides,
            ..self * other.through(|x| Dual::constant(Dual::constant(1.0)) / x)
        }
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
    through!(
        exp,
        log,
        square_root,
        sine,
        cosine,
        hyperbolic_tangent,
        sigmoid,
        arctangent
    );
    fn power(self, exponent: f64) -> Self {
        let power = self.through(|x| x.power(exponent));
        let exact = self.exact && is_exact_power(self.value, exponent, power.value);
        Self { exact, ..power }
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
            exact: false,
        }
    }
    fn cube_root(self) -> Self {
        (self.through(Number::cube_root)).steep(self, self.value.abs(), |reach| {
            2.0 * real::cbrt(2.0 * reach)
        })
    }
    fn arcsine(self) -> Self {
        self.through(Number::arcsine).steep_at_one(self)
    }
    fn arccosine(self) -> Self {
        self.through(Number::arccosine).steep_at_one(self)
    }
    fn sign(self) -> Self {
        self.stepped(Number::sign)
    }
    fn floor(self) -> Self {
        self.stepped(f64::floor)
    }
    fn erf(self) -> Self {
        // exp(−x²) is off by x² times what x² is.
        let erf = self.through(Number::erf);
        erf.and_slope_off(size(size(self.value, self.value), erf.slope))
    }
    fn erfc(self) -> Self {
        let erfc = self.through(Number::erfc);
        erfc.and_slope_off(size(size(self.value, self.value), erfc.slope))
    }
}

#[cfg(test)]
mod tests;
