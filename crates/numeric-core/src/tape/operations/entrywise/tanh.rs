//! The hyperbolic tangent of each entry.
//!
//! Equation: yᵢⱼ = tanh aᵢⱼ. Shapes: both m×n. Backward: Āᵢⱼ = Ȳᵢⱼ·(1 − yᵢⱼ²), which where
//! yᵢⱼ is near ±1 is taken as 4e/(1 + e)² with e = exp(−2|aᵢⱼ|).
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::{self, Real};

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    real::tanh(x)
}

/// The derivative at x, where the value is y.
#[inline(always)]
pub(super) fn slope<T: Real>(x: T, y: T) -> T {
    if T::ROUGH || real::abs(y) < T::from_f64(0.75) {
        return (T::one() - y) * (T::one() + y);
    }
    let away = if x < T::zero() { x } else { -x };
    let small = (away + away).exp();
    let more = T::one() + small;
    T::from_f64(4.0) * small / (more * more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dual::Dual;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!((value(0.0), slope(0.0, 0.0)), (0.0, 1.0));
        assert_eq!((value(1e300), slope(1e300, 1.0)), (1.0, 0.0));
    }

    #[portable_test]
    fn the_slope_has_digits_where_the_value_is_one() {
        for x in [-20.0, 20.0] {
            let found = slope(x, value(x));
            assert!((found / 1.699_341_702_116_635_6e-17 - 1.0).abs() < 1e-15);
            // tanh″ = −2·tanh·tanh′.
            let x = Dual::new(x, 1.0);
            let bend = slope(x, value(x)).tangent;
            assert!((bend / found + 2.0 * value(x).value).abs() < 1e-14);
        }
        let (below, above) = (0.97_f64, 0.98_f64);
        assert!(value(below) < 0.75 && value(above) > 0.75);
        for x in [below, above] {
            let cosh = libm::cosh(x);
            let squared = 1.0 / (cosh * cosh);
            assert!((slope(x, value(x)) - squared).abs() < 1e-15);
        }
    }
}
