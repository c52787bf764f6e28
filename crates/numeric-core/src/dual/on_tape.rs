//! Dual numbers as entries of a tape.

use super::{Dual, Number};
use crate::real::{self, Real};
use num_traits::{One, Zero};
use std::cmp::Ordering;
use std::ops::{AddAssign, DivAssign, MulAssign, SubAssign};

/// By the value alone, as a program branches on it.
impl PartialOrd for Dual<f64> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

macro_rules! assigning {
    ($($trait:ident $method:ident $operator:tt)*) => {
        $(impl<T: Number> $trait for Dual<T> {
            fn $method(&mut self, other: Self) {
                *self = *self $operator other;
            }
        })*
    };
}

assigning! { AddAssign add_assign + SubAssign sub_assign - MulAssign mul_assign * DivAssign div_assign / }

impl<T: Number> Zero for Dual<T> {
    fn zero() -> Self {
        Self::from_f64(0.0)
    }
    fn is_zero(&self) -> bool {
        *self == Self::zero()
    }
}

impl<T: Number> One for Dual<T> {
    fn one() -> Self {
        Self::from_f64(1.0)
    }
}

impl Real for Dual<f64> {
    const NEG_INFINITY: Self = Self {
        value: f64::NEG_INFINITY,
        tangent: 0.0,
    };
    const LARGEST: Self = Self {
        value: f64::MAX,
        tangent: 0.0,
    };
    fn from_f64(x: f64) -> Self {
        Self::constant(x)
    }
    fn to_f64(self) -> f64 {
        self.value
    }
    fn is_finite(self) -> bool {
        self.value.is_finite() && self.tangent.is_finite()
    }
    fn exp(self) -> Self {
        Number::exp(self)
    }
    fn exp_m1(self) -> Self {
        self.chain(real::exp_m1(self.value), real::exp(self.value))
    }
    fn ln(self) -> Self {
        Number::log(self)
    }
    fn ln_1p(self) -> Self {
        self.chain(real::ln_1p(self.value), 1.0 / (1.0 + self.value))
    }
    fn log2(self) -> Self {
        self.chain(
            real::log2(self.value),
            std::f64::consts::LOG2_E / self.value,
        )
    }
    fn sqrt(self) -> Self {
        self.square_root()
    }
    fn tanh(self) -> Self {
        self.hyperbolic_tangent()
    }
    fn sin(self) -> Self {
        self.sine()
    }
    fn cos(self) -> Self {
        self.cosine()
    }
    fn asin(self) -> Self {
        self.arcsine()
    }
    fn acos(self) -> Self {
        self.arccosine()
    }
    fn atan(self) -> Self {
        self.arctangent()
    }
    fn cbrt(self) -> Self {
        self.cube_root()
    }
    fn erf(self) -> Self {
        Number::erf(self)
    }
    fn erfc(self) -> Self {
        Number::erfc(self)
    }
    fn floor(self) -> Self {
        Number::floor(self)
    }
    fn abs(self) -> Self {
        self.absolute()
    }
    fn power(self, exponent: Self) -> Self {
        // d xʸ = y·xʸ⁻¹ dx + xʸ·ln x dy.
        self.raise(exponent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::differences;
    use crate::portable_test;

    #[portable_test]
    fn what_the_tape_asks_for_besides() {
        let functions: [fn(Dual) -> Dual; 5] = [
            |x| x.exp_m1(),
            |x| x.ln_1p(),
            |x| x.log2(),
            |x| Real::power(x * x + Dual::one(), x) / -x - x,
            |x| {
                let mut y = x;
                y *= x;
                y += x;
                y /= Dual::constant(3.0);
                y -= x;
                y
            },
        ];
        for (number, function) in functions.iter().enumerate() {
            for x in [0.3, 1.7] {
                let found = function(Dual::new(x, 1.0)).tangent;
                let plain = |x: &[f64]| Ok(function(Dual::constant(x[0])).value);
                let slope = differences::gradient(plain, &[x]).unwrap()[0];
                assert!(
                    (found - slope).abs() < 1e-7,
                    "{number} at {x}: {found}, {slope}"
                );
            }
        }
    }
}
