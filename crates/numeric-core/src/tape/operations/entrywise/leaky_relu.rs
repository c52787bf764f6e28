//! The leaky rectifier of each entry.
//!
//! Equation: yᵢⱼ = aᵢⱼ where aᵢⱼ > 0, else s·aᵢⱼ. Shapes: both m×n. Backward: Āᵢⱼ = Ȳᵢⱼ·1 where aᵢⱼ > 0, else Ȳᵢⱼ·s (at the kink too).
//!
//! Source: A. L. Maas, A. Y. Hannun, A. Y. Ng, *Rectifier Nonlinearities Improve Neural Network Acoustic
//! Models* (2013).

use crate::real::Real;

#[inline(always)]
pub(super) fn value<T: Real>(x: T, leak: T) -> T {
    if x > T::zero() {
        x
    } else if x < T::zero() && leak == T::zero() {
        // A rectifier, of −∞ as well.
        T::zero()
    } else {
        leak * x
    }
}

/// The derivative at x, where the value is y.
#[inline(always)]
pub(super) fn slope<T: Real>(x: T, _: T, leak: T) -> T {
    if x > T::zero() { T::one() } else { leak }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!((value(2.0, 0.1), value(-2.0, 0.1)), (2.0, -0.2));
        assert_eq!((slope(2.0, 2.0, 0.1), slope(0.0, 0.0, 0.1)), (1.0, 0.1));
    }
}
