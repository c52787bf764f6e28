//! Dual numbers: forward-mode differentiation.
//!
//! a + b·ε with ε² = 0 carries a value a and a slope b through any computation: f(a + b·ε) =
//! f(a) + f′(a)·b·ε. On a [`Tape`](crate::tape::Tape) of duals the forward values carry directional
//! derivatives, and the backward sweep carries products with the Hessian.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), §3.1; W. K. Clifford,
//! *Preliminary Sketch of Biquaternions* (1873), for the numbers.

use crate::real::{self, Real};
use num_traits::{One, Zero};
use std::cmp::Ordering;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

/// A value and its slope along one direction.
#[derive(Debug, Clone, Copy)]
pub struct Dual {
    /// f(x).
    pub value: f64,
    /// f′(x) along the direction.
    pub slope: f64,
}

impl Dual {
    /// A number that doesn't move.
    #[must_use]
    pub fn constant(value: f64) -> Self {
        Self { value, slope: 0.0 }
    }

    /// f(self) for a function of the given value and slope at `self.value`. A constant stays one,
    /// even where the function's slope is infinite or NaN.
    fn through(self, value: f64, slope: f64) -> Self {
        Self {
            value,
            slope: moved(self.slope, slope),
        }
    }
}

/// slope·factor, and 0 for a number that doesn't move, even where the factor is infinite or NaN.
fn moved(slope: f64, factor: f64) -> f64 {
    if slope == 0.0 { 0.0 } else { slope * factor }
}

/// By the value alone, as a program branches on it.
impl PartialEq for Dual {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl PartialOrd for Dual {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl Add for Dual {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            value: self.value + other.value,
            slope: self.slope + other.slope,
        }
    }
}

impl Sub for Dual {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self {
            value: self.value - other.value,
            slope: self.slope - other.slope,
        }
    }
}

impl Mul for Dual {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self {
            value: self.value * other.value,
            slope: moved(self.slope, other.value) + moved(other.slope, self.value),
        }
    }
}

impl Div for Dual {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        Self {
            value,
            slope: moved(self.slope - moved(other.slope, value), 1.0 / other.value),
        }
    }
}

impl Neg for Dual {
    type Output = Self;
    fn neg(self) -> Self {
        Self {
            value: -self.value,
            slope: -self.slope,
        }
    }
}

macro_rules! assigning {
    ($($trait:ident $method:ident $operator:tt)*) => {
        $(impl $trait for Dual {
            fn $method(&mut self, other: Self) {
                *self = *self $operator other;
            }
        })*
    };
}

assigning! { AddAssign add_assign + SubAssign sub_assign - MulAssign mul_assign * DivAssign div_assign / }

impl Zero for Dual {
    fn zero() -> Self {
        Self::constant(0.0)
    }
    fn is_zero(&self) -> bool {
        self.value == 0.0 && self.slope == 0.0
    }
}

impl One for Dual {
    fn one() -> Self {
        Self::constant(1.0)
    }
}

impl Real for Dual {
    const NEG_INFINITY: Self = Self {
        value: f64::NEG_INFINITY,
        slope: 0.0,
    };
    fn from_f64(x: f64) -> Self {
        Self::constant(x)
    }
    fn to_f64(self) -> f64 {
        self.value
    }
    fn is_finite(self) -> bool {
        self.value.is_finite() && self.slope.is_finite()
    }
    fn exp(self) -> Self {
        let value = real::exp(self.value);
        self.through(value, value)
    }
    fn exp_m1(self) -> Self {
        self.through(real::exp_m1(self.value), real::exp(self.value))
    }
    fn ln(self) -> Self {
        self.through(real::ln(self.value), 1.0 / self.value)
    }
    fn ln_1p(self) -> Self {
        self.through(real::ln_1p(self.value), 1.0 / (1.0 + self.value))
    }
    fn log2(self) -> Self {
        self.through(
            real::log2(self.value),
            std::f64::consts::LOG2_E / self.value,
        )
    }
    fn sqrt(self) -> Self {
        let root = real::sqrt(self.value);
        self.through(root, 0.5 / root)
    }
    fn tanh(self) -> Self {
        let value = real::tanh(self.value);
        self.through(value, (1.0 - value) * (1.0 + value))
    }
    fn sin(self) -> Self {
        self.through(real::sin(self.value), real::cos(self.value))
    }
    fn cos(self) -> Self {
        self.through(real::cos(self.value), -real::sin(self.value))
    }
    fn erf(self) -> Self {
        let slope = std::f64::consts::FRAC_2_SQRT_PI * real::exp(-self.value * self.value);
        self.through(real::erf(self.value), slope)
    }
    fn abs(self) -> Self {
        // 0 at the kink, the subgradient that ReLU and its kin use there.
        let sign = if self.value > 0.0 {
            1.0
        } else if self.value < 0.0 {
            -1.0
        } else {
            0.0
        };
        self.through(self.value.abs(), sign)
    }
    fn power(self, exponent: Self) -> Self {
        let y = exponent.value;
        let value = real::power(self.value, y);
        // d xʸ = y·xʸ⁻¹ dx + xʸ·ln x dy.
        let by_base = self.through(
            value,
            if y == 0.0 {
                0.0
            } else {
                y * real::power(self.value, y - 1.0)
            },
        );
        let by_exponent = exponent.through(value, value * real::ln(self.value));
        Self {
            value,
            slope: by_base.slope + by_exponent.slope,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_agree_with_differences() {
        let functions: [(&str, fn(Dual) -> Dual); 13] = [
            ("exp", |x| Real::exp(x)),
            ("exp_m1", |x| x.exp_m1()),
            ("ln", |x| Real::ln(x)),
            ("ln_1p", |x| x.ln_1p()),
            ("log2", |x| x.log2()),
            ("sqrt", |x| Real::sqrt(x)),
            ("tanh", |x| Real::tanh(x)),
            ("sin", |x| Real::sin(x)),
            ("cos", |x| Real::cos(x)),
            ("erf", |x| x.erf()),
            ("abs", |x| Real::abs(x)),
            ("power", |x| x.power(Dual::constant(2.5))),
            ("tower", |x| (x * x + Dual::one()).power(x) / -x - x),
        ];
        for (name, function) in functions {
            for x in [0.3, 1.7] {
                let slope = function(Dual {
                    value: x,
                    slope: 1.0,
                })
                .slope;
                let h = 1e-5;
                let at = |x: f64| function(Dual::constant(x)).value;
                let difference = (at(x + h) - at(x - h)) / (2.0 * h);
                assert!(
                    (slope - difference).abs() < 1e-8 * (1.0 + slope.abs()),
                    "{name} at {x}: {slope}, {difference}"
                );
            }
        }
    }

    #[test]
    fn constants_stay_constants() {
        let zero = Dual::constant(0.0);
        for x in [
            Real::ln(zero),
            Real::sqrt(zero),
            zero.power(Dual::constant(0.5)),
        ] {
            assert_eq!(x.slope, 0.0);
        }
    }
}
