//! The hyperbolic tangent of each entry.
//!
//! Equation: yᵢⱼ = tanh aᵢⱼ. Shapes: both m×n. Backward: Āᵢⱼ = Ȳᵢⱼ·(1 − yᵢⱼ²).
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::{self, Real};

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    real::tanh(x)
}

/// The derivative at x, where the value is y.
#[inline(always)]
pub(super) fn slope<T: Real>(_: T, y: T) -> T {
    (T::one() - y) * (T::one() + y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!((value(0.0), slope(0.0, 0.0)), (0.0, 1.0));
        assert_eq!((value(1e300), slope(1e300, 1.0)), (1.0, 0.0));
    }
}
