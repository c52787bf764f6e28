//! Real numbers, with elementary functions that give the same bits on every machine.
//!
//! `std` calls the platform's mathematical library, and those of Linux, macOS and wasm differ in the
//! last bit. The [`libm`] crate (musl's library in Rust) uses only operations that IEEE 754 rounds
//! exactly, so native tests see the numbers that the browser shows.

use crate::kernels::product::{self, Operand, Target, Triangle};
use nalgebra::{ClosedAddAssign, ClosedDivAssign, ClosedMulAssign, ClosedSubAssign, Scalar};
use num_traits::{One, Zero};
use std::ops::Neg;

/// The entries of a [`Tape`](crate::tape::Tape): `f32` for training, `f64` for panels and gradient
/// checks, [`Dual`](crate::dual::Dual) for forward mode.
///
/// Beware: where the type is known to be `f32` or `f64`, `x.exp()` calls std's method instead of this
/// trait's. Write [`exp`]`(x)` there (a lint in `clippy.toml` insists).
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
    /// Whether a formula may be replaced by a faster one that agrees with it up to rounding. Not for
    /// dual numbers, since the faster formula can have another derivative.
    const QUICK: bool = false;
    /// Whether a slope may be taken from a rounded value that has lost its digits, as 1 − tanh² has far
    /// from 0. For `f32`, in which networks are trained.
    const ROUGH: bool = false;
    /// `x`, rounded to the nearest value of this type.
    fn from_f64(x: f64) -> Self;
    /// The value as `f64`, without rounding.
    fn to_f64(self) -> f64;
    /// Whether it is neither infinite nor NaN.
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
    /// The square root. IEEE 754 rounds it exactly, so std's is the same everywhere.
    fn sqrt(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
    /// The sine of an angle in radians.
    fn sin(self) -> Self;
    /// The cosine of an angle in radians.
    fn cos(self) -> Self;
    /// The angle between −π/2 and π/2 whose sine it is; NaN beyond ±1.
    fn asin(self) -> Self;
    /// The angle between 0 and π whose cosine it is; NaN beyond ±1.
    fn acos(self) -> Self;
    /// The angle between −π/2 and π/2 whose tangent it is.
    fn atan(self) -> Self;
    /// The cube root, negative for a negative number.
    fn cbrt(self) -> Self;
    /// The error function, 2/√π·∫₀ˣ exp(−t²) dt.
    fn erf(self) -> Self;
    /// The complementary error function, 2/√π·∫ₓ^∞ exp(−t²) dt.
    fn erfc(self) -> Self;
    /// The largest whole number that isn't larger. Exact, so std's is the same everywhere.
    fn floor(self) -> Self;
    /// |x|.
    fn abs(self) -> Self;
    /// xʸ; 1 at y = 0, NaN for a negative x and a y that isn't whole.
    fn power(self, exponent: Self) -> Self;
    /// eˣ for loops over many entries. For `f32` it is computed in a way that the compiler turns into
    /// SIMD: right to 2 units in the last place, and 0 where the result is below the smallest normal
    /// number. Otherwise the same as [`Real::exp`].
    fn quick_exp(self) -> Self {
        self.exp()
    }
    /// C = A·B or C += A·B for matrices of any strides. `shape` is (rows, inner, columns): A is
    /// rows×inner, B inner×columns, C rows×columns.
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
    /// As [`Real::product`], where triangles of 0 in A, or a triangle of C that isn't needed, may be
    /// left out of the computation.
    ///
    /// # Panics
    ///
    /// As [`Real::product`].
    fn product_triangular(
        shape: (usize, usize, usize),
        _triangle: Triangle,
        left: Operand<'_, Self>,
        right: Operand<'_, Self>,
        target: Target<'_, Self>,
    ) {
        Self::product(shape, left, right, target);
    }
}

macro_rules! implement_real {
    ($type:ty {
        rough: $rough:expr,
        functions: { $($function:ident: $path:path,)* },
        power: $power:path,
        quick_exp: $quick_exp:path,
        product: $product:path,
        product_triangular: $product_triangular:path,
    }) => {
        impl Real for $type {
            const NEG_INFINITY: Self = <$type>::NEG_INFINITY;
            const LARGEST: Self = <$type>::MAX;
            const QUICK: bool = true;
            const ROUGH: bool = $rough;
            fn from_f64(x: f64) -> Self {
                x as $type
            }
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            fn is_finite(self) -> bool {
                <$type>::is_finite(self)
            }
            $(
                fn $function(self) -> Self {
                    $path(self)
                }
            )*
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
            fn product_triangular(
                shape: (usize, usize, usize),
                triangle: Triangle,
                left: Operand<'_, Self>,
                right: Operand<'_, Self>,
                target: Target<'_, Self>,
            ) {
                $product_triangular(shape, triangle, left, right, target);
            }
        }
    };
}

implement_real!(f32 {
    rough: true,
    functions: {
        exp: libm::expf,
        exp_m1: libm::expm1f,
        ln: libm::logf,
        ln_1p: libm::log1pf,
        log2: libm::log2f,
        sqrt: f32::sqrt,
        tanh: libm::tanhf,
        sin: libm::sinf,
        cos: libm::cosf,
        asin: libm::asinf,
        acos: libm::acosf,
        atan: libm::atanf,
        cbrt: libm::cbrtf,
        erf: libm::erff,
        erfc: libm::erfcf,
        floor: f32::floor,
        abs: f32::abs,
    },
    power: libm::powf,
    quick_exp: crate::kernels::exponential::exp,
    product: product::single,
    product_triangular: product::single_triangular,
});
implement_real!(f64 {
    rough: false,
    functions: {
        exp: libm::exp,
        exp_m1: libm::expm1,
        ln: libm::log,
        ln_1p: libm::log1p,
        log2: libm::log2,
        sqrt: f64::sqrt,
        tanh: libm::tanh,
        sin: libm::sin,
        cos: libm::cos,
        asin: libm::asin,
        acos: libm::acos,
        atan: libm::atan,
        cbrt: libm::cbrt,
        erf: libm::erf,
        erfc: libm::erfc,
        floor: f64::floor,
        abs: f64::abs,
    },
    power: libm::pow,
    quick_exp: libm::exp,
    product: product::double,
    product_triangular: product::double_triangular,
});

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

/// The arcsine (NaN beyond ±1), the same bits on every machine.
pub fn asin<T: Real>(x: T) -> T {
    Real::asin(x)
}

/// The arccosine (NaN beyond ±1), the same bits on every machine.
pub fn acos<T: Real>(x: T) -> T {
    Real::acos(x)
}

/// The arctangent, the same bits on every machine.
pub fn atan<T: Real>(x: T) -> T {
    Real::atan(x)
}

/// The cube root, the same bits on every machine.
pub fn cbrt<T: Real>(x: T) -> T {
    Real::cbrt(x)
}

/// The error function, the same bits on every machine.
pub fn erf<T: Real>(x: T) -> T {
    Real::erf(x)
}

/// The largest whole number that isn't larger.
pub fn floor<T: Real>(x: T) -> T {
    Real::floor(x)
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

/// The logistic function 1/(1 + e⁻ˣ), without overflow.
pub fn logistic(x: f64) -> f64 {
    if x < 0.0 {
        let e = exp(x);
        e / (1.0 + e)
    } else {
        1.0 / (1.0 + exp(-x))
    }
}

/// The inner product of two lists, added up from the first entry on in `f64`.
pub fn dot<T: Real>(a: &[T], b: &[T]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a.to_f64() * b.to_f64()).sum()
}

/// The mean of some numbers; NaN of none.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The middle of some numbers, between the two middle ones where there are two; NaN of none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = |k: usize| values.get(k).copied().unwrap_or(f64::NAN);
    let half = values.len() / 2;
    if values.len() % 2 == 1 {
        at(half)
    } else {
        0.5 * (at(half.wrapping_sub(1)) + at(half))
    }
}

/// The Euclidean length √Σx², also where the squares would under- or overflow; 0 for an empty list.
pub fn norm<'a>(values: impl IntoIterator<Item = &'a f64> + Clone) -> f64 {
    let squares = |by: f64| {
        let of = values.clone().into_iter();
        of.fold(0.0, |sum, x| sum + (x / by) * (x / by))
    };
    let most = values
        .clone()
        .into_iter()
        .fold(0.0, |most: f64, x| most.max(x.abs()));
    if (1e-140..1e140).contains(&most) || most == 0.0 {
        squares(1.0).sqrt()
    } else if most.is_infinite() {
        most
    } else {
        most * squares(most).sqrt()
    }
}

/// Σ xᵢ by compensated summation: what rounding loses of each term is summed separately and added at
/// the end, so that 0.7 + 0.2 + 0.1 is 1. The sum of no terms is 0; with infinite terms the result is
/// that of plain addition.
///
/// Source: A. Neumaier, *Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen*,
/// ZAMM 54 (1974).
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
        assert_eq!(
            (logistic(0.0), logistic(800.0), logistic(-800.0)),
            (0.5, 1.0, 0.0)
        );
        assert!(logistic(-740.0) > 0.0 && logistic(f64::NAN).is_nan());
        assert_eq!(dot(&[1.0_f32, 2.0], &[3.0, -4.0]), -5.0);
        assert!(mean(&[1.0, 2.0]) == 1.5 && mean(&[]).is_nan());
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
        assert_eq!(asin(1.0), std::f64::consts::FRAC_PI_2);
        assert_eq!(acos(-1.0), std::f64::consts::PI);
        assert_eq!(atan(f64::INFINITY), std::f64::consts::FRAC_PI_2);
        assert!(asin(1.0_f64.next_up()).is_nan() && acos(-1.5_f32).is_nan());
        assert_eq!((cbrt(-27.0), cbrt(8.0_f32)), (-3.0, 2.0));
        assert_eq!((erf(0.0), erf(-30.0), erf(30.0_f32)), (0.0, -1.0, 1.0));
        assert_eq!((floor(-0.5), floor(2.0), floor(2.5_f32)), (-1.0, 2.0, 2.0));
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
