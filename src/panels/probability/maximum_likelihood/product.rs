//! Products of many factors, which neither under- nor overflow on the way.

use numeric_core::real::exp;

/// 2⁵¹².
const UNIT: f64 = 1.340_780_792_994_259_7e154;
/// 2²⁵⁶.
const LARGE: f64 = 1.157_920_892_373_162e77;
/// ln 2⁵¹².
const LN_UNIT: f64 = 512.0 * std::f64::consts::LN_2;

/// mantissa·2^(512·exponent), the mantissa 0 or from 2⁻²⁵⁶ to 2²⁵⁶.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Product {
    mantissa: f64,
    exponent: f64,
}

impl Product {
    /// The product of no factors.
    pub const ONE: Self = Self {
        mantissa: 1.0,
        exponent: 0.0,
    };

    /// One factor.
    #[must_use]
    pub fn of(factor: f64) -> Self {
        let (mut mantissa, mut exponent) = (factor, 0.0);
        while mantissa > LARGE && mantissa.is_finite() {
            (mantissa, exponent) = (mantissa / UNIT, exponent + 1.0);
        }
        while mantissa != 0.0 && mantissa < 1.0 / LARGE {
            (mantissa, exponent) = (mantissa * UNIT, exponent - 1.0);
        }
        Self { mantissa, exponent }
    }

    /// exp(x), also where that is no f64.
    #[must_use]
    pub fn exp(x: f64) -> Self {
        if x == f64::NEG_INFINITY {
            return Self::of(0.0);
        }
        let exponent = (x / LN_UNIT).round();
        // Of a number that is large enough rounding leaves no rest that could be told.
        let rest = (x - exponent * LN_UNIT).clamp(-0.5 * LN_UNIT, 0.5 * LN_UNIT);
        Self {
            mantissa: exp(rest),
            exponent,
        }
    }

    /// Whether a factor is 0.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.mantissa == 0.0
    }

    /// The product of two.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        let both = Self::of(self.mantissa * other.mantissa);
        Self {
            exponent: both.exponent + self.exponent + other.exponent,
            ..both
        }
    }

    /// The product of so many of it.
    #[must_use]
    pub fn power(self, mut count: usize) -> Self {
        let (mut square, mut product) = (self, Self::ONE);
        while count > 0 {
            if count & 1 == 1 {
                product = product.times(square);
            }
            square = square.times(square);
            count >>= 1;
        }
        product
    }

    /// The quotient of two, where it is an f64.
    #[must_use]
    pub fn over(self, other: Self) -> f64 {
        let quotient = Self {
            mantissa: self.mantissa / other.mantissa,
            exponent: self.exponent - other.exponent,
        };
        quotient.value()
    }

    /// As an f64: 0 or infinite where it is too small or too large for one.
    #[must_use]
    pub fn value(self) -> f64 {
        if self.mantissa == 0.0 {
            return 0.0;
        }
        // From 2^±3·512 on nothing is left of a mantissa.
        let (mut value, mut left) = (self.mantissa, self.exponent.clamp(-4.0, 4.0));
        while left >= 1.0 {
            (value, left) = (value * UNIT, left - 1.0);
        }
        while left <= -1.0 {
            (value, left) = (value / UNIT, left + 1.0);
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn factors_may_be_far_beyond_a_float() {
        let half = Product::of(0.5).power(2000);
        assert_eq!(half.value(), 0.0);
        assert_eq!(half.times(Product::of(2.0).power(2000)).value(), 1.0);
        assert_eq!(half.over(Product::of(0.5).power(1999)), 0.5);
        let tiny = Product::exp(-1e6);
        assert_eq!(tiny.value(), 0.0);
        assert!((tiny.times(Product::exp(1e6 - 1.0)).value() - (-1.0_f64).exp()).abs() < 1e-9);
        assert_eq!(
            Product::exp(f64::NEG_INFINITY)
                .times(Product::exp(900.0))
                .value(),
            0.0
        );
        assert_eq!(Product::exp(1000.0).value(), f64::INFINITY);
        for x in [-1e17, -3e20, -1e211] {
            assert_eq!(Product::exp(x).value(), 0.0, "{x}");
            assert_eq!(Product::exp(x).over(Product::exp(-1.0)), 0.0, "{x}");
        }
        assert_eq!(Product::of(5e-324).value(), 5e-324);
    }

    proptest! {
        #[test]
        fn a_product_is_the_product(factors in proptest::collection::vec(1e-30..1e30_f64, 0..9)) {
            let product = factors.iter().fold(Product::ONE, |p, x| p.times(Product::of(*x)));
            let plain: f64 = factors.iter().product();
            prop_assert!((product.value() / plain - 1.0).abs() < 1e-14);
        }
    }
}
