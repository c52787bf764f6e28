//! One run: a network, its data, its curve, its snapshots.

use crate::checks::effective_rate;
use crate::config::{Config, Mistake};
use crate::data::{Batch, Data};
use crate::error::{Result, TrainingError};
use crate::inspect;
use crate::snapshots::{Snapshot, Snapshots};
use nalgebra::DMatrix;
use numeric_core::network::{Gpt, Parameters, Trainer, Training};
use numeric_core::real;
use numeric_core::tape::Tape;
use serde::{Deserialize, Serialize};

/// A point of the curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Steps so far.
    pub step: u64,
    /// The loss of this step's batch before its change, in nats a token.
    pub loss: f64,
    /// The norm of the gradient of all parameters.
    pub gradient_norm: f64,
    /// The held-out loss after the step, where it was measured.
    pub held_out: Option<f64>,
    /// KL(truth‖model) on the held-out sequences, exact for each of their beginnings.
    pub kl: Option<f64>,
}

/// A run.
#[derive(Debug)]
pub struct Run {
    config: Config,
    data: Data,
    trainer: Trainer,
    rate: f64,
    curve: Vec<Point>,
    rates: Vec<(u64, f64)>,
    snapshots: Snapshots,
}

/// The network of the settings, as it starts, and its parameters.
///
/// # Errors
///
/// Sizes that don't fit together.
pub fn start(config: &Config, vocabulary: usize) -> Result<(Gpt, Parameters<f32>)> {
    let mut parameters = Parameters::new();
    let gpt = Gpt::new(config.gpt(vocabulary), &mut parameters, config.seed)?;
    if config.mistake == Some(Mistake::Start) {
        parameters.named_mut("head.weight")?.value *= 50.0;
    }
    Ok((gpt, parameters))
}

impl Run {
    /// A run before its first step.
    ///
    /// # Errors
    ///
    /// Settings or a text that can't be trained on.
    pub fn new(config: Config) -> Result<Self> {
        let data = Data::new(&config)?;
        config.check(data.vocabulary().len())?;
        Self::of(config, data)
    }

    /// Runs side by side, which have to fit into the memory together.
    ///
    /// # Errors
    ///
    /// As [`Run::new`], and none at all.
    pub fn all(configs: Vec<Config>) -> Result<Vec<Self>> {
        let none = || TrainingError::Settings("there is no run".into());
        let first = Data::new(configs.first().ok_or_else(none)?)?;
        Config::check_all(&configs, first.vocabulary().len())?;
        let data = |config: &Config| {
            if first.is_of(config) {
                Ok(first.clone())
            } else {
                Data::new(config)
            }
        };
        let each = configs.into_iter();
        each.map(|config| data(&config).and_then(|data| Self::of(config, data)))
            .collect()
    }

    fn of(config: Config, data: Data) -> Result<Self> {
        let (gpt, parameters) = start(&config, data.vocabulary().len())?;
        let mut trainer = Trainer::of(gpt, parameters, config.rule.optimiser(), config.rate);
        let training = trainer.training();
        if config.mistake == Some(Mistake::Gradient) {
            training.set_upstream((config.batch * config.context) as f64);
        }
        let every = (config.steps / 100).clamp(1, 50);
        let mut run = Self {
            rate: config.rate,
            rates: vec![(0, config.rate)],
            config,
            data,
            trainer,
            curve: Vec::new(),
            snapshots: Snapshots::new(every),
        };
        run.keep();
        Ok(run)
    }

    fn keep(&mut self) {
        let snapshot = Snapshot::of(self.trainer.training(), self.rate);
        self.snapshots.keep(snapshot);
    }

    /// Keeps the present state among the snapshots, as a reader asked for.
    pub fn keep_asked(&mut self) {
        let snapshot = Snapshot::of(self.trainer.training(), self.rate);
        self.snapshots.keep_asked(snapshot);
    }

    /// The loss beyond which a run has been thrown out: a nat above what it costs to know nothing,
    /// or above where it began.
    #[must_use]
    pub fn worst(&self) -> f64 {
        let first = self.curve.first().map_or(0.0, |p| p.loss);
        self.data.baselines().uniform.max(first) + 1.0
    }

    /// Whether the last losses, in the mean, are beyond [`Run::worst`].
    #[must_use]
    pub fn has_exploded(&self) -> bool {
        /// One batch may be bad luck.
        const LAST: usize = 8;
        let last = &self.curve[self.curve.len().saturating_sub(LAST)..];
        let sum: f64 = last.iter().map(|p| p.loss).sum();
        last.len() == LAST && sum / LAST as f64 > self.worst()
    }

    /// The last snapshot that is worth going back to: the step after it had a loss that hadn't
    /// exploded. Where there is none, the beginning.
    #[must_use]
    pub fn last_good(&self) -> u64 {
        let worst = self.worst();
        let good = |&step: &u64| {
            let next = self.curve.binary_search_by_key(&(step + 1), |p| p.step);
            next.is_ok_and(|at| self.curve[at].loss <= worst)
        };
        self.snapshots
            .steps()
            .into_iter()
            .rev()
            .find(good)
            .unwrap_or(0)
    }

    /// What is trained.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What it learns from.
    #[must_use]
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// The curve so far.
    #[must_use]
    pub fn curve(&self) -> &[Point] {
        &self.curve
    }

    /// Its snapshots.
    #[must_use]
    pub fn snapshots(&self) -> &Snapshots {
        &self.snapshots
    }

    /// The learning rate of the next step.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// The learning rates, each from which step on.
    #[must_use]
    pub fn rates(&self) -> &[(u64, f64)] {
        &self.rates
    }

    /// The training itself.
    pub fn training(&mut self) -> &mut Training<f32> {
        self.trainer.training()
    }

    /// Steps so far.
    pub fn steps(&mut self) -> u64 {
        self.trainer.training().steps()
    }

    /// Whether all steps have been made.
    pub fn finished(&mut self) -> bool {
        self.steps() >= self.config.steps
    }

    /// Another learning rate from the next step on.
    pub fn set_rate(&mut self, rate: f64) {
        if rate > 0.0 && rate.is_finite() && rate != self.rate {
            let step = self.steps();
            self.rates.retain(|&(from, _)| from < step);
            self.rates.push((step, rate));
            self.rate = rate;
        }
    }

    /// How often the held-out loss is measured.
    #[must_use]
    pub fn every(&self) -> u64 {
        (self.config.steps / 100).clamp(1, 50)
    }

    /// One step.
    ///
    /// # Errors
    ///
    /// [`TrainingError::Diverged`]; the weights are then as before the step.
    pub fn step(&mut self) -> Result<Point> {
        let step = self.steps() + 1;
        let Batch {
            tokens,
            targets,
            sequences,
        } = self.data.batch(&self.config, step)?;
        let rate = effective_rate(self.config.rule, self.rate, step, self.config.mistake);
        self.trainer.training().set_rate(rate);
        let progress = self
            .trainer
            .step(&tokens, &targets, sequences)
            .map_err(|error| TrainingError::Diverged {
                step,
                why: error.to_string(),
            })?;
        let mut point = Point {
            step,
            loss: progress.loss,
            gradient_norm: progress.gradient_norm,
            held_out: None,
            kl: None,
        };
        if step == 1 || step.is_multiple_of(self.every()) || step == self.config.steps {
            let (held_out, kl) = self.measure()?;
            point.held_out = Some(held_out);
            point.kl = kl;
        }
        self.curve.push(point);
        if self.snapshots.due(step) || step == self.config.steps {
            self.keep();
        }
        Ok(point)
    }

    /// In each block, the part of the units that do nothing for any token of the next batch (ReLU),
    /// or whose slope is below 0.01 for all of them (sigmoid, tanh).
    ///
    /// # Errors
    ///
    /// None for a run that was made.
    pub fn idle(&mut self) -> Result<Vec<f64>> {
        let step = self.steps() + 1;
        let batch = self.data.batch(&self.config, step)?;
        inspect::idle(&self.config, self.trainer.training(), &batch)
    }

    /// The held-out loss, and KL(truth‖model) where the truth is known.
    ///
    /// # Errors
    ///
    /// None for a run that was made.
    pub fn measure(&mut self) -> Result<(f64, Option<f64>)> {
        let held_out = self.data.held_out().clone();
        measure(self.trainer.training(), &held_out, self.data.truth())
    }

    /// Goes back to a snapshot; what came after is forgotten.
    ///
    /// # Errors
    ///
    /// [`TrainingError::NoSnapshot`].
    pub fn back_to(&mut self, step: u64) -> Result<()> {
        let snapshot = self
            .snapshots
            .get(step)
            .ok_or(TrainingError::NoSnapshot(step))?
            .clone();
        snapshot.put(self.trainer.training());
        self.rate = snapshot.rate;
        self.rates.retain(|&(from, _)| from <= step);
        self.snapshots.cut(step);
        self.curve.retain(|point| point.step <= step);
        Ok(())
    }

    /// A copy of the network at a snapshot, or as it is now.
    ///
    /// # Errors
    ///
    /// [`TrainingError::NoSnapshot`].
    pub fn copy(&mut self, step: Option<u64>) -> Result<Training<f32>> {
        let mistake = self.config.mistake;
        let upstream = (self.config.batch * self.config.context) as f64;
        let (rule, rate) = (self.config.rule.optimiser(), self.rate);
        let training = self.trainer.training();
        let mut copy = Training::of(
            training.gpt().clone(),
            training.parameters().clone(),
            rule,
            rate,
        );
        copy.memories_mut().clone_from_slice(training.memories());
        copy.set_steps(training.steps());
        if mistake == Some(Mistake::Gradient) {
            copy.set_upstream(upstream);
        }
        if let Some(step) = step {
            let snapshot = self.snapshots.get(step);
            snapshot
                .ok_or(TrainingError::NoSnapshot(step))?
                .put(&mut copy);
        }
        Ok(copy)
    }

    /// Puts a saved state in: weights, memories, curve.
    pub(crate) fn put(&mut self, snapshot: Snapshot, curve: Vec<Point>, rates: Vec<(u64, f64)>) {
        snapshot.put(self.trainer.training());
        self.rate = snapshot.rate;
        self.rates = rates;
        self.curve = curve;
        self.snapshots.keep(snapshot);
    }
}

/// The mean of −log q(next) on some sequences, and the mean over their beginnings of
/// KL(p‖q) = Σ p·log(p/q), both in nats.
///
/// # Errors
///
/// Sequences that don't fit the network.
pub fn measure<T: real::Real>(
    training: &Training<T>,
    batch: &Batch,
    truth: Option<&DMatrix<f64>>,
) -> Result<(f64, Option<f64>)> {
    let mut tape = Tape::new();
    let handles = training.parameters().record(&mut tape);
    let nodes = training
        .gpt()
        .record(&mut tape, &handles, &batch.tokens, batch.sequences)?;
    let logs = tape.log_softmax_rows(nodes.logits)?;
    let logs = tape.value(logs)?;
    let rows = batch.targets.len() as f64;
    let loss: f64 = batch
        .targets
        .iter()
        .enumerate()
        .map(|(row, &target)| -logs[(row, target)].to_f64())
        .sum();
    let kl = truth.map(|truth| {
        let terms = truth.iter().zip(logs.iter());
        let sum: f64 = terms
            .filter(|&(&p, _)| p > 0.0)
            .map(|(&p, log_q)| p * (real::ln(p) - log_q.to_f64()))
            .sum();
        sum / rows
    });
    Ok((loss / rows, kl))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Companion, Rule};

    fn small() -> Config {
        Config {
            layers: 1,
            width: 16,
            heads: 2,
            context: 8,
            batch: 4,
            steps: 40,
            ..Config::default()
        }
    }

    #[test]
    fn back_and_on_again_is_the_same_curve() {
        let mut run = Run::new(small()).unwrap();
        for _ in 0..20 {
            run.step().unwrap();
        }
        let curve = run.curve().to_vec();
        run.back_to(7).unwrap();
        assert_eq!(run.curve().len(), 7);
        for _ in 7..20 {
            run.step().unwrap();
        }
        assert_eq!(run.curve(), curve);
        assert!(run.back_to(99).is_err());
        run.back_to(0).unwrap();
        assert_eq!(run.step().unwrap(), curve[0]);
    }

    #[test]
    fn it_starts_at_log_v_and_learns() {
        let mut run = Run::new(small()).unwrap();
        let uniform = run.data().baselines().uniform;
        let first = run.step().unwrap();
        assert!((first.loss - uniform).abs() < 0.1);
        while !run.finished() {
            run.step().unwrap();
        }
        let last = run.curve().last().unwrap();
        assert!(last.held_out.unwrap() < uniform - 0.7, "{last:?}");
        let floor = run.data().baselines().floor.unwrap();
        assert!((last.held_out.unwrap() - floor - last.kl.unwrap()).abs() < 0.2);
    }

    #[test]
    fn a_rate_that_is_too_high_ends_the_run_and_leaves_a_snapshot() {
        let config = Config {
            rule: Rule::Sgd,
            rate: 1e30,
            normalised: false,
            ..small()
        };
        let mut run = Run::new(config).unwrap();
        let end = (0..40).find_map(|_| run.step().err());
        assert!(
            matches!(end, Some(TrainingError::Diverged { .. })),
            "{end:?}"
        );
        let last = run.last_good();
        run.back_to(last).unwrap();
        run.set_rate(1e-3);
        assert_eq!(run.rates().last(), Some(&(last, 1e-3)));
    }

    #[test]
    fn the_way_back_leads_before_the_explosion() {
        let mut run = Run::new(small()).unwrap();
        for _ in 0..10 {
            run.step().unwrap();
        }
        assert_eq!(run.last_good(), 9);
        assert!(!run.has_exploded());
        // Steps that throw it out, without infinities: snapshots are taken all the while.
        run.set_rate(30.0);
        while !run.finished() && !run.has_exploded() {
            run.step().unwrap();
        }
        assert!(run.has_exploded(), "{:?}", run.curve().last());
        let (steps, back_to) = (run.steps(), run.last_good());
        assert!(run.snapshots().get(steps).is_some());
        // Step 11 was the first that was too large; the loss before it was still fine.
        assert_eq!(back_to, 10);
    }

    #[test]
    fn runs_beside_each_other_share_their_text() {
        let runs = Run::all(vec![small(), Companion::Sgd.of(&small())]).unwrap();
        let batch = |run: &Run| run.data().batch(run.config(), 3).unwrap();
        assert_eq!(batch(&runs[0]), batch(&runs[1]));
        assert!(Run::all(Vec::new()).is_err());
        let other = Config {
            context: 12,
            ..small()
        };
        let runs = Run::all(vec![small(), other]).unwrap();
        assert_eq!(batch(&runs[1]).length(), 12);
    }

    #[test]
    fn companions_change_one_thing() {
        let config = small();
        for (companion, name, _) in Companion::ALL {
            let changed = companion.of(&config);
            if !companion.changes_nothing(&config) {
                assert_ne!(changed, config, "{name}");
            }
            assert_eq!(changed.seed, config.seed);
            Run::new(changed).unwrap();
        }
    }
}
