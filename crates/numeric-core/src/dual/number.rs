//! What dual numbers can be made of, themselves among it.

use crate::real;
use std::fmt::Debug;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// What can be added, multiplied and put into elementary functions.
pub trait Number:
    Copy
    + PartialEq
    + Debug
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + 'static
{
    /// A fixed number.
    fn from_f64(value: f64) -> Self;
    /// The value, without what else is carried along.
    fn to_f64(self) -> f64;
    /// eˣ.
    fn exp(self) -> Self;
    /// The natural logarithm.
    fn log(self) -> Self;
    /// The square root.
    fn square_root(self) -> Self;
    /// xᵖ for a fixed p.
    fn power(self, exponent: f64) -> Self;
    /// xʸ for a y that may move as well; 1 for y = 0, NaN for a negative x unless y is whole.
    fn raise(self, exponent: Self) -> Self;
    /// sin x.
    fn sine(self) -> Self;
    /// cos x.
    fn cosine(self) -> Self;
    /// tanh x.
    fn hyperbolic_tangent(self) -> Self;
    /// The slope of tanh x: 4e/(1 + e)² with e = exp(−2|x|). 1 − tanh² has lost its digits where tanh is
    /// nearly 1.
    fn hyperbolic_tangent_slope(self) -> Self {
        let one = Self::from_f64(1.0);
        let away = if self.to_f64() < 0.0 { self } else { -self };
        let small = (away + away).exp();
        Self::from_f64(4.0) * small / ((one + small) * (one + small))
    }
    /// The cube root, negative for a negative number.
    fn cube_root(self) -> Self;
    /// The angle between −π/2 and π/2 whose sine it is.
    fn arcsine(self) -> Self;
    /// The angle between 0 and π whose cosine it is.
    fn arccosine(self) -> Self;
    /// The angle between −π/2 and π/2 whose tangent it is.
    fn arctangent(self) -> Self;
    /// The error function, 2/√π·∫₀ˣ exp(−t²) dt.
    fn erf(self) -> Self;
    /// The complementary error function, 1 − erf x.
    fn erfc(self) -> Self;

    /// 1, −1, or 0 at 0: a fixed number, since it is the same all around. At the jump it counts as fixed
    /// as well.
    fn sign(self) -> Self {
        let x = self.to_f64();
        Self::from_f64(if x > 0.0 {
            1.0
        } else if x < 0.0 {
            -1.0
        } else if x == 0.0 {
            0.0
        } else {
            f64::NAN
        })
    }

    /// The largest whole number that isn't larger: a fixed number, as [`Number::sign`].
    fn floor(self) -> Self {
        Self::from_f64(real::floor(self.to_f64()))
    }

    /// 1/(1 + e⁻ˣ), without overflow.
    fn sigmoid(self) -> Self {
        let one = Self::from_f64(1.0);
        if self.to_f64() < 0.0 {
            let exp = self.exp();
            exp / (one + exp)
        } else {
            one / (one + (-self).exp())
        }
    }

    /// x where positive, slope·x elsewhere; at 0 the slope counts. A slope of 0 makes a fixed 0 of
    /// whatever is below 0, −∞ as well.
    fn leaky_relu(self, slope: f64) -> Self {
        if self.to_f64() > 0.0 {
            self
        } else if slope == 0.0 && self.to_f64() < 0.0 {
            Self::from_f64(0.0)
        } else {
            self * Self::from_f64(slope)
        }
    }

    /// x·Φ(x).
    ///
    /// Source: D. Hendrycks, K. Gimpel, *Gaussian Error Linear Units* (2016).
    fn gelu(self) -> Self {
        let half = Self::from_f64(0.5);
        half * self * (self * Self::from_f64(-std::f64::consts::FRAC_1_SQRT_2)).erfc()
    }

    /// ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))).
    ///
    /// Source: D. Hendrycks, K. Gimpel, *Gaussian Error Linear Units* (2016).
    fn gelu_tanh(self) -> Self {
        let factor = real::sqrt(std::f64::consts::FRAC_2_PI);
        let cube = self * self * self;
        let inner = (self + cube * Self::from_f64(0.044_715)) * Self::from_f64(factor);
        Self::from_f64(0.5) * self * (Self::from_f64(1.0) + inner.hyperbolic_tangent())
    }

    /// |x|; its slope at 0 counts as 0.
    fn absolute(self) -> Self {
        if self.to_f64() > 0.0 {
            self
        } else if self.to_f64() < 0.0 {
            -self
        } else {
            self * Self::from_f64(0.0)
        }
    }

    /// The larger of two, their mean where they are equal.
    fn larger(self, other: Self) -> Self {
        if self.to_f64() > other.to_f64() {
            self
        } else if other.to_f64() > self.to_f64() {
            other
        } else {
            self * Self::from_f64(0.5) + other * Self::from_f64(0.5)
        }
    }
}

impl Number for f64 {
    fn from_f64(value: f64) -> Self {
        value
    }
    fn to_f64(self) -> f64 {
        self
    }
    fn exp(self) -> Self {
        real::exp(self)
    }
    fn log(self) -> Self {
        real::ln(self)
    }
    fn square_root(self) -> Self {
        real::sqrt(self)
    }
    fn power(self, exponent: f64) -> Self {
        real::power(self, exponent)
    }
    fn raise(self, exponent: Self) -> Self {
        real::power(self, exponent)
    }
    fn sine(self) -> Self {
        real::sin(self)
    }
    fn cosine(self) -> Self {
        real::cos(self)
    }
    fn hyperbolic_tangent(self) -> Self {
        real::tanh(self)
    }
    fn cube_root(self) -> Self {
        real::cbrt(self)
    }
    fn arcsine(self) -> Self {
        real::asin(self)
    }
    fn arccosine(self) -> Self {
        real::acos(self)
    }
    fn arctangent(self) -> Self {
        real::atan(self)
    }
    fn erf(self) -> Self {
        real::erf(self)
    }
    fn erfc(self) -> Self {
        real::erfc(self)
    }
}
