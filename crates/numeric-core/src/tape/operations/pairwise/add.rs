//! Addition.
//!
//! Equation: Y = A + B. Shapes: all m×n. Backward: Ā = Ȳ, B̄ = Ȳ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::Real;

#[inline(always)]
pub(super) fn value<T: Real>(a: T, b: T) -> T {
    a + b
}

/// What the upstream gradient u becomes in a.
#[inline(always)]
pub(super) fn in_left<T: Real>(_: T, _: T, u: T) -> T {
    u
}

/// What the upstream gradient u becomes in b.
#[inline(always)]
pub(super) fn in_right<T: Real>(_: T, _: T, u: T) -> T {
    u
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!(value(1.0, 10.0), 11.0);
        assert_eq!(
            (in_left(1.0, 10.0, 3.0), in_right(1.0, 10.0, 3.0)),
            (3.0, 3.0)
        );
    }
}
