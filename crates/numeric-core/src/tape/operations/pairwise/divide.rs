//! Division, entry by entry.
//!
//! Equation: Y = A ⊘ B. Shapes: all m×n. Backward: Ā = Ȳ ⊘ B, B̄ = −Ȳ ⊘ B ⊙ A ⊘ B; 0 where Ȳ is 0, and B̄
//! where A ⊘ B is.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::Real;

#[inline(always)]
pub(super) fn value<T: Real>(a: T, b: T) -> T {
    a / b
}

/// What the upstream gradient u becomes in a.
#[inline(always)]
pub(super) fn in_left<T: Real>(_: T, b: T, u: T) -> T {
    if u == T::zero() { u } else { u / b }
}

/// What the upstream gradient u becomes in b.
#[inline(always)]
pub(super) fn in_right<T: Real>(a: T, b: T, u: T) -> T {
    let (along, quotient) = (in_left(a, b, u), a / b);
    // Either may be infinite while the other is 0.
    if along == T::zero() || quotient == T::zero() {
        T::zero()
    } else {
        -along * quotient
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!(value(3.0, 2.0), 1.5);
        assert_eq!(
            (in_left(3.0, 2.0, 1.0), in_right(3.0, 2.0, 1.0)),
            (0.5, -0.75)
        );
        assert_eq!(value(1.0, 0.0), f64::INFINITY);
    }
}
