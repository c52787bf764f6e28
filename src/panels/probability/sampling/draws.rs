//! Draws: how often each token comes, and the distance of the frequencies from the probabilities.

use super::state::SamplingState;
use crate::remembered::Remembered;
use numeric_core::probability::families::Categorical;
use numeric_core::random::Random;
use std::rc::Rc;

/// Frequencies, and Pearson’s χ² = Σ (Oᵢ − Npᵢ)²/(Npᵢ) over the tokens that are possible.
pub struct Sample {
    pub frequencies: Vec<f64>,
    pub chi_squared: f64,
    /// One less than the number of possible tokens: what χ² is expected to be, exactly.
    pub degrees: f64,
    /// The standard deviation of χ², exactly.
    pub deviation: f64,
}

impl Sample {
    /// How far χ² is from its expectation, in its standard deviations.
    pub fn z(&self) -> f64 {
        if self.deviation > 0.0 {
            (self.chi_squared - self.degrees) / self.deviation
        } else {
            0.0
        }
    }
}

thread_local! {
    /// By seed and count, as many uniform numbers, rising.
    static LAST: Remembered<(u64, usize), Rc<Vec<f64>>> = const { Remembered::new(1) };
}

/// The uniform numbers that a seed gives, sorted. They depend on nothing else, so a drag of a logit
/// neither draws nor sorts them again.
fn rising(seed: u64, count: usize) -> Rc<Vec<f64>> {
    let made = |_: &(u64, usize)| {
        let mut random = Random::new(seed);
        let mut all: Vec<f64> = (0..count).map(|_| random.uniform()).collect();
        all.sort_unstable_by(f64::total_cmp);
        Rc::new(all)
    };
    LAST.with(|last| last.value((seed, count), made))
}

/// What the seed of the state draws from these probabilities.
///
/// Source of the variance, 2(n − 1) + (Σ 1/pᵢ − n² − 2n + 2)/N for n possible tokens: J. B. S.
/// Haldane, *The Exact Value of the Moments of the Distribution of χ²*, Biometrika 29 (1937).
pub fn sample(state: &SamplingState, probabilities: &[f64]) -> Sample {
    let uniform = rising(state.seed, state.draws);
    let counts = Categorical::new(probabilities)
        .map(|family| family.counts(&uniform))
        .unwrap_or_default();
    let total = state.draws as f64;
    let pairs = || {
        let possible = |pair: &(&f64, &usize)| *pair.0 > 0.0;
        probabilities.iter().zip(&counts).filter(possible)
    };
    let term = |(p, count): (&f64, &usize)| {
        let apart = *count as f64 - total * p;
        apart / (total * p) * apart
    };
    let n = pairs().count() as f64;
    let inverse: f64 = pairs().map(|(p, _)| 1.0 / p).sum();
    let variance = 2.0 * (n - 1.0) + (inverse - n * n - 2.0 * n + 2.0) / total;
    Sample {
        frequencies: counts.iter().map(|c| *c as f64 / total).collect(),
        chi_squared: pairs().map(term).sum(),
        degrees: n - 1.0,
        deviation: variance.max(0.0).sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chi_squared_has_its_exact_moments() {
        let p = [0.5, 0.3, 0.15, 0.05, 0.0];
        let runs: Vec<Sample> = (0..2000)
            .map(|seed| {
                let state = SamplingState {
                    seed,
                    draws: 12,
                    ..SamplingState::default()
                };
                sample(&state, &p)
            })
            .collect();
        let count = runs.len() as f64;
        let mean = runs.iter().map(|s| s.chi_squared).sum::<f64>() / count;
        let of = |s: &Sample| (s.chi_squared - mean).powi(2);
        let deviation = (runs.iter().map(of).sum::<f64>() / count).sqrt();
        assert!((mean - 3.0).abs() < 0.2, "{mean}");
        assert!(
            (deviation / runs[0].deviation - 1.0).abs() < 0.15,
            "{deviation}"
        );
        assert_eq!(runs[0].degrees, 3.0);
    }

    #[test]
    fn one_possible_token_leaves_nothing_to_chance() {
        let s = sample(&SamplingState::default(), &[0.0, 1.0]);
        assert_eq!((s.frequencies, s.chi_squared), (vec![0.0, 1.0], 0.0));
        assert_eq!((s.degrees, s.deviation), (0.0, 0.0));
    }
}
