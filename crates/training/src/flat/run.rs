//! Two trainings as a job: steps, then what is measured at the end; or one pair after the other, for a
//! table.

use super::pair::Pair;
use super::report::{FlatEnd, FlatLine, FlatReport, FlatRescaling, FlatRow};
use super::{EXAMPLES, FlatTraining};
use crate::error::{Result, TrainingError};

/// Measurements at the end of a single pair: both networks, the line, the rescaling.
const MEASUREMENTS: u64 = 4;
/// The same of a pair of a table.
const OF_A_ROW: u64 = 2;

impl FlatTraining {
    /// Steps of one pair, at most, with its measurements.
    fn of_a_pair(&self) -> u64 {
        let most = self.batches.map(|batch| self.ends.most(batch));
        let measurements = if self.table > 0 {
            OF_A_ROW
        } else {
            MEASUREMENTS
        };
        most[0].max(most[1]) + measurements
    }

    /// Steps in all, at most.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.of_a_pair() * self.table.max(1)
    }
}

/// Two trainings, or a table of them.
#[derive(Debug, Clone)]
pub struct FlatRun {
    settings: FlatTraining,
    pair: Pair,
    /// Measurements of the present pair.
    measured: u64,
    ends: Vec<FlatEnd>,
    line: Vec<FlatLine>,
    rescaling: Option<FlatRescaling>,
    rows: Vec<FlatRow>,
    ended: Option<String>,
}

impl FlatRun {
    /// Before the first step.
    ///
    /// # Errors
    ///
    /// Batches, a learning rate, a share or a factor that can't be used.
    pub fn new(settings: FlatTraining) -> Result<Self> {
        let refuse = |what: &str| Err(TrainingError::Settings(what.into()));
        let positive = |x: f64| x.is_finite() && x > 0.0;
        if settings.batches.iter().any(|b| !(1..=EXAMPLES).contains(b)) {
            return refuse("a batch has from 1 to 256 examples");
        }
        if !positive(settings.rate) || !positive(settings.rescale) {
            return refuse("the learning rate and the factor must be above 0");
        }
        if !(0.0..=1.0).contains(&settings.flipped) {
            return refuse("the share of flipped labels is from 0 to 1");
        }
        let table = settings.table > 0;
        let seed = if table { 1 } else { settings.seed };
        Ok(Self {
            pair: Pair::new(&settings, seed, !table)?,
            settings,
            measured: 0,
            ends: Vec::new(),
            line: Vec::new(),
            rescaling: None,
            rows: Vec::new(),
            ended: None,
        })
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.ended.is_some()
            || if self.settings.table > 0 {
                self.rows.len() as u64 >= self.settings.table
            } else {
                self.measured >= MEASUREMENTS
            }
    }

    /// One step of both networks, or one measurement.
    pub fn step(&mut self) {
        if let Err(error) = self.try_step() {
            self.ended = Some(error.to_string());
        }
    }

    fn try_step(&mut self) -> Result<()> {
        if !self.pair.trained() {
            return self.pair.step();
        }
        match self.measured {
            0 | 1 => {
                let end = self.pair.end(self.measured as usize)?;
                self.ends.push(end);
            }
            2 => self.line = self.pair.line()?,
            _ => self.rescaling = self.pair.rescaling(self.settings.rescale)?,
        }
        self.measured += 1;
        if self.settings.table > 0 && self.measured == OF_A_ROW {
            self.next_row()?;
        }
        Ok(())
    }

    /// Keeps the pair that is done, and begins another.
    fn next_row(&mut self) -> Result<()> {
        let seed = self.rows.len() as u64 + 1;
        if let Some(ends) = self.both() {
            self.rows.push(FlatRow { seed, ends });
        }
        self.ends.clear();
        if !self.finished() {
            self.pair = Pair::new(&self.settings, seed + 1, false)?;
            self.measured = 0;
        }
        Ok(())
    }

    fn both(&self) -> Option<[FlatEnd; 2]> {
        match self.ends.as_slice() {
            [a, b] => Some([*a, *b]),
            _ => None,
        }
    }

    /// Another factor for the ReLU network, where it is trained.
    ///
    /// # Errors
    ///
    /// A factor that isn't above 0.
    pub fn rescale(&mut self, factor: f64) -> Result<()> {
        if !(factor.is_finite() && factor > 0.0) {
            return Err(TrainingError::Settings("the factor must be above 0".into()));
        }
        self.settings.rescale = factor;
        match &mut self.rescaling {
            Some(found) => self.pair.rescale(found, factor),
            None => Ok(()),
        }
    }

    /// How they stand; `step_time` is in milliseconds.
    #[must_use]
    pub fn report(&self, playing: bool, step_time: f64) -> FlatReport {
        let steps = self.settings.steps();
        let of_a_pair = self.settings.of_a_pair();
        let step = if self.finished() && self.ended.is_none() {
            steps
        } else {
            let trained = if self.pair.trained() {
                let measurements = if self.settings.table > 0 {
                    OF_A_ROW
                } else {
                    MEASUREMENTS
                };
                of_a_pair - measurements + self.measured
            } else {
                self.pair.steps()
            };
            self.rows.len() as u64 * of_a_pair + trained
        };
        FlatReport {
            number: self.settings.number,
            step,
            steps,
            playing,
            seconds_left: steps.saturating_sub(step) as f64 * step_time / 1000.0,
            curves: self.pair.curves(),
            ends: self.both(),
            line: self.line.clone(),
            rescaling: self.rescaling.clone(),
            rows: self.rows.clone(),
            ended: self.ended.clone(),
        }
    }
}
