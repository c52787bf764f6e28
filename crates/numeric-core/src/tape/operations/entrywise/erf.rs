//! The error function of each entry.
//!
//! Equation: yᵢⱼ = erf aᵢⱼ = 2/√π·∫ exp(−t²) dt from 0 to aᵢⱼ. Shapes: both m×n.
//! Backward: Āᵢⱼ = Ȳᵢⱼ·2/√π·exp(−aᵢⱼ²).
//!
//! Source: M. Abramowitz, I. A. Stegun, *Handbook of Mathematical Functions* (1964), ch. 7.

use crate::real::{self, Real};

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    real::erf(x)
}

/// The derivative at x.
#[inline(always)]
pub(super) fn slope<T: Real>(x: T, _: T) -> T {
    T::from_f64(std::f64::consts::FRAC_2_SQRT_PI) * real::exp(-(x * x))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!(
            (value(0.0), slope(0.0, 0.0)),
            (0.0, std::f64::consts::FRAC_2_SQRT_PI)
        );
        assert_eq!((value(-30.0), slope(1e200, 1.0)), (-1.0, 0.0));
    }
}
