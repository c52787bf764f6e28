//! What runs will cost in time and memory, and which are refused for it.

use super::{Config, Rule, Source};
use crate::error::{Result, TrainingError};
use crate::snapshots;

/// What a run will cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Trained weights.
    pub parameters: usize,
    /// Multiplications and additions of a step.
    pub operations: f64,
    /// Bytes held while training, without snapshots.
    pub bytes: f64,
    /// Bytes of its snapshots, once there are as many as are kept.
    pub snapshots: f64,
}

impl Estimate {
    /// How long the worker may stay silent, in milliseconds, before the page takes it for dead.
    ///
    /// The worker reads messages between two steps, so it is silent longest during an export, which
    /// makes eleven steps at once. `speed` is the machine's measured speed in operations a second;
    /// without it, that of a slow machine is assumed.
    #[must_use]
    pub fn patience(&self, speed: Option<f64>) -> f64 {
        const STEPS: f64 = 12.0;
        const SLOW: f64 = 1e9;
        // The machine may be busier than when its speed was measured.
        let speed = speed.map_or(SLOW, |speed| 0.5 * speed);
        1000.0 * STEPS * self.operations / speed.max(1.0)
    }

    /// Bytes in total.
    #[must_use]
    pub fn memory(&self) -> f64 {
        self.bytes + self.snapshots
    }
}

impl Config {
    /// The most memory that a run may take, in bytes.
    pub const LARGEST_BYTES: f64 = 1.5e9;

    /// Whether the [`crate::opening`] is expensive: computing it takes longer than a frame, so the
    /// worker computes it instead of the page. Measured times: 10 ms for 30,000 weights, 30 ms for
    /// 110,000, 350 ms for 900,000; up to 50 ms to count a text of 200,000 characters.
    #[must_use]
    pub fn is_expensive(&self) -> bool {
        const WEIGHTS: usize = 50_000;
        const LETTERS: usize = 20_000;
        let long = matches!(&self.source, Source::Text { text, .. } if text.len() > LETTERS);
        // Few vocabularies are larger than that of the toy language.
        let weights = self.gpt(100).parameters().unwrap_or(0);
        long || weights > WEIGHTS
    }

    /// What the run will cost.
    ///
    /// For each token, a step takes six operations for each weight (two in the forward pass, four in
    /// the backward pass) and 12·T·d for the attention of each layer. Memory holds the parameters,
    /// their gradients, up to two running means of the optimiser, and what the tape keeps for each
    /// token: in each layer some 24 rows as wide as the network, and the attention weights twice.
    ///
    /// # Errors
    ///
    /// Sizes that don't fit together.
    pub fn estimate(&self, vocabulary: usize) -> Result<Estimate> {
        let parameters = self.gpt(vocabulary).parameters()?;
        let [layers, width, heads, context, batch, vocabulary] = [
            self.layers,
            self.width,
            self.heads,
            self.context,
            self.batch,
            vocabulary,
        ]
        .map(|n| n as f64);
        let tokens = batch * context;
        let weights = layers * 12.0 * width * width + width * vocabulary;
        let attention = layers * 12.0 * context * width;
        let kept = layers * (24.0 * width + 2.0 * heads * context) + 4.0 * vocabulary;
        let remembered = match self.rule {
            Rule::Sgd => 0.0,
            Rule::Momentum | Rule::RmsProp => 1.0,
            Rule::Adam | Rule::AdamW => 2.0,
        };
        let snapshot = 4.0 * parameters as f64 * (1.0 + remembered);
        Ok(Estimate {
            parameters,
            operations: tokens * (6.0 * weights + attention),
            bytes: 4.0 * (4.0 * parameters as f64 + tokens * kept),
            snapshots: snapshots::room(snapshot, self.steps),
        })
    }

    /// What several runs side by side will cost together. The number of parameters is that of the
    /// first.
    ///
    /// # Errors
    ///
    /// As [`Config::check`], for any of them and for all together.
    pub fn check_all(configs: &[Self], vocabulary: usize) -> Result<Estimate> {
        let mut all: Option<Estimate> = None;
        for config in configs {
            let one = config.check(vocabulary)?;
            all = Some(match all {
                None => one,
                Some(sum) => Estimate {
                    parameters: sum.parameters,
                    operations: sum.operations + one.operations,
                    bytes: sum.bytes + one.bytes,
                    snapshots: sum.snapshots + one.snapshots,
                },
            });
        }
        let nothing = || TrainingError::Settings("there is no run".into());
        let all = all.ok_or_else(nothing)?;
        affordable(&all, configs.len())?;
        Ok(all)
    }

    /// What the run will cost, if it can be trained.
    ///
    /// # Errors
    ///
    /// Sizes that don't fit together or take more than [`Config::LARGEST_BYTES`]; a batch, number of
    /// steps or learning rate that isn't above 0.
    pub fn check(&self, vocabulary: usize) -> Result<Estimate> {
        let estimate = self.estimate(vocabulary)?;
        let positive = self.rate > 0.0 && self.rate.is_finite();
        if self.batch == 0 || self.steps == 0 || !positive {
            let what = "batch, steps and learning rate must be above 0";
            return Err(TrainingError::Settings(what.into()));
        }
        affordable(&estimate, 1)?;
        Ok(estimate)
    }
}

/// Refuses what takes more memory than a page should.
fn affordable(estimate: &Estimate, runs: usize) -> Result<()> {
    let bytes = estimate.memory();
    if bytes <= Config::LARGEST_BYTES {
        return Ok(());
    }
    let (what, less) = if runs > 1 {
        (
            format!("these {runs} runs would together take"),
            "take fewer runs, or a smaller batch, context or width",
        )
    } else {
        (
            "this would take".into(),
            "take a smaller batch, context or width",
        )
    };
    Err(TrainingError::Settings(format!(
        "{what} {:.1} GB of memory, more than the {:.1} GB that a page should use; {less}",
        bytes / 1e9,
        Config::LARGEST_BYTES / 1e9
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Run;

    #[test]
    fn the_estimate_is_what_a_step_takes() {
        for (layers, width, heads, context, batch) in [
            (1, 16, 1, 8, 4),
            (2, 32, 4, 16, 16),
            (1, 64, 8, 64, 8),
            (4, 32, 2, 32, 4),
            (2, 48, 3, 128, 2),
        ] {
            let config = Config {
                layers,
                width,
                heads,
                context,
                batch,
                ..Config::default()
            };
            let mut run = Run::new(config.clone()).unwrap();
            run.step().unwrap();
            let estimate = config.estimate(run.data().vocabulary().len()).unwrap();
            // The tape holds a copy of the parameters and their gradients; the parameters themselves
            // and the rule's two memories are beside it.
            let held = 4.0 * (run.training().allocated() + 3 * estimate.parameters) as f64;
            let ratio = estimate.bytes / held;
            assert!((0.8..1.35).contains(&ratio), "{config:?}: {ratio}");
        }
    }

    #[test]
    fn long_steps_are_waited_for() {
        let large = Config {
            layers: 4,
            width: 128,
            heads: 8,
            context: 128,
            batch: 64,
            ..Config::default()
        };
        let estimate = large.estimate(1000).unwrap();
        // On a machine of 2·10⁹ operations a second, an export of eleven steps.
        let takes = 11.0 * 1000.0 * estimate.operations / 2e9;
        assert!(takes > 8000.0 && estimate.patience(Some(2e9)) > takes);
        assert!(estimate.patience(None) > takes);
        // Small runs are missed as soon as ever.
        let small = Config::default().estimate(73).unwrap();
        assert!(small.patience(Some(1.5e10)) < 200.0);
    }

    #[test]
    fn all_runs_are_counted() {
        let large = Config {
            layers: 4,
            width: 128,
            heads: 8,
            context: 128,
            batch: 64,
            ..Config::default()
        };
        assert!(large.check(73).is_ok());
        let four = vec![large.clone(); 4];
        let error = Config::check_all(&four, 73).unwrap_err().to_string();
        assert!(error.contains("4 runs") && error.contains("GB"), "{error}");
        let small = Config::default();
        let one = small.check(73).unwrap();
        let two = Config::check_all(&[small.clone(), small], 73).unwrap();
        assert!((two.memory() / one.memory() - 2.0).abs() < 1e-12);
        assert!(one.snapshots > 0.0);
    }
}
