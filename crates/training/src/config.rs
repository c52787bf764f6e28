//! The settings of a run: the network's sizes, the optimiser, the text.

mod companion;
mod estimate;

pub use companion::Companion;
pub use estimate::Estimate;

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
    /// The toy language with the same grammar and words, but other words common.
    ChangedToy,
    /// A reader's own.
    Text {
        /// The text.
        text: String,
        /// How it is cut into tokens.
        unit: Unit,
    },
}

/// The optimiser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    /// Plain gradient descent.
    Sgd,
    /// Gradient descent with momentum 0.9.
    Momentum,
    /// RMSProp, decay 0.99.
    RmsProp,
    /// Adam, β₁ 0.9, β₂ 0.999.
    Adam,
    /// Adam with decoupled weight decay 0.01.
    AdamW,
}

impl Rule {
    /// All of them, with their names in an address.
    pub const ALL: [(Rule, &'static str); 5] = [
        (Rule::Sgd, "sgd"),
        (Rule::Momentum, "momentum"),
        (Rule::RmsProp, "rmsprop"),
        (Rule::Adam, "adam"),
        (Rule::AdamW, "adamw"),
    ];

    /// The same in the numeric core.
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
    /// The gradient of the summed loss of all tokens instead of their mean loss.
    Gradient,
    /// Adam without bias correction; with the other optimisers, twice the learning rate.
    Step,
    /// The output layer's weights start fifty times too large.
    Start,
}

/// The settings of a run. Equal settings give the same curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// How many transformer blocks.
    pub layers: usize,
    /// Width of the residual stream.
    pub width: usize,
    /// Attention heads in a block.
    pub heads: usize,
    /// Tokens in a sequence.
    pub context: usize,
    /// Sequences in a batch.
    pub batch: usize,
    /// Learning rate.
    pub rate: f64,
    /// The optimiser.
    pub rule: Rule,
    /// The activation of the feed-forward layers.
    pub activation: Activity,
    /// Where the text comes from.
    pub source: Source,
    /// The seed of initial weights and batches.
    pub seed: u64,
    /// How many steps the run takes.
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
    /// All of them, with their names in an address.
    pub const ALL: [(Activity, &'static str); 4] = [
        (Activity::Gelu, "gelu"),
        (Activity::Relu, "relu"),
        (Activity::Sigmoid, "sigmoid"),
        (Activity::Tanh, "tanh"),
    ];

    /// The same in the numeric core.
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

impl Config {
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
}
