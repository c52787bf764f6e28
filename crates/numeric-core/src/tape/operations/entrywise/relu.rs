//! The rectifier of each entry.
//!
//! Equation: yᵢⱼ = max(0, aᵢⱼ). Shapes: both m×n. Backward: Āᵢⱼ = Ȳᵢⱼ where aᵢⱼ > 0, else 0 (at the kink too).
//!
//! Source: V. Nair, G. E. Hinton, *Rectified Linear Units Improve Restricted Boltzmann Machines* (2010).

use crate::real::Real;

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    if x < T::zero() { T::zero() } else { x }
}

/// The derivative at x, where the value is y.
#[inline(always)]
pub(super) fn slope<T: Real>(x: T, _: T) -> T {
    if x > T::zero() { T::one() } else { T::zero() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!((value(2.0), value(-2.0)), (2.0, 0.0));
        assert_eq!(
            (slope(2.0, 2.0), slope(0.0, 0.0), slope(-2.0, 0.0)),
            (1.0, 0.0, 0.0)
        );
        assert!(value(f64::NAN).is_nan());
    }
}
