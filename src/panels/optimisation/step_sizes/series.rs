//! Σ (t + s)^(−a) without adding up its terms: the formula of Euler and Maclaurin.
//!
//! Σ_{n=N}^{M} f(n) = ∫ f + (f(N) + f(M))/2 + Σₖ B₂ₖ/(2k)!·(f^(2k−1)(M) − f^(2k−1)(N)) for f = x^(−a),
//! behind the first terms, which are added.
//!
//! Source: J. M. Borwein, D. M. Bradley, R. E. Crandall, *Computational Strategies for the Riemann Zeta
//! Function* (2000), §3.

use numeric_core::real;

/// Terms that are added: the formula's fourth correction is then below rounding.
const HEAD: usize = 32;

/// A number and how far it may be from the exact one, relative to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounded {
    pub value: f64,
    pub doubt: f64,
}

/// Σ (t + shift)^(−a) for t = 1, …, `count`.
pub fn powers(a: f64, shift: usize, count: usize) -> Bounded {
    let (head, mut off) = head(a, shift, count.min(HEAD));
    let mut value = head;
    if count > HEAD {
        let first = (shift + HEAD + 1) as f64;
        let last = (shift + count) as f64;
        let (integral, doubt) = integral(a, first, last);
        let (near, far) = (half(a, first), half(a, last));
        let f = term(a, last);
        value += integral + near - far + f;
        off += doubt
            + f64::EPSILON * (12.0 + 2.0 * a * real::ln(last)) * (near + f)
            + omitted(a, first);
    }
    Bounded {
        value,
        doubt: off / value + 4.0 * f64::EPSILON,
    }
}

/// The same of all t; infinite for a ≤ 1.
pub fn limit(a: f64, shift: usize) -> f64 {
    if a <= 1.0 {
        return f64::INFINITY;
    }
    let first = (shift + HEAD + 1) as f64;
    let tail = first * term(a, first) / (a - 1.0);
    head(a, shift, HEAD).0 + tail + half(a, first)
}

/// x^(−a), not by the function that the learning rates use.
fn term(a: f64, x: f64) -> f64 {
    real::exp(-a * real::ln(x))
}

/// The first terms, the smallest first, and how far off their sum may be.
fn head(a: f64, shift: usize, count: usize) -> (f64, f64) {
    (1..=count).rev().fold((0.0, 0.0), |(sum, off), t| {
        let x = (t + shift) as f64;
        let f = term(a, x);
        let own = (4.0 + 2.0 * a * real::ln(x)) * f;
        (sum + f, off + f64::EPSILON * (own + sum))
    })
}

/// ∫ x^(−a) dx, and how far rounding may have taken it.
fn integral(a: f64, from: f64, to: f64) -> (f64, f64) {
    let ratio = real::ln(to / from);
    let b = 1.0 - a;
    let height = from * term(a, from);
    let x = b * ratio;
    let value = if b == 0.0 {
        ratio
    } else {
        height * real::exp_m1(x) / b
    };
    let relative = 12.0 + 2.0 * a * real::ln(from) + 2.0 * x.abs();
    // The quotient in the logarithm is rounded, whatever the logarithm is.
    (value, f64::EPSILON * (relative * value + height))
}

/// f/2 − f'/12 + f'''/720 − …: what an end adds to the integral.
fn half(a: f64, x: f64) -> f64 {
    let y = 1.0 / (x * x);
    let mut factor = a / x;
    let mut all = 0.5;
    for (k, b) in [1.0 / 12.0, -1.0 / 720.0, 1.0 / 30_240.0, -1.0 / 1_209_600.0]
        .into_iter()
        .enumerate()
    {
        all += b * factor;
        let next = a + 2.0 * k as f64;
        factor *= (next + 1.0) * (next + 2.0) * y;
    }
    all * term(a, x)
}

/// The size of the first correction that is left out.
fn omitted(a: f64, x: f64) -> f64 {
    let rising: f64 = (0..9_u32).map(|k| (a + f64::from(k)) / x).product();
    rising / 47_900_160.0 * term(a, x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_sums() {
        let close = |x: f64, y: f64| assert!((x / y - 1.0).abs() < 1e-14, "{x}, {y}");
        close(limit(2.0, 0), std::f64::consts::PI.powi(2) / 6.0);
        close(limit(2.0, 1), std::f64::consts::PI.powi(2) / 6.0 - 1.0);
        close(limit(4.0, 0), std::f64::consts::PI.powi(4) / 90.0);
        // ζ(1.5) and ζ(1.01).
        close(limit(1.5, 0), 2.612_375_348_685_488);
        close(limit(1.01, 0), 100.577_943_338_497);
        assert_eq!(limit(1.0, 0), f64::INFINITY);
        close(powers(0.0, 7, 10_000).value, 10_000.0);
        close(powers(1.0, 0, 10_000).value, 9.787_606_036_044_382);
    }

    #[test]
    fn formula_and_addition_agree() {
        for a in [0.0, 0.04, 0.5, 0.999_999, 1.0, 1.000_001, 1.7, 3.0, 6.0] {
            for shift in [0, 1, 1000] {
                for count in [1, 2, 32, 33, 34, 1000, 100_000] {
                    let terms: Vec<f64> = (1..=count)
                        .map(|t| real::power((t + shift) as f64, -a))
                        .collect();
                    let added = real::sum(&terms);
                    let Bounded { value, doubt } = powers(a, shift, count);
                    let apart = (added / value - 1.0).abs();
                    assert!(
                        apart <= doubt + 1e-15 && doubt < 1e-13,
                        "{a} {shift} {count}: {apart} {doubt}"
                    );
                }
            }
        }
    }
}
