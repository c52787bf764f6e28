//! The arccosine of each entry.
//!
//! Equation: yᵢⱼ = arccos aᵢⱼ, in radians; NaN beyond ±1. Shapes: both m×n. Backward: Āᵢⱼ = −Ȳᵢⱼ/√(1 − aᵢⱼ²), −∞
//! at ±1; 0 where Ȳᵢⱼ is. The root is taken of (1 − aᵢⱼ)·(1 + aᵢⱼ), which keeps its digits near ±1.
//!
//! Source: M. Abramowitz, I. A. Stegun, *Handbook of Mathematical Functions* (1964), §4.4.

use super::Steep;
use crate::real::{self, Real};

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    real::acos(x)
}

/// The derivative at x.
#[inline(always)]
pub(super) fn slope<T: Real>(x: T, _: T) -> Steep<T> {
    Steep(-T::one() / real::sqrt((T::one() - x) * (T::one() + x)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!(
            (value(1.0), slope(0.6, value(0.6))),
            (0.0, Steep(-1.0 / 0.8))
        );
        assert_eq!(value(-1.0), std::f64::consts::PI);
        assert_eq!(slope(1.0, 0.0), Steep(f64::NEG_INFINITY));
        assert!(value(1.5_f64).is_nan());
    }
}
