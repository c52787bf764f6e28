//! A fixed power of each entry.
//!
//! Equation: yᵢⱼ = aᵢⱼᵖ; 1 for p = 0, NaN below 0 unless p is whole. Shapes: both m×n. Backward: Āᵢⱼ = Ȳᵢⱼ·p·aᵢⱼᵖ⁻¹, 0 for p = 0 and where Ȳᵢⱼ is 0.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::Steep;
use crate::real::{self, Real};

#[inline(always)]
pub(super) fn value<T: Real>(x: T, exponent: T) -> T {
    real::power(x, exponent)
}

/// The derivative at x, where the value is y.
#[inline(always)]
pub(super) fn slope<T: Real>(x: T, _: T, exponent: T) -> Steep<T> {
    if exponent == T::zero() {
        return Steep(T::zero());
    }
    Steep(exponent * real::power(x, exponent - T::one()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!(
            (value(-2.0, 3.0), slope(-2.0, -8.0, 3.0)),
            (-8.0, Steep(12.0))
        );
        assert_eq!((value(0.0, 0.0), slope(0.0, 1.0, 0.0)), (1.0, Steep(0.0)));
        assert_eq!(value(4.0, -0.5), 0.5);
        assert!(value(-2.0_f64, 0.5).is_nan());
    }
}
