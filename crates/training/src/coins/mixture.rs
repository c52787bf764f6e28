//! The mixture of coins: sequences of flips, and what Bayes' rule says of the next one.

use super::CONTEXT;
use crate::data::Batch;
use crate::error::{Result, TrainingError};
use nalgebra::DMatrix;
use numeric_core::probability::coins::next_one;
use numeric_core::probability::families::Categorical;
use numeric_core::random::Random;
use numeric_core::real;

/// The token before the first flip. Those of the flips are 0 and 1.
pub(super) const START: usize = 2;

/// Coins, and the probability with which each is drawn.
#[derive(Debug)]
pub(super) struct Mixture {
    family: Categorical,
    coins: Vec<f64>,
}

/// Sequences to measure on.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) batch: Batch,
    /// Bayes' rule at each place: a row for each, a column for each token.
    pub(super) truth: DMatrix<f64>,
    /// The mean of KL(Bayes‖Laplace's rule).
    pub(super) laplace: f64,
}

impl Mixture {
    pub(super) fn new(prior: &[f64], coins: &[f64]) -> Result<Self> {
        let probability = |x: &f64| (0.0..=1.0).contains(x);
        if prior.len() != coins.len() || !coins.iter().all(probability) {
            let what = "each coin needs a weight and a probability from 0 to 1";
            return Err(TrainingError::Settings(what.into()));
        }
        Ok(Self {
            family: Categorical::new(prior)?,
            coins: coins.to_vec(),
        })
    }

    /// The exact probability of a 1 after so many ones and zeros.
    pub(super) fn next_one(&self, ones: f64, zeros: f64) -> Option<f64> {
        next_one(self.family.probabilities(), &self.coins, ones, zeros)
    }

    /// Sequences, each of a coin that is drawn for it.
    pub(super) fn batch(&self, sequences: usize, random: &mut Random) -> Batch {
        let mut batch = Batch::default();
        for _ in 0..sequences {
            let coin = self.family.draw(random);
            let coin = self.coins.get(coin).copied().unwrap_or(0.5);
            let flips = (0..CONTEXT).map(|_| usize::from(random.uniform() < coin));
            let window: Vec<usize> = [START].into_iter().chain(flips).collect();
            batch.push(&window);
        }
        batch
    }

    /// Sequences to measure on, with the truth of each place.
    pub(super) fn held(&self, sequences: usize, seed: u64) -> Result<Held> {
        let batch = self.batch(sequences, &mut Random::new(seed));
        let mut truth = DMatrix::zeros(batch.tokens.len(), START + 1);
        let (mut ones, mut zeros, mut laplace) = (0.0, 0.0, 0.0);
        for (row, token) in batch.tokens.iter().enumerate() {
            match *token {
                START => (ones, zeros) = (0.0, 0.0),
                1 => ones += 1.0,
                _ => zeros += 1.0,
            }
            let p = self.next_one(ones, zeros).ok_or_else(|| {
                TrainingError::Settings("a sequence of flips is impossible".into())
            })?;
            truth[(row, 1)] = p;
            truth[(row, 0)] = 1.0 - p;
            laplace += divergence(p, (ones + 1.0) / (ones + zeros + 2.0));
        }
        Ok(Held {
            laplace: laplace / batch.tokens.len() as f64,
            batch,
            truth,
        })
    }
}

/// KL(p‖q) of two probabilities of a 1, in nats.
fn divergence(p: f64, q: f64) -> f64 {
    let term = |p: f64, q: f64| {
        if p > 0.0 {
            p * (real::ln(p) - real::ln(q))
        } else {
            0.0
        }
    };
    term(p, q) + term(1.0 - p, 1.0 - q)
}
