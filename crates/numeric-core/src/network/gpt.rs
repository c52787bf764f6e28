//! A small GPT: the decoder-only transformer of the training panels.
//!
//! Token and position embeddings, pre-LN blocks of causal attention and feed-forward layers (four
//! times as wide, GELU in its tanh form), a last normalisation, and a head of its own without bias.
//!
//! Source: A. Radford et al., *Language Models are Unsupervised Multitask Learners* (2019), for
//! architecture and initialisation (0.02, and 0.02/√(2·layers) where a layer adds to the residual
//! stream); weights are not tied.

use super::activation::Activation;
use super::layers::{Attention, Block, FeedForward, LayerNorm, Linear, normalise};
use super::parameters::{Handles, Id, Parameters};
use crate::error::{CoreError, Result};
use crate::random::Random;
use crate::real::{self, Real};
use crate::tape::{Heads, Tape, Var};

/// The sizes of a GPT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GptConfig {
    /// Transformer blocks.
    pub layers: usize,
    /// The width of the residual stream, d_model; a multiple of `heads`.
    pub width: usize,
    /// Attention heads of each block.
    pub heads: usize,
    /// The longest sequence.
    pub context: usize,
    /// Different tokens.
    pub vocabulary: usize,
    /// Whether there is layer normalisation (on, but to show what it is for).
    pub normalised: bool,
    /// Whether scores are divided by √d (on, but to show what it is for).
    pub scaled: bool,
    /// What the feed-forward layers' units do; GELU in its tanh form as a rule.
    pub activation: Activation,
}

impl GptConfig {
    /// A GPT as it is usually built.
    #[must_use]
    pub fn new(
        layers: usize,
        width: usize,
        heads: usize,
        context: usize,
        vocabulary: usize,
    ) -> Self {
        Self {
            layers,
            width,
            heads,
            context,
            vocabulary,
            normalised: true,
            scaled: true,
            activation: Activation::GeluTanh,
        }
    }

    /// The largest number of parameters that is made, so that a slip doesn't fill the memory.
    pub const LARGEST: usize = 100_000_000;

    /// The largest number of activations that is recorded, for the same reason: 600 MB in single
    /// precision, and nearly as much again for their gradients.
    pub const LARGEST_ACTIVATIONS: usize = 150_000_000;

    /// How many numbers the tape holds of sequences of `length` tokens, attention's weights among
    /// them, besides the parameters.
    #[must_use]
    pub fn activations(&self, sequences: usize, length: usize) -> f64 {
        let (w, v) = (self.width as f64, self.vocabulary as f64);
        let rows = sequences as f64 * length as f64;
        // Queries, keys and values, attention, projection; up, its activation, down; two sums.
        let active = if self.activation == Activation::Identity {
            0.0
        } else {
            4.0
        };
        let norm = if self.normalised { w + 2.0 } else { 0.0 };
        let weights = self.heads as f64 * length as f64;
        let block = (3.0 + 1.0 + 1.0 + 4.0 + active + 1.0 + 2.0) * w + 2.0 * norm + weights;
        rows * (3.0 * w + self.layers as f64 * block + norm + v)
    }

    /// How many parameters such a GPT has.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a size of 0, a width that isn't a multiple of the heads, or
    /// more than [`GptConfig::LARGEST`] parameters.
    pub fn parameters(&self) -> Result<usize> {
        let refuse = |what: String| Err(CoreError::not_allowed("gpt", what));
        let sizes = [
            ("layers", self.layers),
            ("width", self.width),
            ("heads", self.heads),
            ("context", self.context),
            ("vocabulary", self.vocabulary),
        ];
        if let Some((name, _)) = sizes.iter().find(|(_, size)| *size == 0) {
            return refuse(format!("{name} must be at least 1"));
        }
        if !self.width.is_multiple_of(self.heads) {
            return refuse(format!(
                "width {} is not a multiple of {} heads",
                self.width, self.heads
            ));
        }
        let w = self.width as f64;
        let norms = if self.normalised { 2.0 * w } else { 0.0 };
        let block = 12.0 * w * w + 9.0 * w + 2.0 * norms;
        let rows = (2 * self.vocabulary + self.context) as f64;
        let total = self.layers as f64 * block + rows * w + norms;
        if total > Self::LARGEST as f64 {
            return refuse(format!(
                "{total:.0} parameters are more than {}",
                Self::LARGEST
            ));
        }
        Ok(total as usize)
    }
}

/// A GPT's layers.
#[derive(Debug, Clone, PartialEq)]
pub struct Gpt {
    config: GptConfig,
    tokens: Id,
    positions: Id,
    /// The transformer blocks.
    pub blocks: Vec<Block>,
    final_norm: Option<LayerNorm>,
    /// From the width to the logits.
    pub head: Linear,
}

/// Where the interesting values of a recorded GPT are.
#[derive(Debug, Clone, PartialEq)]
pub struct GptNodes {
    /// Token plus position embedding.
    pub embedded: Var,
    /// Attention of each block; the node keeps the weights.
    pub attention: Vec<Var>,
    /// The units of each block's feed-forward layers, after their activation.
    pub units: Vec<Var>,
    /// The residual stream after each block.
    pub residual: Vec<Var>,
    /// What the head reads: the stream after the last normalisation.
    pub normal: Var,
    /// The logits, one row for each token, one column for each word.
    pub logits: Var,
}

impl Gpt {
    /// The deviation of the normal distribution that weights are drawn from, but for those that write
    /// into the stream.
    pub const DEVIATION: f64 = 0.02;

    /// Makes the layers, and adds their parameters, drawn from a seed.
    ///
    /// # Errors
    ///
    /// As [`GptConfig::parameters`].
    pub fn new<T: Real>(
        config: GptConfig,
        parameters: &mut Parameters<T>,
        seed: u64,
    ) -> Result<Self> {
        config.parameters()?;
        let random = &mut Random::new(seed);
        let (width, deviation) = (config.width, Self::DEVIATION);
        let residual = deviation / real::sqrt(2.0 * config.layers as f64);
        let mut table =
            |name: &str, rows| parameters.add_normal(name, (rows, width), deviation, random);
        let tokens = table("token_embedding.weight", config.vocabulary);
        let positions = table("position_embedding.weight", config.context);
        let heads = Heads {
            heads: config.heads,
            context: config.context,
            causal: true,
            scaled: config.scaled,
        };
        let norm = |parameters: &mut Parameters<T>, name: String| {
            config
                .normalised
                .then(|| LayerNorm::new(parameters, &name, width))
        };
        let mut blocks = Vec::new();
        for i in 0..config.layers {
            let deviations = (deviation, residual);
            let norm_1 = norm(parameters, format!("blocks.{i}.norm_1"));
            let name = format!("blocks.{i}.attention");
            let attention = Attention::new(parameters, &name, width, heads, deviations, random);
            let norm_2 = norm(parameters, format!("blocks.{i}.norm_2"));
            let name = format!("blocks.{i}.mlp");
            let activation = config.activation;
            let mlp = FeedForward::new(parameters, &name, width, activation, deviations, random);
            blocks.push(Block {
                norm_1,
                attention,
                norm_2,
                mlp,
            });
        }
        let final_norm = norm(parameters, "final_norm".into());
        let shape = (width, config.vocabulary);
        let head = Linear::new(parameters, "head", shape, false, deviation, random);
        Ok(Self {
            config,
            tokens,
            positions,
            blocks,
            final_norm,
            head,
        })
    }

    /// Its sizes.
    #[must_use]
    pub fn config(&self) -> GptConfig {
        self.config
    }

    /// Records the network on sequences of equal length, one after another in `tokens`.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for tokens that are not that many sequences of at most `context`,
    /// a token beyond the vocabulary, or more than [`GptConfig::LARGEST_ACTIVATIONS`].
    pub fn record<T: Real>(
        &self,
        tape: &mut Tape<T>,
        handles: &Handles,
        tokens: &[usize],
        sequences: usize,
    ) -> Result<GptNodes> {
        let refuse = |what: String| Err(CoreError::not_allowed("gpt", what));
        if sequences == 0 || !tokens.len().is_multiple_of(sequences) || tokens.is_empty() {
            return refuse(format!(
                "{} tokens are not {sequences} sequences",
                tokens.len()
            ));
        }
        let length = tokens.len() / sequences;
        if length > self.config.context {
            return refuse(format!(
                "a sequence of {length} is longer than the context of {}",
                self.config.context
            ));
        }
        let activations = self.config.activations(sequences, length);
        if activations > GptConfig::LARGEST_ACTIVATIONS as f64 {
            return refuse(format!(
                "{activations:.0} activations are more than {}",
                GptConfig::LARGEST_ACTIVATIONS
            ));
        }
        let words = tape.embedding(handles.of(self.tokens)?, tokens)?;
        let places: Vec<usize> = (0..tokens.len()).map(|i| i % length).collect();
        let places = tape.embedding(handles.of(self.positions)?, places)?;
        let embedded = tape.add(words, places)?;
        let (mut attention, mut units, mut residual) = (Vec::new(), Vec::new(), Vec::new());
        let mut stream = embedded;
        for block in &self.blocks {
            let nodes = block.record(tape, handles, stream, length)?;
            attention.push(nodes.attention);
            units.push(nodes.units);
            residual.push(nodes.output);
            stream = nodes.output;
        }
        let normal = normalise(self.final_norm, tape, handles, stream)?;
        let logits = self.head.record(tape, handles, normal)?;
        Ok(GptNodes {
            embedded,
            attention,
            units,
            residual,
            normal,
            logits,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn parameters_are_counted_before_they_are_made() {
        for (normalised, layers) in [(true, 1), (true, 3), (false, 2)] {
            let config = GptConfig {
                normalised,
                ..GptConfig::new(layers, 12, 3, 5, 7)
            };
            let mut parameters = Parameters::<f32>::new();
            Gpt::new(config, &mut parameters, 1).unwrap();
            assert_eq!(parameters.count(), config.parameters().unwrap());
        }
    }

    #[portable_test]
    fn activations_are_counted_before_they_are_recorded() {
        for (normalised, activation) in
            [(true, Activation::GeluTanh), (false, Activation::Identity)]
        {
            let config = GptConfig {
                normalised,
                activation,
                ..GptConfig::new(2, 12, 3, 5, 7)
            };
            let mut parameters = Parameters::<f32>::new();
            let gpt = Gpt::new(config, &mut parameters, 1).unwrap();
            let mut tape = Tape::new();
            let handles = parameters.record(&mut tape);
            gpt.record(&mut tape, &handles, &[1; 12], 3).unwrap();
            let all: usize = tape
                .nodes()
                .map(|(_, node)| node.value().len() + node.kept().map_or(0, |kept| kept.len()))
                .sum();
            assert_eq!((all - parameters.count()) as f64, config.activations(3, 4));
        }
        // 30,000 words at once: their attention alone would be 900 million weights.
        let mut parameters = Parameters::<f32>::new();
        let gpt = Gpt::new(GptConfig::new(1, 2, 1, 30_000, 3), &mut parameters, 1).unwrap();
        let mut tape = Tape::new();
        let handles = parameters.record(&mut tape);
        let error = gpt
            .record(&mut tape, &handles, &vec![0; 30_000], 1)
            .unwrap_err();
        assert!(error.to_string().contains("activations are more than"));
        assert_eq!(tape.len(), handles.iter().len());
    }

    #[portable_test]
    fn what_is_refused() {
        for sizes in [
            (0, 4, 2, 4, 4),
            (1, 5, 2, 4, 4),
            (1, 4, 2, 0, 4),
            (9, 9_000, 9, 9, 9),
        ] {
            let (layers, width, heads, context, vocabulary) = sizes;
            let config = GptConfig::new(layers, width, heads, context, vocabulary);
            assert!(
                Gpt::new(config, &mut Parameters::<f32>::new(), 1).is_err(),
                "{sizes:?}"
            );
        }
        let mut parameters = Parameters::<f32>::new();
        let gpt = Gpt::new(GptConfig::new(1, 4, 2, 3, 5), &mut parameters, 1).unwrap();
        for (tokens, sequences) in [
            (vec![], 1),
            (vec![1], 0),
            (vec![1, 2, 3], 2),
            (vec![0; 4], 1),
            (vec![5], 1),
        ] {
            let mut tape = Tape::new();
            let handles = parameters.record(&mut tape);
            assert!(gpt.record(&mut tape, &handles, &tokens, sequences).is_err());
        }
    }

    #[portable_test]
    fn a_later_word_changes_nothing_before_it() {
        let mut parameters = Parameters::<f64>::new();
        let gpt = Gpt::new(GptConfig::new(2, 8, 2, 4, 5), &mut parameters, 3).unwrap();
        let logits = |tokens: &[usize]| {
            let mut tape = Tape::new();
            let handles = parameters.record(&mut tape);
            let nodes = gpt.record(&mut tape, &handles, tokens, 1).unwrap();
            tape.value(nodes.logits).unwrap().clone()
        };
        let (one, other) = (logits(&[1, 2, 3, 4]), logits(&[1, 2, 3, 0]));
        assert_eq!(one.rows(0, 3), other.rows(0, 3));
        assert_ne!(one.row(3), other.row(3));
        // A shorter sequence is the beginning of a longer one.
        assert!((logits(&[1, 2]) - one.rows(0, 2)).amax() < 1e-15);
    }
}
