//! The sigmoid linear unit of each entry.
//!
//! Equation: yᵢⱼ = aᵢⱼ·σ(aᵢⱼ) with the logistic function σ. Shapes: both m×n. Backward: Āᵢⱼ = Ȳᵢⱼ·σ(aᵢⱼ)·(1 + aᵢⱼ·(1 − σ(aᵢⱼ))).
//!
//! Source: S. Elfwing, E. Uchibe, K. Doya, *Sigmoid-Weighted Linear Units for Neural Network Function
//! Approximation in Reinforcement Learning* (2017).

use super::sigmoid;
use crate::real::Real;

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    x * sigmoid::value(x)
}

/// The derivative at x, where the value is y.
#[inline(always)]
pub(super) fn slope<T: Real>(x: T, _: T) -> T {
    let s = sigmoid::value(x);
    s * (T::one() + x * sigmoid::rest(x, s))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dual::Dual;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!((value(0.0), slope(0.0, 0.0)), (0.0, 0.5));
        assert_eq!((value(1e300), value(-1e300)), (1e300, 0.0));
        assert_eq!((slope(1e300, 1e300), slope(-1e300, 0.0)), (1.0, 0.0));
        // f″ = σ′·(2 + x·(1 − 2σ)), here −38·e⁻⁴⁰.
        let bend = slope(Dual::new(40.0, 1.0), Dual::constant(40.0)).tangent;
        assert!((bend / (-38.0 * 4.248_354_255_291_589e-18) - 1.0).abs() < 1e-14);
    }
}
