//! The distribution functions that have no elementary form: the regularised incomplete gamma and beta
//! functions, each with its complement, so that neither tail loses its digits to 1 − the other.
//!
//! Source: NIST *Digital Library of Mathematical Functions*, §8.7, §8.9 and §8.17; W. H. Press et al.,
//! *Numerical Recipes*, 3rd ed. (2007), §6.2 and §6.4, for the continued fractions by Lentz's method.

use super::saddle::{log_binomial, log_poisson};
use crate::real;

/// Terms or levels after which a sum or a fraction is given up; the slowest converge in about
/// 10·√(largest parameter).
const MOST: usize = 1_000_000;
/// What Lentz's method puts in the place of a 0.
const TINY: f64 = 1e-300;

/// P(a, x) = ∫₀ˣ tᵃ⁻¹e⁻ᵗ dt / Γ(a) and Q = 1 − P, for a > 0; (0, 1) at x ≤ 0 and (1, 0) at ∞.
pub fn gamma_shares(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x == f64::INFINITY {
        return (1.0, 0.0);
    }
    let front = a * real::exp(log_poisson(a, x));
    if x < a + 1.0 {
        let below = (front * gamma_series(a, x)).min(1.0);
        (below, 1.0 - below)
    } else {
        let above = (front * gamma_fraction(a, x)).min(1.0);
        (1.0 - above, above)
    }
}

/// Σₙ xⁿ/(a(a + 1)…(a + n)), whose terms fall from the start where x < a + 1.
fn gamma_series(a: f64, x: f64) -> f64 {
    let mut term = 1.0 / a;
    let mut total = term;
    for n in 1..MOST {
        term *= x / (a + n as f64);
        total += term;
        if term < total * 0.1 * f64::EPSILON {
            break;
        }
    }
    total
}

/// Γ(a, x)·eˣ/xᵃ as a continued fraction.
fn gamma_fraction(a: f64, x: f64) -> f64 {
    let first = x + 1.0 - a;
    let step = |n: f64| (-n * (n - a), first + 2.0 * n);
    1.0 / lentz(first, (1..MOST).map(|n| step(n as f64)))
}

/// Iₓ(a, b) = ∫₀ˣ tᵃ⁻¹(1 − t)ᵇ⁻¹ dt / B(a, b) and 1 − Iₓ, for a, b > 0; (0, 1) at x ≤ 0 and (1, 0)
/// at x ≥ 1.
pub fn beta_shares(a: f64, b: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x >= 1.0 {
        return (1.0, 0.0);
    }
    // The density times x(1 − x), over a·b/(a + b).
    let front = real::exp(log_binomial(a, b, x));
    let total = a + b;
    // The fraction converges fast below the mean, more or less.
    if x < (a + 1.0) / (a + b + 2.0) {
        let below = (front * (b / total) / beta_fraction(a, b, x)).min(1.0);
        (below, 1.0 - below)
    } else {
        let above = (front * (a / total) / beta_fraction(b, a, 1.0 - x)).min(1.0);
        (1.0 - above, above)
    }
}

/// The continued fraction 1 + d₁/(1 + d₂/(1 + …)) of the incomplete beta function.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let level = |n: usize| {
        let m = (n / 2) as f64;
        let d = if n.is_multiple_of(2) {
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        } else {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        };
        (d, 1.0)
    };
    lentz(1.0, (1..MOST).map(level))
}

/// b₀ + a₁/(b₁ + a₂/(b₂ + …)) from the front, until a level changes nothing.
fn lentz(first: f64, levels: impl Iterator<Item = (f64, f64)>) -> f64 {
    let away = |x: f64| if x.abs() < TINY { TINY } else { x };
    let mut value = away(first);
    let mut above = value;
    let mut below = 0.0;
    for (a, b) in levels {
        below = 1.0 / away(b + a * below);
        above = away(b + a / above);
        let change = above * below;
        value *= change;
        if (change - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    fn close(value: f64, expected: f64) {
        assert!(
            (value - expected).abs() <= 1e-13 * expected.abs(),
            "{value}, {expected}"
        );
    }

    #[portable_test]
    fn values_that_are_elementary() {
        for x in [1e-12, 0.3, 1.0, 1.9, 2.1, 30.0, 700.0] {
            let (below, above) = gamma_shares(1.0, x);
            close(below, -real::exp_m1(-x));
            close(above, real::exp(-x));
            // Q(½, x) = erfc(√x).
            close(gamma_shares(0.5, x).1, real::erfc(real::sqrt(x)));
            close(gamma_shares(2.0, x).1, real::exp(-x) * (1.0 + x));
        }
        for x in [1e-9, 0.2, 0.5, 0.75, 0.999] {
            close(beta_shares(1.0, 1.0, x).0, x);
            close(beta_shares(3.0, 1.0, x).0, x * x * x);
            close(
                beta_shares(1.0, 3.0, x).1,
                (1.0 - x) * (1.0 - x) * (1.0 - x),
            );
            let arcsine = std::f64::consts::FRAC_2_PI * libm::asin(real::sqrt(x));
            close(beta_shares(0.5, 0.5, x).0, arcsine);
        }
    }

    #[portable_test]
    fn large_parameters_are_near_a_half_in_the_middle() {
        let (below, above) = gamma_shares(1e4, 1e4);
        // P(a, a) = ½ + 1/(3√(2πa)) + …
        assert!(
            (below - 0.501_329_806).abs() < 1e-8 && below + above == 1.0,
            "{below}"
        );
        let (below, _) = beta_shares(1e4, 1e4, 0.5);
        assert!((below - 0.5).abs() < 1e-14, "{below}");
    }

    /// Against integrals of 30 digits by mpmath; ln Γ(a) − ln Γ(a + b) would cost four to six digits.
    #[portable_test]
    fn large_parameters_keep_their_digits() {
        // Each of 10·√(largest parameter) levels rounds the tail that is computed.
        let near = |share: f64, expected: f64, tail: f64, largest: f64| {
            let off = (share - expected).abs();
            let room = f64::EPSILON * (10.0 * real::sqrt(largest) * tail + expected);
            assert!(off <= room, "{share}, {expected}: {off:e} over {room:e}");
        };
        for (x, expected) in [
            (9700.0, 0.001_234_175_584_468_492),
            (10_010.0, 0.541_137_462_892_509_9),
        ] {
            near(gamma_shares(1e4, x).0, expected, expected, 1e4);
        }
        for (x, expected) in [
            (10_100.0, 0.158_651_249_552_820_38),
            (1e4, 0.498_670_191_660_044_8),
        ] {
            near(gamma_shares(1e4, x).1, expected, expected, 1e4);
        }
        for (a, b, x, expected) in [
            (1e4, 1e4, 0.49, 0.002_337_059_330_110_149_5),
            (300.0, 7.5, 0.97, 0.238_637_578_453_632),
            (1e4, 1e-3, 0.99999, 0.001_822_030_865_132_312),
        ] {
            let tail = if x < 0.5 { expected } else { 1.0 - expected };
            near(beta_shares(a, b, x).0, expected, tail, a + b);
        }
    }

    #[portable_test]
    fn ends() {
        assert_eq!(gamma_shares(2.0, 0.0), (0.0, 1.0));
        assert_eq!(gamma_shares(2.0, f64::INFINITY), (1.0, 0.0));
        assert_eq!(gamma_shares(2.0, 1e300).0, 1.0);
        assert_eq!(beta_shares(2.0, 3.0, -1.0), (0.0, 1.0));
        assert_eq!(beta_shares(2.0, 3.0, 1.0), (1.0, 0.0));
    }
}
