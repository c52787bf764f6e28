//! The two limits of β: the best answers alone, and a small move away from πref.

use super::policy::Policy;
use super::reference::Reference;
use crate::contract::compare::{distance, rounding, worst};
use crate::contract::lists::{highest, lowest};
use numeric_core::real::exp;

/// How many gaps to the second best reward β is divided by, where the limit of small β is looked at:
/// exp(−1000) is nothing beside any probability.
const SMALL: f64 = 1000.0;
/// How many ranges of the reward β is, where the limit of large β is looked at: what the expansion
/// leaves out is then smaller than rounding.
const LARGE: f64 = 1e8;
/// Smaller numbers have lost digits.
const TINY: f64 = 1e-290;

/// What is known of the limits, for πref and a reward.
pub struct Limits {
    /// Largest reward of a possible answer.
    pub best: f64,
    /// πref of all answers that have it, and its logarithm.
    pub share: f64,
    log_share: f64,
    /// The policy in the limit β → 0: πref, restricted to these answers.
    pub greedy: Vec<f64>,
    /// Largest minus smallest reward of possible answers.
    pub range: f64,
    /// Largest minus second largest, different reward of possible answers; 0 where there is none.
    pub gap: f64,
    /// Var(r) under πref.
    pub variance: f64,
}

impl Limits {
    pub fn of(reference: &Reference, reward: &[f64]) -> Self {
        let possible = || {
            let pairs = reference.pairs().zip(reward);
            let pairs = pairs.filter(|((_, log), _)| log.is_finite());
            pairs.map(|((p, _), r)| (p, *r))
        };
        let rewards = || possible().map(|(_, r)| r);
        let (best, least) = (highest(rewards()), lowest(rewards()));
        let second = highest(rewards().filter(|r| *r < best));
        let share: f64 = possible().filter(|(_, r)| *r == best).map(|(p, _)| p).sum();
        let log_share = reference.log_of(|i| reward.get(i) == Some(&best));
        let part = |(p, log): (f64, f64)| {
            if share < f64::MIN_POSITIVE {
                exp(log - log_share)
            } else {
                p / share
            }
        };
        let greedy = (reference.pairs().zip(reward))
            .map(|(pair, r)| if *r == best { part(pair) } else { 0.0 })
            .collect();
        Self {
            best,
            share,
            log_share,
            greedy,
            range: best - least,
            gap: if second.is_finite() {
                best - second
            } else {
                0.0
            },
            variance: variance_terms(&reference.p, reward).iter().sum(),
        }
    }

    /// lim KL for β → 0: −log πref(best answers).
    pub fn kl(&self) -> f64 {
        // Rounding may take the share of all answers above 1.
        (0.0 - self.log_share).max(0.0)
    }
}

/// πref(x)·πref(y)·(r(x) − r(y))² for each pair of possible answers: they add up to the variance, and
/// none is negative, so that nothing cancels.
fn variance_terms(reference: &[f64], reward: &[f64]) -> Vec<f64> {
    let pairs: Vec<(f64, f64)> = (reference.iter().zip(reward))
        .filter(|(p, _)| **p > 0.0)
        .map(|(p, r)| (*p, *r))
        .collect();
    let mut terms = Vec::with_capacity(pairs.len() * pairs.len() / 2);
    for (at, (p, r)) in pairs.iter().enumerate() {
        terms.extend(
            pairs
                .iter()
                .skip(at + 1)
                .map(|(q, s)| p * q * (r - s) * (r - s)),
        );
    }
    terms
}

/// How far the optimum at a very small and a very large β is from what the limits say, and how far
/// rounding may take it. `kl` picks the divergence of a policy; `half` is ½.
///
/// Rewards are taken in units of their range, which changes no policy if β is taken so too. At
/// β = 10⁸ ranges KL·2β²/Var(r) is 1 within 10⁻⁸; the mean of that for r and −r is it within 10⁻¹⁶,
/// since the term of the third cumulant has the other sign for −r.
pub fn compared(
    reference: &Reference,
    reward: &[f64],
    limits: &Limits,
    kl: fn(&Policy) -> f64,
    half: f64,
) -> (f64, f64) {
    let range = if limits.range > 0.0 {
        limits.range
    } else {
        1.0
    };
    let scaled = |sign: f64| -> Vec<f64> {
        let from = |r: &f64| sign * ((r - limits.best) / range);
        reward.iter().map(from).collect()
    };
    let (up, down) = (scaled(1.0), scaled(-1.0));
    let gap = if limits.gap > 0.0 {
        limits.gap / range
    } else {
        1.0
    };
    let near = Policy::optimal(reference, &up, gap / SMALL);
    let far = [&up, &down].map(|reward| kl(&Policy::optimal(reference, reward, LARGE)));
    let terms = variance_terms(&reference.p, &up);
    let variance: f64 = terms.iter().sum();
    let expected = half * variance / (LARGE * LARGE);
    let ratio_off = (0.5 * (far[0] + far[1]) - expected).abs() / (expected + TINY);
    let residual = worst([
        distance(&near.probabilities, &limits.greedy),
        (kl(&near) - limits.kl()).abs(),
        ratio_off,
    ]);
    let logarithm = limits.kl() + 1.0;
    let tolerance = rounding(limits.greedy.iter().map(|p| p * logarithm))
        + rounding([logarithm; 4])
        + if variance > 0.0 {
            2.0 * rounding(terms) / variance
        } else {
            0.0
        };
    (residual, tolerance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_by_the_reference() {
        let of = |weights: &[f64], reward: &[f64]| Limits::of(&Reference::of(weights), reward);
        let limits = of(&[0.2, 0.3, 0.5, 0.0], &[2.0, 2.0, 1.0, 9.0]);
        assert_eq!(
            (limits.best, limits.share, limits.gap, limits.range),
            (2.0, 0.5, 1.0, 1.0)
        );
        assert_eq!(limits.greedy, [0.4, 0.6, 0.0, 0.0]);
        assert!((limits.variance - 0.25).abs() < 1e-15);
        let rare = of(&[0.95, 0.05], &[0.0, 1.0]);
        assert!((rare.kl() - 2.9957).abs() < 1e-4);
        let same = of(&[0.3, 0.7], &[1.0, 1.0]);
        assert_eq!((same.gap, same.variance, same.kl()), (0.0, 0.0, 0.0));
        // Shares that have lost digits.
        let tiny = of(&[1e-318, 3e-318, 3.0], &[1.0, 1.0, 0.0]);
        assert!((tiny.greedy[0] - 0.25).abs() < 1e-5 && (tiny.kl() - 731.934_4).abs() < 1e-4);
    }
}
