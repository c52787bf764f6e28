//! All starts of all widths as a job, one training a step.

use super::{XOR_MOST, XOR_WIDTHS, XorNetwork, XorReport, XorTraining};
use crate::error::{Result, TrainingError};
use numeric_core::network::dense::Bend;
use numeric_core::random::Random;

/// Trainings under way: a start of each width, then the next of each.
#[derive(Debug, Clone)]
pub struct XorRun {
    settings: XorTraining,
    /// Each width draws its own numbers, so that its starts don’t depend on the others.
    random: Vec<Random>,
    losses: Vec<Vec<f64>>,
    step: u64,
}

impl XorRun {
    /// Before the first training.
    ///
    /// # Errors
    ///
    /// No starts, or too many.
    pub fn new(settings: XorTraining) -> Result<Self> {
        if !(1..=XOR_MOST).contains(&settings.starts) {
            let what = format!("there are from 1 to {XOR_MOST} starts");
            return Err(TrainingError::Settings(what));
        }
        Ok(Self {
            settings,
            random: vec![Random::new(settings.seed); XOR_WIDTHS.len()],
            losses: vec![Vec::new(); XOR_WIDTHS.len()],
            step: 0,
        })
    }

    /// Whether all have been trained.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.step >= self.settings.steps()
    }

    /// Trains one start to its end.
    pub fn step(&mut self) {
        let which = (self.step % XOR_WIDTHS.len() as u64) as usize;
        let bend = if self.settings.tanh {
            Bend::Tanh
        } else {
            Bend::Relu
        };
        let width = XOR_WIDTHS.get(which).copied();
        let both = self.random.get_mut(which).zip(self.losses.get_mut(which));
        if let (Some(width), Some((random, losses))) = (width, both) {
            losses.push(XorNetwork::start(width, bend, random).train());
        }
        self.step += 1;
    }

    /// How they stand; `step_time` is in milliseconds.
    #[must_use]
    pub fn report(&self, playing: bool, step_time: f64) -> XorReport {
        let left = self.settings.steps().saturating_sub(self.step);
        XorReport {
            number: self.settings.number,
            step: self.step,
            playing,
            seconds_left: left as f64 * step_time / 1000.0,
            losses: self.losses.clone(),
        }
    }
}
