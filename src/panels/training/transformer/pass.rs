//! The forward pass, in double precision, with everything kept that it writes.
//!
//! Equations, for each token with stream x: x₀ = E(token) + P(place); for each block
//! x ← x + Σ_h W_O^h·(A^h·V^h) + b_O with A^h = softmax(Q^h·K^hᵀ/√d) over the token and those before it, then
//! x ← x + W_down·gelu(W_up·LN(x) + b_up) + b_down; at the end logits = W_U·LN(x).
//!
//! Shapes: a column for each token; the stream width×n, Q, K and V of a head d×n, A n×n with a row for
//! each query. Source: A. Radford et al., *Language Models are Unsupervised Multitask Learners* (2019).

use super::weights::{Block, EPSILON, Linear, Norm, Weights};
use nalgebra::{DMatrix, DVector};
use numeric_core::probability::softmax;

/// What a head reads and writes.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadPass {
    /// Queries, keys and values, a column for each token.
    pub q: DMatrix<f64>,
    pub k: DMatrix<f64>,
    pub v: DMatrix<f64>,
    /// Attention weights, a row for each query; a head that is off has them as well.
    pub weights: DMatrix<f64>,
    /// What it adds to the stream; 0 where it is off.
    pub write: DMatrix<f64>,
}

/// One forward pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Pass {
    /// The stream after the embedding and after every half-layer.
    pub stream: Vec<DMatrix<f64>>,
    /// All heads, layer by layer.
    pub heads: Vec<HeadPass>,
    /// What each block's feed-forward layers add.
    pub mlps: Vec<DMatrix<f64>>,
    /// The logits of the next word, a column for each token.
    pub logits: DMatrix<f64>,
}

/// What is put into a forward pass besides the weights.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// Heads that write nothing, counted through all layers.
    pub off: &'a [usize],
    /// The check whose mistake is made.
    pub broken: Option<&'a str>,
}

/// The stream before the first block.
pub fn embedded(weights: &Weights, tokens: &[usize]) -> Option<DMatrix<f64>> {
    let fits = tokens.len() <= weights.positions.ncols()
        && tokens.iter().all(|token| *token < weights.tokens.ncols());
    fits.then(|| {
        DMatrix::from_fn(weights.width, tokens.len(), |i, at| {
            weights.tokens[(i, tokens[at])] + weights.positions[(i, at)]
        })
    })
}

/// The pass from the stream before the first block on.
pub fn pass(weights: &Weights, start: DMatrix<f64>, setting: Setting<'_>) -> Pass {
    let mut stream = vec![start.clone()];
    let (mut heads, mut mlps) = (Vec::new(), Vec::new());
    let mut x = start;
    for (layer, block) in weights.blocks.iter().enumerate() {
        let of_layer = attention(weights, layer, &x, setting);
        for mut column in x.column_iter_mut() {
            column += &block.projection.bias;
        }
        for head in &of_layer {
            x += &head.write;
        }
        heads.extend(of_layer);
        stream.push(x.clone());
        let mlp = feed_forward(block, &x);
        x += &mlp;
        mlps.push(mlp);
        stream.push(x.clone());
    }
    let logits = unembedded(weights, &x);
    Pass {
        stream,
        heads,
        mlps,
        logits,
    }
}

/// W_U·LN(x): the logits that follow from a stream, at its own mean and deviation.
pub fn unembedded(weights: &Weights, x: &DMatrix<f64>) -> DMatrix<f64> {
    &weights.head * normalised(&weights.final_norm, x)
}

/// Mean of a column, and 1/√(variance + ε).
pub fn scale(x: &[f64]) -> (f64, f64) {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let variance = x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    (mean, 1.0 / (variance + EPSILON).sqrt())
}

/// γ·(x − μ)/√(σ² + ε) + β for each column.
pub fn normalised(norm: &Norm, x: &DMatrix<f64>) -> DMatrix<f64> {
    let mut y = x.clone();
    for mut column in y.column_iter_mut() {
        let (mean, inverse) = scale(column.as_slice());
        for (i, x) in column.iter_mut().enumerate() {
            *x = (*x - mean) * inverse * norm.gain[i] + norm.bias[i];
        }
    }
    y
}

pub fn linear(layer: &Linear, x: &DMatrix<f64>) -> DMatrix<f64> {
    let mut y = &layer.weight * x;
    for mut column in y.column_iter_mut() {
        column += &layer.bias;
    }
    y
}

/// The feed-forward layers' output.
pub fn feed_forward(block: &Block, x: &DMatrix<f64>) -> DMatrix<f64> {
    let units = linear(&block.up, &normalised(&block.norm_2, x)).map(gelu);
    linear(&block.down, &units)
}

/// ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))).
fn gelu(x: f64) -> f64 {
    let inner = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x * x * x);
    0.5 * x * (1.0 + inner.tanh())
}

fn attention(
    weights: &Weights,
    layer: usize,
    x: &DMatrix<f64>,
    setting: Setting<'_>,
) -> Vec<HeadPass> {
    let block = &weights.blocks[layer];
    let qkv = linear(&block.qkv, &normalised(&block.norm_1, x));
    let each = weights.each();
    let head = |head: usize| {
        let part = |which: usize| {
            let first = which * weights.width + head * each;
            qkv.rows(first, each).into_owned()
        };
        let (q, k, v) = (part(0), part(1), part(2));
        let scores = q.tr_mul(&k) / (each as f64).sqrt();
        let weights_of = attended(&scores, setting.broken);
        let output = &v * weights_of.transpose();
        let on = !setting.off.contains(&(layer * weights.heads + head));
        let write = if on {
            block.projection.weight.columns(head * each, each) * output
        } else {
            DMatrix::zeros(weights.width, x.ncols())
        };
        HeadPass {
            q,
            k,
            v,
            weights: weights_of,
            write,
        }
    };
    (0..weights.heads).map(head).collect()
}

/// The softmax of each row over the token itself and those before it.
fn attended(scores: &DMatrix<f64>, broken: Option<&str>) -> DMatrix<f64> {
    let n = scores.ncols();
    let mut weights = DMatrix::zeros(n, n);
    let wider = usize::from(broken == Some("causal"));
    let factor = if broken == Some("rows-sum-to-one") {
        0.5
    } else {
        1.0
    };
    for i in 0..n {
        let open: Vec<f64> = scores.row(i).iter().take(i + 1 + wider).copied().collect();
        for (j, weight) in attend(&open).into_iter().enumerate() {
            weights[(i, j)] = factor * weight;
        }
    }
    weights
}

/// The softmax of scores, which are finite as long as the stream is.
pub fn attend(scores: &[f64]) -> Vec<f64> {
    softmax(scores).unwrap_or_else(|_| vec![f64::NAN; scores.len()])
}

/// The names of the stream's five places: what was added last.
pub const HALVES: [&str; 5] = ["embedding", "attention 1", "MLP 1", "attention 2", "MLP 2"];

/// A part that writes into the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Word and position.
    Embedding,
    /// A head, counted through all layers.
    Head(usize),
    /// The bias of a layer's projection, the same at every word.
    Bias(usize),
    /// A layer's feed-forward layers, their biases included.
    Mlp(usize),
}

impl Part {
    /// All parts in the order in which they write.
    pub fn all() -> Vec<Part> {
        let (layers, heads) = super::heads::sizes();
        let block = |layer: usize| {
            let heads = (0..heads).map(move |head| Part::Head(layer * heads + head));
            heads.chain([Part::Bias(layer), Part::Mlp(layer)])
        };
        let blocks = (0..layers).flat_map(block);
        std::iter::once(Part::Embedding).chain(blocks).collect()
    }

    pub fn name(self) -> String {
        match self {
            Part::Embedding => HALVES[0].into(),
            Part::Head(head) => format!("head {}", super::heads::head_name(head)),
            Part::Bias(layer) => format!("bias {}", layer + 1),
            Part::Mlp(layer) => format!("MLP {}", layer + 1),
        }
    }

    /// Which of the five places of the stream it belongs to.
    pub fn half(self) -> usize {
        let heads = super::heads::sizes().1;
        match self {
            Part::Embedding => 0,
            Part::Head(head) => 2 * (head / heads) + 1,
            Part::Bias(layer) => 2 * layer + 1,
            Part::Mlp(layer) => 2 * layer + 2,
        }
    }
}

impl Pass {
    /// What a part writes at a place.
    pub fn write(&self, weights: &Weights, part: Part, place: usize) -> DVector<f64> {
        match part {
            Part::Embedding => self.stream[0].column(place).into_owned(),
            Part::Head(head) => self.heads[head].write.column(place).into_owned(),
            Part::Bias(layer) => weights.blocks[layer].projection.bias.clone(),
            Part::Mlp(layer) => self.mlps[layer].column(place).into_owned(),
        }
    }

    /// What a half-layer writes at a place: the stream after it less the stream before it.
    pub fn half_write(&self, half: usize, place: usize) -> DVector<f64> {
        let after = self.stream[half].column(place);
        match half.checked_sub(1) {
            Some(before) => after - self.stream[before].column(place),
            None => after.into_owned(),
        }
    }
}
