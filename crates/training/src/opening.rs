//! A run before its first step, in double precision: what the page shows when it opens.

use crate::beginning::starts_at_log_v;
use crate::checks::{Apart, ByHand, by_hand, gradient_slopes};
use crate::config::{Config, Mistake};
use crate::data::{Baselines, Data};
use crate::error::Result;
use crate::run::{measure, start};
use numeric_core::network::Training;
use numeric_core::optimise;
use serde::{Deserialize, Serialize};

/// Tokens that the opening looks at, so that it takes no longer than a blink.
const TOKENS: usize = 128;

/// A run before its first step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    /// The loss of the first batch, of as many sequences as have 128 tokens, at least one.
    pub loss: f64,
    /// The norm of its gradient.
    pub gradient_norm: f64,
    /// KL(truth‖model) on as many held-out tokens.
    pub kl: Option<f64>,
    /// The losses to compare with.
    pub baselines: Baselines,
    /// Learned numbers.
    pub parameters: usize,
    /// Different tokens.
    pub vocabulary: usize,
    /// The gradient beside central differences.
    pub slopes: Apart,
    /// The loss of the first batch beside ln V.
    pub start: Apart,
    /// The first step of the head's first weight.
    pub by_hand: ByHand,
}

/// The loss before the first step beside ln V, of a run that may have gone on.
///
/// # Errors
///
/// As [`opening`].
pub fn untrained(config: &Config, data: &Data) -> Result<Apart> {
    let (gpt, parameters) = start(config, data.vocabulary().len())?;
    let batch = data.batch(config, 1)?.first(TOKENS);
    starts_at_log_v(&gpt, &parameters.cast(), &batch)
}

/// Computes the opening.
///
/// # Errors
///
/// Settings or a text that can't be trained on.
pub fn opening(config: &Config) -> Result<Opening> {
    let data = Data::cached(config)?;
    let vocabulary = data.vocabulary().len();
    config.check(vocabulary)?;
    let (gpt, parameters) = start(config, vocabulary)?;
    let parameters = parameters.cast::<f64>();
    let rule = config.rule.optimiser();
    let mut training = Training::of(gpt.clone(), parameters.clone(), rule, config.rate);
    let batch = data.batch(config, 1)?;
    let slopes = gradient_slopes(&gpt, &parameters, &batch, config.mistake)?;
    let batch = batch.first(TOKENS);
    let start = starts_at_log_v(&gpt, &parameters, &batch)?;
    if config.mistake == Some(Mistake::Gradient) {
        training.set_upstream(batch.tokens.len() as f64);
    }
    let (loss, gradients) = training.gradients(&batch.tokens, &batch.targets, batch.sequences)?;
    let norm = optimise::norm(gradients.iter());
    let kl = match data.truth() {
        None => None,
        Some(truth) => {
            let held_out = data.held_out().first(TOKENS);
            let truth = truth.rows(0, held_out.tokens.len()).into_owned();
            measure(&training, &held_out, Some(&truth))?.1
        }
    };
    let head = parameters.named("head.weight")?.value[(0, 0)];
    let gradient = gradients.last().map_or(0.0, |g| g[(0, 0)]);
    Ok(Opening {
        loss,
        gradient_norm: norm,
        kl,
        baselines: data.baselines(),
        parameters: parameters.count(),
        vocabulary,
        slopes,
        start,
        by_hand: by_hand(
            (config.rule, config.rate, config.mistake),
            1,
            head,
            gradient,
            (0.0, 0.0),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Rule;
    use crate::run::Run;

    #[test]
    fn it_is_what_the_run_begins_with() {
        let config = Config {
            batch: 8,
            context: 16,
            ..Config::default()
        };
        let open = opening(&config).unwrap();
        let mut run = Run::new(config).unwrap();
        let first = run.step().unwrap();
        assert!((open.loss - first.loss).abs() < 1e-5);
        assert!((open.gradient_norm / first.gradient_norm - 1.0).abs() < 1e-4);
        let slopes = open.slopes;
        assert!(slopes.residual <= slopes.tolerance, "{slopes:?}");
        assert!(slopes.tolerance < 1e-4, "{slopes:?}");
        let hand = open.by_hand;
        assert!((hand.change - hand.made).abs() <= hand.off && hand.off < 1e-5 * 0.003);
    }

    #[test]
    fn each_mistake_shows() {
        let with = |mistake, rule| {
            opening(&Config {
                mistake: Some(mistake),
                rule,
                ..Config::default()
            })
            .unwrap()
        };
        assert!(with(Mistake::Gradient, Rule::Adam).slopes.residual > 0.1);
        let start = with(Mistake::Start, Rule::Adam);
        assert!(start.loss > start.baselines.uniform + 1.0, "{}", start.loss);
        for (rule, _) in Rule::ALL {
            let hand = with(Mistake::Step, rule).by_hand;
            assert!((hand.change / hand.made - 1.0).abs() > 0.1, "{rule:?}");
        }
    }
}
