//! The Gaussian error linear unit of each entry.
//!
//! Equation: yᵢⱼ = aᵢⱼ·Φ(aᵢⱼ) with Φ(x) = erfc(−x/√2)/2. Shapes: both m×n. Backward: Āᵢⱼ = Ȳᵢⱼ·(Φ(aᵢⱼ) + aᵢⱼ·φ(aᵢⱼ)), φ the normal density.
//!
//! Source: D. Hendrycks, K. Gimpel, *Gaussian Error Linear Units* (2016).

use crate::real::{self, Real};

/// Φ(x), the probability that a standard normal number is below x.
fn normal_below<T: Real>(x: T) -> T {
    T::from_f64(0.5) * real::erfc(x * T::from_f64(-std::f64::consts::FRAC_1_SQRT_2))
}

#[inline(always)]
pub(super) fn value<T: Real>(x: T) -> T {
    x * normal_below(x)
}

/// The derivative at x, where the value is y.
#[inline(always)]
pub(super) fn slope<T: Real>(x: T, _: T) -> T {
    let density = T::from_f64(0.398_942_280_401_432_7) * (x * x * T::from_f64(-0.5)).quick_exp();
    normal_below(x) + x * density
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn by_hand() {
        assert_eq!((value(0.0), slope(0.0, 0.0)), (0.0, 0.5));
        assert!((value(1.0) - 0.841_344_746_068_542_9_f64).abs() < 1e-15);
        assert_eq!((value(1e150), value(-1e150)), (1e150, 0.0));
        assert_eq!((slope(1e150, 1e150), slope(-1e150, 0.0)), (1.0, 0.0));
    }
}
