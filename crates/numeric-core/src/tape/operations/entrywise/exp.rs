//! The exponential of each entry.
//!
//! Equation: yᵢⱼ = exp aᵢⱼ. Shapes: both m×n. Backward: Āᵢⱼ = Ȳᵢⱼ·yᵢⱼ, 0 where Ȳᵢⱼ is.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::Steep;
use crate::real::{self, Real};

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    real::exp(x)
}

/// The derivative at x, where the value is y.
#[inline(always)]
pub(super) fn slope<T: Real>(_: T, y: T) -> Steep<T> {
    Steep(y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!(value(0.0), 1.0);
        assert_eq!((value(-1000.0), slope(-1000.0, 0.0)), (0.0, Steep(0.0)));
    }
}
