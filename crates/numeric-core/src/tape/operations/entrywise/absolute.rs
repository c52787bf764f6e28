//! The absolute value of each entry.
//!
//! Equation: yᵢⱼ = |aᵢⱼ|. Shapes: both m×n. Backward: Āᵢⱼ = Ȳᵢⱼ·sign aᵢⱼ, 0 at the kink.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::{self, Real};

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    real::abs(x)
}

/// The derivative at x, where the value is y.
#[inline(always)]
pub(super) fn slope<T: Real>(x: T, _: T) -> T {
    if x > T::zero() {
        T::one()
    } else if x < T::zero() {
        -T::one()
    } else {
        T::zero()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!(
            (value(-2.0), slope(-2.0, 2.0), slope(0.0, 0.0)),
            (2.0, -1.0, 0.0)
        );
    }
}
