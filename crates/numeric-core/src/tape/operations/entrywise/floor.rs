//! The largest whole number that isn't larger than each entry.
//!
//! Equation: yᵢⱼ = ⌊aᵢⱼ⌋. Shapes: both m×n. Backward: Āᵢⱼ = 0, whatever arrives: the value is the same all around.
//! At whole numbers it jumps and has no derivative; 0 is the convention.
//!
//! Source: K. E. Iverson, *A Programming Language* (1962), ch. 1.

use super::Flat;
use crate::real::{self, Real};

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    real::floor(x)
}

/// The derivative, 0.
#[inline(always)]
pub(super) fn slope<T: Real>(_: T, _: T) -> Flat {
    Flat
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!((value(2.5), value(-0.5), value(3.0)), (2.0, -1.0, 3.0));
        assert_eq!(slope(3.0, 3.0), Flat);
    }
}
