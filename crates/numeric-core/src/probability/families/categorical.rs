//! Categorical: P(i) = pᵢ for i = 0, …, n − 1.

use super::{Distribution, Support, mean_of};
use crate::error::{CoreError, Result};
use crate::information::{Unit, underflowing};
use crate::probability::normalise;
use crate::random::Random;
use crate::real;

const OPERATION: &str = "categorical";

/// One of n outcomes, numbered from 0: mean Σ i·pᵢ, variance Σ (i − mean)²·pᵢ.
#[derive(Debug, Clone, PartialEq)]
pub struct Categorical {
    probabilities: Vec<f64>,
    /// Index and log p of each possible outcome whose probability underflows.
    underflowing: Vec<(usize, f64)>,
    /// Running sums; the last is 1 up to rounding.
    cumulative: Vec<f64>,
    last_possible: usize,
}

impl Categorical {
    /// Outcomes with probabilities in proportion to the weights (see [`normalise`]).
    ///
    /// # Errors
    ///
    /// As for [`normalise`].
    pub fn new(weights: &[f64]) -> Result<Self> {
        let probabilities = normalise(weights)?;
        let mut total = 0.0;
        let cumulative = probabilities
            .iter()
            .map(|&p| {
                total += p;
                total
            })
            .collect();
        let last_possible = probabilities.iter().rposition(|&p| p > 0.0).unwrap_or(0);
        Ok(Self {
            underflowing: underflowing(weights, &probabilities, Unit::Nats).collect(),
            probabilities,
            cumulative,
            last_possible,
        })
    }

    /// The likeliest probabilities of n outcomes: each outcome's share of the data.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`] without data or outcomes; [`CoreError::NotAllowed`] for a value that is
    /// no integer from 0 to n − 1.
    pub fn estimate(outcomes: usize, data: &[f64]) -> Result<Self> {
        if outcomes == 0 {
            return Err(CoreError::Empty {
                operation: OPERATION,
            });
        }
        mean_of(OPERATION, data, support(outcomes))?;
        let mut counts = vec![0.0; outcomes];
        for &x in data {
            // In range: checked above.
            counts[x as usize] += 1.0;
        }
        Self::new(&counts)
    }

    /// The probabilities, summing to 1 up to rounding.
    pub fn probabilities(&self) -> &[f64] {
        &self.probabilities
    }

    /// The first outcome whose running sum exceeds a uniform number in [0, 1): the inverse of the
    /// cumulative distribution, by bisection. Takes one random number, and never gives an outcome
    /// of probability 0.
    pub fn draw(&self, random: &mut Random) -> usize {
        let u = random.uniform();
        let index = self.cumulative.partition_point(|&sum| sum <= u);
        // Running sums that end below 1 would leave a gap of some 1e-16.
        index.min(self.last_possible)
    }

    /// `count` draws, one after the other: the first draws don't depend on how many follow.
    pub fn draws(&self, count: usize, random: &mut Random) -> Vec<usize> {
        (0..count).map(|_| self.draw(random)).collect()
    }

    /// How often each outcome is drawn by these uniform numbers in [0, 1), which rise: the counts
    /// of what [`draws`](Self::draws) gives from the same numbers, in one bisection an outcome.
    pub fn counts(&self, rising: &[f64]) -> Vec<usize> {
        let mut drawn = 0;
        (self.cumulative.iter().enumerate())
            .map(|(index, &sum)| {
                let below = if index >= self.last_possible {
                    rising.len()
                } else {
                    rising.partition_point(|&u| u < sum)
                };
                let count = below - drawn;
                drawn = below;
                count
            })
            .collect()
    }
}

fn support(outcomes: usize) -> Support {
    Support::Integers {
        first: 0,
        last: Some(outcomes as u64 - 1),
    }
}

impl Distribution for Categorical {
    fn mean(&self) -> f64 {
        let terms: Vec<f64> = (0_u32..)
            .zip(&self.probabilities)
            .map(|(index, &p)| f64::from(index) * p)
            .collect();
        real::sum(&terms)
    }

    fn variance(&self) -> f64 {
        let mean = self.mean();
        let terms: Vec<f64> = (0_u32..)
            .zip(&self.probabilities)
            .map(|(index, &p)| (f64::from(index) - mean) * (f64::from(index) - mean) * p)
            .collect();
        real::sum(&terms)
    }

    fn support(&self) -> Support {
        support(self.probabilities.len())
    }

    fn log_density(&self, x: f64) -> f64 {
        if self.support().contains(x) {
            let mut small = self.underflowing.iter();
            let kept = small.find(|(index, _)| *index == x as usize);
            kept.map_or_else(|| real::ln(self.probabilities[x as usize]), |(_, log)| *log)
        } else {
            f64::NEG_INFINITY
        }
    }

    fn density(&self, x: f64) -> f64 {
        if self.support().contains(x) {
            self.probabilities[x as usize]
        } else {
            0.0
        }
    }

    /// The sum of the probabilities up to x, or 1 minus those above, whichever are fewer.
    fn cumulative(&self, x: f64) -> f64 {
        let count = self.probabilities.len();
        let below = (x.floor() + 1.0).clamp(0.0, count as f64) as usize;
        let (lower, upper) = self.probabilities.split_at(below);
        if upper.iter().all(|&p| p == 0.0) {
            1.0
        } else if upper.len() < lower.len() {
            1.0 - real::sum(upper)
        } else {
            real::sum(lower)
        }
    }

    fn sample(&self, random: &mut Random) -> f64 {
        self.draw(random) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn the_logarithm_of_a_probability_that_underflows() {
        let family = Categorical::new(&[1e-320, 1e6, 0.0]).unwrap();
        assert_eq!(family.density(0.0), 0.0);
        assert!((family.log_density(0.0) + 750.643_2).abs() < 1e-3);
        assert_eq!(family.log_density(2.0), f64::NEG_INFINITY);
    }

    #[portable_test]
    fn counts_are_those_of_the_draws() {
        for weights in [
            vec![0.5, 0.0, 0.25, 0.25],
            vec![1.0],
            vec![0.0, 3.0, 0.0],
            vec![0.1; 10],
        ] {
            let family = Categorical::new(&weights).unwrap();
            let mut expected = vec![0; weights.len()];
            for outcome in family.draws(500, &mut Random::new(7)) {
                expected[outcome] += 1;
            }
            let mut random = Random::new(7);
            let mut rising: Vec<f64> = (0..500).map(|_| random.uniform()).collect();
            rising.sort_by(f64::total_cmp);
            assert_eq!(family.counts(&rising), expected);
        }
    }
}
