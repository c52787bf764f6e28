//! The loss before the first step beside ln V.

use crate::checks::Apart;
use crate::data::Batch;
use crate::error::Result;
use nalgebra::DMatrix;
use numeric_core::network::{Gpt, Parameters};
use numeric_core::probability::log_sum_exp;
use numeric_core::real;
use numeric_core::tape::Tape;

/// How probable it may be that chance alone passes the tolerance.
const CHANCE: f64 = 1e-9;

/// How far the loss of an untrained network is from ln V, on the batch's own targets and with every word
/// as the target; of the two, the one that is further beyond what its small random weights explain.
///
/// With h what the head reads at a token, the logits are normal numbers of deviation σ‖h‖, where
/// σ = [`Gpt::DEVIATION`]. To first order the loss is off by ⟨G, W⟩, G being its gradient in the head's
/// weights W at W = 0: a normal number of deviation σ‖G‖. What is left, log(mean of eᵘ) of the logits u less
/// their mean, is the same for every target, at least 0, and at most half the mean of u² times
/// e^(largest u). Tails: P(|x| > √(2t)) ≤ 2e^(−t) of a normal x, and n + 2√(nt) + 2t is passed by a χ² of n
/// degrees of freedom with e^(−t) (Laurent and Massart, 2000, lemma 1).
///
/// # Errors
///
/// A batch that doesn't fit the network.
pub fn starts_at_log_v(gpt: &Gpt, parameters: &Parameters<f64>, batch: &Batch) -> Result<Apart> {
    let mut tape = Tape::new();
    let handles = parameters.record(&mut tape);
    let nodes = gpt.record(&mut tape, &handles, &batch.tokens, batch.sequences)?;
    let (read, logits) = (tape.value(nodes.normal)?, tape.value(nodes.logits)?);
    let (tokens, words) = logits.shape();
    let (count, size) = (tokens as f64, words as f64);
    let uniform = real::ln(size);
    // Each token has a largest logit, a sum of squares; and there is the first order.
    let unlikely = real::ln(2.0 * (count * (size + 1.0) + 1.0) / CHANCE);
    let normal = real::sqrt(2.0 * unlikely);
    let freedom = size - 1.0;
    let squares = (freedom + 2.0 * real::sqrt(freedom * unlikely) + 2.0 * unlikely) / size;

    // The softmax of logits of 0 gives each word 1/V, and the truth 1 to the target.
    let mean = read.row_mean() / size;
    let mut gradient = DMatrix::from_fn(words, read.ncols(), |_, j| mean[j]);
    // Means over the tokens.
    let (mut loss, mut any, mut most) = (0.0, 0.0, 0.0);
    for (token, &target) in batch.targets.iter().enumerate() {
        let row: Vec<f64> = logits.row(token).iter().copied().collect();
        let all = log_sum_exp(&row)?;
        loss += (all - row[target]) / count;
        any += (all - row.iter().sum::<f64>() / size) / count;
        let deviation = Gpt::DEVIATION * read.row(token).norm();
        most += squares / 2.0 * deviation * deviation * real::exp(normal * deviation) / count;
        let mut row = gradient.row_mut(target);
        row -= read.row(token) / count;
    }
    let rounding = (count + size) * f64::EPSILON * (1.0 + loss.abs() + any.abs());
    let first = normal * Gpt::DEVIATION * gradient.norm();
    let own = Apart {
        residual: (loss - uniform).abs(),
        tolerance: first + most + rounding,
    };
    let every = Apart {
        residual: (any - uniform).abs(),
        tolerance: most + rounding,
    };
    let beyond = |apart: &Apart| apart.residual / apart.tolerance;
    Ok(if beyond(&every) > beyond(&own).max(1.0) {
        every
    } else {
        own
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Mistake};
    use crate::opening::opening;

    fn start(config: Config) -> Apart {
        opening(&config).unwrap().start
    }

    /// Few tokens and a wide stream: the loss of one draw is up to 0.24 from ln V.
    fn few(seed: u64) -> Config {
        Config {
            width: 128,
            heads: 8,
            batch: 1,
            context: 8,
            seed,
            ..Config::default()
        }
    }

    #[test]
    fn chance_is_within_it() {
        for seed in [1, 39, 42, 52, 55] {
            let apart = start(few(seed));
            assert!(apart.residual <= apart.tolerance, "{seed}: {apart:?}");
        }
        let ordinary = start(Config::default());
        assert!(ordinary.residual <= ordinary.tolerance, "{ordinary:?}");
        assert!(ordinary.tolerance < 0.3, "{ordinary:?}");
    }

    #[test]
    fn weights_that_are_too_large_are_beyond_it() {
        for (normalised, seed) in [(true, 1), (false, 1), (false, 5), (true, 39)] {
            let mut config = few(seed);
            config.mistake = Some(Mistake::Start);
            config.normalised = normalised;
            let apart = start(config);
            assert!(
                apart.residual > 10.0 * apart.tolerance,
                "{seed}, normalised {normalised}: {apart:?}"
            );
        }
    }
}
