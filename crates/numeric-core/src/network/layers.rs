//! Layers, each as which parameters it has and what it records.

use super::activation::Activation;
use super::lora::Lora;
use super::parameters::{Handles, Id, Parameters};
use crate::error::{CoreError, Result};
use crate::random::Random;
use crate::real::Real;
use crate::tape::{Heads, Tape, Var};

/// y = x·Wᵀ + b, with W out×in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Linear {
    weight: Id,
    bias: Option<Id>,
    lora: Option<Lora>,
}

impl Linear {
    /// Normal weights, and a bias of 0 where one is wanted.
    pub fn new<T: Real>(
        parameters: &mut Parameters<T>,
        name: &str,
        (inputs, outputs): (usize, usize),
        bias: bool,
        deviation: f64,
        random: &mut Random,
    ) -> Self {
        let weight = format!("{name}.weight");
        Self {
            weight: parameters.add_normal(weight, (outputs, inputs), deviation, random),
            bias: bias.then(|| parameters.add_vector(format!("{name}.bias"), outputs, 0.0)),
            lora: None,
        }
    }

    /// Freezes the layer and puts a low-rank adapter beside its weight.
    ///
    /// # Errors
    ///
    /// A rank that doesn't fit, parameters of another network, or a layer that has an adapter.
    pub fn adapt<T: Real>(
        &mut self,
        parameters: &mut Parameters<T>,
        rank: usize,
        alpha: f64,
        random: &mut Random,
    ) -> Result<()> {
        if self.lora.is_some() {
            return Err(CoreError::not_allowed(
                "lora",
                "the layer has an adapter already",
            ));
        }
        let weight = parameters.get(self.weight)?;
        let shape = weight.value.shape();
        let name = weight.name.trim_end_matches(".weight").to_owned();
        self.lora = Some(Lora::new(parameters, &name, shape, rank, alpha, random)?);
        for (index, parameter) in parameters.iter_mut().enumerate() {
            if index == self.weight.index() || Some(index) == self.bias.map(Id::index) {
                parameter.trained = false;
            }
        }
        Ok(())
    }

    /// The adapter, where there is one.
    #[must_use]
    pub fn lora(&self) -> Option<Lora> {
        self.lora
    }

    /// Where its weight is.
    #[must_use]
    pub fn weight(&self) -> Id {
        self.weight
    }

    /// Records the layer.
    ///
    /// # Errors
    ///
    /// Shapes that do not fit.
    pub fn record<T: Real>(
        &self,
        tape: &mut Tape<T>,
        handles: &Handles,
        input: Var,
    ) -> Result<Var> {
        let bias = self.bias.map(|id| handles.of(id)).transpose()?;
        let output = tape.linear(input, handles.of(self.weight)?, bias)?;
        match self.lora {
            None => Ok(output),
            Some(lora) => {
                let change = lora.record(tape, handles, input)?;
                tape.add(output, change)
            }
        }
    }
}

/// Layer normalisation, with γ = 1 and β = 0 at the start and ε = 1e-5.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerNorm {
    gain: Id,
    bias: Id,
}

impl LayerNorm {
    /// PyTorch's default.
    pub const EPSILON: f64 = 1e-5;

    /// For rows of the given width.
    pub fn new<T: Real>(parameters: &mut Parameters<T>, name: &str, width: usize) -> Self {
        Self {
            gain: parameters.add_vector(format!("{name}.weight"), width, 1.0),
            bias: parameters.add_vector(format!("{name}.bias"), width, 0.0),
        }
    }

    /// Records the layer.
    ///
    /// # Errors
    ///
    /// Shapes that do not fit.
    pub fn record<T: Real>(
        &self,
        tape: &mut Tape<T>,
        handles: &Handles,
        input: Var,
    ) -> Result<Var> {
        let (gain, bias) = (handles.of(self.gain)?, handles.of(self.bias)?);
        tape.layer_norm(input, gain, bias, T::from_f64(Self::EPSILON))
    }
}

/// Multi-head self-attention: one layer for queries, keys and values, and a projection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attention {
    /// Queries, keys and values of all heads, one below another in its weight.
    pub qkv: Linear,
    /// From the heads' outputs back to the width.
    pub projection: Linear,
    heads: Heads,
}

impl Attention {
    /// For rows of the given width. `deviations` are those of the two layers.
    pub fn new<T: Real>(
        parameters: &mut Parameters<T>,
        name: &str,
        width: usize,
        heads: Heads,
        deviations: (f64, f64),
        random: &mut Random,
    ) -> Self {
        let mut linear = |part: &str, outputs, deviation| {
            let name = format!("{name}.{part}");
            Linear::new(parameters, &name, (width, outputs), true, deviation, random)
        };
        Self {
            qkv: linear("qkv", 3 * width, deviations.0),
            projection: linear("projection", width, deviations.1),
            heads,
        }
    }

    /// Records the layer on sequences of `context` rows; returns attention's node, which keeps the
    /// weights, and the output.
    ///
    /// # Errors
    ///
    /// Shapes that do not fit.
    pub fn record<T: Real>(
        &self,
        tape: &mut Tape<T>,
        handles: &Handles,
        input: Var,
        context: usize,
    ) -> Result<(Var, Var)> {
        let qkv = self.qkv.record(tape, handles, input)?;
        let attention = tape.packed_attention(
            qkv,
            Heads {
                context,
                ..self.heads
            },
        )?;
        Ok((attention, self.projection.record(tape, handles, attention)?))
    }
}

/// The two layers after attention, four times as wide between.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FeedForward {
    /// From the width to four times the width.
    pub up: Linear,
    /// And back.
    pub down: Linear,
    activation: Activation,
}

impl FeedForward {
    /// For rows of the given width. `deviations` are those of the two layers.
    pub fn new<T: Real>(
        parameters: &mut Parameters<T>,
        name: &str,
        width: usize,
        activation: Activation,
        deviations: (f64, f64),
        random: &mut Random,
    ) -> Self {
        let mut linear = |part: &str, shape, deviation| {
            let name = format!("{name}.{part}");
            Linear::new(parameters, &name, shape, true, deviation, random)
        };
        Self {
            up: linear("up", (width, 4 * width), deviations.0),
            down: linear("down", (4 * width, width), deviations.1),
            activation,
        }
    }

    /// Records the layers; returns the units after their activation, and the output.
    ///
    /// # Errors
    ///
    /// Shapes that do not fit.
    pub fn record<T: Real>(
        &self,
        tape: &mut Tape<T>,
        handles: &Handles,
        input: Var,
    ) -> Result<(Var, Var)> {
        let up = self.up.record(tape, handles, input)?;
        let active = self.activation.record(tape, up)?;
        Ok((active, self.down.record(tape, handles, active)?))
    }
}

/// Where the interesting values of a recorded block are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlockNodes {
    /// Attention; the node keeps the weights.
    pub attention: Var,
    /// The feed-forward layers' units, after their activation.
    pub units: Var,
    /// The residual stream after the block.
    pub output: Var,
}

/// A transformer block: attention and feed-forward, each added to what it reads, each after a
/// normalisation of it (pre-LN).
///
/// Source: R. Xiong et al., *On Layer Normalization in the Transformer Architecture* (2020).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block {
    /// Before attention; absent for networks without normalisation.
    pub norm_1: Option<LayerNorm>,
    /// Attention.
    pub attention: Attention,
    /// Before the feed-forward layers.
    pub norm_2: Option<LayerNorm>,
    /// The feed-forward layers.
    pub mlp: FeedForward,
}

impl Block {
    /// Records the block on sequences of `context` rows.
    ///
    /// # Errors
    ///
    /// Shapes that do not fit.
    pub fn record<T: Real>(
        &self,
        tape: &mut Tape<T>,
        handles: &Handles,
        input: Var,
        context: usize,
    ) -> Result<BlockNodes> {
        let normal = normalise(self.norm_1, tape, handles, input)?;
        let (attention, change) = self.attention.record(tape, handles, normal, context)?;
        let between = tape.add(input, change)?;
        let normal = normalise(self.norm_2, tape, handles, between)?;
        let (units, change) = self.mlp.record(tape, handles, normal)?;
        Ok(BlockNodes {
            attention,
            units,
            output: tape.add(between, change)?,
        })
    }
}

pub(super) fn normalise<T: Real>(
    norm: Option<LayerNorm>,
    tape: &mut Tape<T>,
    handles: &Handles,
    input: Var,
) -> Result<Var> {
    norm.map_or(Ok(input), |norm| norm.record(tape, handles, input))
}
