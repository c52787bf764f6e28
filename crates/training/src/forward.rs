//! The forward pass, in double precision, with everything kept that it writes.
//!
//! Equations, for each token with stream x: x₀ = E(token) + P(place); for each block
//! x ← x + Σ_h W_O^h·(A^h·V^h) + b_O with A^h = softmax(Q^h·K^hᵀ/√d) over the token and those before it, then
//! x ← x + W_down·φ(W_up·LN(x) + b_up) + b_down; at the end logits = W_U·LN(x).
//!
//! Shapes: a column for each token; the stream width×n, Q, K and V of a head d×n, A n×n with a row for
//! each query. Source: A. Radford et al., *Language Models are Unsupervised Multitask Learners* (2019).

mod parts;
mod weights;

pub use parts::{Part, Sizes};
pub use weights::{BlockWeights, EPSILON, Linear, Norm, Weights};

use nalgebra::{DMatrix, DVector};
use numeric_core::network::Activation;
use numeric_core::probability::softmax;
use numeric_core::real;

/// What a head reads and writes.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadPass {
    /// Queries, a column for each token.
    pub q: DMatrix<f64>,
    /// Keys.
    pub k: DMatrix<f64>,
    /// Values.
    pub v: DMatrix<f64>,
    /// Attention weights, a row for each query; a head that is off has them as well.
    pub weights: DMatrix<f64>,
    /// What it adds to the stream; 0 where it is off.
    pub write: DMatrix<f64>,
}

/// One forward pass.
#[derive(Debug, Clone, PartialEq)]
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
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// Heads that write nothing, counted through all layers.
    pub off: &'a [usize],
    /// The check whose mistake is made.
    pub broken: Option<&'a str>,
}

/// The stream before the first block.
///
/// Nothing for more tokens than the context has, or an unknown one.
#[must_use]
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
#[must_use]
pub fn pass(weights: &Weights, start: DMatrix<f64>, setting: Setting<'_>) -> Pass {
    let mut stream = vec![start.clone()];
    let (mut heads, mut mlps) = (Vec::new(), Vec::new());
    let mut x = start;
    for layer in 0..weights.blocks.len() {
        let done = block(weights, layer, x, setting);
        heads.extend(done.heads);
        stream.push(done.between);
        mlps.push(done.mlp);
        x = done.after;
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

/// What a block makes of the stream before it.
struct Done {
    heads: Vec<HeadPass>,
    /// The stream after attention.
    between: DMatrix<f64>,
    mlp: DMatrix<f64>,
    after: DMatrix<f64>,
}

fn block(weights: &Weights, layer: usize, mut x: DMatrix<f64>, setting: Setting<'_>) -> Done {
    let block = &weights.blocks[layer];
    let heads = attention(weights, layer, &x, setting);
    for mut column in x.column_iter_mut() {
        column += &block.projection.bias;
    }
    for head in &heads {
        x += &head.write;
    }
    let mlp = feed_forward(weights, layer, &x);
    Done {
        heads,
        after: &x + &mlp,
        between: x,
        mlp,
    }
}

/// The stream after a block, from that before it.
#[must_use]
pub fn through_block(
    weights: &Weights,
    layer: usize,
    x: DMatrix<f64>,
    setting: Setting<'_>,
) -> DMatrix<f64> {
    block(weights, layer, x, setting).after
}

/// W_U·LN(x): the logits that follow from a stream, at its own mean and deviation.
#[must_use]
pub fn unembedded(weights: &Weights, x: &DMatrix<f64>) -> DMatrix<f64> {
    &weights.head * normalised(weights.final_norm.as_ref(), x)
}

/// Mean of a column, and 1/√(variance + ε).
#[must_use]
pub fn scale(x: &[f64]) -> (f64, f64) {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let variance = x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    (mean, 1.0 / (variance + EPSILON).sqrt())
}

/// γ·(x − μ)/√(σ² + ε) + β for each column; x itself without a normalisation.
#[must_use]
pub fn normalised(norm: Option<&Norm>, x: &DMatrix<f64>) -> DMatrix<f64> {
    let mut y = x.clone();
    let Some(norm) = norm else { return y };
    for mut column in y.column_iter_mut() {
        let (mean, inverse) = scale(column.as_slice());
        for (i, x) in column.iter_mut().enumerate() {
            *x = (*x - mean) * inverse * norm.gain[i] + norm.bias[i];
        }
    }
    y
}

/// W·x + b for each column.
#[must_use]
pub fn linear(layer: &Linear, x: &DMatrix<f64>) -> DMatrix<f64> {
    let mut y = &layer.weight * x;
    for mut column in y.column_iter_mut() {
        column += &layer.bias;
    }
    y
}

/// The output of a layer's feed-forward layers, from the stream before them.
#[must_use]
pub fn feed_forward(weights: &Weights, layer: usize, x: &DMatrix<f64>) -> DMatrix<f64> {
    let block = &weights.blocks[layer];
    let units = linear(&block.up, &normalised(block.norm_2.as_ref(), x));
    linear(
        &block.down,
        &units.map(|x| activated(weights.activation, x)),
    )
}

/// The activation of a unit. GELU in its tanh form is ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))).
fn activated(activation: Activation, x: f64) -> f64 {
    match activation {
        Activation::GeluTanh => {
            let inner = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x * x * x);
            0.5 * x * (1.0 + real::tanh(inner))
        }
        Activation::Gelu => 0.5 * x * (1.0 + real::erf(x / std::f64::consts::SQRT_2)),
        Activation::Relu => x.max(0.0),
        Activation::LeakyRelu => x.max(Activation::LEAK * x),
        Activation::Sigmoid => 1.0 / (1.0 + real::exp(-x)),
        Activation::Silu => x / (1.0 + real::exp(-x)),
        Activation::Tanh => real::tanh(x),
        Activation::Identity => x,
    }
}

fn attention(
    weights: &Weights,
    layer: usize,
    x: &DMatrix<f64>,
    setting: Setting<'_>,
) -> Vec<HeadPass> {
    let block = &weights.blocks[layer];
    let qkv = linear(&block.qkv, &normalised(block.norm_1.as_ref(), x));
    let each = weights.each();
    let head = |head: usize| {
        let part = |which: usize| {
            let first = which * weights.width + head * each;
            qkv.rows(first, each).into_owned()
        };
        let (q, k, v) = (part(0), part(1), part(2));
        let scores = q.tr_mul(&k) * weights.scale;
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
#[must_use]
pub fn attend(scores: &[f64]) -> Vec<f64> {
    softmax(scores).unwrap_or_else(|_| vec![f64::NAN; scores.len()])
}

impl Pass {
    /// What a part writes at a place.
    #[must_use]
    pub fn write(&self, weights: &Weights, part: Part, place: usize) -> DVector<f64> {
        match part {
            Part::Embedding => self.stream[0].column(place).into_owned(),
            Part::Head(head) => self.heads[head].write.column(place).into_owned(),
            Part::Bias(layer) => weights.blocks[layer].projection.bias.clone(),
            Part::Mlp(layer) => self.mlps[layer].column(place).into_owned(),
        }
    }

    /// What a half-layer writes at a place: the stream after it less the stream before it.
    #[must_use]
    pub fn half_write(&self, half: usize, place: usize) -> DVector<f64> {
        let after = self.stream[half].column(place);
        match half.checked_sub(1) {
            Some(before) => after - self.stream[before].column(place),
            None => after.into_owned(),
        }
    }
}
