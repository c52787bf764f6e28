//! The model, and its forward pass in single precision.
//!
//! Equations, for each token with stream x: x₀ = wte(token) + wpe(place); for each block
//! x ← x + W_O·concat_h(A^h·V^h) + b_O with A^h = softmax(Q^h·K^hᵀ/√d) over the token and those before
//! it, then x ← x + W_down·gelu(W_up·LN(x) + b_up) + b_down; at the end logits = W_U·LN(x), where W_U
//! is wte unless the file has another head. gelu(x) = ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))).
//!
//! Shapes: all tables are flat; the numbers of a token lie side by side.
//!
//! Source: A. Radford et al., *Language Models are Unsupervised Multitask Learners* (2019).
//!
//! - [`forward`]: a pass, layer by layer.
//! - [`parts`]: what each part writes, and what it contributes to a logit.

pub mod forward;
mod kernels;
pub mod parts;

use crate::checkpoint::Sizes;
use crate::error::{Gpt2Error, Result};
use numeric_core::kernels::Packed;

pub use forward::{Cache, Forward, Keep, Output, Pass};

/// A layer normalisation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Norm {
    pub(crate) weight: Vec<f32>,
    pub(crate) bias: Vec<f32>,
}

/// A linear layer; its weight is outputs×inputs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Linear {
    pub(crate) weight: Packed,
    pub(crate) bias: Vec<f32>,
}

/// The linear layers of a block, in the order of the checkpoint's plan.
pub(crate) const QKV: usize = 0;
pub(crate) const PROJECTION: usize = 1;
pub(crate) const UP: usize = 2;
pub(crate) const DOWN: usize = 3;

/// A transformer block.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Block {
    pub(crate) norm_1: Norm,
    pub(crate) norm_2: Norm,
    pub(crate) linear: [Linear; 4],
}

/// A GPT-2 with its weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub(crate) sizes: Sizes,
    pub(crate) epsilon: f32,
    /// wte, vocabulary×width.
    pub(crate) tokens: Packed,
    /// wpe, the numbers of a place side by side.
    pub(crate) positions: Vec<f32>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) final_norm: Norm,
    /// The head, where it isn't wte.
    pub(crate) head: Option<Packed>,
}

impl Model {
    /// Its sizes.
    #[must_use]
    pub fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// Whether the head is the table of tokens.
    #[must_use]
    pub fn is_tied(&self) -> bool {
        self.head.is_none()
    }

    /// The stream before the first block: wte(token) + wpe(place), places from `past` on.
    pub(crate) fn embedded(&self, tokens: &[usize], past: usize) -> Result<Vec<f32>> {
        let Sizes {
            width,
            context,
            vocabulary,
            ..
        } = self.sizes;
        if tokens.is_empty() {
            return Err(Gpt2Error::Asked(
                "the text is empty: there are no tokens".into(),
            ));
        }
        if past + tokens.len() > context {
            return Err(Gpt2Error::Asked(format!(
                "{} tokens are more than the context of {context} holds",
                past + tokens.len()
            )));
        }
        if let Some(token) = tokens.iter().find(|token| **token >= vocabulary) {
            return Err(Gpt2Error::Asked(format!(
                "there is no token {token}; the model has {vocabulary}"
            )));
        }
        let mut x = Vec::with_capacity(tokens.len() * width);
        for (at, token) in tokens.iter().enumerate() {
            let place = &self.positions[(past + at) * width..][..width];
            x.extend(self.tokens.row(*token).zip(place).map(|(a, b)| a + b));
        }
        Ok(x)
    }

    /// W_U·LN(x) for each of some streams, at its own mean and deviation: after the last block the
    /// logits, after another one what the model would say if it ended there.
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::Asked`] unless they have the model's width.
    pub fn unembed(&self, streams: &[f32]) -> Result<Vec<f32>> {
        let Sizes {
            width, vocabulary, ..
        } = self.sizes;
        if !streams.len().is_multiple_of(width) {
            return Err(Gpt2Error::Asked(format!(
                "{} numbers aren’t streams of the width {width}",
                streams.len()
            )));
        }
        let mut normal = vec![0.0; streams.len()];
        self.normalise(&self.final_norm, streams, &mut normal);
        let count = streams.len() / width;
        let mut logits = vec![0.0; count * vocabulary];
        self.head()
            .times(0..width, (&normal, width), count, (&mut logits, vocabulary))?;
        Ok(logits)
    }

    /// W_U, vocabulary×width.
    pub(crate) fn head(&self) -> &Packed {
        self.head.as_ref().unwrap_or(&self.tokens)
    }

    pub(crate) fn normalise(&self, norm: &Norm, x: &[f32], y: &mut [f32]) {
        kernels::normalise(x, y, (&norm.weight, &norm.bias), self.epsilon);
    }
}

impl Linear {
    /// y = W·x + b for each token.
    pub(crate) fn apply(&self, x: &[f32], y: &mut Vec<f32>) -> Result<()> {
        let (inner, rows) = (self.weight.inner(), self.weight.rows());
        let count = x.len() / inner;
        y.resize(count * rows, 0.0);
        self.weight.times(0..inner, (x, inner), count, (y, rows))?;
        for line in y.chunks_exact_mut(rows) {
            kernels::add(line, &self.bias);
        }
        Ok(())
    }
}
