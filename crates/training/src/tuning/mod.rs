//! Fine-tuning the reference model on the changed toy language: low-rank adapters in one copy, all
//! weights in another, with the same batches, optimiser, rate and steps.
//!
//! Both are held to what is known exactly of the two languages. On the new one the distance to the
//! source says what was learned, on the old one what was forgotten.

mod learner;

use crate::config::{Config, Source};
use crate::data::{Batch, Data};
use crate::error::{Result, TrainingError};
use crate::reference::Reference;
use crate::run::measure;
use learner::Learner;
use nalgebra::DMatrix;
use numeric_core::network::Training;
use numeric_core::real;
use serde::{Deserialize, Serialize};

/// Sequences of a batch.
const BATCH: usize = 16;
/// What batches, held-out sequences and the first A follow from; the reference model was trained
/// from another seed.
const SEED: u64 = 11;
/// Times that everything is measured on the way.
const LOOKS: u64 = 40;
/// Held-out tokens on which the merged model is compared with the adapted one.
const COMPARED: usize = 64;

/// What the reader chooses.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Tune {
    /// The adapters' rank r.
    pub rank: usize,
    /// α of their factor α/r.
    pub alpha: f64,
    /// Adam's learning rate, of both.
    pub rate: f64,
    /// Where it ends.
    pub steps: u64,
    /// Whether the head, which makes logits of the last layer’s numbers, gets an adapter too.
    pub head: bool,
}

impl Default for Tune {
    fn default() -> Self {
        Self {
            rank: 4,
            alpha: 8.0,
            rate: 0.001,
            steps: 200,
            head: false,
        }
    }
}

/// The largest rank: the width of the reference model, the smaller side of each adapted layer.
pub const LARGEST_RANK: usize = 64;

/// A model on one of the languages.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The mean over all beginnings of held-out sequences of −Σ p·log q, in nats a word: the loss
    /// to expect after each of them.
    pub loss: f64,
    /// KL(p‖q) there: what of it is above the floor.
    pub kl: f64,
}

/// Both languages after a step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Steps so far.
    pub step: u64,
    /// On the language that is learned.
    pub new: Measured,
    /// On the language that the model knew.
    pub old: Measured,
}

/// What is known before the first step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TuneAbout {
    /// What was chosen.
    pub tune: Tune,
    /// Numbers in the reference model.
    pub parameters: usize,
    /// Numbers trained, by learner.
    pub trained: [usize; 2],
    /// The mean entropy of the next word on the new language's held-out beginnings: no model has a
    /// smaller loss.
    pub new_floor: f64,
    /// The same of the old one.
    pub old_floor: f64,
    /// The old language’s loss of a perfect model of the new one. Nothing in a text says which of
    /// the two it is, so whoever learns the new one wholly forgets this much.
    pub traded: f64,
}

/// One of the two languages: its texts, and what is known of them.
#[derive(Debug)]
struct Side {
    data: Data,
    floor: f64,
}

impl Side {
    fn new(source: Source) -> Result<Self> {
        let data = Data::new(&config(source))?;
        let floor = data
            .truth()
            .map_or(0.0, |truth| cross_entropy(truth, truth));
        Ok(Self { data, floor })
    }

    fn measure(&self, training: &Training<f32>) -> Result<Measured> {
        let (_, kl) = measure(training, self.data.held_out(), self.data.truth())?;
        let kl = kl.unwrap_or(f64::NAN);
        Ok(Measured {
            loss: self.floor + kl,
            kl,
        })
    }
}

/// The mean over rows of −Σ p·log q.
fn cross_entropy(truth: &DMatrix<f64>, model: &DMatrix<f64>) -> f64 {
    let terms = truth.iter().zip(model.iter());
    let sum: f64 = terms
        .filter(|&(&p, _)| p > 0.0)
        .map(|(&p, &q)| -p * real::ln(q))
        .sum();
    sum / truth.nrows() as f64
}

fn config(source: Source) -> Config {
    Config {
        batch: BATCH,
        seed: SEED,
        source,
        ..Reference::config()
    }
}

/// Both fine-tunings, side by side: adapters first, all weights second.
#[derive(Debug)]
pub struct Tuning {
    about: TuneAbout,
    new: Side,
    old: Side,
    config: Config,
    reference: Reference,
    learners: [Learner; 2],
    step: u64,
}

impl Tuning {
    /// Before the first step.
    ///
    /// # Errors
    ///
    /// A rank that doesn't fit, or other settings that can't be trained with.
    pub fn new(tune: Tune, reference: Reference) -> Result<Self> {
        let positive = |x: f64| x > 0.0 && x.is_finite();
        if !(positive(tune.rate) && positive(tune.alpha)) || tune.steps == 0 {
            let what = "α, steps and learning rate must be above 0";
            return Err(TrainingError::Settings(what.into()));
        }
        let (new, old) = (Side::new(Source::ChangedToy)?, Side::new(Source::Toy)?);
        let mut learners = [
            Learner::adapters(&reference, tune, SEED)?,
            Learner::whole(&reference, tune),
        ];
        let traded = match old.data.truth() {
            Some(truth) => cross_entropy(truth, &new.data.truth_of(old.data.held_out())?),
            None => f64::NAN,
        };
        let [adapters, whole] = &mut learners;
        let about = TuneAbout {
            tune,
            parameters: reference.parameters.count(),
            trained: [adapters.trained(), whole.trained()],
            new_floor: new.floor,
            old_floor: old.floor,
            traded,
        };
        let mut tuning = Self {
            about,
            new,
            old,
            config: config(Source::ChangedToy),
            reference,
            learners,
            step: 0,
        };
        for learner in &mut tuning.learners {
            learner.look(0, &tuning.new, &tuning.old)?;
        }
        Ok(tuning)
    }

    /// What is known before the first step.
    #[must_use]
    pub fn about(&self) -> TuneAbout {
        self.about
    }

    /// Steps so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.step
    }

    /// Whether there is nothing left to do.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.step >= self.about.tune.steps || self.learners.iter().all(Learner::ended)
    }

    /// What was measured since the last call, by learner.
    pub fn unsent(&mut self) -> [Vec<Standing>; 2] {
        let [adapters, whole] = &mut self.learners;
        [adapters.unsent(), whole.unsent()]
    }

    /// One step of each learner that can go on; who ended at it, and why.
    ///
    /// # Errors
    ///
    /// None for a tuning that was made.
    pub fn step(&mut self) -> Result<Vec<(usize, String)>> {
        let step = self.step + 1;
        let steps = self.about.tune.steps;
        let look = step.is_multiple_of((steps / LOOKS).max(1)) || step == steps;
        let batch = self.new.data.batch(&self.config, step)?;
        let mut ends = Vec::new();
        for (number, learner) in self.learners.iter_mut().enumerate() {
            if learner.ended() {
                continue;
            }
            let mut outcome = learner.step(&batch);
            if look && outcome.is_ok() {
                outcome = learner.look(step, &self.new, &self.old);
            }
            if let Err(error) = outcome {
                learner.end();
                ends.push((number, error.to_string()));
            }
        }
        self.step = step;
        Ok(ends)
    }

    /// Brings the measurements up to the present step, for a reader who has paused.
    ///
    /// # Errors
    ///
    /// A model whose loss is no longer a number.
    pub fn look(&mut self) -> Result<()> {
        for learner in self.learners.iter_mut().filter(|l| !l.ended()) {
            learner.look(self.step, &self.new, &self.old)?;
        }
        Ok(())
    }

    /// The largest difference between a logit of the adapted model and of the plain one into whose
    /// weights W₀ + (α/r)·BA was written, in double precision on a few held-out words.
    ///
    /// # Errors
    ///
    /// None for a tuning that was made.
    pub fn merging(&mut self) -> Result<f64> {
        let batch: Batch = self.new.data.held_out().first(COMPARED);
        let [adapters, _] = &mut self.learners;
        adapters.merging(&self.reference, &batch)
    }
}

#[cfg(test)]
mod tests;
