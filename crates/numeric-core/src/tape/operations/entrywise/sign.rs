//! The sign of each entry.
//!
//! Equation: yᵢⱼ = 1 where aᵢⱼ > 0, −1 where aᵢⱼ < 0, 0 at 0. Shapes: both m×n. Backward: Āᵢⱼ = 0, whatever arrives:
//! the value is the same all around. At the jump there is no derivative; 0 is the convention.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::Flat;
use crate::real::Real;

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    if x > T::zero() {
        T::one()
    } else if x < T::zero() {
        -T::one()
    } else {
        // 0 at either zero; NaN stays.
        x + T::zero()
    }
}

/// The derivative, 0.
#[inline(always)]
pub(super) fn slope<T: Real>(_: T, _: T) -> Flat {
    Flat
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!((value(2.5), value(-1e-300), value(0.0)), (1.0, -1.0, 0.0));
        assert!(value(-0.0_f64).is_sign_positive() && value(f64::NAN).is_nan());
        assert_eq!(slope(0.0, 0.0), Flat);
    }
}
