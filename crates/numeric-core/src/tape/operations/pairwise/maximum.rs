//! The larger of two, entry by entry.
//!
//! Equation: yᵢⱼ = max(aᵢⱼ, bᵢⱼ). Shapes: all m×n. Backward: Ȳᵢⱼ goes to the larger entry, half to each of two equal ones.
//!
//! Source: as PyTorch's `maximum`, which shares at ties.

use crate::real::Real;

#[inline(always)]
pub(super) fn value<T: Real>(a: T, b: T) -> T {
    if a >= b {
        a
    } else if b >= a {
        b
    } else {
        // Not a number on either side.
        a + b
    }
}

/// What the upstream gradient u becomes in a.
#[inline(always)]
pub(super) fn in_left<T: Real>(a: T, b: T, u: T) -> T {
    super::share(a, b, u)
}

/// What the upstream gradient u becomes in b.
#[inline(always)]
pub(super) fn in_right<T: Real>(a: T, b: T, u: T) -> T {
    super::share(b, a, u)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!((value(1.0, 2.0), value(2.0, 1.0)), (2.0, 2.0));
        assert_eq!(
            (in_left(1.0, 2.0, 3.0), in_right(1.0, 2.0, 3.0)),
            (0.0, 3.0)
        );
        assert_eq!(
            (in_left(2.0, 2.0, 3.0), in_right(2.0, 2.0, 3.0)),
            (1.5, 1.5)
        );
    }
}
