//! The weights of a network in double precision.

use crate::error::Result;
use nalgebra::{DMatrix, DVector};
use numeric_core::network::{Activation, GptConfig, Parameters};

/// y = W·x + b, with W out×in and a column for each token.
#[derive(Debug, Clone, PartialEq)]
pub struct Linear {
    /// W, out×in.
    pub weight: DMatrix<f64>,
    /// b.
    pub bias: DVector<f64>,
}

/// γ and β of a layer normalisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Norm {
    /// γ.
    pub gain: DVector<f64>,
    /// β.
    pub bias: DVector<f64>,
}

/// The constant beside the variance in a layer normalisation.
pub const EPSILON: f64 = 1e-5;

/// A transformer block.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockWeights {
    /// Before attention; none in a network without normalisation.
    pub norm_1: Option<Norm>,
    /// Queries, keys and values of all heads, one below another.
    pub qkv: Linear,
    /// From the heads' outputs, side by side, to the stream.
    pub projection: Linear,
    /// Before the feed-forward layers.
    pub norm_2: Option<Norm>,
    /// To the units.
    pub up: Linear,
    /// From the units to the stream.
    pub down: Linear,
}

/// All weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// A column for each word, width×V.
    pub tokens: DMatrix<f64>,
    /// A column for each place, width×context.
    pub positions: DMatrix<f64>,
    /// The transformer blocks.
    pub blocks: Vec<BlockWeights>,
    /// Before the unembedding.
    pub final_norm: Option<Norm>,
    /// From the width to the logits, V×width, without bias.
    pub head: DMatrix<f64>,
    /// The width of the stream.
    pub width: usize,
    /// Heads of each block.
    pub heads: usize,
    /// What scores are multiplied by: 1/√d, or 1 in a network without it.
    pub scale: f64,
    /// What the feed-forward layers' units do.
    pub activation: Activation,
}

impl Weights {
    /// The width of a head.
    #[must_use]
    pub fn each(&self) -> usize {
        self.width / self.heads
    }

    /// Layers and heads.
    #[must_use]
    pub fn sizes(&self) -> super::Sizes {
        super::Sizes {
            layers: self.blocks.len(),
            heads: self.heads,
        }
    }

    /// Of a network's parameters.
    ///
    /// # Errors
    ///
    /// A parameter that isn't there.
    pub fn of(config: GptConfig, parameters: &Parameters<f32>) -> Result<Self> {
        let matrix = |name: &str| -> Result<DMatrix<f64>> {
            Ok(parameters.named(name)?.value.map(f64::from))
        };
        let vector = |name: &str| -> Result<DVector<f64>> {
            let row = matrix(name)?;
            Ok(DVector::from_iterator(row.len(), row.iter().copied()))
        };
        let linear = |name: String| -> Result<Linear> {
            Ok(Linear {
                weight: matrix(&format!("{name}.weight"))?,
                bias: vector(&format!("{name}.bias"))?,
            })
        };
        let norm = |name: String| -> Result<Option<Norm>> {
            if !config.normalised {
                return Ok(None);
            }
            Ok(Some(Norm {
                gain: vector(&format!("{name}.weight"))?,
                bias: vector(&format!("{name}.bias"))?,
            }))
        };
        let block = |layer: usize| {
            let name = |part: &str| format!("blocks.{layer}.{part}");
            Ok(BlockWeights {
                norm_1: norm(name("norm_1"))?,
                qkv: linear(name("attention.qkv"))?,
                projection: linear(name("attention.projection"))?,
                norm_2: norm(name("norm_2"))?,
                up: linear(name("mlp.up"))?,
                down: linear(name("mlp.down"))?,
            })
        };
        let each = config.width / config.heads.max(1);
        Ok(Self {
            tokens: matrix("token_embedding.weight")?.transpose(),
            positions: matrix("position_embedding.weight")?.transpose(),
            blocks: (0..config.layers).map(block).collect::<Result<_>>()?,
            final_norm: norm("final_norm".into())?,
            head: matrix("head.weight")?,
            width: config.width,
            heads: config.heads,
            scale: if config.scaled {
                1.0 / (each as f64).sqrt()
            } else {
                1.0
            },
            activation: config.activation,
        })
    }
}
