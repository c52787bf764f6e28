//! Random symmetric matrices (the Gaussian orthogonal ensemble): how rarely all eigenvalues are positive.
//!
//! M = (A + Aᵀ)/√2 for a matrix A of independent normal entries: variance 2 on the diagonal, 1 beside it.
//! The density of the eigenvalues is in proportion to Π|λᵢ − λⱼ|·exp(−Σλᵢ²/4); what all eigenvalues are
//! multiplied by says nothing about their signs.
//!
//! Source: M. L. Mehta, *Random Matrices*, 3rd ed. (2004), §3.3 and §17.6.

pub mod words;

use super::state::LandscapeState;
use crate::remembered::Remembered;
use numeric_core::random::Random;
use numeric_core::real;
use std::f64::consts::{PI, SQRT_2};

/// The largest matrices.
pub const MOST: usize = 5;

/// What is known and drawn, an entry for n = 1, 2, …
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// The probability that all eigenvalues are positive: exact up to n = 3, by integration beyond.
    pub exact: Vec<f64>,
    /// The share of the matrices drawn.
    pub drawn: Vec<f64>,
    /// The standard error of that share.
    pub error: Vec<f64>,
    /// How many standard errors the two are apart.
    pub z: Vec<f64>,
}

/// ½, (2 − √2)/4 and (π − 2√2)/(4π).
#[must_use]
pub fn closed() -> [f64; 3] {
    [0.5, (2.0 - SQRT_2) / 4.0, (PI - 2.0 * SQRT_2) / (4.0 * PI)]
}

/// Of how many of these matrices all eigenvalues are positive, for n = 1, 2, …: the leading n×n block of a
/// matrix is a random matrix of that size. A block is positive definite where all pivots of its Cholesky
/// decomposition are positive, so that no more of a matrix is drawn than up to the first that isn't.
fn counts(samples: usize, seed: u64) -> [usize; MOST] {
    let mut random = Random::new(seed);
    let mut counts = [0; MOST];
    for _ in 0..samples {
        let mut factor = [[0.0; MOST]; MOST];
        'matrix: for (row, count) in counts.iter_mut().enumerate() {
            for column in 0..=row {
                let (done, rest) = factor.split_at_mut(row);
                let Some(current) = rest.first_mut() else {
                    break 'matrix;
                };
                let known = |k: usize| match done.get(column) {
                    Some(above) => current[k] * above[k],
                    None => current[k] * current[k],
                };
                let left: f64 = (0..column).map(known).sum();
                if column < row {
                    let pivot = done.get(column).map_or(1.0, |above| above[column]);
                    current[column] = (random.normal() - left) / pivot;
                } else {
                    let pivot = SQRT_2 * random.normal() - left;
                    if pivot.is_nan() || pivot <= 0.0 {
                        break 'matrix;
                    }
                    current[column] = pivot.sqrt();
                }
            }
            *count += 1;
        }
    }
    counts
}

/// Nodes and weights of the Gauss–Legendre rule on (0, 1).
///
/// Source: P. J. Davis, P. Rabinowitz, *Methods of Numerical Integration*, 2nd ed. (1984), §2.7; the nodes
/// by Newton's method.
fn rule(order: usize) -> Vec<(f64, f64)> {
    let n = order as f64;
    (1..=order)
        .map(|i| {
            let mut x = real::cos(PI * (i as f64 - 0.25) / (n + 0.5));
            let mut slope = 1.0;
            for _ in 0..8 {
                let (mut before, mut now) = (1.0, x);
                for k in 2..=order {
                    let k = k as f64;
                    (before, now) = (now, ((2.0 * k - 1.0) * x * now - (k - 1.0) * before) / k);
                }
                slope = n * (x * now - before) / (x * x - 1.0);
                x -= now / slope;
            }
            (0.5 * (1.0 + x), 1.0 / ((1.0 - x * x) * slope * slope))
        })
        .collect()
}

/// The same probability by integrating the density of the eigenvalues over 0 < λ₁ < … < λₙ. With
/// λₙ₋ₖ = t·q₁⋯qₖ the integral over t is a Gamma function, and a smooth one over n − 1 shares q from 0 to 1
/// is left. The integral over all eigenvalues is Mehta's.
#[must_use]
pub fn integrated(n: usize, order: usize) -> f64 {
    let nodes = rule(order);
    let pairs = n * (n - 1) / 2;
    // Π|λᵢ − λⱼ| is homogeneous of this degree, and dλ adds n: ∫tᵐ⁻¹exp(−at²/2)dt = 2^(m/2−1)·Γ(m/2)/a^(m/2).
    let half = 0.5 * (pairs + n) as f64;
    let mut sum = 0.0;
    each(
        &nodes,
        n - 1,
        &mut Vec::new(),
        1.0,
        &mut |shares, weight| {
            let mut places = vec![1.0];
            let mut jacobian = 1.0;
            for (k, share) in shares.iter().enumerate() {
                let before = places.last().copied().unwrap_or(1.0);
                places.push(before * share);
                jacobian *= if k + 1 < shares.len() {
                    before * share
                } else {
                    1.0
                };
            }
            let square: f64 = places.iter().map(|x| x * x).sum();
            let mut apart = 1.0;
            for (i, a) in places.iter().enumerate() {
                for b in places.iter().skip(i + 1) {
                    apart *= a - b;
                }
            }
            sum += weight * jacobian * apart / real::power(square, half);
        },
    );
    let radial = real::power(2.0, half - 1.0) * gamma(half);
    let mehta = real::power(2.0 * PI, 0.5 * n as f64)
        * (1..=n)
            .map(|j| gamma(1.0 + 0.5 * j as f64) / gamma(1.5))
            .product::<f64>();
    let orders: f64 = (1..=n).map(|k| k as f64).product();
    sum * radial * orders / mehta
}

/// Every combination of nodes with the product of their weights.
fn each(
    nodes: &[(f64, f64)],
    left: usize,
    chosen: &mut Vec<f64>,
    weight: f64,
    visit: &mut dyn FnMut(&[f64], f64),
) {
    if left == 0 {
        visit(chosen, weight);
        return;
    }
    for (node, own) in nodes {
        chosen.push(*node);
        each(nodes, left - 1, chosen, weight * own, visit);
        chosen.pop();
    }
}

/// Γ at multiples of ½.
fn gamma(x: f64) -> f64 {
    let (mut x, mut product) = (x, 1.0);
    while x > 1.0 {
        x -= 1.0;
        product *= x;
    }
    if x == 1.0 {
        product
    } else {
        product * real::sqrt(PI)
    }
}

/// The integral for n with 12 points along each axis, and how far it may be off: by as much as 10 points
/// change it, and by the rounding of the sum.
#[must_use]
pub fn by_integral(n: usize) -> (f64, f64) {
    integrals(n).0
}

/// The same with 9 points.
#[must_use]
pub fn by_fewer(n: usize) -> (f64, f64) {
    integrals(n).1
}

fn integrals(n: usize) -> ((f64, f64), (f64, f64)) {
    type Both = ((f64, f64), (f64, f64));
    thread_local! {
        static KNOWN: Remembered<usize, Both> = const { Remembered::new(MOST) };
    }
    KNOWN.with(|known| {
        known.value(n, |&n| {
            let of = |order| integrated(n, order);
            let (fine, coarse, fewer) = (of(12), of(10), of(9));
            let points = real::power(12.0, n as f64 - 1.0);
            let rounding = (points + 64.0) * f64::EPSILON * fine;
            let off = |by: f64| 2.0 * by.abs() + rounding;
            ((fine, off(fine - coarse)), (fewer, off(coarse - fewer)))
        })
    })
}

/// The probability for n.
#[must_use]
pub fn probability(n: usize) -> f64 {
    let known = n.checked_sub(1).and_then(|at| closed().get(at).copied());
    known.unwrap_or_else(|| by_integral(n).0)
}

/// All of a state.
#[must_use]
pub fn shares(state: &LandscapeState) -> Shares {
    thread_local! {
        static DRAWN: Remembered<(usize, u64), [usize; MOST]> = const { Remembered::new(4) };
    }
    let key = (state.samples, state.seed);
    let counts = DRAWN.with(|drawn| drawn.value(key, |&(samples, seed)| counts(samples, seed)));
    let samples = state.samples as f64;
    let exact: Vec<f64> = (1..=state.size).map(probability).collect();
    let drawn: Vec<f64> = (counts.iter().take(state.size))
        .map(|count| *count as f64 / samples)
        .collect();
    let error: Vec<f64> = exact
        .iter()
        .map(|p| (p * (1.0 - p) / samples).sqrt())
        .collect();
    let z = (exact.iter().zip(&drawn).zip(&error))
        .map(|((p, drawn), error)| (drawn - p) / error)
        .collect();
    Shares {
        exact,
        drawn,
        error,
        z,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_integral_is_the_closed_form() {
        for (n, closed) in (1..).zip(closed()) {
            let (found, off) = by_integral(n);
            assert!(
                (found - closed).abs() <= off && off < 1e-9,
                "{n}: {found} {closed} {off}"
            );
        }
        // Measured elsewhere as 0.0025 and 1.4·10⁻⁴.
        let (four, five) = (by_integral(4), by_integral(5));
        assert!((four.0 - 0.0025).abs() < 5e-5 && four.1 < 1e-8, "{four:?}");
        assert!((five.0 - 1.4e-4).abs() < 5e-6 && five.1 < 1e-9, "{five:?}");
    }

    #[test]
    fn what_is_drawn_is_near() {
        for seed in 1..4 {
            let state = LandscapeState {
                samples: 100_000,
                seed,
                ..LandscapeState::default()
            };
            let shares = shares(&state);
            assert!(shares.z.iter().all(|z| z.abs() < 4.5), "{shares:?}");
            assert_eq!(shares.exact.len(), 5);
        }
    }
}
