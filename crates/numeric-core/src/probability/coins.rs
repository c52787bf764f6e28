//! Which of several coins a sequence of flips comes from, and the flip that comes next.

use super::softmax;
use crate::real;

/// log P(coin) + log P(flips | coin) in nats for each coin, from the probability of a 1 of each and
/// the counts of ones and zeros; −∞ for a coin that can't give them. In logarithms, so that thousands
/// of flips don't underflow.
#[must_use]
pub fn log_joint(prior: &[f64], coins: &[f64], ones: f64, zeros: f64) -> Vec<f64> {
    // 0·log 0 is 0: a flip that never happened says nothing.
    let times = |n: f64, log: f64| if n == 0.0 { 0.0 } else { n * log };
    let of = |(prior, coin): (&f64, &f64)| {
        real::ln(*prior) + times(ones, real::ln(*coin)) + times(zeros, real::ln_1p(-coin))
    };
    prior.iter().zip(coins).map(of).collect()
}

/// The probability that the next flip is a 1, Σ P(coin | flips)·θ. None where no coin with a prior
/// above 0 can give the flips.
#[must_use]
pub fn next_one(prior: &[f64], coins: &[f64], ones: f64, zeros: f64) -> Option<f64> {
    let posterior = softmax(&log_joint(prior, coins, ones, zeros)).ok()?;
    Some(posterior.iter().zip(coins).map(|(p, c)| p * c).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn each_one_multiplies_the_odds_by_the_ratio_of_the_coins() {
        let joint = log_joint(&[0.5, 0.5], &[0.2, 0.8], 3.0, 1.0);
        assert!((joint[1] - joint[0] - real::ln(16.0)).abs() < 1e-14);
        let next = next_one(&[0.5, 0.5], &[0.2, 0.8], 3.0, 1.0).unwrap();
        assert!((next - (0.2 + 16.0 * 0.8) / 17.0).abs() < 1e-15);
        assert_eq!(next_one(&[1.0, 0.0], &[0.0, 0.5], 1.0, 0.0), None);
        assert_eq!(next_one(&[0.5, 0.5], &[0.0, 1.0], 5000.0, 0.0), Some(1.0));
    }
}
