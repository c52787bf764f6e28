//! The logistic function of each entry.
//!
//! Equation: yᵢⱼ = 1/(1 + exp(−aᵢⱼ)), below 0 as exp(aᵢⱼ)/(1 + exp(aᵢⱼ)), so that far below 0 it is as
//! small as it should be where exp(−aᵢⱼ) overflows. Shapes: both m×n. Backward:
//! Āᵢⱼ = Ȳᵢⱼ·yᵢⱼ·(1 − yᵢⱼ), where 1 − yᵢⱼ is the logistic function of −aᵢⱼ.
//!
//! Source: D. E. Rumelhart, G. E. Hinton, R. J. Williams, *Learning Representations by Back-Propagating
//! Errors*, Nature 323 (1986).

use crate::real::Real;

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    // Not −|x|: a dual number's |x| has the slope 0 at 0, and the value would lose its own.
    let small = (if x < T::zero() { x } else { -x }).quick_exp();
    let above = if x < T::zero() { small } else { T::one() };
    above / (T::one() + small)
}

/// The derivative at x, where the value is y.
#[inline(always)]
pub(super) fn slope<T: Real>(x: T, y: T) -> T {
    y * rest(x, y)
}

/// 1 − y, taken from x where y is near 1 and that difference has lost its digits.
#[inline(always)]
pub(super) fn rest<T: Real>(x: T, y: T) -> T {
    if T::ROUGH || y < T::from_f64(0.75) {
        T::one() - y
    } else {
        value(-x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dual::Dual;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!((value(0.0), slope(0.0, 0.5)), (0.5, 0.25));
        assert_eq!((value(1e300), value(-1e300)), (1.0, 0.0));
        assert_eq!((value(1e30_f32), value(-1e30_f32)), (1.0, 0.0));
        // e⁷²⁰ is beyond the largest number, e⁻⁷²⁰ isn't beyond the smallest.
        assert_eq!(value(-720.0), crate::real::exp(-720.0));
        assert!(value(f64::NAN).is_nan());
    }

    #[portable_test]
    fn dual_numbers_keep_the_slope_at_zero() {
        for x in [0.0, -0.0, 1e-300] {
            assert_eq!(value(Dual::new(x, 1.0)).tangent, 0.25, "{x}");
        }
    }

    #[portable_test]
    fn the_slope_has_digits_where_the_value_is_one() {
        let found = slope(40.0, value(40.0));
        assert!((found / 4.248_354_255_291_589e-18 - 1.0).abs() < 1e-15);
        assert_eq!(slope(-40.0, value(-40.0)), found);
    }
}
