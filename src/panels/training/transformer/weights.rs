//! The trained model's weights in double precision.

use crate::language::trained;
use nalgebra::{DMatrix, DVector};
use std::rc::Rc;
use training::Reference;

/// y = W·x + b, with W out×in and a column for each token.
#[derive(Clone, Debug, PartialEq)]
pub struct Linear {
    pub weight: DMatrix<f64>,
    pub bias: DVector<f64>,
}

/// γ and β of a layer normalisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Norm {
    pub gain: DVector<f64>,
    pub bias: DVector<f64>,
}

/// The constant beside the variance in a layer normalisation.
pub const EPSILON: f64 = 1e-5;

/// A transformer block.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    pub norm_1: Norm,
    /// Queries, keys and values of all heads, one below another.
    pub qkv: Linear,
    pub projection: Linear,
    pub norm_2: Norm,
    pub up: Linear,
    pub down: Linear,
}

/// All weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// A column for each word, width×V.
    pub tokens: DMatrix<f64>,
    /// A column for each place, width×context.
    pub positions: DMatrix<f64>,
    pub blocks: Vec<Block>,
    pub final_norm: Norm,
    /// From the width to the logits, V×width, without bias.
    pub head: DMatrix<f64>,
    /// The width of the stream.
    pub width: usize,
    /// Heads of each block.
    pub heads: usize,
}

impl Weights {
    /// The width of a head.
    pub fn each(&self) -> usize {
        self.width / self.heads
    }

    fn of(model: &Reference) -> Option<Self> {
        let config = Reference::config();
        let matrix = |name: String| {
            let parameter = model.parameters.named(&name).ok()?;
            Some(parameter.value.map(f64::from))
        };
        let vector = |name: String| {
            let row = matrix(name)?;
            Some(DVector::from_iterator(row.len(), row.iter().copied()))
        };
        let linear = |name: String| {
            Some(Linear {
                weight: matrix(format!("{name}.weight"))?,
                bias: vector(format!("{name}.bias"))?,
            })
        };
        let norm = |name: String| {
            Some(Norm {
                gain: vector(format!("{name}.weight"))?,
                bias: vector(format!("{name}.bias"))?,
            })
        };
        let block = |layer: usize| {
            let name = |part: &str| format!("blocks.{layer}.{part}");
            Some(Block {
                norm_1: norm(name("norm_1"))?,
                qkv: linear(name("attention.qkv"))?,
                projection: linear(name("attention.projection"))?,
                norm_2: norm(name("norm_2"))?,
                up: linear(name("mlp.up"))?,
                down: linear(name("mlp.down"))?,
            })
        };
        Some(Self {
            tokens: matrix("token_embedding.weight".into())?.transpose(),
            positions: matrix("position_embedding.weight".into())?.transpose(),
            blocks: (0..config.layers).map(block).collect::<Option<_>>()?,
            final_norm: norm("final_norm".into())?,
            head: matrix("head.weight".into())?,
            width: config.width,
            heads: config.heads,
        })
    }
}

/// The weights, if the model could be had.
pub fn weights() -> Option<Rc<Weights>> {
    thread_local! {
        static KEPT: std::cell::OnceCell<Rc<Weights>> = const { std::cell::OnceCell::new() };
    }
    KEPT.with(|kept| {
        if let Some(known) = kept.get() {
            return Some(Rc::clone(known));
        }
        let made = Rc::new(Weights::of(&*trained()?)?);
        Some(Rc::clone(kept.get_or_init(|| made)))
    })
}
