//! A small transformer that learns to predict the flips of coins. For each sequence a coin is drawn
//! from a mixture, and which one is never said. Bayes' rule gives the exact probability of the next
//! flip, so KL(Bayes‖model) can be computed after any flips.
//!
//! Sources: S. M. Xie et al., *An Explanation of In-context Learning as Implicit Bayesian Inference*,
//! ICLR 2022; S. Garg et al., *What Can Transformers Learn In-Context?*, NeurIPS 2022.

mod mixture;

use crate::error::{Result, TrainingError};
use crate::run::measure;
use mixture::{Held, Mixture, START};
use numeric_core::network::{GptConfig, Trainer, Training};
use numeric_core::optimise::{Optimiser, Schedule};
use numeric_core::random::Random;
use numeric_core::real;
use numeric_core::tape::Tape;
use serde::{Deserialize, Serialize};

/// Tokens that the model sees: a start token, and then the flips.
const CONTEXT: usize = 32;
/// The most flips that the model sees at once.
pub const SEEN_FLIPS: usize = CONTEXT - 1;
/// Sequences in a batch.
const BATCH: usize = 32;
/// Sequences on which it is measured.
const MEASURED: usize = 200;
/// Steps of the learning rate's schedule. A shorter training stops on the way, so that it is the
/// beginning of a longer one.
const SCHEDULED: u64 = 1500;
/// How many times it is measured in a training.
const MEASUREMENTS: u64 = 30;
/// The seed of the sequences on which it is measured, the same for every training.
const MEASURED_SEED: u64 = 1_000_003;
/// Coins that need not be in the mixture, to see what the model makes of their flips.
const OTHERS: [f64; 3] = [0.35, 0.5, 0.99];

/// The settings of a training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoinTraining {
    /// The number that the page gave this training. Each report carries it, so that those of an
    /// earlier training can be told apart.
    pub number: u64,
    /// Each coin's probability of a 1.
    pub coins: Vec<f64>,
    /// The weights with which they are drawn.
    pub prior: Vec<f64>,
    /// How many steps it takes.
    pub steps: u64,
    /// The seed of the initial weights and of the batches.
    pub seed: u64,
}

/// How far a model is from Bayes' rule after a step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CoinMeasurement {
    /// Steps so far.
    pub step: u64,
    /// KL(Bayes‖model) in nats per flip, averaged over all places of the measured sequences.
    pub kl: f64,
}

/// What the model predicts along some flips.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CoinPredictions {
    /// The flips.
    pub flips: Vec<bool>,
    /// The probability of a 1 after none of them, after the first, and so on, for as many flips as
    /// the model sees at once.
    pub along: Vec<f64>,
    /// The probability of a 1 after all of them, of which the model sees the last ones.
    pub next: f64,
}

/// Mean predictions after 31 flips of one coin, over many sequences.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OtherCoin {
    /// The coin's probability of a 1.
    pub coin: f64,
    /// By Bayes' rule with the mixture as its prior; none where the mixture can't give such flips.
    pub bayes: Option<f64>,
    /// By the model.
    pub model: f64,
    /// The frequency of ones.
    pub frequency: f64,
    /// The mean distance |model − Bayes|, sequence by sequence.
    pub from_bayes: Option<f64>,
    /// The mean distance |model − frequency|.
    pub from_frequency: f64,
}

/// How a training stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoinReport {
    /// [`CoinTraining::number`].
    pub number: u64,
    /// Steps so far.
    pub step: u64,
    /// Whether training goes on.
    pub playing: bool,
    /// Estimated seconds until the end; 0 if unknown.
    pub seconds_left: f64,
    /// Measurements since the last report.
    pub measured: Vec<CoinMeasurement>,
    /// KL(Bayes‖Laplace's rule) on the same sequences.
    pub laplace: f64,
    /// Numbers that are trained.
    pub parameters: usize,
    /// Along the flips that the page asked about.
    pub predictions: CoinPredictions,
    /// What it makes of other coins. Computed only when training is paused.
    pub others: Vec<OtherCoin>,
    /// Why it can't go on.
    pub ended: Option<String>,
}

/// A transformer of one layer that learns a mixture of coins.
#[derive(Debug)]
pub struct CoinRun {
    settings: CoinTraining,
    mixture: Mixture,
    held: Held,
    trainer: Trainer,
    schedule: Schedule,
    flips: Vec<bool>,
    measured: Option<u64>,
    /// The last result of [`CoinRun::others`] and its step.
    others: (Option<u64>, Vec<OtherCoin>),
    unsent: Vec<CoinMeasurement>,
    ended: Option<String>,
}

impl CoinRun {
    /// Adam's largest learning rate.
    const RATE: f64 = 3e-3;

    /// Before the first step.
    ///
    /// # Errors
    ///
    /// Coins that aren't probabilities, weights that can't be a distribution, no steps.
    pub fn new(settings: CoinTraining) -> Result<Self> {
        if settings.steps == 0 {
            return Err(TrainingError::Settings("steps must be above 0".into()));
        }
        let mixture = Mixture::new(&settings.prior, &settings.coins)?;
        let held = mixture.held(MEASURED, MEASURED_SEED)?;
        let config = GptConfig::new(1, 16, 2, CONTEXT, 3);
        let mut trainer = Trainer::new(config, Optimiser::ADAM, Self::RATE, settings.seed)?;
        trainer.training().clip(Some(1.0));
        let schedule = Schedule::WarmUpCosine {
            warm_up: 50,
            total: settings.steps.max(SCHEDULED),
            floor: 0.05,
        };
        let mut run = Self {
            settings,
            mixture,
            held,
            trainer,
            schedule,
            flips: Vec::new(),
            measured: None,
            others: (None, Vec::new()),
            unsent: Vec::new(),
            ended: None,
        };
        run.measure()?;
        Ok(run)
    }

    /// Steps so far.
    #[must_use]
    pub fn steps(&mut self) -> u64 {
        self.trainer.training().steps()
    }

    /// Whether all steps have been made, or it can't go on.
    #[must_use]
    pub fn finished(&mut self) -> bool {
        self.ended.is_some() || self.steps() >= self.settings.steps
    }

    /// The flips that the next reports predict along.
    pub fn ask(&mut self, flips: Vec<bool>) {
        self.flips = flips;
    }

    /// One step, and a measurement where one is due.
    pub fn step(&mut self) {
        if let Err(error) = self.try_step() {
            self.ended = Some(error.to_string());
        }
    }

    fn try_step(&mut self) -> Result<()> {
        let step = self.steps() + 1;
        // The batch follows from seed and step alone.
        let seed = self.settings.seed.wrapping_mul(MEASURED_SEED);
        let random = &mut Random::new(seed.wrapping_add(step));
        let batch = self.mixture.batch(BATCH, random);
        let rate = Self::RATE * self.schedule.factor(step);
        self.trainer.training().set_rate(rate);
        self.trainer
            .step(&batch.tokens, &batch.targets, batch.sequences)?;
        let steps = self.settings.steps;
        if step.is_multiple_of((steps / MEASUREMENTS).max(1)) || step == steps {
            self.measure()?;
        }
        Ok(())
    }

    /// Measures the model at the present step, unless that has been done.
    fn measure(&mut self) -> Result<()> {
        let step = self.steps();
        if self.measured == Some(step) {
            return Ok(());
        }
        let (_, kl) = measure(
            self.trainer.training(),
            &self.held.batch,
            Some(&self.held.truth),
        )?;
        let kl = kl.filter(|kl| kl.is_finite());
        let kl = kl.ok_or_else(|| TrainingError::Diverged {
            step,
            why: "the model's probabilities are no longer numbers".into(),
        })?;
        self.measured = Some(step);
        self.unsent.push(CoinMeasurement { step, kl });
        Ok(())
    }

    /// How it stands; `step_time` is in milliseconds.
    pub fn report(&mut self, playing: bool, step_time: f64) -> CoinReport {
        let mut others = Vec::new();
        let mut outcome = Ok(());
        if !playing {
            outcome = self.measure().and_then(|()| self.others()).map(|all| {
                others = all;
            });
        }
        let predictions = outcome.and_then(|()| self.predictions());
        let predictions = predictions.unwrap_or_else(|error| {
            self.ended = Some(error.to_string());
            CoinPredictions::default()
        });
        let step = self.steps();
        let left = self.settings.steps.saturating_sub(step);
        CoinReport {
            number: self.settings.number,
            step,
            playing,
            seconds_left: left as f64 * step_time / 1000.0,
            measured: std::mem::take(&mut self.unsent),
            laplace: self.held.laplace,
            parameters: self.trainer.training().parameters().count(),
            predictions,
            others,
            ended: self.ended.clone(),
        }
    }

    fn predictions(&mut self) -> Result<CoinPredictions> {
        let training = self.trainer.training();
        let first = &self.flips[..self.flips.len().min(SEEN_FLIPS)];
        let along = ones(training, &[first])?;
        let last = &self.flips[self.flips.len().saturating_sub(SEEN_FLIPS)..];
        let next = ones(training, &[last])?.last().copied();
        Ok(CoinPredictions {
            flips: self.flips.clone(),
            along,
            next: next.unwrap_or(f64::NAN),
        })
    }

    /// Mean predictions after flips of other coins, at the present step.
    fn others(&mut self) -> Result<Vec<OtherCoin>> {
        let step = Some(self.steps());
        if self.others.0 != step {
            let all = OTHERS.into_iter().map(|coin| self.other(coin));
            self.others = (step, all.collect::<Result<_>>()?);
        }
        Ok(self.others.1.clone())
    }

    fn other(&mut self, coin: f64) -> Result<OtherCoin> {
        let random = &mut Random::new(MEASURED_SEED);
        let mut flip = |_| random.uniform() < coin;
        let sequences: Vec<Vec<bool>> = (0..MEASURED)
            .map(|_| (0..SEEN_FLIPS).map(&mut flip).collect())
            .collect();
        let all: Vec<&[bool]> = sequences.iter().map(Vec::as_slice).collect();
        let model = ones(self.trainer.training(), &all)?;
        let count = MEASURED as f64;
        let mut found = OtherCoin {
            coin,
            bayes: Some(0.0),
            model: 0.0,
            frequency: 0.0,
            from_bayes: Some(0.0),
            from_frequency: 0.0,
        };
        for (flips, model) in all.iter().zip(model.chunks(CONTEXT)) {
            let heads = flips.iter().filter(|f| **f).count() as f64;
            let flips = flips.len() as f64;
            let frequency = heads / flips;
            let model = model.last().copied().unwrap_or(f64::NAN);
            let bayes = self.mixture.next_one(heads, flips - heads);
            let add = |sum: Option<f64>, x: Option<f64>| Some(sum? + x? / count);
            found.bayes = add(found.bayes, bayes);
            found.from_bayes = add(found.from_bayes, bayes.map(|b| (model - b).abs()));
            found.model += model / count;
            found.frequency += frequency / count;
            found.from_frequency += (model - frequency).abs() / count;
        }
        Ok(found)
    }
}

/// The model's probability of a 1 at each place of sequences of equal length: before their first flip,
/// after it, …, after their last.
fn ones(training: &Training<f32>, sequences: &[&[bool]]) -> Result<Vec<f64>> {
    let token = |flip: &bool| usize::from(*flip);
    let tokens: Vec<usize> = sequences
        .iter()
        .flat_map(|flips| [START].into_iter().chain(flips.iter().map(token)))
        .collect();
    let mut tape = Tape::new();
    let handles = training.parameters().record(&mut tape);
    let nodes = training
        .gpt()
        .record(&mut tape, &handles, &tokens, sequences.len())?;
    let logs = tape.log_softmax_rows(nodes.logits)?;
    let logs = tape.value(logs)?;
    let one = logs.column(1);
    Ok(one.iter().map(|log| real::exp(f64::from(*log))).collect())
}

#[cfg(test)]
mod tests;
