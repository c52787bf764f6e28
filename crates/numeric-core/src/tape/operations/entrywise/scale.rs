//! A multiple by a fixed number.
//!
//! Equation: Y = c·A. Shapes: both m×n. Backward: Ā = c·Ȳ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::Real;

#[inline(always)]
pub(super) fn value<T: Real>(x: T, factor: T) -> T {
    factor * x
}

/// The derivative at x, where the value is y.
#[inline(always)]
pub(super) fn slope<T: Real>(_: T, _: T, factor: T) -> T {
    factor
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!((value(2.0, 3.0), slope(2.0, 6.0, 3.0)), (6.0, 3.0));
    }
}
