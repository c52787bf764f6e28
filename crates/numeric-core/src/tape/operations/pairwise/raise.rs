//! A power whose exponent varies, entry by entry.
//!
//! Equation: yᵢⱼ = aᵢⱼ^bᵢⱼ; 1 for b = 0, NaN for a < 0 unless b is whole. Shapes: all m×n. Backward:
//! Āᵢⱼ = Ȳᵢⱼ·b·a^(b−1), 0 for b = 0; B̄ᵢⱼ = Ȳᵢⱼ·a^b·ln a, 0 for a = 0 and b > 0, NaN for a < 0, where the
//! power has no derivative in b. Both are 0 where Ȳᵢⱼ is 0.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3; a⁰ = 1 and the
//! powers of 0 as in IEEE 754-2019, §9.2.1.

use crate::real::{self, Real};

#[inline(always)]
pub(super) fn value<T: Real>(a: T, b: T) -> T {
    real::power(a, b)
}

/// What the upstream gradient u becomes in a.
#[inline(always)]
pub(super) fn in_left<T: Real>(a: T, b: T, u: T) -> T {
    if u == T::zero() || b == T::zero() {
        T::zero()
    } else {
        u * (b * real::power(a, b - T::one()))
    }
}

/// What the upstream gradient u becomes in b.
#[inline(always)]
pub(super) fn in_right<T: Real>(a: T, b: T, u: T) -> T {
    if u == T::zero() || (a == T::zero() && b > T::zero()) {
        T::zero()
    } else {
        u * (real::power(a, b) * real::ln(a))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!((value(2.0, 3.0), in_left(2.0, 3.0, 1.0)), (8.0, 12.0));
        assert_eq!((value(-2.0, 3.0), in_left(-2.0, 3.0, 1.0)), (-8.0, 12.0));
        assert!(in_right(-2.0_f64, 3.0, 1.0).is_nan() && value(-2.0_f64, 0.5).is_nan());
        assert_eq!(in_right(1.0, 7.0, 3.0), 0.0);
    }

    #[portable_test]
    fn powers_of_zero_and_to_zero() {
        assert_eq!((value(0.0, 0.0), in_left(0.0, 0.0, 1.0)), (1.0, 0.0));
        assert_eq!(in_right(0.0, 0.0, 1.0), f64::NEG_INFINITY);
        assert_eq!((value(0.0, 2.0), in_right(0.0, 2.0, 1.0)), (0.0, 0.0));
        assert_eq!(in_left(0.0, 0.5, 1.0), f64::INFINITY);
        assert_eq!(in_left(0.0, 0.5, 0.0), 0.0);
    }

    #[portable_test]
    fn whole_powers_are_exact_where_the_result_is() {
        for base in -12_i32..=12 {
            let mut power = 1.0;
            for exponent in 0..=14 {
                assert_eq!(value(f64::from(base), f64::from(exponent)), power);
                power *= f64::from(base);
            }
        }
    }
}
