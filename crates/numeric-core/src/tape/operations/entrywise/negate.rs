//! Negation.
//!
//! Equation: Y = −A. Shapes: both m×n. Backward: Ā = −Ȳ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::Real;

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    -x
}

/// The derivative at x, where the value is y.
#[inline(always)]
pub(super) fn slope<T: Real>(_: T, _: T) -> T {
    -T::one()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!((value(2.0), slope(2.0, -2.0)), (-2.0, -1.0));
    }
}
