//! Multiplication, entry by entry.
//!
//! Equation: Y = A ⊙ B. Shapes: all m×n. Backward: Ā = Ȳ ⊙ B, B̄ = Ȳ ⊙ A.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::Real;

#[inline(always)]
pub(super) fn value<T: Real>(a: T, b: T) -> T {
    a * b
}

/// What the upstream gradient u becomes in a.
#[inline(always)]
pub(super) fn in_left<T: Real>(_: T, b: T, u: T) -> T {
    u * b
}

/// What the upstream gradient u becomes in b.
#[inline(always)]
pub(super) fn in_right<T: Real>(a: T, _: T, u: T) -> T {
    u * a
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!(value(2.0, 5.0), 10.0);
        assert_eq!(
            (in_left(2.0, 5.0, 3.0), in_right(2.0, 5.0, 3.0)),
            (15.0, 6.0)
        );
    }
}
