//! One run: a network, its data, its curve, its snapshots.

mod measure;
mod past;

pub use measure::measure;

use crate::checks::effective_rate;
use crate::config::{Config, Mistake};
use crate::data::{Batch, Data};
use crate::error::{Result, TrainingError};
use crate::snapshots::Snapshots;
use numeric_core::network::{Gpt, Parameters, Trainer, Training};
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
}

#[cfg(test)]
mod tests;
