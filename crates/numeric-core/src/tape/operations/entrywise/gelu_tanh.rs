//! The Gaussian error linear unit of each entry, in its tanh form.
//!
//! Equation: yᵢⱼ = ½·aᵢⱼ·(1 + tanh u) = aᵢⱼ·σ(2u) with u = √(2/π)·(aᵢⱼ + 0.044715·aᵢⱼ³) and σ the
//! logistic function. Shapes: both m×n. Backward: Āᵢⱼ = Ȳᵢⱼ·(s + aᵢⱼ·s·(1 − s)·2u′) with s = σ(2u).
//!
//! Source: D. Hendrycks, K. Gimpel, *Gaussian Error Linear Units* (2016).

use super::sigmoid;
use crate::real::{self, Real};

/// 2·√(2/π).
const TWICE_ROOT: f64 = 1.595_769_121_605_730_7;
const CUBIC: f64 = 0.044_715;

#[inline(always)]
fn twice_u<T: Real>(x: T) -> T {
    T::from_f64(TWICE_ROOT) * (x + T::from_f64(CUBIC) * x * x * x)
}

#[inline(always)]
fn gate<T: Real>(x: T) -> T {
    if T::QUICK {
        T::one() / (T::one() + (-twice_u(x)).quick_exp())
    } else {
        // An exponential that overflows has no tangent.
        sigmoid::value(twice_u(x))
    }
}

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    x * gate(x)
}

/// The derivative at x, where the value is y.
#[inline(always)]
pub(super) fn slope<T: Real>(x: T, y: T) -> T {
    // y/x is the gate without another exponential. Dual numbers need it at 0, too.
    let s = if !T::QUICK {
        gate(x)
    } else if real::abs(x) > T::from_f64(1e-30) {
        y / x
    } else {
        T::from_f64(0.5)
    };
    let change = T::from_f64(TWICE_ROOT) * (T::one() + T::from_f64(3.0 * CUBIC) * x * x);
    // The gate is flat long before the change overflows.
    let bend = if real::abs(x) > T::from_f64(30.0) {
        T::zero()
    } else {
        x * s * sigmoid::rest(twice_u(x), s) * change
    };
    s + bend
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dual::{Dual, Number};
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!((value(0.0), slope(0.0, 0.0)), (0.0, 0.5));
        // ½·(1 + tanh(√(2/π)·1.044715)).
        assert!((value(1.0) - 0.841_191_990_608_276_8_f64).abs() < 1e-15);
        assert_eq!((value(1e30_f32), value(-1e30_f32)), (1e30, 0.0));
        assert_eq!((slope(1e30_f32, 1e30), slope(-1e30_f32, 0.0)), (1.0, 0.0));
        for x in [
            -8.0_f32, -1.5, -1e-3, -1e-38, 0.0, 1e-45, 1e-20, 0.7, 5.0, 29.0, 31.0,
        ] {
            let exact = Dual::new(f64::from(x), 1.0).gelu_tanh().tangent;
            assert!((f64::from(slope(x, value(x))) - exact).abs() < 1e-5, "{x}");
        }
        for x in [-31.0, -25.0, 25.0, 29.0] {
            let x = Dual::new(x, 1.0);
            assert_eq!(slope(x, value(x)).tangent, 0.0);
        }
    }
}
