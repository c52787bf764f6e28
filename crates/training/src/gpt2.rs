//! A GPT-2 of the reader's: opened from their files, looked into, and writing, step by step.
//!
//! - `messages`: what is asked of it, and what is told.
//! - `look`: one text gone through; `after`: what is computed of it on demand.
//! - `write`: a text written.

mod after;
mod look;
mod messages;
#[cfg(test)]
mod tests;
mod write;

pub use messages::{
    Gpt2About, Gpt2Ask, Gpt2Cached, Gpt2Look, Gpt2Odds, Gpt2Patched, Gpt2Report, Gpt2Seen,
    Gpt2Told, Gpt2Work, Gpt2Write, Gpt2Written, Guess, LensRow, NextToken,
};

use crate::error::{Result, TrainingError};
use crate::protocol::{Attachment, Event};
use gpt2::checkpoint::{Checkpoint, Estimate, Sizes, WASM_MEMORY};
use gpt2::{Files, Gpt2Error, Model, Opening, Picked, Tokenizer};
use look::Looking;
use write::Writing;

impl From<Gpt2Error> for TrainingError {
    fn from(error: Gpt2Error) -> Self {
        match error {
            Gpt2Error::Core(error) => Self::Core(error),
            other => Self::File(other.to_string()),
        }
    }
}

type Message = (Event, Vec<Attachment>);

/// What is under way.
enum Work {
    Reading(Box<Opening>),
    Looking(Box<Looking>),
    Writing(Box<Writing>),
}

/// A checkpoint of the GPT-2 family.
pub struct Gpt2Run {
    number: u64,
    sizes: Sizes,
    epsilon: f32,
    estimate: Estimate,
    types: Vec<String>,
    ignored: Vec<String>,
    tokenizer: Tokenizer,
    model: Option<Model>,
    work: Option<Work>,
    ended: Option<String>,
}

impl Gpt2Run {
    /// Before the first byte of the weights: all else has been read and checked.
    ///
    /// # Errors
    ///
    /// Files that aren't those of a GPT-2, don't belong together, or need more memory than there is.
    pub fn open(number: u64, heads: Option<u32>, picked: &[Picked]) -> Result<Self> {
        let files = Files::read(picked)?;
        let heads = heads.map(|heads| heads as usize);
        let checkpoint = Checkpoint::find(&files.header, &files.config, heads)?;
        files.tokenizer.fits(checkpoint.sizes.vocabulary)?;
        checkpoint.fits(WASM_MEMORY)?;
        Ok(Self {
            number,
            sizes: checkpoint.sizes,
            epsilon: checkpoint.epsilon,
            estimate: checkpoint.estimate(),
            types: checkpoint.types.iter().map(|of| (*of).to_owned()).collect(),
            ignored: [checkpoint.ignored.clone(), files.unused].concat(),
            tokenizer: files.tokenizer,
            model: None,
            work: Some(Work::Reading(Box::new(Opening::new(
                Box::new(files.weights),
                checkpoint,
            )))),
            ended: None,
        })
    }

    /// What it is and what it takes.
    #[must_use]
    pub fn about(&self) -> Gpt2About {
        let sizes = &self.sizes;
        Gpt2About {
            number: self.number,
            layers: sizes.layers as u32,
            width: sizes.width as u32,
            heads: sizes.heads as u32,
            context: sizes.context as u32,
            vocabulary: sizes.vocabulary as u32,
            units: sizes.units as u32,
            epsilon: self.epsilon,
            types: self.types.clone(),
            ignored: self.ignored.clone(),
            parameters: self.estimate.parameters,
            read: self.estimate.read,
            weights: self.estimate.weights,
            cache: self.estimate.cache,
            operations: self.estimate.operations,
            end: self.tokenizer.end().map(|end| end as u32),
        }
    }

    /// Puts another work in the place of the present one; it waits.
    ///
    /// # Errors
    ///
    /// Before the weights have been read, and for a text, a head or a token that can't be looked at.
    pub fn ask(&mut self, ask: Gpt2Ask) -> Result<()> {
        let Some(model) = &self.model else {
            let what = "the model hasn’t been read yet";
            return Err(TrainingError::Settings(what.into()));
        };
        let (number, work) = match ask {
            Gpt2Ask::Look(ask) => {
                let number = ask.number;
                let looking = Looking::new(model, &self.tokenizer, ask)?;
                (number, Work::Looking(Box::new(looking)))
            }
            Gpt2Ask::Write(ask) => {
                let number = ask.number;
                let writing = Writing::new(model, &self.tokenizer, ask)?;
                (number, Work::Writing(Box::new(writing)))
            }
        };
        self.number = number;
        self.work = Some(work);
        self.ended = None;
        Ok(())
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.ended.is_some() || self.work.is_none()
    }

    /// One step, and what it has brought.
    pub fn step(&mut self) -> Vec<Message> {
        if self.finished() {
            return Vec::new();
        }
        match self.try_step() {
            Ok(told) => told.into_iter().collect(),
            Err(error) => {
                self.ended = Some(error.to_string());
                self.work = None;
                Vec::new()
            }
        }
    }

    fn try_step(&mut self) -> Result<Option<Message>> {
        let Some(mut work) = self.work.take() else {
            return Ok(None);
        };
        match (&mut work, &self.model) {
            (Work::Reading(opening), _) => {
                opening.step()?;
                if opening.finished() {
                    if let Work::Reading(opening) = work {
                        self.model = opening.finish().ok();
                    }
                    return Ok(None);
                }
            }
            (Work::Looking(looking), Some(model)) => {
                let told = looking.step(model, &self.tokenizer)?;
                if !looking.finished() {
                    self.work = Some(work);
                }
                return Ok(told);
            }
            (Work::Writing(writing), Some(model)) => {
                let told = writing.step(model, &self.tokenizer)?;
                if !writing.finished() {
                    self.work = Some(work);
                }
                return Ok(told);
            }
            (_, None) => return Ok(None),
        }
        self.work = Some(work);
        Ok(None)
    }

    /// How it stands; `step_time` is in milliseconds.
    #[must_use]
    pub fn report(&self, playing: bool, step_time: f64) -> Gpt2Report {
        let (work, (done, total)) = match &self.work {
            Some(Work::Reading(opening)) => (Gpt2Work::Reading, opening.progress()),
            Some(Work::Looking(looking)) => (Gpt2Work::Looking, looking.progress()),
            Some(Work::Writing(writing)) => (Gpt2Work::Writing, writing.progress()),
            None => (Gpt2Work::Nothing, (0, 0)),
        };
        // A step reads at most 1 MiB.
        let unit = if work == Gpt2Work::Reading {
            1_048_576.0
        } else {
            1.0
        };
        Gpt2Report {
            number: self.number,
            ready: self.model.is_some(),
            work,
            done,
            total,
            playing,
            seconds_left: (total - done) as f64 / unit * step_time / 1000.0,
            ended: self.ended.clone(),
        }
    }
}

/// The tokens of a text, after the token that ends one where that is asked for.
fn tokens(tokenizer: &Tokenizer, text: &str, from_end: bool) -> Vec<usize> {
    let before = tokenizer.end().filter(|_| from_end);
    before.into_iter().chain(tokenizer.encode(text)).collect()
}

/// The numbers of heads that are off.
fn heads(off: &[u32]) -> Vec<usize> {
    off.iter().map(|head| *head as usize).collect()
}
