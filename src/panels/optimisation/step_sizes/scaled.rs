//! Numbers of any size: a product of ten thousand factors leaves the range of f64 on its way, and may
//! come back into it.

use std::cmp::Ordering;

/// Powers of two in a step of the size.
const STEP: i32 = 400;
const UP: f64 = f64::from_bits((1023 + STEP as u64) << 52);
const DOWN: f64 = f64::from_bits((1023 - STEP as u64) << 52);
/// A mantissa is below this and not below its inverse.
const HALF: f64 = f64::from_bits((1023 + STEP as u64 / 2) << 52);

/// `mantissa`·2^(400·`power`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scaled {
    mantissa: f64,
    power: i32,
}

impl Scaled {
    pub const ZERO: Self = Self {
        mantissa: 0.0,
        power: 0,
    };
    pub const ONE: Self = Self {
        mantissa: 1.0,
        power: 0,
    };

    /// A finite number.
    #[inline(always)]
    pub fn of(x: f64) -> Self {
        Self {
            mantissa: x,
            power: 0,
        }
        .in_range()
    }

    /// The same with a mantissa in its range.
    #[inline(always)]
    fn in_range(self) -> Self {
        if is_usual(self.mantissa) {
            self
        } else {
            self.brought_back()
        }
    }

    #[cold]
    #[inline(never)]
    fn brought_back(mut self) -> Self {
        while self.step() {}
        self
    }

    /// Brings the mantissa a step closer to its range; whether it had to.
    fn step(&mut self) -> bool {
        let size = self.mantissa.abs();
        if size >= HALF && size.is_finite() {
            self.mantissa *= DOWN;
            self.power += 1;
            true
        } else if size < 1.0 / HALF && size > 0.0 {
            self.mantissa *= UP;
            self.power -= 1;
            true
        } else {
            false
        }
    }

    /// The product with a number.
    #[inline(always)]
    pub fn times(self, x: f64) -> Self {
        Self {
            mantissa: self.mantissa * x,
            ..self
        }
        .in_range()
    }

    #[inline(always)]
    pub fn squared(self) -> Self {
        Self {
            mantissa: self.mantissa * self.mantissa,
            power: 2 * self.power,
        }
        .in_range()
    }

    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        if self.power == other.power && is_usual(self.mantissa) && is_usual(other.mantissa) {
            return Self {
                mantissa: self.mantissa + other.mantissa,
                ..self
            }
            .in_range();
        }
        self.plus_other_size(other)
    }

    #[inline(never)]
    fn plus_other_size(self, other: Self) -> Self {
        if self.mantissa == 0.0 {
            return other;
        }
        if other.mantissa == 0.0 {
            return self;
        }
        let (large, small) = match self.power.cmp(&other.power) {
            Ordering::Less => (other, self),
            _ => (self, other),
        };
        let part = match large.power - small.power {
            0 => small.mantissa,
            1 => small.mantissa * DOWN,
            // Below the last place.
            _ => 0.0,
        };
        Self {
            mantissa: large.mantissa + part,
            ..large
        }
        .in_range()
    }

    /// The quotient as f64; NaN for 0/0.
    #[inline(always)]
    pub fn over(self, other: Self) -> f64 {
        let quotient = self.mantissa / other.mantissa;
        if self.power == other.power {
            quotient
        } else {
            placed(quotient, self.power - other.power)
        }
    }

    /// How far it is from another, relative to that.
    pub fn apart(self, other: Self) -> f64 {
        if self == other {
            0.0
        } else {
            (self.over(other) - 1.0).abs()
        }
    }

    /// The nearest f64: infinite or 0 beyond its range.
    pub fn value(self) -> f64 {
        placed(self.mantissa, self.power)
    }

    /// The root of a number that isn't negative; infinite or 0 beyond the range of f64.
    pub fn root(self) -> f64 {
        let odd = self.power.rem_euclid(2);
        placed(
            (self.mantissa * if odd == 1 { UP } else { 1.0 }).sqrt(),
            (self.power - odd) / 2,
        )
    }

    /// The logarithm to base 10 of its size; −∞ of 0.
    pub fn log10(self) -> f64 {
        self.mantissa.abs().log10() + f64::from(self.power) * f64::from(STEP) * 2_f64.log10()
    }
}

/// Whether a number is in the range of mantissas, as nearly all are: plain arithmetic does for them.
#[inline(always)]
fn is_usual(mantissa: f64) -> bool {
    let size = mantissa.abs();
    size < HALF && (size >= 1.0 / HALF || size == 0.0)
}

fn placed(mantissa: f64, power: i32) -> f64 {
    let by = if power > 0 { UP } else { DOWN };
    // Four steps are beyond the range of any mantissa.
    (0..power.unsigned_abs().min(6)).fold(mantissa, |x, _| x * by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_leave_the_range_and_come_back() {
        let mut x = Scaled::of(-5.0);
        for _ in 0..2000 {
            x = x.times(1e4);
        }
        assert_eq!(x.value(), f64::NEG_INFINITY);
        assert!((x.log10() - 8000.0 - 5_f64.log10()).abs() < 1e-8);
        assert!((x.squared().root().log10() - x.log10()).is_infinite());
        for _ in 0..2000 {
            x = x.times(1e-4);
        }
        assert!((x.value() + 5.0).abs() < 1e-10, "{x:?}");
        assert_eq!(Scaled::of(1e-300).times(1e-300).value(), 0.0);
        assert_eq!(Scaled::of(1e-300).times(1e300).value(), 1.0);
        assert_eq!(Scaled::of(1e300).value(), 1e300);
    }

    #[test]
    fn sums_and_quotients_of_any_sizes() {
        for (a, b) in [
            (1e300, 1e290),
            (1e-300, 1.0),
            (3.0, 4.0),
            (1e60, 1e-60),
            (0.0, 2.0),
        ] {
            let (x, y) = (Scaled::of(a), Scaled::of(b));
            assert!((x.plus(y).value() - (a + b)).abs() <= 1e-15 * (a + b));
            assert!((y.plus(x).value() - (a + b)).abs() <= 1e-15 * (a + b));
            assert!((x.over(y) - a / b).abs() <= 1e-15 * (a / b));
            assert!((x.root() - a.sqrt()).abs() <= 1e-15 * a.sqrt());
        }
        assert_eq!(Scaled::ZERO.log10(), f64::NEG_INFINITY);
    }
}
