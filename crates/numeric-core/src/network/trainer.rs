//! Training a GPT, one step at a time, in memory that is used again.

use super::gpt::{Gpt, GptConfig};
use super::parameters::{Handles, Parameter, Parameters};
use crate::error::{CoreError, Result};
use crate::optimise::{self, Memory, Optimiser};
use crate::real::Real;
use crate::tape::{Keep, Tape, Var};
use nalgebra::DMatrix;

/// What one step did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Steps so far, this one counted.
    pub step: u64,
    /// The loss before the step's change, in nats a token.
    pub loss: f64,
    /// The norm of all gradients, before clipping.
    pub gradient_norm: f64,
    /// The gradient of the watched entry, after clipping; 0 when none is watched.
    pub watched: f64,
}

/// One number among the parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Which parameter, by its place.
    pub parameter: usize,
    /// Which row.
    pub row: usize,
    /// Which column.
    pub column: usize,
}

/// A GPT in training, in any precision.
#[derive(Debug)]
pub struct Training<T: Real> {
    gpt: Gpt,
    parameters: Parameters<T>,
    optimiser: Optimiser,
    memories: Vec<Memory<T>>,
    rate: f64,
    largest_norm: Option<f64>,
    steps: u64,
    watched: Option<Entry>,
    tape: Tape<T>,
    upstream: DMatrix<T>,
}

impl<T: Real> Training<T> {
    /// A new GPT, its parameters drawn from a seed.
    ///
    /// # Errors
    ///
    /// As [`GptConfig::parameters`].
    pub fn new(config: GptConfig, optimiser: Optimiser, rate: f64, seed: u64) -> Result<Self> {
        let mut parameters = Parameters::new();
        let gpt = Gpt::new(config, &mut parameters, seed)?;
        Ok(Self::of(gpt, parameters, optimiser, rate))
    }

    /// Training of a given network.
    pub fn of(gpt: Gpt, parameters: Parameters<T>, optimiser: Optimiser, rate: f64) -> Self {
        let memory = |p: &Parameter<T>| Memory::new(optimiser, p.value.shape());
        let memories = parameters.iter().map(memory).collect();
        Self {
            gpt,
            parameters,
            optimiser,
            memories,
            rate,
            largest_norm: None,
            steps: 0,
            watched: None,
            tape: Tape::new(),
            upstream: DMatrix::from_element(1, 1, T::one()),
        }
    }

    /// The network.
    pub fn gpt(&self) -> &Gpt {
        &self.gpt
    }

    /// Its parameters.
    pub fn parameters(&self) -> &Parameters<T> {
        &self.parameters
    }

    /// Its parameters, to change.
    pub fn parameters_mut(&mut self) -> &mut Parameters<T> {
        &mut self.parameters
    }

    /// What the optimiser remembers, in the order of the parameters.
    pub fn memories(&self) -> &[Memory<T>] {
        &self.memories
    }

    /// What the optimiser remembers, to change.
    pub fn memories_mut(&mut self) -> &mut [Memory<T>] {
        &mut self.memories
    }

    /// Goes on as after so many steps, with parameters and memories that were put back.
    pub fn set_steps(&mut self, steps: u64) {
        self.steps = steps;
    }

    /// The entry whose gradient each step reports.
    pub fn watch(&mut self, entry: Option<Entry>) {
        self.watched = entry;
    }

    /// The gradient of the loss in the loss: 1, unless a mistake is to be shown.
    pub fn set_upstream(&mut self, upstream: f64) {
        self.upstream.fill(T::from_f64(upstream));
    }

    /// The learning rate from now on.
    pub fn set_rate(&mut self, rate: f64) {
        self.rate = rate;
    }

    /// The largest norm of all gradients from now on, or none.
    pub fn clip(&mut self, largest_norm: Option<f64>) {
        self.largest_norm = largest_norm;
    }

    /// Steps so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Numbers that the tape has allocated; it stays the same from the first step on.
    pub fn allocated(&self) -> usize {
        self.tape.allocated()
    }

    /// Records a batch on the cleared tape: the parameters' handles, and the mean loss.
    fn record(
        &mut self,
        tokens: &[usize],
        targets: &[usize],
        sequences: usize,
    ) -> Result<(Handles, Var)> {
        let tape = &mut self.tape;
        tape.clear();
        let handles = self.parameters.record(tape);
        let nodes = self.gpt.record(tape, &handles, tokens, sequences)?;
        Ok((handles, tape.cross_entropy(nodes.logits, targets)?))
    }

    /// The mean loss of a batch, without a step.
    ///
    /// # Errors
    ///
    /// As [`Training::step`].
    pub fn loss(&mut self, tokens: &[usize], targets: &[usize], sequences: usize) -> Result<f64> {
        let (_, loss) = self.record(tokens, targets, sequences)?;
        Ok(self.tape.value(loss)?[(0, 0)].to_f64())
    }

    /// One step: forward, loss, backward, the optimiser's change. `tokens` and `targets` hold
    /// `sequences` sequences of one length, one after another.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for tokens that don't fit the network, and when loss or gradients
    /// are no longer finite; nothing is changed then.
    pub fn step(
        &mut self,
        tokens: &[usize],
        targets: &[usize],
        sequences: usize,
    ) -> Result<Progress> {
        let (handles, loss_node) = self.record(tokens, targets, sequences)?;
        let loss = self.tape.value(loss_node)?[(0, 0)].to_f64();
        let gradients = self
            .tape
            .backward_reusing(loss_node, &self.upstream, Keep::Variables)?;
        let trained = || {
            self.parameters
                .iter()
                .zip(handles.iter())
                .filter(|(p, _)| p.trained)
        };
        let all = trained()
            .map(|(_, var)| gradients.of(var))
            .collect::<Result<Vec<_>>>()?;
        let gradient_norm = optimise::norm(all.into_iter());
        if !(loss.is_finite() && gradient_norm.is_finite()) {
            self.tape.recycle(gradients);
            let what = format!("the loss is {loss}, the norm of its gradient {gradient_norm}");
            return Err(CoreError::not_allowed("training step", what));
        }
        let factor = self
            .largest_norm
            .map_or(1.0, |largest| optimise::clip_norm(gradient_norm, largest));
        let watched = match self.watched {
            Some(entry) => handles
                .iter()
                .nth(entry.parameter)
                .and_then(|var| gradients.of(var).ok()?.get((entry.row, entry.column)))
                .map_or(0.0, |g| g.to_f64() * factor),
            None => 0.0,
        };
        self.steps += 1;
        let rows = self
            .parameters
            .iter_mut()
            .zip(&mut self.memories)
            .zip(handles.iter());
        for ((parameter, memory), var) in rows {
            if parameter.trained {
                let gradient = gradients.of(var)?;
                let value = &mut parameter.value;
                optimise::step(
                    self.optimiser,
                    self.rate,
                    self.steps,
                    value,
                    gradient,
                    factor,
                    memory,
                );
            }
        }
        self.tape.recycle(gradients);
        Ok(Progress {
            step: self.steps,
            loss,
            gradient_norm,
            watched,
        })
    }

    /// The loss of a batch and its gradient in each parameter, without a step.
    ///
    /// # Errors
    ///
    /// As [`Training::step`], but for numbers that are not finite.
    pub fn gradients(
        &mut self,
        tokens: &[usize],
        targets: &[usize],
        sequences: usize,
    ) -> Result<(f64, Vec<DMatrix<T>>)> {
        let (handles, loss) = self.record(tokens, targets, sequences)?;
        let gradients = self
            .tape
            .backward_reusing(loss, &self.upstream, Keep::Variables)?;
        let all = handles
            .iter()
            .map(|var| gradients.of(var).cloned())
            .collect::<Result<Vec<_>>>()?;
        let loss = self.tape.value(loss)?[(0, 0)].to_f64();
        self.tape.recycle(gradients);
        Ok((loss, all))
    }
}

/// A GPT in training in single precision, as the page trains it.
///
/// The same as [`Training<f32>`], compiled here and so for speed, wherever it is used from.
#[derive(Debug)]
pub struct Trainer(Training<f32>);

impl Trainer {
    /// A new GPT, its parameters drawn from a seed.
    ///
    /// # Errors
    ///
    /// As [`GptConfig::parameters`].
    pub fn new(config: GptConfig, optimiser: Optimiser, rate: f64, seed: u64) -> Result<Self> {
        Ok(Self(Training::new(config, optimiser, rate, seed)?))
    }

    /// Training of a given network.
    pub fn of(gpt: Gpt, parameters: Parameters<f32>, optimiser: Optimiser, rate: f64) -> Self {
        Self(Training::of(gpt, parameters, optimiser, rate))
    }

    /// What it wraps, for everything that isn't hot.
    pub fn training(&mut self) -> &mut Training<f32> {
        &mut self.0
    }

    /// As [`Training::step`].
    ///
    /// # Errors
    ///
    /// As [`Training::step`].
    #[inline(never)]
    pub fn step(
        &mut self,
        tokens: &[usize],
        targets: &[usize],
        sequences: usize,
    ) -> Result<Progress> {
        self.0.step(tokens, targets, sequences)
    }

    /// As [`Training::loss`].
    ///
    /// # Errors
    ///
    /// As [`Training::loss`].
    #[inline(never)]
    pub fn loss(&mut self, tokens: &[usize], targets: &[usize], sequences: usize) -> Result<f64> {
        self.0.loss(tokens, targets, sequences)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use crate::random::Random;

    fn batch(config: GptConfig, sequences: usize, seed: u64) -> (Vec<usize>, Vec<usize>) {
        let mut random = Random::new(seed);
        let n = sequences * config.context;
        let tokens: Vec<usize> = (0..n)
            .map(|_| random.below(config.vocabulary).unwrap())
            .collect();
        // What comes next is the token itself plus one: easy to learn.
        let targets = tokens.iter().map(|t| (t + 1) % config.vocabulary).collect();
        (tokens, targets)
    }

    #[portable_test]
    fn learns_and_allocates_once() {
        let config = GptConfig::new(1, 16, 2, 8, 6);
        let mut trainer = Trainer::new(config, Optimiser::ADAM, 1e-2, 1).unwrap();
        let (tokens, targets) = batch(config, 4, 2);
        let first = trainer.step(&tokens, &targets, 4).unwrap();
        assert!((first.loss - crate::real::ln(6.0)).abs() < 0.1);
        let allocated = trainer.training().allocated();
        let mut last = first;
        for _ in 0..60 {
            last = trainer.step(&tokens, &targets, 4).unwrap();
            assert_eq!(trainer.training().allocated(), allocated);
        }
        assert!(last.loss < 0.1, "{}", last.loss);
        assert_eq!(last.step, 61);
        let (tokens, targets) = batch(config, 4, 3);
        assert!(trainer.loss(&tokens, &targets, 4).unwrap() < 0.2);
    }

    #[portable_test]
    fn the_same_seed_is_the_same_run() {
        let config = GptConfig::new(2, 8, 2, 4, 5);
        let run = || {
            let mut trainer = Trainer::new(config, Optimiser::ADAM, 1e-2, 7).unwrap();
            let (tokens, targets) = batch(config, 2, 2);
            let steps = (0..5).map(|_| trainer.step(&tokens, &targets, 2).unwrap());
            steps.map(|p| p.loss.to_bits()).collect::<Vec<_>>()
        };
        assert_eq!(run(), run());
    }

    #[portable_test]
    fn a_run_that_diverges_says_so_and_changes_nothing() {
        let config = GptConfig::new(1, 8, 2, 4, 5);
        let mut training = Training::<f32>::new(config, Optimiser::Sgd, 1.0, 1).unwrap();
        training
            .parameters_mut()
            .named_mut("head.weight")
            .unwrap()
            .value
            .fill(f32::INFINITY);
        let before = training.parameters().clone();
        let (tokens, targets) = batch(config, 2, 2);
        assert!(training.step(&tokens, &targets, 2).is_err());
        assert_eq!(training.parameters(), &before);
        assert_eq!(training.steps(), 0);
        assert!(training.step(&tokens, &targets[1..], 2).is_err());
    }
}
