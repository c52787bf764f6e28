//! Fine-tuning the reference model on the changed toy language. Two copies learn from the same
//! batches with the same optimiser, learning rate and number of steps: one trains low-rank adapters
//! (LoRA), the other all weights.
//!
//! The next-word distributions of both languages are known exactly, so the divergence KL(p‖q) of a
//! copy from a language can be computed. On the new language it shows what was learned, on the old
//! one what was forgotten.
//!
//! Source: E. J. Hu et al., *LoRA: Low-Rank Adaptation of Large Language Models* (2021).

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

/// Sequences in a batch.
const BATCH: usize = 16;
/// The seed of batches, held-out sequences and the adapters' initial A. The reference model was
/// trained with another one.
const SEED: u64 = 11;
/// How many times both copies are measured during the training.
const MEASUREMENTS: u64 = 40;
/// Held-out tokens on which the merged model is compared with the adapted one.
const COMPARED: usize = 64;

/// The settings of a fine-tuning.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Tune {
    /// The adapters' rank r.
    pub rank: usize,
    /// α of the adapters' factor α/r.
    pub alpha: f64,
    /// Adam's learning rate, for both copies.
    pub rate: f64,
    /// How many steps it takes.
    pub steps: u64,
    /// Whether the output layer, which computes the logits, gets an adapter too.
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

/// The largest rank: the width of the reference model, which is the smaller dimension of every
/// adapted matrix.
pub const LARGEST_RANK: usize = 64;

/// How well a model predicts one of the languages.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LanguageLoss {
    /// The cross-entropy −Σ p·log q of the next word in nats, averaged over all prefixes of the
    /// held-out sequences; p is the language's exact distribution, q the model's.
    pub loss: f64,
    /// KL(p‖q), averaged in the same way: the loss less the entropy of p.
    pub kl: f64,
}

/// How well a copy predicts both languages after a step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// Steps so far.
    pub step: u64,
    /// On the language that it learns.
    pub new: LanguageLoss,
    /// On the language that the reference model was trained on.
    pub old: LanguageLoss,
}

/// What is known before the first step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TuneAbout {
    /// The settings.
    pub tune: Tune,
    /// Numbers in the reference model.
    pub parameters: usize,
    /// Numbers that are trained: in the adapters, and of all weights.
    pub trained: [usize; 2],
    /// The entropy of the next word in nats, averaged over all prefixes of the new language's
    /// held-out sequences. No model has a smaller loss there.
    pub new_floor: f64,
    /// The same for the old language.
    pub old_floor: f64,
    /// The loss of a perfect model of the new language on the old one. Nothing in a text says which
    /// of the two languages it is in, so a model can't be perfect on both: one that learns the new
    /// language completely ends with this loss on the old one.
    pub traded: f64,
}

/// One of the two languages: its texts with their exact distributions.
#[derive(Debug)]
struct LanguageData {
    data: Data,
    /// The entropy of the next word on the held-out sequences.
    floor: f64,
}

impl LanguageData {
    fn new(source: Source) -> Result<Self> {
        let data = Data::new(&config(source))?;
        let floor = data
            .truth()
            .map_or(0.0, |truth| cross_entropy(truth, truth));
        Ok(Self { data, floor })
    }

    fn measure(&self, training: &Training<f32>) -> Result<LanguageLoss> {
        let (_, kl) = measure(training, self.data.held_out(), self.data.truth())?;
        let kl = kl.unwrap_or(f64::NAN);
        Ok(LanguageLoss {
            loss: self.floor + kl,
            kl,
        })
    }
}

/// −Σ p·log q, averaged over the rows.
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

/// Both copies, side by side: the one with adapters first, the one with all weights second.
#[derive(Debug)]
pub struct Tuning {
    about: TuneAbout,
    new: LanguageData,
    old: LanguageData,
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
    /// A rank that is 0 or too large; α, learning rate or steps that aren't above 0.
    pub fn new(tune: Tune, reference: Reference) -> Result<Self> {
        let positive = |x: f64| x > 0.0 && x.is_finite();
        if !(positive(tune.rate) && positive(tune.alpha)) || tune.steps == 0 {
            let what = "α, steps and learning rate must be above 0";
            return Err(TrainingError::Settings(what.into()));
        }
        let (new, old) = (
            LanguageData::new(Source::ChangedToy)?,
            LanguageData::new(Source::Toy)?,
        );
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

    /// Whether all steps have been made, or both copies have diverged.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.step >= self.about.tune.steps || self.learners.iter().all(Learner::ended)
    }

    /// The measurements since the last call, of each copy.
    pub fn unsent(&mut self) -> [Vec<Measurement>; 2] {
        let [adapters, whole] = &mut self.learners;
        [adapters.unsent(), whole.unsent()]
    }

    /// One step of each copy that hasn't diverged. Returns the number of each copy that diverges at
    /// this step, with the reason.
    ///
    /// # Errors
    ///
    /// None is expected: settings that don't work are refused by [`Tuning::new`].
    pub fn step(&mut self) -> Result<Vec<(usize, String)>> {
        let step = self.step + 1;
        let steps = self.about.tune.steps;
        let look = step.is_multiple_of((steps / MEASUREMENTS).max(1)) || step == steps;
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

    /// Measures both copies at the present step, if that hasn't been done: for a reader who has
    /// paused between two measurements.
    ///
    /// # Errors
    ///
    /// A model whose loss is no longer finite.
    pub fn look(&mut self) -> Result<()> {
        for learner in self.learners.iter_mut().filter(|l| !l.ended()) {
            learner.look(self.step, &self.new, &self.old)?;
        }
        Ok(())
    }

    /// The largest difference between a logit of the model with adapters and the same logit of the
    /// merged model, whose weights are W₀ + (α/r)·BA. In double precision, on 64 held-out words.
    ///
    /// # Errors
    ///
    /// None is expected: settings that don't work are refused by [`Tuning::new`].
    pub fn merging(&mut self) -> Result<f64> {
        let batch: Batch = self.new.data.held_out().first(COMPARED);
        let [adapters, _] = &mut self.learners;
        adapters.merging(&self.reference, &batch)
    }
}

#[cfg(test)]
mod tests;
