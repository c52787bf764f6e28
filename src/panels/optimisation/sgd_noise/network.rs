//! The network and its data: 2-16-16-1 with tanh and the logistic loss, on two moons. The gradient of
//! each example is found by hand-written backpropagation, one example at a time.

use nalgebra::DMatrix;
use numeric_core::error::Result;
use numeric_core::network::Activation;
use numeric_core::random::Random;
use numeric_core::real;
use numeric_core::tape::Tape;
use std::f64::consts::PI;

/// Units of each hidden layer.
pub const UNITS: usize = 16;
/// Numbers that are learned: a layer has a weight for each input and unit, and a bias for each unit.
pub const PARAMETERS: usize = 3 * UNITS + (UNITS + 1) * UNITS + UNITS + 1;
/// How far noise moves the points: its standard deviation along each axis.
pub const NOISE: f64 = 0.2;
/// How the network is trained.
pub const STEPS: usize = 400;
pub const TRAINING_BATCH: usize = 32;
pub const RATE: f64 = 0.3;
/// Decimals of the points and of the weights: few, so that a program can carry them all.
const POINT_DECIMALS: f64 = 1e3;
const WEIGHT_DECIMALS: f64 = 1e6;

/// A point of the plane and its class, 0 or 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Example {
    pub x: [f64; 2],
    pub y: f64,
}

/// Two half circles that interlock, the classes in turn.
#[must_use]
pub fn moons(count: usize, seed: u64) -> Vec<Example> {
    let mut random = Random::new(seed ^ 0x6d6f_6f6e_0000_0001);
    let one = |i: usize| {
        let angle = PI * random.uniform();
        let (sin, cos) = (real::sin(angle), real::cos(angle));
        let [x, y] = if i.is_multiple_of(2) {
            [cos, sin]
        } else {
            [1.0 - cos, 0.5 - sin]
        };
        let mut stray = |at: f64| round(at + NOISE * random.normal(), POINT_DECIMALS);
        Example {
            x: [stray(x), stray(y)],
            y: (i % 2) as f64,
        }
    };
    (0..count).map(one).collect()
}

/// To so many parts of one, without −0.
fn round(x: f64, parts: f64) -> f64 {
    (x * parts).round() / parts + 0.0
}

/// All weights; the last number of each row is a bias. A gradient has the same form.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    pub first: [[f64; 3]; UNITS],
    pub second: [[f64; UNITS + 1]; UNITS],
    pub last: [f64; UNITS + 1],
}

impl Weights {
    pub const ZERO: Self = Self {
        first: [[0.0; 3]; UNITS],
        second: [[0.0; UNITS + 1]; UNITS],
        last: [0.0; UNITS + 1],
    };

    /// Normal weights of variance 1/inputs, and biases of 0.
    #[must_use]
    pub fn fresh(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let mut weights = Self::ZERO;
        let mut fill = |row: &mut [f64]| {
            let inputs = row.len() - 1;
            let deviation = Activation::Tanh.initial_deviation(inputs);
            let weights = row.iter_mut().take(inputs);
            weights.for_each(|w| *w = deviation * random.normal());
        };
        weights.first.iter_mut().for_each(|row| fill(row));
        weights.second.iter_mut().for_each(|row| fill(row));
        fill(&mut weights.last);
        weights.rounded()
    }

    /// The same after training: SGD on batches drawn with replacement.
    #[must_use]
    pub fn trained(mut self, examples: &[Example], seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0x7472_6169_6e00_0001);
        for _ in 0..STEPS {
            let mut sum = Self::ZERO;
            for _ in 0..TRAINING_BATCH {
                let Ok(at) = random.below(examples.len()) else {
                    return self;
                };
                if let Some(example) = examples.get(at) {
                    sum.add(&self.gradient(*example));
                }
            }
            let step = RATE / TRAINING_BATCH as f64;
            for (w, g) in self.iter_mut().zip(sum.iter()) {
                *w -= step * g;
            }
        }
        self.rounded()
    }

    fn rounded(mut self) -> Self {
        self.iter_mut()
            .for_each(|w| *w = round(*w, WEIGHT_DECIMALS));
        self
    }

    /// All numbers in order: layer by layer, unit by unit.
    pub fn iter(&self) -> impl Iterator<Item = &f64> {
        let before = self.first.iter().flatten();
        before.chain(self.second.iter().flatten()).chain(&self.last)
    }

    fn iter_mut(&mut self) -> impl Iterator<Item = &mut f64> {
        let before = self.first.iter_mut().flatten();
        let middle = self.second.iter_mut().flatten();
        before.chain(middle).chain(&mut self.last)
    }

    fn add(&mut self, other: &Self) {
        for (sum, x) in self.iter_mut().zip(other.iter()) {
            *sum += x;
        }
    }

    /// What a point meets on its way.
    #[must_use]
    pub fn forward(&self, x: [f64; 2]) -> Pass {
        let first = self
            .first
            .map(|[a, b, bias]| real::tanh(a * x[0] + b * x[1] + bias));
        let second = self.second.map(|row| real::tanh(sum(&row, &first)));
        Pass {
            first,
            second,
            output: sum(&self.last, &second),
        }
    }

    /// The gradient of the loss ln(1 + eᵒ) − y·o of one example, with o the output: σ(o) − y at the
    /// output, and then layer by layer the upstream gradient times 1 − tanh².
    #[must_use]
    pub fn gradient(&self, Example { x, y }: Example) -> Self {
        let pass = self.forward(x);
        let upstream = sigmoid(pass.output) - y;
        let mut gradient = Self::ZERO;
        write(&mut gradient.last, upstream, &pass.second);
        let mut below = [0.0; UNITS];
        let units = self.second.iter().zip(&mut gradient.second);
        let active = pass.second.iter().zip(&self.last);
        for ((weights, to), (h, w)) in units.zip(active) {
            let delta = upstream * w * (1.0 - h * h);
            write(to, delta, &pass.first);
            for (sum, weight) in below.iter_mut().zip(weights) {
                *sum += delta * weight;
            }
        }
        for ((to, sum), h) in gradient.first.iter_mut().zip(below).zip(pass.first) {
            write(to, sum * (1.0 - h * h), &x);
        }
        gradient
    }
}

/// The activations of both hidden layers, and the output o.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pass {
    pub first: [f64; UNITS],
    pub second: [f64; UNITS],
    pub output: f64,
}

/// A unit's sum; the row's last number is its bias.
fn sum(row: &[f64; UNITS + 1], inputs: &[f64; UNITS]) -> f64 {
    let products = row.iter().zip(inputs).map(|(w, x)| w * x);
    products.sum::<f64>() + row[UNITS]
}

/// A unit's gradient: δ times each input, and δ itself for the bias.
fn write(to: &mut [f64], delta: f64, inputs: &[f64]) {
    let inputs = inputs.iter().chain(&[1.0]);
    for (to, input) in to.iter_mut().zip(inputs) {
        *to = delta * input;
    }
}

/// 1/(1 + e⁻ᵒ), the probability of class 1. [`real::logistic`] rounds otherwise below 0, and the trained
/// weights follow from every bit.
pub fn sigmoid(o: f64) -> f64 {
    1.0 / (1.0 + real::exp(-o))
}

/// Mean loss in nats, and the share of examples on the right side.
#[must_use]
pub fn score(weights: &Weights, examples: &[Example]) -> [f64; 2] {
    let mut total = [0.0; 2];
    for example in examples {
        let o = weights.forward(example.x).output;
        let away = if example.y == 1.0 { -o } else { o };
        total[0] += away.max(0.0) + real::ln_1p(real::exp(-away.abs()));
        total[1] += f64::from(u8::from(away < 0.0));
    }
    total.map(|sum| sum / examples.len() as f64)
}

/// The gradient of the mean loss of some examples, by the tape that training uses, all of them at once.
///
/// # Errors
/// Shapes that don't fit.
pub fn by_the_tape(weights: &Weights, examples: &[Example]) -> Result<Weights> {
    let tape = &mut Tape::new();
    let count = examples.len();
    let mut signal = tape.constant(DMatrix::from_fn(count, 2, |i, j| {
        examples.get(i).map_or(0.0, |e| e.x[j])
    }));
    let layers: [Vec<&[f64]>; 3] = [
        weights.first.iter().map(|row| row.as_slice()).collect(),
        weights.second.iter().map(|row| row.as_slice()).collect(),
        vec![&weights.last],
    ];
    let mut handles = Vec::new();
    for (at, rows) in layers.iter().enumerate() {
        let inputs = rows.first().map_or(0, |row| row.len() - 1);
        let weight = tape.variable(DMatrix::from_fn(rows.len(), inputs, |i, j| rows[i][j]));
        let bias = tape.variable(DMatrix::from_fn(1, rows.len(), |_, i| rows[i][inputs]));
        handles.push((weight, bias));
        signal = tape.linear(signal, weight, Some(bias))?;
        if at + 1 < layers.len() {
            signal = tape.tanh(signal)?;
        }
    }
    let zero = tape.constant(DMatrix::zeros(count, 1));
    let logits = tape.concatenate_columns(&[zero, signal])?;
    let classes: Vec<usize> = examples.iter().map(|e| usize::from(e.y == 1.0)).collect();
    let loss = tape.cross_entropy(logits, classes.as_slice())?;
    let found = tape.backward(loss, &DMatrix::from_element(1, 1, 1.0))?;
    let mut list = Vec::with_capacity(PARAMETERS);
    for (weight, bias) in handles {
        let (weight, bias) = (found.of(weight)?, found.of(bias)?);
        for (row, b) in weight.row_iter().zip(bias.iter()) {
            list.extend(row.iter().chain([b]));
        }
    }
    let mut gradient = Weights::ZERO;
    for (to, from) in gradient.iter_mut().zip(list) {
        *to = from;
    }
    Ok(gradient)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_337_parameters() {
        assert_eq!((PARAMETERS, Weights::ZERO.iter().count()), (337, 337));
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_loss() {
        let examples = moons(40, 3);
        let weights = Weights::fresh(3);
        for example in &examples[..6] {
            let gradient = weights.gradient(*example);
            for at in [0, 2, 47, 48, 64, 200, 319, 320, 336] {
                let loss = |by: f64| {
                    let mut moved = weights.clone();
                    *moved.iter_mut().nth(at).unwrap() += by;
                    score(&moved, &[*example])[0]
                };
                let slope = (loss(1e-5) - loss(-1e-5)) / 2e-5;
                let found = *gradient.iter().nth(at).unwrap();
                assert!((slope - found).abs() < 1e-9, "{at}: {slope} {found}");
            }
        }
    }

    #[test]
    fn training_separates_the_moons() {
        for seed in 1..4 {
            let examples = moons(512, seed);
            let fresh = Weights::fresh(seed);
            let [before, _] = score(&fresh, &examples);
            let [after, right] = score(&fresh.trained(&examples, seed), &examples);
            assert!(
                before > 0.4 && after < 0.25 && right > 0.9,
                "{before} {after} {right}"
            );
        }
    }
}
