//! A training run: one network, its optimiser's memory, and the order of its batches. It doesn't use
//! the browser.

use super::network::{self, Network, Penalty};
use super::points::{Points, points};
use super::{ClassifierState, check, read};
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::error::{CoreError, Result};
use numeric_core::network::Parameters;
use numeric_core::optimise::{self, Memory};
use numeric_core::random::Random;
use numeric_core::tape::Tape;

#[cfg(test)]
mod tests;

/// A weight or bias beyond this ends the run, before numbers overflow.
pub const LARGEST_WEIGHT: f64 = 1e8;

/// Why a run can't go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped(pub String);

/// Losses at one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// Steps taken.
    pub step: u64,
    /// Mean loss over the points that are learned from, nats; the penalty isn't in it.
    pub loss: f64,
    /// The same over those held out; NaN where there are none.
    pub held_out: f64,
}

/// How well a network parts some points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// Mean cross-entropy, nats per point.
    pub loss: f64,
    /// The share of points on the right side.
    pub accuracy: f64,
}

/// A network in training.
pub struct Session {
    state: ClassifierState,
    learned: Points,
    held_out: Points,
    network: Network,
    start: Parameters<f64>,
    memories: Vec<Memory<f64>>,
    steps: u64,
    /// Whether a weight was set by hand.
    edited: bool,
    order: Vec<usize>,
    next: usize,
    random: Random,
    tape: Tape<f64>,
}

impl Session {
    /// A run at its start.
    ///
    /// # Errors
    /// Sizes that aren't a network, which a state doesn't have.
    pub fn new(state: &ClassifierState) -> Result<Self> {
        let (learned, held_out) = points(state);
        let network = Network::new(state)?;
        Ok(Self::of(state.clone(), learned, held_out, network))
    }

    fn of(state: ClassifierState, learned: Points, held_out: Points, network: Network) -> Self {
        let mut session = Self {
            start: network.parameters.clone(),
            memories: Vec::new(),
            steps: 0,
            edited: false,
            order: (0..learned.len()).collect(),
            next: 0,
            random: Random::new(0),
            tape: Tape::new(),
            state,
            learned,
            held_out,
            network,
        };
        session.rewind();
        session
    }

    /// Back to the first weights, exactly.
    pub fn rewind(&mut self) {
        self.network.parameters = self.start.clone();
        let optimiser = self.state.optimiser;
        self.memories = self
            .start
            .iter()
            .map(|p| Memory::new(optimiser, p.value.shape()))
            .collect();
        self.steps = 0;
        self.edited = false;
        self.order = (0..self.learned.len()).collect();
        // A stream of its own, so that the points and the first weights don't depend on the batches.
        self.random = Random::new(self.state.seed as u64 ^ 0xba7c_0000_0000_0001);
        self.next = self.order.len();
    }

    /// The state that the run follows from.
    pub fn state(&self) -> &ClassifierState {
        &self.state
    }

    /// The points that are learned from.
    pub fn learned(&self) -> &Points {
        &self.learned
    }

    /// The points that aren't.
    pub fn held_out(&self) -> &Points {
        &self.held_out
    }

    /// Steps taken.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Whether this is the start that the state names: no step taken, no weight set.
    pub fn is_fresh(&self) -> bool {
        self.steps == 0 && !self.edited
    }

    /// Weight and bias of each layer in turn.
    pub fn parameters(&self) -> Vec<DMatrix<f64>> {
        self.network.values()
    }

    /// Sets one number of the network. What isn't there or isn't finite changes nothing.
    pub fn set(&mut self, parameter: usize, (row, column): (usize, usize), value: f64) {
        let place = self
            .network
            .parameters
            .iter_mut()
            .nth(parameter)
            .and_then(|p| p.value.get_mut((row, column)));
        if let (Some(place), true) = (place, value.is_finite()) {
            *place = value.clamp(-LARGEST_WEIGHT, LARGEST_WEIGHT);
            self.edited = true;
        }
    }

    /// The indices of the next batch. Every point comes once before any comes again.
    fn batch(&mut self) -> Vec<usize> {
        let size = self.state.batch.max(1).min(self.order.len());
        if self.next + size > self.order.len() {
            // Fisher and Yates' shuffle.
            for last in (1..self.order.len()).rev() {
                let other = self.random.below(last + 1).unwrap_or(0);
                self.order.swap(last, other);
            }
            self.next = 0;
        }
        let batch = self.order[self.next..self.next + size].to_vec();
        self.next += size;
        batch
    }

    /// One step on the next batch; `broken` as in [`crate::contract::Panel::read`].
    ///
    /// # Errors
    /// [`Stopped`] where loss or weights grow out of all bounds; nothing is changed then.
    pub fn step(&mut self, broken: Option<&str>) -> std::result::Result<(), Stopped> {
        let before = (self.order.clone(), self.next, self.random.clone());
        let batch = self.batch();
        let outcome = self.step_on(&batch, broken);
        if outcome.is_err() {
            (self.order, self.next, self.random) = before;
        }
        outcome.map(|_| ()).map_err(|error| {
            Stopped(format!(
                "The run stopped after {}: {error}. The learning rate is too high for this network; \
                 rewind, and lower it.",
                number::count(self.steps as usize, "step")
            ))
        })
    }

    /// One step on the given points; their loss before it, penalty included.
    ///
    /// # Errors
    /// As [`Session::step`].
    pub fn step_on(&mut self, batch: &[usize], broken: Option<&str>) -> Result<f64> {
        let some = self.learned.some(batch);
        let penalty = Penalty::of(&self.state);
        let recorded = network::record(&mut self.tape, &self.network, &some, penalty)?;
        let total = recorded
            .total
            .map_or(Ok(0.0), |total| self.tape.value(total).map(|m| m[(0, 0)]))?;
        let gradients = network::gradients(&self.tape, &recorded)?;
        let norm = optimise::norm(gradients.iter());
        if !(total.is_finite() && norm.is_finite()) {
            let what = format!(
                "the loss is {}, the norm of its gradient {}",
                number::rounded(total),
                number::rounded(norm)
            );
            return Err(refused(what));
        }
        let factor = mistaken(broken, some.len());
        let (before, memories) = (self.network.parameters.clone(), self.memories.clone());
        let rows = self.network.parameters.iter_mut().zip(&mut self.memories);
        for ((parameter, memory), gradient) in rows.zip(&gradients) {
            optimise::step(
                self.state.optimiser,
                self.state.rate,
                self.steps + 1,
                &mut parameter.value,
                gradient,
                factor,
                memory,
            );
        }
        let within = |x: &f64| x.abs() <= LARGEST_WEIGHT;
        let parameters = &self.network.parameters;
        if !parameters.iter().all(|p| p.value.iter().all(within)) {
            self.network.parameters = before;
            self.memories = memories;
            let what = "a weight has grown beyond 100 million".to_string();
            return Err(refused(what));
        }
        self.steps += 1;
        Ok(total)
    }

    /// How well the present network parts the points that it learns from, and those held out.
    pub fn scores(&mut self) -> (Score, Score) {
        let learned = score(&mut self.tape, &self.network, &self.learned);
        let held_out = score(&mut self.tape, &self.network, &self.held_out);
        (learned, held_out)
    }

    /// The present losses.
    pub fn moment(&mut self) -> Moment {
        let (learned, held_out) = self.scores();
        Moment {
            step: self.steps,
            loss: learned.loss,
            held_out: held_out.loss,
        }
    }

    /// The output and every hidden unit's activation at points of the plane, one row a point: the
    /// columns are the hidden units layer by layer, then the output o. Empty where nothing fits.
    pub fn field(&mut self, points: &DMatrix<f64>) -> DMatrix<f64> {
        field(&mut self.tape, &self.network, points).unwrap_or_else(|_| DMatrix::zeros(0, 0))
    }

    /// Everything about the present network.
    pub fn reading(&mut self, broken: Option<&str>) -> Reading {
        let (learned, held_out) = self.scores();
        let penalty = Penalty::of(&self.state);
        let (network, points) = (&self.network, &self.learned);
        let tape = &mut self.tape;
        let factor = mistaken(broken, points.len());
        let gradients = network::record(tape, network, points, penalty)
            .and_then(|recorded| network::gradients(tape, &recorded))
            .unwrap_or_default();
        let activation = self.state.activation.0;
        let outcome = check::compare(
            tape,
            network,
            activation,
            points,
            penalty,
            broken == Some("gradient"),
        )
        .unwrap_or(check::Outcome::NONE);
        read::reading(
            &self.state,
            &read::Numbers {
                step: self.steps,
                count: points.len(),
                learned,
                held_out: (!self.held_out.is_empty()).then_some(held_out),
                parameters: self.network.values(),
                gradients: gradients.into_iter().map(|g| g * factor).collect(),
                check: outcome,
            },
        )
    }
}

fn refused(what: String) -> CoreError {
    CoreError::NotAllowed {
        operation: "training step",
        what,
    }
}

/// What the deliberate mistake multiplies gradients by: the points aren't averaged over.
fn mistaken(broken: Option<&str>, points: usize) -> f64 {
    if broken == Some("gradient") {
        points as f64
    } else {
        1.0
    }
}

fn score(tape: &mut Tape<f64>, network: &Network, points: &Points) -> Score {
    let none = Penalty { l1: 0.0, l2: 0.0 };
    let lost = Score {
        loss: f64::NAN,
        accuracy: f64::NAN,
    };
    let Ok(recorded) = network::record(tape, network, points, none) else {
        return lost;
    };
    let (Some(loss), Ok(output)) = (recorded.loss, tape.value(recorded.nodes.output)) else {
        return lost;
    };
    let right = output
        .iter()
        .zip(&points.class)
        .filter(|(o, class)| (**o > 0.0) == (**class == 1))
        .count();
    Score {
        loss: tape.value(loss).map_or(f64::NAN, |m| m[(0, 0)]),
        accuracy: right as f64 / points.len() as f64,
    }
}

fn field(tape: &mut Tape<f64>, network: &Network, points: &DMatrix<f64>) -> Result<DMatrix<f64>> {
    tape.clear();
    let handles = network.parameters.record(tape);
    let input = tape.constant_from(points);
    let nodes = network.mlp.record(tape, &handles, input)?;
    let all = nodes.active.iter().chain([&nodes.output]);
    let columns = all
        .map(|var| tape.value(*var))
        .collect::<Result<Vec<_>>>()?;
    let width = columns.iter().map(|c| c.ncols()).sum();
    let mut field = DMatrix::zeros(points.nrows(), width);
    let mut at = 0;
    for part in columns {
        for column in part.column_iter() {
            field.set_column(at, &column);
            at += 1;
        }
    }
    Ok(field)
}
