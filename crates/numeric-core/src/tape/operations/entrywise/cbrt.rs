//! The cube root of each entry.
//!
//! Equation: yᵢⱼ = ∛aᵢⱼ, negative below 0. Shapes: both m×n. Backward: Āᵢⱼ = Ȳᵢⱼ/(3·yᵢⱼ²), infinite at 0; 0 where Ȳᵢⱼ is.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::Steep;
use crate::real::{self, Real};

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    real::cbrt(x)
}

/// The derivative at x, where the value is y.
#[inline(always)]
pub(super) fn slope<T: Real>(_: T, y: T) -> Steep<T> {
    Steep(T::one() / (T::from_f64(3.0) * y * y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!((value(-8.0), slope(-8.0, -2.0)), (-2.0, Steep(1.0 / 12.0)));
        assert_eq!(slope(0.0, 0.0), Steep(f64::INFINITY));
    }
}
