//! The arctangent of each entry.
//!
//! Equation: yᵢⱼ = arctan aᵢⱼ, in radians. Shapes: both m×n. Backward: Āᵢⱼ = Ȳᵢⱼ/(1 + aᵢⱼ²).
//!
//! Source: M. Abramowitz, I. A. Stegun, *Handbook of Mathematical Functions* (1964), §4.4.

use crate::real::{self, Real};

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    real::atan(x)
}

/// The derivative at x.
#[inline(always)]
pub(super) fn slope<T: Real>(x: T, _: T) -> T {
    T::one() / (T::one() + x * x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!(
            (value(1.0), slope(2.0, value(2.0))),
            (std::f64::consts::FRAC_PI_4, 0.2)
        );
        assert_eq!(slope(1e200, value(1e200)), 0.0);
    }
}
