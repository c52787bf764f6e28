//! Dual numbers: forward-mode differentiation.
//!
//! a + b·δ with δ² = 0 carries a value a and its derivative b through any computation: f(a + b·δ) =
//! f(a) + f′(a)·b·δ. On a [`Tape`](crate::tape::Tape) of duals the forward values carry directional
//! derivatives, and the backward sweep carries products with the Hessian.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), §3.1; W. K. Clifford,
//! *Preliminary Sketch of Biquaternions* (1873), for the numbers.

mod number;
mod on_tape;

pub use number::Number;

use crate::real;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// a + b·δ. `Dual<Dual>` carries second derivatives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dual<T = f64> {
    /// a.
    pub value: T,
    /// b.
    pub tangent: T,
}

impl<T: Number> Dual<T> {
    /// A value that moves with a speed.
    pub fn new(value: T, tangent: T) -> Self {
        Self { value, tangent }
    }

    /// A value that stays.
    pub fn constant(value: T) -> Self {
        Self::new(value, T::from_f64(0.0))
    }

    /// f(a) + f′(a)·b·δ.
    fn chain(self, value: T, slope: T) -> Self {
        Self::new(value, moved(self.tangent, slope))
    }
}

/// tangent·factor, and 0 for a number that stays, even where the factor is infinite or NaN.
fn moved<T: Number>(tangent: T, factor: T) -> T {
    let zero = T::from_f64(0.0);
    if tangent == zero {
        zero
    } else {
        tangent * factor
    }
}

/// √(1 − x²), with the digits that 1 − x² loses near ±1.
fn leg<T: Number>(x: T) -> T {
    let one = T::from_f64(1.0);
    ((one - x) * (one + x)).square_root()
}

impl<T: Number> Add for Dual<T> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.value + other.value, self.tangent + other.tangent)
    }
}

impl<T: Number> Sub for Dual<T> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::new(self.value - other.value, self.tangent - other.tangent)
    }
}

impl<T: Number> Mul for Dual<T> {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::new(
            self.value * other.value,
            moved(self.tangent, other.value) + moved(other.tangent, self.value),
        )
    }
}

impl<T: Number> Div for Dual<T> {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let quotient = self.value / other.value;
        Self::new(
            quotient,
            moved(
                self.tangent - moved(other.tangent, quotient),
                T::from_f64(1.0) / other.value,
            ),
        )
    }
}

impl<T: Number> Neg for Dual<T> {
    type Output = Self;
    fn neg(self) -> Self {
        Self::new(-self.value, -self.tangent)
    }
}

impl<T: Number> Number for Dual<T> {
    fn from_f64(value: f64) -> Self {
        Self::constant(T::from_f64(value))
    }

    fn to_f64(self) -> f64 {
        self.value.to_f64()
    }

    fn exp(self) -> Self {
        let value = self.value.exp();
        self.chain(value, value)
    }

    fn log(self) -> Self {
        self.chain(self.value.log(), T::from_f64(1.0) / self.value)
    }

    fn square_root(self) -> Self {
        let root = self.value.square_root();
        self.chain(root, T::from_f64(0.5) / root)
    }

    fn power(self, exponent: f64) -> Self {
        if exponent == 0.0 {
            return Self::from_f64(1.0);
        }
        let slope = T::from_f64(exponent) * self.value.power(exponent - 1.0);
        self.chain(self.value.power(exponent), slope)
    }

    fn raise(self, exponent: Self) -> Self {
        let (base, power) = (self.value, exponent.value);
        let value = base.raise(power);
        let zero = T::from_f64(0.0);
        if exponent == Self::constant(zero) {
            return Self::from_f64(1.0);
        }
        let (at_zero, flat) = (base.to_f64() == 0.0, power.to_f64() == 0.0);
        let along = if at_zero && flat {
            zero
        } else {
            power * base.raise(power - T::from_f64(1.0))
        };
        let across = if at_zero && power.to_f64() > 0.0 {
            zero
        } else {
            value * base.log()
        };
        Self::new(
            value,
            moved(self.tangent, along) + moved(exponent.tangent, across),
        )
    }

    fn sine(self) -> Self {
        self.chain(self.value.sine(), self.value.cosine())
    }

    fn cosine(self) -> Self {
        self.chain(self.value.cosine(), -self.value.sine())
    }

    fn hyperbolic_tangent(self) -> Self {
        let value = self.value.hyperbolic_tangent();
        self.chain(value, self.value.hyperbolic_tangent_slope())
    }

    fn hyperbolic_tangent_slope(self) -> Self {
        let slope = self.value.hyperbolic_tangent_slope();
        let bend = T::from_f64(-2.0) * self.value.hyperbolic_tangent() * slope;
        self.chain(slope, bend)
    }

    fn cube_root(self) -> Self {
        let root = self.value.cube_root();
        self.chain(root, T::from_f64(1.0) / (T::from_f64(3.0) * root * root))
    }

    fn arcsine(self) -> Self {
        self.chain(self.value.arcsine(), T::from_f64(1.0) / leg(self.value))
    }

    fn arccosine(self) -> Self {
        self.chain(self.value.arccosine(), T::from_f64(-1.0) / leg(self.value))
    }

    fn arctangent(self) -> Self {
        let one = T::from_f64(1.0);
        let slope = one / (one + self.value * self.value);
        self.chain(self.value.arctangent(), slope)
    }

    fn erf(self) -> Self {
        let factor = T::from_f64(2.0 / real::sqrt(std::f64::consts::PI));
        self.chain(
            self.value.erf(),
            factor * (-(self.value * self.value)).exp(),
        )
    }

    fn erfc(self) -> Self {
        let factor = T::from_f64(-2.0 / real::sqrt(std::f64::consts::PI));
        self.chain(
            self.value.erfc(),
            factor * (-(self.value * self.value)).exp(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::differences;
    use crate::portable_test;

    #[portable_test]
    fn every_function_against_differences() {
        type Case = (fn(Dual) -> Dual, fn(f64) -> f64);
        let cases: [Case; 18] = [
            (Number::exp, Number::exp),
            (Number::log, Number::log),
            (Number::square_root, Number::square_root),
            (|x| x.power(2.5), |x| x.power(2.5)),
            (Number::sine, Number::sine),
            (Number::cosine, Number::cosine),
            (Number::hyperbolic_tangent, Number::hyperbolic_tangent),
            (Number::erfc, Number::erfc),
            (Number::erf, Number::erf),
            (Number::cube_root, Number::cube_root),
            (Number::arctangent, Number::arctangent),
            // Beyond 1 there is no angle.
            (
                |x| (x * Dual::constant(0.3)).arcsine(),
                |x| (x * 0.3).arcsine(),
            ),
            (
                |x| (x * Dual::constant(0.3)).arccosine(),
                |x| (x * 0.3).arccosine(),
            ),
            (Number::sigmoid, Number::sigmoid),
            (Number::gelu, Number::gelu),
            (Number::gelu_tanh, Number::gelu_tanh),
            (|x| x.leaky_relu(0.1), |x| x.leaky_relu(0.1)),
            (|x| x.larger(x * x), |x| x.larger(x * x)),
        ];
        for (index, (dual, plain)) in cases.iter().enumerate() {
            for x in [0.3, 0.8, 1.7, 3.0] {
                let found = dual(Dual::new(x, 1.0));
                assert_eq!(found.value, plain(x));
                let slope = differences::gradient(|x| Ok(plain(x[0])), &[x]).unwrap()[0];
                assert!((found.tangent - slope).abs() < 1e-8, "{index} at {x}");
            }
        }
    }

    #[portable_test]
    fn second_derivatives() {
        // (x³·sin x)″ = 6x·sin x + 6x²·cos x − x³·sin x.
        let x = 0.7;
        let one = Dual::constant(1.0);
        let z = Dual::new(Dual::new(x, 1.0), one);
        let second = (z.power(3.0) * z.sine()).tangent.tangent;
        let (sine, cosine) = (real::sin(x), real::cos(x));
        let expected = 6.0 * x * sine + 6.0 * x * x * cosine - x * x * x * sine;
        assert!((second - expected).abs() < 1e-14);
    }

    #[portable_test]
    fn powers_and_kinks_at_zero() {
        let zero = Dual::new(0.0, 1.0);
        assert_eq!(zero.power(2.0), Dual::new(0.0, 0.0));
        assert_eq!(zero.power(1.0), Dual::new(0.0, 1.0));
        assert_eq!(zero.power(0.0), Dual::new(1.0, 0.0));
        assert_eq!(zero.absolute().tangent, 0.0);
        assert_eq!(zero.leaky_relu(0.0).tangent, 0.0);
        assert_eq!(zero.larger(-zero).tangent, 0.0);
        assert_eq!(zero.cube_root(), Dual::new(0.0, f64::INFINITY));
        let end = Dual::new(1.0, 1.0);
        assert_eq!(end.arcsine().tangent, f64::INFINITY);
        assert_eq!((-end).arccosine().tangent, f64::INFINITY);
        assert!(Dual::new(1.5, 1.0).arcsine().value.is_nan());
        for x in [zero, end, Dual::new(-2.5, f64::INFINITY)] {
            assert_eq!(x.floor(), Dual::constant(x.value.floor()));
            assert_eq!(Number::sign(x).tangent, 0.0);
        }
        assert!(Number::sign(Dual::constant(f64::NAN)).value.is_nan());
        assert_eq!(Dual::new(-800.0, 1.0).sigmoid(), Dual::new(0.0, 0.0));
        assert_eq!(Dual::new(800.0, 1.0).sigmoid(), Dual::new(1.0, 0.0));
    }

    #[portable_test]
    fn slopes_have_digits_where_the_value_is_one() {
        let one = Dual::constant(1.0);
        let seen = Dual::new(Dual::new(20.0, 1.0), one).hyperbolic_tangent();
        let slope = 1.699_341_702_116_635_6e-17;
        assert!((seen.value.tangent / slope - 1.0).abs() < 1e-15);
        assert!((seen.tangent.tangent / slope + 2.0).abs() < 1e-14);
        let thrice = Dual::new(Dual::new(Dual::new(0.0, 1.0), one), Dual::constant(one));
        assert_eq!(thrice.hyperbolic_tangent().tangent.tangent.tangent, -2.0);
        let sigma = Dual::new(40.0, 1.0).sigmoid();
        assert!((sigma.tangent / 4.248_354_255_291_589e-18 - 1.0).abs() < 1e-15);
    }

    #[portable_test]
    fn constants_stay_constants() {
        let zero = Dual::constant(0.0);
        assert_eq!(zero.raise(zero), Dual::constant(1.0));
        assert_eq!(Dual::new(0.0, f64::NAN).raise(zero), Dual::constant(1.0));
        let moving = Dual::new(3.0, 1.0);
        assert_eq!(Dual::constant(-2.0).raise(Dual::constant(3.0)).value, -8.0);
        assert_eq!(moving.raise(Dual::constant(2.0)), Dual::new(9.0, 6.0));
        assert_eq!(Dual::constant(0.0).raise(moving), Dual::constant(0.0));
        for x in [
            Number::log(zero),
            zero.square_root(),
            zero / Dual::constant(0.0),
            zero.power(0.5),
        ] {
            assert_eq!(x.tangent, 0.0);
        }
    }
}
