//! The sine of each entry, in radians.
//!
//! Equation: yᵢⱼ = sin aᵢⱼ. Shapes: both m×n. Backward: Āᵢⱼ = Ȳᵢⱼ·cos aᵢⱼ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::{self, Real};

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    real::sin(x)
}

/// The derivative at x, where the value is y.
#[inline(always)]
pub(super) fn slope<T: Real>(x: T, _: T) -> T {
    real::cos(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!((value(0.0), slope(0.0, 0.0)), (0.0, 1.0));
    }
}
