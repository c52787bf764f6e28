//! A fully connected network with one output and squared error, without a tape: for trainings that take
//! thousands of steps, and for products with the Hessian. A test holds it to the tape.
//!
//! The loss of n points is L = 1/(2n)·Σ(zᵢ − yᵢ)². All parameters stand in one list, layer by layer: the
//! weights (outputs × inputs, column by column), then the biases.
//!
//! Source of the products with the Hessian: B. A. Pearlmutter, *Fast Exact Multiplication by the
//! Hessian*, Neural Computation 6 (1994).

use crate::error::{CoreError, Result};
use crate::kernels::{Operand, Target};
use crate::random::Random;
use crate::real::{self, Real};
use std::ops::Range;

/// What a hidden unit does to the sum of its inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bend {
    /// tanh x.
    Tanh,
    /// max(0, x).
    Relu,
}

impl Bend {
    /// The activation, in a form without branches.
    #[inline(always)]
    pub fn value<T: Real>(self, x: T) -> T {
        match self {
            Self::Tanh => {
                let size = if x < T::zero() { -x } else { x };
                let small = (-(size + size)).quick_exp();
                let bent = (T::one() - small) / (T::one() + small);
                if x < T::zero() { -bent } else { bent }
            }
            Self::Relu if x > T::zero() => x,
            // NaN passes through.
            Self::Relu if x <= T::zero() => T::zero(),
            Self::Relu => x,
        }
    }

    /// Its derivative, from its value.
    #[inline(always)]
    pub fn slope<T: Real>(self, h: T) -> T {
        match self {
            Self::Tanh => T::one() - h * h,
            Self::Relu if h > T::zero() => T::one(),
            Self::Relu => T::zero(),
        }
    }

    /// Its second derivative, from its value.
    #[inline(always)]
    fn curvature<T: Real>(self, h: T) -> T {
        match self {
            Self::Tanh => -(h + h) * (T::one() - h * h),
            Self::Relu => T::zero(),
        }
    }
}

/// Points with what the network should say of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Points<T> {
    width: usize,
    /// The inputs of one point after those of another.
    pub inputs: Vec<T>,
    /// What is wanted.
    pub targets: Vec<T>,
}

impl<T: Real> Points<T> {
    /// Points of so many inputs each.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] where inputs and targets aren't of equally many points, at least one.
    pub fn new(width: usize, inputs: Vec<T>, targets: Vec<T>) -> Result<Self> {
        if targets.is_empty() || inputs.len() != width * targets.len() {
            let what = format!("{} inputs for {} points", inputs.len(), targets.len());
            return Err(CoreError::not_allowed("points", what));
        }
        Ok(Self {
            width,
            inputs,
            targets,
        })
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.targets.len()
    }

    /// Takes the points of these indices from others; an index beyond their end is left out.
    pub fn pick(&mut self, from: &Self, which: &[usize]) {
        self.inputs.clear();
        self.targets.clear();
        for &i in which {
            let inputs = from.inputs.get(i * self.width..(i + 1) * self.width);
            if let (Some(inputs), Some(target)) = (inputs, from.targets.get(i)) {
                self.inputs.extend_from_slice(inputs);
                self.targets.push(*target);
            }
        }
    }

    /// The first points, at most so many.
    #[must_use]
    pub fn first(&self, count: usize) -> Self {
        let count = count.min(self.count());
        Self {
            width: self.width,
            inputs: self.inputs[..count * self.width].to_vec(),
            targets: self.targets[..count].to_vec(),
        }
    }

    /// The same in another precision.
    #[must_use]
    pub fn cast<U: Real>(&self) -> Points<U> {
        Points {
            width: self.width,
            inputs: cast(&self.inputs),
            targets: cast(&self.targets),
        }
    }
}

/// Numbers in another precision.
#[must_use]
pub fn cast<T: Real, U: Real>(numbers: &[T]) -> Vec<U> {
    numbers.iter().map(|x| U::from_f64(x.to_f64())).collect()
}

/// A layer: its sizes, and where its parameters are.
#[derive(Debug, Clone, PartialEq)]
struct Layer {
    inputs: usize,
    outputs: usize,
    weights: Range<usize>,
    biases: Range<usize>,
}

/// A network: sizes and activation. Its parameters are given with each call.
#[derive(Debug, Clone, PartialEq)]
pub struct Dense {
    layers: Vec<Layer>,
    bend: Bend,
    count: usize,
}

/// What passes between the layers, kept between calls so that only the first one allocates.
#[derive(Debug, Clone, Default)]
pub struct Space<T> {
    /// Activations of each hidden layer, and the output.
    active: Vec<Vec<T>>,
    /// The gradient in each layer's sums.
    deltas: Vec<Vec<T>>,
    /// The gradient in each hidden layer's activations.
    passed: Vec<Vec<T>>,
}

impl Dense {
    /// A network of these sizes, from the inputs to its one output.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for no layer, a size of 0, or several outputs.
    pub fn new(sizes: &[usize], bend: Bend) -> Result<Self> {
        if sizes.len() < 2 || sizes.contains(&0) || sizes.last() != Some(&1) {
            let what = format!("{sizes:?} are not the sizes of a network with one output");
            return Err(CoreError::not_allowed("dense", what));
        }
        let mut count = 0;
        let layer = |pair: &[usize]| {
            let (inputs, outputs) = (pair[0], pair[1]);
            let weights = count..count + inputs * outputs;
            let biases = weights.end..weights.end + outputs;
            count = biases.end;
            Layer {
                inputs,
                outputs,
                weights,
                biases,
            }
        };
        let layers = sizes.windows(2).map(layer).collect();
        Ok(Self {
            layers,
            bend,
            count,
        })
    }

    /// How many parameters it has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Its activation.
    #[must_use]
    pub fn bend(&self) -> Bend {
        self.bend
    }

    /// Sizes and places of a layer: inputs, outputs, its weights, its biases.
    pub fn layers(&self) -> impl Iterator<Item = (usize, usize, Range<usize>, Range<usize>)> + '_ {
        let of = |l: &Layer| (l.inputs, l.outputs, l.weights.clone(), l.biases.clone());
        self.layers.iter().map(of)
    }

    /// Parameters to start from: normal weights of variance 1/inputs (2/inputs for ReLU), and biases
    /// of 0.
    #[must_use]
    pub fn start(&self, random: &mut Random) -> Vec<f64> {
        let gain = match self.bend {
            Bend::Tanh => 1.0,
            Bend::Relu => 2.0,
        };
        let mut parameters = vec![0.0; self.count];
        for layer in &self.layers {
            let deviation = real::sqrt(gain / layer.inputs as f64);
            for weight in &mut parameters[layer.weights.clone()] {
                *weight = deviation * random.normal();
            }
        }
        parameters
    }

    fn fits<T: Real>(&self, parameters: &[T], points: &Points<T>) -> Result<()> {
        let width = self.layers.first().map_or(0, |layer| layer.inputs);
        let inputs = points.inputs.len() == width * points.count();
        if parameters.len() != self.count || !inputs || points.count() == 0 {
            let what = format!(
                "{} parameters and {} inputs for {} points",
                parameters.len(),
                points.inputs.len(),
                points.count()
            );
            return Err(CoreError::not_allowed("dense", what));
        }
        Ok(())
    }

    /// The outputs, one for each point.
    ///
    /// # Errors
    ///
    /// Parameters or points that don't fit.
    pub fn outputs<'s, T: Real>(
        &self,
        parameters: &[T],
        points: &Points<T>,
        space: &'s mut Space<T>,
    ) -> Result<&'s [T]> {
        self.fits(parameters, points)?;
        self.forward(parameters, points, space);
        Ok(space.active.last().map_or(&[], Vec::as_slice))
    }

    /// The loss.
    ///
    /// # Errors
    ///
    /// Parameters or points that don't fit.
    pub fn loss<T: Real>(
        &self,
        parameters: &[T],
        points: &Points<T>,
        space: &mut Space<T>,
    ) -> Result<f64> {
        Ok(mean_loss(self.outputs(parameters, points, space)?, points))
    }

    /// Writes the gradient of the loss, and returns the loss.
    ///
    /// # Errors
    ///
    /// Parameters or points that don't fit.
    pub fn gradient<T: Real>(
        &self,
        parameters: &[T],
        points: &Points<T>,
        space: &mut Space<T>,
        gradient: &mut Vec<T>,
    ) -> Result<f64> {
        let loss = self.loss(parameters, points, space)?;
        gradient.resize(self.count, T::zero());
        self.backward(parameters, points, space, Some(gradient));
        Ok(loss)
    }

    fn forward<T: Real>(&self, parameters: &[T], points: &Points<T>, space: &mut Space<T>) {
        let last = self.layers.len() - 1;
        space.active.resize(self.layers.len(), Vec::new());
        for (i, layer) in self.layers.iter().enumerate() {
            let (before, here) = space.active.split_at_mut(i);
            let from = before.last().unwrap_or(&points.inputs);
            let to = &mut here[0];
            layer.repeat_biases(parameters, points.count(), to);
            layer.add_forward(parameters, from, to);
            if i < last {
                match self.bend {
                    // Two loops, so that each becomes SIMD.
                    Bend::Tanh => to.iter_mut().for_each(|x| *x = Bend::Tanh.value(*x)),
                    Bend::Relu => to.iter_mut().for_each(|x| *x = Bend::Relu.value(*x)),
                }
            }
        }
    }

    /// Backwards from the outputs that are in `space`.
    fn backward<T: Real>(
        &self,
        parameters: &[T],
        points: &Points<T>,
        space: &mut Space<T>,
        mut gradient: Option<&mut Vec<T>>,
    ) {
        let depth = self.layers.len();
        let share = T::from_f64(1.0 / points.count() as f64);
        space.deltas.resize(depth, Vec::new());
        space.passed.resize(depth, Vec::new());
        let Some(output) = space.active.last() else {
            return;
        };
        let delta = &mut space.deltas[depth - 1];
        delta.clear();
        delta.extend(
            output
                .iter()
                .zip(&points.targets)
                .map(|(z, y)| (*z - *y) * share),
        );
        for (i, layer) in self.layers.iter().enumerate().rev() {
            let from = i
                .checked_sub(1)
                .map_or(&points.inputs, |b| &space.active[b]);
            if let Some(gradient) = gradient.as_deref_mut() {
                layer.outer(&space.deltas[i], from, gradient, false);
                layer.sum_deltas(&space.deltas[i], gradient);
            }
            if i == 0 {
                continue;
            }
            let passed = &mut space.passed[i - 1];
            layer.pass_back(parameters, &space.deltas[i], passed, false);
            let delta = &mut space.deltas[i - 1];
            delta.clear();
            let bend = self.bend;
            let pairs = passed.iter().zip(&space.active[i - 1]);
            delta.extend(pairs.map(|(e, h)| *e * bend.slope(*h)));
        }
    }
}

/// ½·mean (z − y)², summed in f64.
fn mean_loss<T: Real>(outputs: &[T], points: &Points<T>) -> f64 {
    let squares = outputs.iter().zip(&points.targets).map(|(z, y)| {
        let off = (*z - *y).to_f64();
        off * off
    });
    0.5 * squares.sum::<f64>() / points.count() as f64
}

impl Layer {
    fn repeat_biases<T: Real>(&self, parameters: &[T], count: usize, to: &mut Vec<T>) {
        to.clear();
        for _ in 0..count {
            to.extend_from_slice(&parameters[self.biases.clone()]);
        }
    }

    /// to += W·from.
    fn add_forward<T: Real>(&self, parameters: &[T], from: &[T], to: &mut [T]) {
        let (rows, inner) = (self.outputs, self.inputs);
        T::product(
            (rows, inner, to.len() / rows),
            Operand::columns(&parameters[self.weights.clone()], rows),
            Operand::columns(from, inner),
            Target {
                entries: to,
                column_stride: rows,
                accumulate: true,
            },
        );
    }

    /// to = Wᵀ·deltas, or to += Wᵀ·deltas.
    fn pass_back<T: Real>(&self, parameters: &[T], deltas: &[T], to: &mut Vec<T>, add: bool) {
        let (rows, inner) = (self.inputs, self.outputs);
        let count = deltas.len() / inner;
        to.resize(rows * count, T::zero());
        T::product(
            (rows, inner, count),
            Operand::columns(&parameters[self.weights.clone()], inner).transposed(),
            Operand::columns(deltas, inner),
            Target {
                entries: to,
                column_stride: rows,
                accumulate: add,
            },
        );
    }

    /// The gradient of the weights: deltas·fromᵀ.
    fn outer<T: Real>(&self, deltas: &[T], from: &[T], gradient: &mut [T], add: bool) {
        let count = deltas.len() / self.outputs;
        T::product(
            (self.outputs, count, self.inputs),
            Operand::columns(deltas, self.outputs),
            Operand::columns(from, self.inputs).transposed(),
            Target {
                entries: &mut gradient[self.weights.clone()],
                column_stride: self.outputs,
                accumulate: add,
            },
        );
    }

    /// The gradient of the biases.
    fn sum_deltas<T: Real>(&self, deltas: &[T], gradient: &mut [T]) {
        let sums = &mut gradient[self.biases.clone()];
        sums.fill(T::zero());
        for point in deltas.chunks_exact(self.outputs) {
            for (sum, delta) in sums.iter_mut().zip(point) {
                *sum += *delta;
            }
        }
    }
}

/// The Hessian of the loss at some parameters, as what it makes of a direction.
#[derive(Debug, Clone)]
pub struct Hessian<'a, T> {
    network: &'a Dense,
    parameters: &'a [T],
    points: &'a Points<T>,
    space: Space<T>,
    /// How the sums and the activations of each layer change along the direction.
    sums: Vec<Vec<T>>,
    active: Vec<Vec<T>>,
    delta: Vec<T>,
    passed: Vec<T>,
}

impl<'a, T: Real> Hessian<'a, T> {
    /// At these parameters.
    ///
    /// # Errors
    ///
    /// Parameters or points that don't fit.
    pub fn new(network: &'a Dense, parameters: &'a [T], points: &'a Points<T>) -> Result<Self> {
        network.fits(parameters, points)?;
        let mut space = Space {
            active: Vec::new(),
            deltas: Vec::new(),
            passed: Vec::new(),
        };
        network.forward(parameters, points, &mut space);
        network.backward(parameters, points, &mut space, None);
        let depth = network.layers.len();
        Ok(Self {
            network,
            parameters,
            points,
            space,
            sums: vec![Vec::new(); depth],
            active: vec![Vec::new(); depth],
            delta: Vec::new(),
            passed: Vec::new(),
        })
    }

    /// H·v: forwards along v, then backwards.
    ///
    /// # Errors
    ///
    /// A direction that isn't one number for each parameter.
    pub fn times(&mut self, v: &[T], product: &mut Vec<T>) -> Result<()> {
        self.multiply(v, product, true)
    }

    /// G·v of the Gauss–Newton matrix G = JᵀJ/n, which leaves out the curvature of the outputs.
    ///
    /// # Errors
    ///
    /// A direction that isn't one number for each parameter.
    pub fn gauss_newton_times(&mut self, v: &[T], product: &mut Vec<T>) -> Result<()> {
        self.multiply(v, product, false)
    }

    fn multiply(&mut self, v: &[T], product: &mut Vec<T>, whole: bool) -> Result<()> {
        let network = self.network;
        if v.len() != network.count {
            let what = format!("{} numbers for {} parameters", v.len(), network.count);
            return Err(CoreError::not_allowed("hessian", what));
        }
        product.resize(network.count, T::zero());
        let (bend, depth, count) = (network.bend, network.layers.len(), self.points.count());
        for (i, layer) in network.layers.iter().enumerate() {
            let from = i
                .checked_sub(1)
                .map_or(&self.points.inputs, |b| &self.space.active[b]);
            layer.repeat_biases(v, count, &mut self.sums[i]);
            layer.add_forward(v, from, &mut self.sums[i]);
            if let Some(before) = i.checked_sub(1) {
                layer.add_forward(self.parameters, &self.active[before], &mut self.sums[i]);
            }
            if i + 1 < depth {
                let pairs = self.sums[i].iter().zip(&self.space.active[i]);
                self.active[i].clear();
                self.active[i].extend(pairs.map(|(s, h)| *s * bend.slope(*h)));
            }
        }
        let share = T::from_f64(1.0 / count as f64);
        self.delta.clear();
        if let Some(outputs) = self.sums.last() {
            self.delta.extend(outputs.iter().map(|z| *z * share));
        }
        for (i, layer) in network.layers.iter().enumerate().rev() {
            let from = i
                .checked_sub(1)
                .map_or(&self.points.inputs, |b| &self.space.active[b]);
            layer.outer(&self.delta, from, product, false);
            layer.sum_deltas(&self.delta, product);
            let Some(before) = i.checked_sub(1) else {
                break;
            };
            layer.pass_back(self.parameters, &self.delta, &mut self.passed, false);
            if whole {
                layer.outer(&self.space.deltas[i], &self.active[before], product, true);
                layer.pass_back(v, &self.space.deltas[i], &mut self.passed, true);
            }
            self.delta.clear();
            let hidden = &self.space.active[before];
            let slopes = self.passed.iter().zip(hidden);
            self.delta.extend(slopes.map(|(e, h)| *e * bend.slope(*h)));
            if whole {
                let changes = self.sums[before].iter().zip(&self.space.passed[before]);
                for ((delta, h), (s, e)) in self.delta.iter_mut().zip(hidden).zip(changes) {
                    *delta += bend.curvature(*h) * *s * *e;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
