//! Real numbers whose elementary functions give the same bits on every machine.
//!
//! `std` calls the platform's mathematical library, which differs in the last bit between Linux,
//! macOS and wasm. The [`libm`] crate (Rust's port of musl) uses only operations that IEEE 754
//! rounds exactly, so a number in a native test is the number in the browser.

use crate::kernels::product::{self, Operand, Part, Target};
use nalgebra::{ClosedAddAssign, ClosedDivAssign, ClosedMulAssign, ClosedSubAssign, Scalar};
use num_traits::{One, Zero};
use std::ops::Neg;

/// What a [`Tape`](crate::tape::Tape) can hold: `f32` for training, `f64` for panels and gradient
/// checks, [`Dual`](crate::dual::Dual) for forward mode.
///
/// Beware: on a value of the concrete type, `x.exp()` is std's method and not this trait's. Write
/// [`exp`]`(x)` there (a lint in `clippy.toml` insists).
pub trait Real:
    Scalar
    + Copy
    + PartialOrd
    + Zero
    + One
    + Neg<Output = Self>
    + ClosedAddAssign
    + ClosedSubAssign
    + ClosedMulAssign
    + ClosedDivAssign
{
    /// −∞, the additive mask of softmax.
    const NEG_INFINITY: Self;
    /// The largest finite value.
    const LARGEST: Self;
    /// Whether loops over many numbers may take a shorter way that is right to rounding, but not on
    /// dual numbers.
    const QUICK: bool = false;
    /// The nearest value to `x`.
    fn from_f64(x: f64) -> Self;
    /// The same value as `f64`, exactly.
    fn to_f64(self) -> f64;
    /// Neither infinite nor NaN.
    fn is_finite(self) -> bool;
    /// eˣ.
    fn exp(self) -> Self;
    /// eˣ − 1, accurate near 0.
    fn exp_m1(self) -> Self;
    /// The natural logarithm; −∞ at 0, NaN below.
    fn ln(self) -> Self;
    /// ln(1 + x), accurate near 0.
    fn ln_1p(self) -> Self;
    /// The logarithm to base 2, exact at powers of two.
    fn log2(self) -> Self;
    /// The square root, correctly rounded (by IEEE 754, so that std's is the same everywhere).
    fn sqrt(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
    /// The sine of an angle in radians.
    fn sin(self) -> Self;
    /// The cosine of an angle in radians.
    fn cos(self) -> Self;
    /// The complementary error function, 2/√π·∫ₓ^∞ exp(−t²) dt.
    fn erfc(self) -> Self;
    /// |x|.
    fn abs(self) -> Self;
    /// xʸ for a fixed y; 1 at y = 0, NaN for a negative x and a y that isn't whole.
    fn power(self, exponent: Self) -> Self;
    /// eˣ where loops over many numbers need it: f32 has a form of its own that the compiler turns
    /// into SIMD, within 2 units in the last place, with results below the normal numbers as 0.
    fn quick_exp(self) -> Self {
        self.exp()
    }
    /// C = A·B or C += A·B, A `rows`×`inner`, B `inner`×`columns`, of any strides.
    ///
    /// # Panics
    ///
    /// When an entry that the shape asks for lies outside of its slice.
    fn product(
        shape: (usize, usize, usize),
        left: Operand<'_, Self>,
        right: Operand<'_, Self>,
        target: Target<'_, Self>,
    ) {
        product::plain(shape, left, right, target);
    }
    /// The same, or what is needed of it; more may be computed.
    ///
    /// # Panics
    ///
    /// As [`Real::product`].
    fn product_part(
        shape: (usize, usize, usize),
        _part: Part,
        left: Operand<'_, Self>,
        right: Operand<'_, Self>,
        target: Target<'_, Self>,
    ) {
        Self::product(shape, left, right, target);
    }
}

macro_rules! implement_real {
    ($type:ty, $exp:path, $exp_m1:path, $ln:path, $ln_1p:path, $log2:path, $sqrt:path, $tanh:path,
     $sin:path, $cos:path, $erfc:path, $power:path, $quick_exp:path, $product:path, $product_part:path) => {
        impl Real for $type {
            const NEG_INFINITY: Self = <$type>::NEG_INFINITY;
            const LARGEST: Self = <$type>::MAX;
            const QUICK: bool = true;
            fn from_f64(x: f64) -> Self {
                x as $type
            }
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            fn is_finite(self) -> bool {
                <$type>::is_finite(self)
            }
            fn exp(self) -> Self {
                $exp(self)
            }
            fn exp_m1(self) -> Self {
                $exp_m1(self)
            }
            fn ln(self) -> Self {
                $ln(self)
            }
            fn ln_1p(self) -> Self {
                $ln_1p(self)
            }
            fn log2(self) -> Self {
                $log2(self)
            }
            fn sqrt(self) -> Self {
                $sqrt(self)
            }
            fn tanh(self) -> Self {
                $tanh(self)
            }
            fn sin(self) -> Self {
                $sin(self)
            }
            fn cos(self) -> Self {
                $cos(self)
            }
            fn erfc(self) -> Self {
                $erfc(self)
            }
            fn abs(self) -> Self {
                <$type>::abs(self)
            }
            fn power(self, exponent: Self) -> Self {
                $power(self, exponent)
            }
            #[inline(always)]
            fn quick_exp(self) -> Self {
                $quick_exp(self)
            }
            fn product(
                shape: (usize, usize, usize),
                left: Operand<'_, Self>,
                right: Operand<'_, Self>,
                target: Target<'_, Self>,
            ) {
                $product(shape, left, right, target);
            }
            fn product_part(
                shape: (usize, usize, usize),
                part: Part,
                left: Operand<'_, Self>,
                right: Operand<'_, Self>,
                target: Target<'_, Self>,
            ) {
                $product_part(shape, part, left, right, target);
            }
        }
    };
}

implement_real!(
    f32,
    libm::expf,
    libm::expm1f,
    libm::logf,
    libm::log1pf,
    libm::log2f,
    f32::sqrt,
    libm::tanhf,
    libm::sinf,
    libm::cosf,
    libm::erfcf,
    libm::powf,
    crate::kernels::exponential::exp,
    product::single,
    product::single_part
);
implement_real!(
    f64,
    libm::exp,
    libm::expm1,
    libm::log,
    libm::log1p,
    libm::log2,
    f64::sqrt,
    libm::tanh,
    libm::sin,
    libm::cos,
    libm::erfc,
    libm::pow,
    libm::exp,
    product::double,
    product::double_part
);

/// eˣ, the same bits on every machine.
pub fn exp<T: Real>(x: T) -> T {
    Real::exp(x)
}

/// eˣ − 1, accurate near 0; the same bits on every machine.
pub fn exp_m1<T: Real>(x: T) -> T {
    Real::exp_m1(x)
}

/// The natural logarithm (−∞ at 0, NaN below); the same bits on every machine.
pub fn ln<T: Real>(x: T) -> T {
    Real::ln(x)
}

/// ln(1 + x), accurate near 0; the same bits on every machine.
pub fn ln_1p<T: Real>(x: T) -> T {
    Real::ln_1p(x)
}

/// The logarithm to base 2, exact at powers of two; the same bits on every machine.
pub fn log2<T: Real>(x: T) -> T {
    Real::log2(x)
}

/// The square root, correctly rounded.
pub fn sqrt<T: Real>(x: T) -> T {
    Real::sqrt(x)
}

/// The hyperbolic tangent, the same bits on every machine.
pub fn tanh<T: Real>(x: T) -> T {
    Real::tanh(x)
}

/// The sine, the same bits on every machine.
pub fn sin<T: Real>(x: T) -> T {
    Real::sin(x)
}

/// The cosine, the same bits on every machine.
pub fn cos<T: Real>(x: T) -> T {
    Real::cos(x)
}

/// The complementary error function, the same bits on every machine.
pub fn erfc<T: Real>(x: T) -> T {
    Real::erfc(x)
}

/// xʸ, the same bits on every machine.
pub fn power<T: Real>(x: T, y: T) -> T {
    Real::power(x, y)
}

/// |x|.
pub fn abs<T: Real>(x: T) -> T {
    Real::abs(x)
}

/// Σ xᵢ with a running compensation, so that 0.7 + 0.2 + 0.1 is 1.
///
/// Source: A. Neumaier, *Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen*,
/// ZAMM 54 (1974). Infinite terms give what plain addition gives; no term gives 0.
pub fn sum(terms: &[f64]) -> f64 {
    let mut total = 0.0;
    let mut lost = 0.0;
    for &term in terms {
        let next: f64 = total + term;
        lost += if f64::abs(total) >= f64::abs(term) {
            (total - next) + term
        } else {
            (term - next) + total
        };
        total = next;
    }
    // An infinite total turns the compensation into ∞ − ∞.
    if f64::is_finite(lost) {
        total + lost
    } else {
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn functions_at_points_where_the_value_is_known() {
        assert_eq!(exp(0.0), 1.0);
        // Not correctly rounded: one unit in the last place above e, everywhere.
        assert_eq!(exp(1.0), std::f64::consts::E.next_up());
        assert_eq!(exp(f64::NEG_INFINITY), 0.0);
        assert_eq!(exp(1000.0), f64::INFINITY);
        assert_eq!(ln(0.0), f64::NEG_INFINITY);
        assert_eq!(ln(2.0), std::f64::consts::LN_2);
        assert_eq!(ln_1p(1e-20), 1e-20);
        assert_eq!(exp_m1(1e-20), 1e-20);
        assert_eq!(sqrt(2.0), std::f64::consts::SQRT_2);
        assert_eq!(tanh(100.0), 1.0);
        assert_eq!(tanh(0.0_f32), 0.0);
        assert_eq!(exp(1.0_f32), std::f32::consts::E);
    }

    #[portable_test]
    fn log2_is_exact_at_powers_of_two() {
        for exponent in -1074..=1023 {
            let power = libm::scalbn(1.0, exponent);
            assert_eq!(log2(power), f64::from(exponent));
        }
    }

    #[portable_test]
    fn sums_keep_what_plain_addition_loses() {
        assert_eq!(sum(&[0.7, 0.2, 0.1]), 1.0);
        assert_eq!(sum(&[1.0, 1e100, 1.0, -1e100]), 2.0);
        assert_eq!(sum(&[]), 0.0);
        assert_eq!(sum(&[f64::INFINITY, -1.0, 2.0]), f64::INFINITY);
        assert_eq!(sum(&[1e308, 1e308, 1e308]), f64::INFINITY);
    }
}
