//! Walkers on the tokens: each goes on from its token to another with the attention weights as
//! probabilities.

use nalgebra::DMatrix;
use numeric_core::random::Random;

/// How many walkers there are.
pub const WALKERS: usize = 600;

/// Where everyone is.
#[derive(Clone, Debug)]
pub struct Walk {
    places: Vec<usize>,
    random: Random,
    /// Steps taken so far.
    pub steps: usize,
}

impl Walk {
    /// Everyone on the last of `words` words.
    #[must_use]
    pub fn start(words: usize) -> Self {
        Self {
            places: vec![words.saturating_sub(1); WALKERS],
            random: Random::new(1),
            steps: 0,
        }
    }

    /// Everyone takes a step by the rows of `weights`.
    pub fn step(&mut self, weights: &DMatrix<f64>) {
        for place in &mut self.places {
            let draw = self.random.uniform();
            let row = (*place).min(weights.nrows().saturating_sub(1));
            let mut below = 0.0;
            // Rounding may leave a row a little short of 1: then it is the last that is possible.
            let mut to = row;
            for j in 0..weights.ncols() {
                let weight = weights[(row, j)];
                if weight > 0.0 {
                    to = j;
                    below += weight;
                    if draw < below {
                        break;
                    }
                }
            }
            *place = to;
        }
        self.steps += 1;
    }

    /// The word that each walker is on.
    #[must_use]
    pub fn places(&self) -> &[usize] {
        &self.places
    }

    /// The share of walkers on each of `words` words.
    #[must_use]
    pub fn shares(&self, words: usize) -> Vec<f64> {
        let mut counts = vec![0_usize; words];
        for place in &self.places {
            if let Some(count) = counts.get_mut(*place) {
                *count += 1;
            }
        }
        let all = WALKERS as f64;
        counts.into_iter().map(|n| n as f64 / all).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn walkers_settle_where_the_chain_does() {
        let weights = dmatrix![0.9, 0.1; 0.3, 0.7];
        let mut walk = Walk::start(2);
        assert_eq!(walk.shares(2), [0.0, 1.0]);
        for _ in 0..40 {
            walk.step(&weights);
        }
        let shares = walk.shares(2);
        // Five standard deviations of 600 walkers.
        assert!((shares[0] - 0.75).abs() < 0.09, "{shares:?}");
        assert_eq!(shares.iter().sum::<f64>(), 1.0);
    }
}
