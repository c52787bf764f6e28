//! The same network one word at a time, with a cache of keys and values: plain loops over a single
//! token, which share no code with the pass over all of them.

use nalgebra::DMatrix;
use numeric_core::network::Activation;
use numeric_core::real::{self, dot};
use training::forward::{EPSILON, Linear, Norm, Weights};

/// What is kept of the words so far, and how much was multiplied for them.
pub struct Decoder<'a> {
    weights: &'a Weights,
    off: &'a [usize],
    /// By layer, keys and values of each word, all heads side by side.
    keys: Vec<Vec<Vec<f64>>>,
    values: Vec<Vec<Vec<f64>>>,
    seen: usize,
    /// Products in matrices and in attention.
    pub multiplications: usize,
}

impl<'a> Decoder<'a> {
    /// Nothing is seen yet.
    pub fn new(weights: &'a Weights, off: &'a [usize]) -> Self {
        let layers = weights.blocks.len();
        Self {
            weights,
            off,
            keys: vec![Vec::new(); layers],
            values: vec![Vec::new(); layers],
            seen: 0,
            multiplications: 0,
        }
    }

    /// How many numbers the cache holds.
    pub fn kept(&self) -> usize {
        let all = self.keys.iter().chain(&self.values);
        all.flatten().map(Vec::len).sum()
    }

    /// Reads one more word; the logits of the next one.
    pub fn push(&mut self, token: usize, broken: Option<&str>) -> Vec<f64> {
        let w = self.weights;
        let place = if broken == Some("one-at-a-time") {
            0
        } else {
            self.seen
        };
        let mut x: Vec<f64> = (0..w.width)
            .map(|i| w.tokens[(i, token)] + w.positions[(i, place)])
            .collect();
        for (layer, block) in w.blocks.iter().enumerate() {
            let qkv = self.through(&block.qkv, &normal(block.norm_1.as_ref(), &x));
            let (q, kv) = qkv.split_at(w.width);
            let (k, v) = kv.split_at(w.width);
            self.keys[layer].push(k.to_vec());
            self.values[layer].push(v.to_vec());
            let mixed = self.attended(layer, q);
            let change = self.through(&block.projection, &mixed);
            add(&mut x, &change);
            let mut units = self.through(&block.up, &normal(block.norm_2.as_ref(), &x));
            for unit in &mut units {
                *unit = activated(w.activation, *unit);
            }
            let change = self.through(&block.down, &units);
            add(&mut x, &change);
        }
        self.seen += 1;
        self.product(&w.head, &normal(w.final_norm.as_ref(), &x))
    }

    /// The values of all words so far, weighted by each head's attention, all heads side by side.
    fn attended(&mut self, layer: usize, q: &[f64]) -> Vec<f64> {
        let (each, heads) = (self.weights.each(), self.weights.heads);
        let mut mixed = vec![0.0; self.weights.width];
        for head in 0..heads {
            let own = head * each..(head + 1) * each;
            self.multiplications += 2 * each * self.keys[layer].len();
            if self.off.contains(&(layer * heads + head)) {
                continue;
            }
            let score = |k: &Vec<f64>| dot(&q[own.clone()], &k[own.clone()]) * self.weights.scale;
            let scores: Vec<f64> = self.keys[layer].iter().map(score).collect();
            let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let total: f64 = scores.iter().map(|s| (s - largest).exp()).sum();
            for (s, v) in scores.iter().zip(&self.values[layer]) {
                let weight = (s - largest).exp() / total;
                for i in own.clone() {
                    mixed[i] += weight * v[i];
                }
            }
        }
        mixed
    }

    fn through(&mut self, layer: &Linear, x: &[f64]) -> Vec<f64> {
        let mut y = self.product(&layer.weight, x);
        for (y, b) in y.iter_mut().zip(&layer.bias) {
            *y += b;
        }
        y
    }

    fn product(&mut self, weight: &DMatrix<f64>, x: &[f64]) -> Vec<f64> {
        self.multiplications += weight.len();
        let mut y = vec![0.0; weight.nrows()];
        for (column, x) in weight.column_iter().zip(x) {
            for (y, w) in y.iter_mut().zip(&column) {
                *y += w * x;
            }
        }
        y
    }
}

fn add(x: &mut [f64], change: &[f64]) {
    for (x, change) in x.iter_mut().zip(change) {
        *x += change;
    }
}

/// Layer normalisation through the mean of squares.
fn normal(norm: Option<&Norm>, x: &[f64]) -> Vec<f64> {
    let Some(norm) = norm else { return x.to_vec() };
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let centred: Vec<f64> = x.iter().map(|x| x - mean).collect();
    let deviation = (dot(&centred, &centred) / n + EPSILON).sqrt();
    let whole = centred.iter().zip(&norm.gain).zip(&norm.bias);
    whole
        .map(|((x, gain), bias)| x / deviation * gain + bias)
        .collect()
}

/// GELU in its tanh form as x·σ(2u), where the pass has ½·x·(1 + tanh u), and the others likewise.
fn activated(activation: Activation, x: f64) -> f64 {
    let logistic = |x: f64| 1.0 / (1.0 + (-x).exp());
    match activation {
        Activation::GeluTanh => {
            let twice = 2.0 * (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x.powi(3));
            x * logistic(twice)
        }
        Activation::Gelu => 0.5 * x * real::erfc(-x / std::f64::consts::SQRT_2),
        Activation::Relu => 0.5 * (x + x.abs()),
        Activation::LeakyRelu => x * if x < 0.0 { Activation::LEAK } else { 1.0 },
        Activation::Sigmoid => 0.5 * (1.0 + (0.5 * x).tanh()),
        Activation::Silu => 0.5 * x * (1.0 + (0.5 * x).tanh()),
        Activation::Tanh => 2.0 * logistic(2.0 * x) - 1.0,
        Activation::Identity => x,
    }
}

/// What a model multiplies for a token: the weights of all blocks, the width of all layers together, and
/// the weights of the unembedding.
#[derive(Clone, Copy, Debug)]
pub struct Costs {
    pub blocks: f64,
    pub widths: f64,
    pub head: f64,
}

impl Costs {
    /// Multiplications to predict the next token after each of so many: with a cache, and with all tokens
    /// computed again each time.
    pub fn of(self, tokens: usize) -> [f64; 2] {
        let n = tokens as f64;
        // A token at the t-th place attends to t tokens, with a product for each entry of key and value.
        let pairs = n * (n + 1.0) / 2.0;
        let with = n * (self.blocks + self.head) + 2.0 * self.widths * pairs;
        // Each text from the first token to one of them, with all pairs of each.
        let all_pairs = pairs * (n + 2.0) / 3.0;
        let without = pairs * self.blocks + 2.0 * self.widths * all_pairs + n * self.head;
        [with, without]
    }
}

/// Multiplications for all words of a text when each is predicted anew from all before it, without a
/// cache: by how many words there are.
pub fn without_cache(weights: &Weights, words: usize) -> usize {
    let blocks = weights.blocks.iter();
    let matrices: usize = blocks
        .map(|b| {
            [&b.qkv, &b.projection, &b.up, &b.down]
                .map(|l| l.weight.len())
                .iter()
                .sum::<usize>()
        })
        .sum();
    let costs = Costs {
        blocks: matrices as f64,
        widths: (weights.width * weights.blocks.len()) as f64,
        head: weights.head.len() as f64,
    };
    costs.of(words)[1] as usize
}

#[cfg(test)]
mod tests {
    use super::super::model::shipped;
    use super::*;

    #[test]
    fn costs_are_what_is_multiplied() {
        let model = shipped().unwrap();
        let w = &model.weights;
        let mut decoder = Decoder::new(w, &[]);
        let blocks = w.blocks.iter();
        let costs = Costs {
            blocks: blocks
                .map(|b| [&b.qkv, &b.projection, &b.up, &b.down].map(|l| l.weight.len()))
                .map(|l| l.iter().sum::<usize>() as f64)
                .sum(),
            widths: (w.width * w.blocks.len()) as f64,
            head: w.head.len() as f64,
        };
        let mut without = 0.0;
        for tokens in 1..=5 {
            decoder.push(tokens, None);
            let [with, all] = costs.of(tokens);
            assert_eq!(with, decoder.multiplications as f64);
            // All tokens at once multiply what a cache does, but for the unembedding of the earlier ones.
            without += with - (tokens - 1) as f64 * costs.head;
            assert_eq!(all, without);
        }
    }
}
