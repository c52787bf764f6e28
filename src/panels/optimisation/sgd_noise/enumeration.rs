//! The second route: batches that are all enumerated, and the full gradient by the tape.
//!
//! Every pair of the first 64 examples, and every larger batch of the first ten. How far rounding may
//! take each result is carried along.

use super::network::{Example, PARAMETERS, UNITS, Weights, by_the_tape, sigmoid};
use crate::contract::compare::worst;
use numeric_core::real::dot;

/// Of how many examples all pairs are taken.
pub const PAIRED: usize = 64;
/// Of how many all batches are.
pub const FEW: usize = 10;

/// A number, and how far rounding may have taken it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Doubted {
    pub value: f64,
    pub doubt: f64,
}

/// Some examples with the variances of batches from them, as means over all batches.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub count: usize,
    /// σ² of these examples.
    pub trace: Doubted,
    /// Batch sizes, and the mean of |g_B − g|² over all ordered batches with replacement.
    pub with: Vec<(usize, Doubted)>,
    /// The same over all batches without replacement.
    pub without: Vec<(usize, Doubted)>,
}

/// Everything that is enumerated.
#[derive(Clone, Debug, PartialEq)]
pub struct Enumeration {
    pub paired: Group,
    pub few: Group,
    /// The gradient of the mean loss of the first 64 by the tape, and the mean of the means of all
    /// their pairs.
    pub tape: Vec<f64>,
    pub pairs: Vec<f64>,
    /// How far rounding may take any entry of both from each other.
    pub doubt: f64,
}

impl Enumeration {
    #[must_use]
    pub fn new(weights: &Weights, examples: &[Example]) -> Self {
        let first = examples.get(..PAIRED).unwrap_or(examples);
        let list = |of: &Weights| of.iter().copied().collect::<Vec<f64>>();
        let gradients: Vec<Vec<f64>> = (first.iter())
            .map(|example| list(&weights.gradient(*example)))
            .collect();
        let some = gradients.get(..FEW).unwrap_or(&gradients);
        let (paired, pairs) = Group::of_pairs(&gradients);
        let tape = by_the_tape(weights, first);
        Self {
            paired,
            few: Group::of_few(some),
            tape: tape.map_or_else(|_| vec![f64::NAN; PARAMETERS], |found| list(&found)),
            pairs,
            doubt: doubt_of_mean(weights, first, &gradients),
        }
    }
}

/// A batch's squared distance from the full gradient, with the rounding of its mean, of the full
/// gradient's, and of the sum of squares. `lengths` are |gᵢ|.
struct Measure<'a> {
    gradients: &'a [Vec<f64>],
    lengths: Vec<f64>,
    full: Vec<f64>,
    /// A bound of the rounding of the full gradient, as a length.
    full_doubt: f64,
}

impl<'a> Measure<'a> {
    fn new(gradients: &'a [Vec<f64>]) -> Self {
        let count = gradients.len() as f64;
        let mut full = vec![0.0; PARAMETERS];
        for gradient in gradients {
            full.iter_mut().zip(gradient).for_each(|(sum, x)| *sum += x);
        }
        full.iter_mut().for_each(|sum| *sum /= count);
        let lengths: Vec<f64> = gradients.iter().map(|g| dot(g, g).sqrt()).collect();
        let mean = lengths.iter().sum::<f64>() / count;
        Self {
            gradients,
            full,
            full_doubt: (count + 1.0) * f64::EPSILON * mean,
            lengths,
        }
    }

    /// |g_B − g|² of one batch, whose mean is left in `mean`.
    fn square(&self, batch: &[usize], mean: &mut [f64]) -> Doubted {
        let count = batch.len() as f64;
        mean.fill(0.0);
        let mut length = 0.0;
        for at in batch {
            if let (Some(gradient), Some(size)) = (self.gradients.get(*at), self.lengths.get(*at)) {
                mean.iter_mut().zip(gradient).for_each(|(sum, x)| *sum += x);
                length += size / count;
            }
        }
        let mut square = 0.0;
        for (sum, full) in mean.iter_mut().zip(&self.full) {
            *sum /= count;
            square += (*sum - full) * (*sum - full);
        }
        let off = (count + 2.0) * f64::EPSILON * length + 2.0 * self.full_doubt;
        Doubted {
            value: square,
            doubt: 2.0 * square.sqrt() * off
                + off * off
                + (PARAMETERS as f64 + 2.0) * f64::EPSILON * square,
        }
    }

    fn trace(&self) -> Doubted {
        let mut mean = vec![0.0; PARAMETERS];
        let squares = (0..self.gradients.len()).map(|at| self.square(&[at], &mut mean));
        let mut sum = Sum::default();
        squares.for_each(|square| sum.add(square, 1.0));
        sum.mean()
    }
}

/// A sum of squared distances, with how far rounding may take it.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    total: Doubted,
    weight: f64,
    terms: f64,
}

impl Sum {
    fn add(&mut self, term: Doubted, weight: f64) {
        self.total.value += weight * term.value;
        self.total.doubt += weight * term.doubt;
        self.weight += weight;
        self.terms += 1.0;
    }

    fn mean(self) -> Doubted {
        let rounding = (self.terms + 2.0) * f64::EPSILON * self.total.value;
        Doubted {
            value: self.total.value / self.weight,
            doubt: (self.total.doubt + rounding) / self.weight,
        }
    }
}

impl Group {
    /// All pairs, and the mean of their means.
    fn of_pairs(gradients: &[Vec<f64>]) -> (Self, Vec<f64>) {
        let measure = Measure::new(gradients);
        let count = gradients.len();
        let (mut with, mut without) = (Sum::default(), Sum::default());
        let mut mean = vec![0.0; PARAMETERS];
        let mut total = vec![0.0; PARAMETERS];
        for i in 0..count {
            for j in i..count {
                let square = measure.square(&[i, j], &mut mean);
                // An ordered pair of two examples comes in both orders.
                let weight = if i == j { 1.0 } else { 2.0 };
                with.add(square, weight);
                if i != j {
                    without.add(square, 1.0);
                    total.iter_mut().zip(&mean).for_each(|(t, x)| *t += x);
                }
            }
        }
        let pairs = 0.5 * (count * (count - 1)) as f64;
        total.iter_mut().for_each(|t| *t /= pairs);
        let group = Self {
            count,
            trace: measure.trace(),
            with: vec![(2, with.mean())],
            without: vec![(2, without.mean())],
        };
        (group, total)
    }

    /// All triples in all orders, and all subsets.
    fn of_few(gradients: &[Vec<f64>]) -> Self {
        let measure = Measure::new(gradients);
        let count = gradients.len();
        let mut mean = vec![0.0; PARAMETERS];
        let mut triples = Sum::default();
        for i in 0..count {
            for j in 0..=i {
                for k in 0..=j {
                    let orders = match (i == j, j == k) {
                        (true, true) => 1.0,
                        (false, false) => 6.0,
                        _ => 3.0,
                    };
                    triples.add(measure.square(&[i, j, k], &mut mean), orders);
                }
            }
        }
        let mut subsets = vec![Sum::default(); count];
        for bits in 1_usize..1 << count {
            let batch: Vec<usize> = (0..count).filter(|at| bits >> at & 1 == 1).collect();
            if let Some(sum) = subsets.get_mut(batch.len() - 1) {
                sum.add(measure.square(&batch, &mut mean), 1.0);
            }
        }
        Self {
            count,
            trace: measure.trace(),
            with: vec![(3, triples.mean())],
            without: (1..).zip(subsets.into_iter().map(Sum::mean)).collect(),
        }
    }

    /// How far a formula of σ², size and replacement is from what was enumerated, and how far rounding
    /// may take them, both as shares of σ².
    pub fn compared(
        &self,
        replacement: bool,
        formula: impl Fn(f64, usize, usize) -> f64,
    ) -> (f64, f64) {
        let list = if replacement {
            &self.with
        } else {
            &self.without
        };
        let trace = self.trace;
        let apart = list.iter().map(|(size, found)| {
            (formula(trace.value, self.count, *size) - found.value).abs() / trace.value
        });
        let doubts = list
            .iter()
            .map(|(_, found)| (found.doubt + trace.doubt) / trace.value + 8.0 * f64::EPSILON);
        (worst(apart), worst(doubts))
    }
}

/// How far rounding may take two computations of a mean gradient from each other: both go forwards and
/// backwards through the network once for each example, in any order of their sums.
fn doubt_of_mean(weights: &Weights, examples: &[Example], gradients: &[Vec<f64>]) -> f64 {
    let count = examples.len() as f64;
    let mut doubts = vec![0.0; PARAMETERS];
    for (example, gradient) in examples.iter().zip(gradients) {
        let each = doubt_of_gradient(weights, *example);
        for ((sum, doubt), g) in doubts.iter_mut().zip(each.iter()).zip(gradient) {
            // The mean of pairs sums over all pairs.
            *sum += (doubt + (count * count + 4.0) * f64::EPSILON * g.abs()) / count;
        }
    }
    2.0 * doubts.into_iter().fold(0.0, f64::max)
}

/// A running bound of the rounding in each entry of an example's gradient. A sum of n products is off
/// by (n + 1)·ε times the sum of their sizes, and by what its inputs are off; tanh and the exponential
/// by a few ε.
fn doubt_of_gradient(weights: &Weights, Example { x, y }: Example) -> Weights {
    const E: f64 = f64::EPSILON;
    let pass = weights.forward(x);
    let unit = |row: &[f64], inputs: &[f64], doubts: &[f64]| {
        let n = row.len() as f64 + 1.0;
        let terms = row.iter().zip(inputs.iter().zip(doubts));
        let products = terms.map(|(w, (h, off))| w.abs() * (n * E * h.abs() + off));
        products.sum::<f64>() + n * E * row.last().map_or(0.0, |bias| bias.abs())
    };
    let active = |sum: f64, h: f64| sum + 4.0 * E * h.abs();
    let mut first = [0.0; UNITS];
    for ((to, row), h) in first.iter_mut().zip(&weights.first).zip(pass.first) {
        *to = active(unit(row, &x, &[0.0; 2]), h);
    }
    let mut second = [0.0; UNITS];
    for ((to, row), h) in second.iter_mut().zip(&weights.second).zip(pass.second) {
        *to = active(unit(row, &pass.first, &first), h);
    }
    // The slope of the sigmoid is ¼ at most.
    let output = 0.25 * unit(&weights.last, &pass.second, &second) + 16.0 * E;
    let upstream = sigmoid(pass.output) - y;
    let mut doubt = Weights::ZERO;
    spread(&mut doubt.last, (upstream, output), &pass.second, &second);
    // The sizes of the sums that come down, and their doubts.
    let mut below = [(0.0, 0.0, 0.0); UNITS];
    for (k, row) in weights.second.iter().enumerate() {
        let (h, off, w) = (pass.second[k], second[k], weights.last[k]);
        let delta = delta(
            (upstream * w, w.abs() * output),
            (upstream * w).abs(),
            h,
            off,
        );
        spread(&mut doubt.second[k], delta, &pass.first, &first);
        for ((sum, size, doubt), weight) in below.iter_mut().zip(row) {
            *sum += delta.0 * weight;
            *size += (delta.0 * weight).abs();
            *doubt += delta.1 * weight.abs();
        }
    }
    for (k, (sum, size, doubts)) in below.into_iter().enumerate() {
        let sum = (sum, doubts + (UNITS as f64 + 2.0) * E * size);
        let delta = delta(sum, size, pass.first[k], first[k]);
        spread(&mut doubt.first[k], delta, &x, &[0.0; 2]);
    }
    doubt
}

/// A sum that comes down times 1 − h², and how far rounding may take that.
fn delta((sum, doubt): (f64, f64), size: f64, h: f64, off: f64) -> (f64, f64) {
    let slope = 1.0 - h * h;
    let doubt = doubt * slope + size * (2.0 * h.abs() * off + 4.0 * f64::EPSILON);
    (sum * slope, doubt)
}

/// The doubts of a unit's gradient, δ times each input.
fn spread(to: &mut [f64], (delta, doubt): (f64, f64), inputs: &[f64], doubts: &[f64]) {
    let inputs = inputs.iter().chain(&[1.0]);
    let doubts = doubts.iter().chain(&[0.0]);
    for (to, (x, off)) in to.iter_mut().zip(inputs.zip(doubts)) {
        *to = doubt * x.abs() + delta.abs() * (off + 2.0 * f64::EPSILON * x.abs());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::compare::distance;
    use crate::panels::optimisation::sgd_noise::network::moons;

    #[test]
    fn all_2016_pairs_obey_both_formulas() {
        for seed in 0..4 {
            let examples = moons(100, seed);
            let weights = Weights::fresh(seed).trained(&examples, seed);
            let all = Enumeration::new(&weights, &examples);
            let (trace, with) = (all.paired.trace.value, all.paired.with[0].1.value);
            assert_eq!(all.paired.count, 64);
            assert!((with / trace - 0.5).abs() < 1e-14);
            let without = all.paired.without[0].1.value;
            assert!((without / with - 62.0 / 63.0).abs() < 1e-14);
            // All ten of ten are the full gradient.
            let (size, whole) = all.few.without[9];
            assert!(size == 10 && whole.value < 1e-28 && all.few.without.len() == 10);
            let apart = distance(&all.tape, &all.pairs);
            assert!(
                apart < all.doubt && all.doubt < 1e-11,
                "{apart} {}",
                all.doubt
            );
        }
    }
}
