//! The natural logarithm of each entry.
//!
//! Equation: yᵢⱼ = ln aᵢⱼ; −∞ at 0, NaN below. Shapes: both m×n. Backward: Āᵢⱼ = Ȳᵢⱼ/aᵢⱼ, 0 where Ȳᵢⱼ is.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::Steep;
use crate::real::{self, Real};

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    real::ln(x)
}

/// The derivative at x, where the value is y.
#[inline(always)]
pub(super) fn slope<T: Real>(x: T, _: T) -> Steep<T> {
    Steep(T::one() / x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!((value(1.0), slope(4.0, 0.0)), (0.0, Steep(0.25)));
        assert_eq!(
            (value(0.0), slope(0.0, 0.0)),
            (f64::NEG_INFINITY, Steep(f64::INFINITY))
        );
        assert!(value(-1.0_f64).is_nan());
    }
}
