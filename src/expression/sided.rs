//! One-sided slopes: a dual number that knows which way it is going where a function has a corner.

use numeric_core::dual::{Dual, Number};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A value and the speed at which it leaves along a direction. Dual numbers take one branch of |x|,
/// `relu` or `max` at a tie by convention; this one takes the branch that the motion leads to, so
/// that its slope is that of one side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sided(Dual<f64>);

impl Sided {
    /// A value that leaves with a speed.
    #[must_use]
    pub fn new(value: f64, speed: f64) -> Self {
        Self(Dual::new(value, speed))
    }

    /// The speed.
    #[must_use]
    pub fn slope(self) -> f64 {
        self.0.tangent
    }

    /// Where it stands a moment later: its sign, that of its speed at 0.
    fn sign(self) -> f64 {
        let leads = if self.0.value == 0.0 {
            self.0.tangent
        } else {
            self.0.value
        };
        if leads == 0.0 { 0.0 } else { leads.signum() }
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident $sign:tt)*) => {
        $(impl $trait for Sided {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                Self(self.0 $sign other.0)
            }
        })*
    };
}

operators! { Add add + Sub sub - Mul mul * Div div / }

impl Neg for Sided {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Number for Sided {
    fn from_f64(value: f64) -> Self {
        Self(Dual::constant(value))
    }
    fn to_f64(self) -> f64 {
        self.0.value
    }
    fn exp(self) -> Self {
        Self(self.0.exp())
    }
    fn log(self) -> Self {
        Self(self.0.log())
    }
    fn square_root(self) -> Self {
        // Below 0 there is no root: whoever leaves 0 downwards finds none. Of one who stands still there
        // it can't be told: √(x²) has a corner, √(x⁴) has none.
        if self.0.value == 0.0 && self.0.tangent <= 0.0 {
            return Self::new(0.0, f64::NAN);
        }
        Self(self.0.square_root())
    }
    fn power(self, exponent: f64) -> Self {
        let still = self.0.value == 0.0 && self.0.tangent == 0.0;
        if still && exponent > 0.0 && exponent < 1.0 {
            return Self::new(0.0, f64::NAN);
        }
        Self(self.0.power(exponent))
    }
    fn sine(self) -> Self {
        Self(self.0.sine())
    }
    fn cosine(self) -> Self {
        Self(self.0.cosine())
    }
    fn hyperbolic_tangent(self) -> Self {
        Self(self.0.hyperbolic_tangent())
    }
    fn erfc(self) -> Self {
        Self(Number::erfc(self.0))
    }
    fn leaky_relu(self, slope: f64) -> Self {
        if self.sign() > 0.0 {
            self
        } else {
            self * Self::from_f64(slope)
        }
    }
    fn absolute(self) -> Self {
        if self.sign() < 0.0 { -self } else { self }
    }
    fn larger(self, other: Self) -> Self {
        if (self - other).sign() >= 0.0 {
            self
        } else {
            other
        }
    }
}
