//! What to train: sizes, rule, source.

use crate::error::{Result, TrainingError};
use crate::snapshots;
use numeric_core::network::{Activation, GptConfig};
use numeric_core::optimise::Optimiser;
use serde::{Deserialize, Serialize};

/// How pasted text is cut into tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Each character is one.
    Characters,
    /// Each word, and each punctuation mark.
    Words,
}

/// Where the text comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Source {
    /// The toy language, whose statistics are known exactly.
    Toy,
    /// The same with other habits.
    ChangedToy,
    /// A reader's own.
    Text {
        /// The text.
        text: String,
        /// How it is cut.
        unit: Unit,
    },
}

/// The rule that changes the weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    /// Plain gradient descent.
    Sgd,
    /// With momentum 0.9.
    Momentum,
    /// RMSProp, decay 0.99.
    RmsProp,
    /// Adam, β₁ 0.9, β₂ 0.999.
    Adam,
    /// Adam with decoupled weight decay 0.01.
    AdamW,
}

impl Rule {
    /// All, with their names in an address.
    pub const ALL: [(Rule, &'static str); 5] = [
        (Rule::Sgd, "sgd"),
        (Rule::Momentum, "momentum"),
        (Rule::RmsProp, "rmsprop"),
        (Rule::Adam, "adam"),
        (Rule::AdamW, "adamw"),
    ];

    /// As the core has it.
    #[must_use]
    pub fn optimiser(self) -> Optimiser {
        let adam = |weight_decay| Optimiser::Adam {
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
            weight_decay,
        };
        match self {
            Rule::Sgd => Optimiser::Sgd,
            Rule::Momentum => Optimiser::Momentum { momentum: 0.9 },
            Rule::RmsProp => Optimiser::RmsProp {
                decay: 0.99,
                epsilon: 1e-8,
            },
            Rule::Adam => adam(0.0),
            Rule::AdamW => adam(0.01),
        }
    }
}

/// A deliberate mistake in the computation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mistake {
    /// The gradient of the sum over the tokens, not of their mean.
    Gradient,
    /// Adam without its bias corrections; twice the learning rate in the other rules.
    Step,
    /// The head's weights start fifty times too large.
    Start,
}

/// Everything that a run follows from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// Transformer blocks.
    pub layers: usize,
    /// Width of the residual stream.
    pub width: usize,
    /// Attention heads of a block.
    pub heads: usize,
    /// Tokens of a sequence.
    pub context: usize,
    /// Sequences of a batch.
    pub batch: usize,
    /// Learning rate.
    pub rate: f64,
    /// What changes the weights.
    pub rule: Rule,
    /// What the units of the feed-forward layers do, by its name in an address.
    pub activation: Activity,
    /// Where the text comes from.
    pub source: Source,
    /// What all randomness follows from.
    pub seed: u64,
    /// Where the run ends.
    pub steps: u64,
    /// Whether there is layer normalisation.
    pub normalised: bool,
    /// Whether scores are divided by √d_k.
    pub scaled: bool,
    /// A deliberate mistake.
    pub mistake: Option<Mistake>,
}

/// An activation of the feed-forward layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Activity {
    /// GELU in its tanh form.
    Gelu,
    /// ReLU.
    Relu,
    /// The logistic function.
    Sigmoid,
    /// tanh.
    Tanh,
}

impl Activity {
    /// All, with their names in an address.
    pub const ALL: [(Activity, &'static str); 4] = [
        (Activity::Gelu, "gelu"),
        (Activity::Relu, "relu"),
        (Activity::Sigmoid, "sigmoid"),
        (Activity::Tanh, "tanh"),
    ];

    /// As the core has it.
    #[must_use]
    pub fn activation(self) -> Activation {
        match self {
            Activity::Gelu => Activation::GeluTanh,
            Activity::Relu => Activation::Relu,
            Activity::Sigmoid => Activation::Sigmoid,
            Activity::Tanh => Activation::Tanh,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            layers: 2,
            width: 32,
            heads: 4,
            context: 16,
            batch: 16,
            rate: 0.003,
            rule: Rule::Adam,
            activation: Activity::Gelu,
            source: Source::Toy,
            seed: 1,
            steps: 2000,
            normalised: true,
            scaled: true,
            mistake: None,
        }
    }
}

/// One thing changed, for a run beside the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Companion {
    /// Plain gradient descent.
    Sgd,
    /// Momentum.
    Momentum,
    /// RMSProp.
    RmsProp,
    /// Adam.
    Adam,
    /// A tenth of the learning rate.
    SlowRate,
    /// Ten times the learning rate.
    FastRate,
    /// A quarter of the batch.
    SmallBatch,
    /// Four times the batch.
    LargeBatch,
    /// One head.
    OneHead,
    /// No layer normalisation.
    NoLayerNorm,
    /// No 1/√d_k.
    NoScaling,
}

impl Companion {
    /// All, with their names in an address and in words.
    pub const ALL: [(Companion, &'static str, &'static str); 11] = [
        (Companion::Sgd, "sgd", "with SGD"),
        (Companion::Momentum, "momentum", "with momentum"),
        (Companion::RmsProp, "rmsprop", "with RMSProp"),
        (Companion::Adam, "adam", "with Adam"),
        (Companion::SlowRate, "slow-rate", "a tenth of the rate"),
        (Companion::FastRate, "fast-rate", "ten times the rate"),
        (
            Companion::SmallBatch,
            "small-batch",
            "a quarter of the batch",
        ),
        (Companion::LargeBatch, "large-batch", "four times the batch"),
        (Companion::OneHead, "one-head", "one head"),
        (
            Companion::NoLayerNorm,
            "no-layer-norm",
            "no layer normalisation",
        ),
        (Companion::NoScaling, "no-scaling", "no 1/√dₖ"),
    ];

    /// Whether it would be the same run again: Adam beside Adam.
    #[must_use]
    pub fn changes_nothing(self, config: &Config) -> bool {
        match self {
            Companion::Sgd => config.rule == Rule::Sgd,
            Companion::Momentum => config.rule == Rule::Momentum,
            Companion::RmsProp => config.rule == Rule::RmsProp,
            Companion::Adam => config.rule == Rule::Adam,
            Companion::SlowRate | Companion::FastRate => false,
            Companion::SmallBatch | Companion::LargeBatch => self.batch(config) == config.batch,
            Companion::OneHead => config.heads == 1,
            Companion::NoLayerNorm => !config.normalised,
            Companion::NoScaling => !config.scaled,
        }
    }

    /// Its batch.
    fn batch(self, config: &Config) -> usize {
        match self {
            Companion::SmallBatch => (config.batch / 4).max(1),
            Companion::LargeBatch => (config.batch * 4).min(64),
            _ => config.batch,
        }
    }

    /// What is different beside these settings, in words. A batch that can't be a quarter or four
    /// times as large is named by its size.
    #[must_use]
    pub fn words(self, config: &Config) -> String {
        let batch = self.batch(config);
        let exact = match self {
            Companion::SmallBatch => batch * 4 == config.batch,
            Companion::LargeBatch => batch == config.batch * 4,
            _ => true,
        };
        if !exact {
            return format!("a batch of {batch}");
        }
        let found = Self::ALL.iter().find(|c| c.0 == self);
        found.map_or("", |c| c.2).into()
    }

    /// The settings with that one thing changed.
    #[must_use]
    pub fn of(self, config: &Config) -> Config {
        let mut changed = config.clone();
        match self {
            Companion::Sgd => changed.rule = Rule::Sgd,
            Companion::Momentum => changed.rule = Rule::Momentum,
            Companion::RmsProp => changed.rule = Rule::RmsProp,
            Companion::Adam => changed.rule = Rule::Adam,
            Companion::SlowRate => changed.rate /= 10.0,
            Companion::FastRate => changed.rate *= 10.0,
            Companion::SmallBatch | Companion::LargeBatch => changed.batch = self.batch(config),
            Companion::OneHead => changed.heads = 1,
            Companion::NoLayerNorm => changed.normalised = false,
            Companion::NoScaling => changed.scaled = false,
        }
        changed
    }
}

/// What a run will cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Numbers that are learned.
    pub parameters: usize,
    /// Multiplications and additions of a step.
    pub operations: f64,
    /// Bytes held while training, without snapshots.
    pub bytes: f64,
    /// Bytes of its snapshots, when there are as many as are kept.
    pub snapshots: f64,
}

impl Estimate {
    /// How long a worker may be busy between two looks at its messages, in milliseconds: with an
    /// export, which makes eleven steps at once, or with a last round and another of four runs. The
    /// speed is in operations a second, where one was measured; else that of a slow machine.
    #[must_use]
    pub fn patience(&self, speed: Option<f64>) -> f64 {
        const STEPS: f64 = 12.0;
        const SLOW: f64 = 1e9;
        // A busy machine is slower than it was.
        let speed = speed.map_or(SLOW, |speed| 0.5 * speed);
        1000.0 * STEPS * self.operations / speed.max(1.0)
    }

    /// Bytes of all.
    #[must_use]
    pub fn memory(&self) -> f64 {
        self.bytes + self.snapshots
    }
}

impl Config {
    /// The most memory that a run may take, in bytes.
    pub const LARGEST_BYTES: f64 = 1.5e9;

    /// Whether the [`crate::opening`] takes a page longer than a frame: it belongs into the worker
    /// then. Measured: 30,000 weights take some 10 ms, 110,000 some 30, 900,000 some 350; a text of
    /// 200,000 characters takes up to 50 to count.
    #[must_use]
    pub fn is_expensive(&self) -> bool {
        const WEIGHTS: usize = 50_000;
        const LETTERS: usize = 20_000;
        let long = matches!(&self.source, Source::Text { text, .. } if text.len() > LETTERS);
        // Few vocabularies are larger than that of the toy language.
        let weights = self.gpt(100).parameters().unwrap_or(0);
        long || weights > WEIGHTS
    }

    /// The network's sizes.
    #[must_use]
    pub fn gpt(&self, vocabulary: usize) -> GptConfig {
        GptConfig {
            normalised: self.normalised,
            scaled: self.scaled,
            activation: self.activation.activation(),
            ..GptConfig::new(
                self.layers,
                self.width,
                self.heads,
                self.context,
                vocabulary,
            )
        }
    }

    /// What the run will cost.
    ///
    /// A step takes six operations for each weight of a layer and each token (two forward, four
    /// backward), and 12·T·d for attention in each layer. Memory is parameters, gradients and the
    /// rule's two memories, and what the tape keeps of each token: some 24 rows as wide as the
    /// network in each layer, and the attention weights twice.
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

    /// What several runs side by side will cost together; the parameters are those of the first.
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

    /// Refuses what can't be trained here.
    ///
    /// # Errors
    ///
    /// Sizes that don't fit together or take more than [`Config::LARGEST_BYTES`].
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

    #[test]
    fn companions_say_what_they_change() {
        let config = Config::default();
        assert!(Companion::Adam.changes_nothing(&config));
        assert!(!Companion::Sgd.changes_nothing(&config));
        assert_eq!(Companion::LargeBatch.words(&config), "four times the batch");
        let large = Config {
            batch: 32,
            ..config
        };
        assert_eq!(Companion::LargeBatch.words(&large), "a batch of 64");
        let most = Config { batch: 64, ..large };
        assert!(Companion::LargeBatch.changes_nothing(&most));
        let one = Config {
            batch: 1,
            heads: 1,
            ..most
        };
        assert!(Companion::SmallBatch.changes_nothing(&one));
        assert!(Companion::OneHead.changes_nothing(&one));
        assert_eq!(Companion::NoScaling.words(&one), "no 1/√dₖ");
        for config in [Config::default(), one] {
            for (companion, name, _) in Companion::ALL {
                let same = companion.of(&config) == config;
                assert_eq!(companion.changes_nothing(&config), same, "{name}");
            }
        }
    }
}
