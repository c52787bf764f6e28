//! One network on its way.

use super::problem::shuffled;
use super::report::FlatPoint;
use super::sharpness::{any_direction, lanczos};
use crate::error::Result;
use numeric_core::network::dense::{Dense, Points, Space, cast};
use numeric_core::random::Random;

/// A loss beyond which a training has diverged: a network that says 0 has one of ½ at most.
const WORST: f64 = 1e4;
/// How many steps are between two looks at the training loss, where it decides when to stop.
const LOOK: u64 = 10;
/// Products with the Hessian for each measurement on the way.
const PRODUCTS: usize = 8;
/// The first step at which the network is measured.
const FIRST_MEASURED: u64 = 8;

/// When a training stops.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Until {
    /// After so many steps.
    pub steps: u64,
    /// Or at this training loss.
    pub loss: Option<f64>,
}

#[derive(Debug, Clone)]
pub(crate) struct Learner {
    network: Dense,
    parameters: Vec<f32>,
    batch: usize,
    rate: f32,
    until: Until,
    /// Whether it is measured on the way.
    watched: bool,
    random: Random,
    order: Vec<usize>,
    /// How many of the order's examples have been seen in this epoch.
    seen: usize,
    steps: u64,
    done: bool,
    reached: bool,
    diverged: Option<u64>,
    next_measured: u64,
    direction: Vec<f32>,
    curve: Vec<FlatPoint>,
    picked: Points<f32>,
    space: Space<f32>,
    gradient: Vec<f32>,
}

impl Learner {
    /// Before its first step. The order of the examples follows from the seed, so that two trainings of
    /// one seed see them in the same order.
    pub(crate) fn new(
        network: &Dense,
        start: &[f64],
        train: &Points<f32>,
        (batch, rate, until): (usize, f64, Until),
        seed: u64,
    ) -> Self {
        Self {
            network: network.clone(),
            parameters: cast(start),
            batch: batch.clamp(1, train.count()),
            rate: rate as f32,
            until,
            watched: false,
            random: Random::new(seed.wrapping_mul(1_000_003).wrapping_add(7)),
            order: Vec::new(),
            seen: 0,
            steps: 0,
            done: until.steps == 0,
            reached: until.loss.is_none(),
            diverged: None,
            next_measured: FIRST_MEASURED,
            direction: any_direction(start.len()),
            curve: Vec::new(),
            picked: train.clone(),
            space: Space::default(),
            gradient: Vec::new(),
        }
    }

    /// The same, measured on the way, and at once.
    pub(crate) fn watched(mut self, train: &Points<f32>, test: &Points<f32>) -> Result<Self> {
        self.watched = true;
        self.measure(train, test)?;
        Ok(self)
    }

    pub(crate) fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    pub(crate) fn direction(&self) -> &[f32] {
        &self.direction
    }

    pub(crate) fn steps(&self) -> u64 {
        self.steps
    }

    pub(crate) fn done(&self) -> bool {
        self.done
    }

    pub(crate) fn reached(&self) -> bool {
        self.reached
    }

    pub(crate) fn diverged(&self) -> Option<u64> {
        self.diverged
    }

    pub(crate) fn curve(&self) -> &[FlatPoint] {
        &self.curve
    }

    /// One step, where it isn't done.
    pub(crate) fn step(&mut self, train: &Points<f32>, test: &Points<f32>) -> Result<()> {
        if self.done {
            return Ok(());
        }
        let whole = self.batch == train.count();
        if !whole {
            self.next_batch(train);
        }
        let points = if whole { train } else { &self.picked };
        let loss = self.network.gradient(
            &self.parameters,
            points,
            &mut self.space,
            &mut self.gradient,
        )?;
        self.steps += 1;
        if !loss.is_finite() || loss > WORST {
            self.diverged = Some(self.steps);
            self.done = true;
            return Ok(());
        }
        for (parameter, slope) in self.parameters.iter_mut().zip(&self.gradient) {
            *parameter -= self.rate * *slope;
        }
        if let Some(goal) = self.until.loss
            && self.steps.is_multiple_of(LOOK)
        {
            let loss = self
                .network
                .loss(&self.parameters, train, &mut self.space)?;
            self.reached = loss <= goal;
        }
        self.done = self.steps >= self.until.steps || (self.until.loss.is_some() && self.reached);
        if self.watched && (self.done || self.steps >= self.next_measured) {
            self.measure(train, test)?;
            self.next_measured = self.steps + (self.steps * 3 / 10).max(1);
        }
        Ok(())
    }

    /// Picks the examples of the next batch. The last one of an epoch may be smaller.
    fn next_batch(&mut self, train: &Points<f32>) {
        if self.seen >= self.order.len() {
            self.order = shuffled(train.count(), &mut self.random);
            self.seen = 0;
        }
        let end = (self.seen + self.batch).min(self.order.len());
        let which = self.order.get(self.seen..end).unwrap_or_default();
        self.picked.pick(train, which);
        self.seen = end;
    }

    fn measure(&mut self, train: &Points<f32>, test: &Points<f32>) -> Result<()> {
        let found = lanczos(
            &self.network,
            &self.parameters,
            train,
            &self.direction,
            PRODUCTS,
        )?;
        let train = self
            .network
            .loss(&self.parameters, train, &mut self.space)?;
        let test = self.network.loss(&self.parameters, test, &mut self.space)?;
        if found.value.is_finite() && train.is_finite() && test.is_finite() {
            self.direction = found.vector;
            self.curve.push(FlatPoint {
                step: self.steps,
                sharpness: found.value,
                train,
                test,
            });
        }
        Ok(())
    }
}
