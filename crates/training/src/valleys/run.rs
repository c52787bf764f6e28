//! Pairs of networks as a job: one width after the other, and one seed after the other for a table.

use super::learner::Learner;
use super::{HIDDEN, STEPS, Valley, ValleyLine, barrier, lines, matching};
use crate::error::{Result, TrainingError};
use crate::widths::WidthProblem;
use numeric_core::network::dense::{Points, cast};
use serde::{Deserialize, Serialize};

/// The most examples, inputs and seeds.
const LARGEST: (usize, usize, u64) = (1000, 100, 1000);
/// Steps of one width with its measurement.
const OF_A_WIDTH: u64 = STEPS + 1;

/// What is to be trained.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ValleyTraining {
    /// The number that the page gave it; each report carries it.
    pub number: u64,
    /// The teacher, the examples and the seed.
    pub problem: WidthProblem,
    /// The standard deviation of the noise in the examples.
    pub noise: f64,
    /// How many seeds are gone through, from 1; 0 for the one of the problem.
    pub table: u64,
}

impl ValleyTraining {
    /// Steps in all.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.table.max(1) * HIDDEN.len() as u64 * OF_A_WIDTH
    }
}

/// A pair of networks at its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValleyWidth {
    /// Hidden units of each.
    pub hidden: usize,
    /// Their parameters.
    pub parameters: [Vec<f32>; 2],
    /// The errors on the line between them, as they are and with the second one's units matched.
    pub lines: [ValleyLine; 2],
}

impl ValleyWidth {
    /// The barriers of the training error: as they are, and matched.
    #[must_use]
    pub fn barriers(&self) -> [f64; 2] {
        self.lines.each_ref().map(|line| barrier(&line.train))
    }

    /// The barriers of the error at new points.
    #[must_use]
    pub fn test_barriers(&self) -> [f64; 2] {
        self.lines.each_ref().map(|line| barrier(&line.test))
    }
}

/// The barriers of one seed by width.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValleyRow {
    /// Which seed.
    pub seed: u64,
    /// Of the training error: as they are, and matched.
    pub barriers: Vec<[f64; 2]>,
    /// Of the error at new points.
    pub test: Vec<[f64; 2]>,
}

/// How it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValleyReport {
    /// [`ValleyTraining::number`].
    pub number: u64,
    /// Steps so far.
    pub step: u64,
    /// Whether it goes on.
    pub playing: bool,
    /// Estimated seconds until the end; 0 if unknown.
    pub seconds_left: f64,
    /// The widths that are done, of one seed; none for a table.
    pub widths: Vec<ValleyWidth>,
    /// The seeds of a table that are done.
    pub rows: Vec<ValleyRow>,
    /// Why it can't go on.
    pub ended: Option<String>,
}

/// Two networks under way.
#[derive(Debug, Clone)]
struct Pair {
    valley: Valley,
    train: Points<f32>,
    learners: [Learner; 2],
}

impl Pair {
    fn new(problem: WidthProblem, noise: f64, hidden: usize) -> Result<Self> {
        let valley = Valley::new(problem, noise, hidden)?;
        Ok(Self {
            train: valley.train.cast(),
            learners: valley.starts.each_ref().map(|start| Learner::new(start)),
            valley,
        })
    }

    fn step(&mut self) -> Result<()> {
        for learner in &mut self.learners {
            learner.step(&self.valley.network, &self.train)?;
        }
        Ok(())
    }

    fn end(&self) -> Result<ValleyWidth> {
        let found = self.learners.each_ref().map(|l| l.parameters().to_vec());
        let [first, second] = found.each_ref().map(|p| cast::<f32, f64>(p));
        let matching = matching(&self.valley.network, &first, &second)?;
        Ok(ValleyWidth {
            hidden: self.valley.hidden(),
            lines: lines(&self.valley, &first, &second, &matching)?,
            parameters: found,
        })
    }
}

/// The job.
#[derive(Debug, Clone)]
pub struct ValleyRun {
    settings: ValleyTraining,
    pair: Pair,
    widths: Vec<ValleyWidth>,
    rows: Vec<ValleyRow>,
    ended: Option<String>,
}

impl ValleyRun {
    /// Before the first step.
    ///
    /// # Errors
    ///
    /// Sizes, a noise or a number of seeds that can't be used.
    pub fn new(settings: ValleyTraining) -> Result<Self> {
        let refuse = |what: String| Err(TrainingError::Settings(what));
        let (examples, inputs, seeds) = LARGEST;
        let problem = settings.problem;
        let sizes =
            (1..=examples).contains(&problem.examples) && (1..=inputs).contains(&problem.inputs);
        if !sizes || settings.table > seeds {
            return refuse(format!(
                "there can be up to {examples} examples, {inputs} inputs and {seeds} seeds"
            ));
        }
        if !settings.noise.is_finite() || settings.noise < 0.0 {
            return refuse("the noise can’t be below 0".into());
        }
        Ok(Self {
            pair: Pair::new(first(&settings), settings.noise, HIDDEN[0])?,
            settings,
            widths: Vec::new(),
            rows: Vec::new(),
            ended: None,
        })
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub fn finished(&self) -> bool {
        let done = match self.settings.table {
            0 => self.widths.len() == HIDDEN.len(),
            seeds => self.rows.len() as u64 >= seeds,
        };
        done || self.ended.is_some()
    }

    /// One step of both networks, or the measurement at their end.
    pub fn step(&mut self) {
        if let Err(error) = self.try_step() {
            self.ended = Some(error.to_string());
        }
    }

    fn try_step(&mut self) -> Result<()> {
        if self.pair.learners[0].steps() < STEPS {
            return self.pair.step();
        }
        self.widths.push(self.pair.end()?);
        let mut problem = self.settings.problem;
        if self.settings.table > 0 {
            problem.seed = self.rows.len() as u64 + 1;
            if self.widths.len() == HIDDEN.len() {
                self.rows.push(ValleyRow {
                    seed: problem.seed,
                    barriers: self.widths.iter().map(ValleyWidth::barriers).collect(),
                    test: self.widths.iter().map(ValleyWidth::test_barriers).collect(),
                });
                self.widths.clear();
                problem.seed += 1;
            }
        }
        if let Some(hidden) = HIDDEN.get(self.widths.len())
            && !self.finished()
        {
            self.pair = Pair::new(problem, self.settings.noise, *hidden)?;
        }
        Ok(())
    }

    /// How it stands; `step_time` is in milliseconds.
    #[must_use]
    pub fn report(&self, playing: bool, step_time: f64) -> ValleyReport {
        let of_a_seed = HIDDEN.len() as u64 * OF_A_WIDTH;
        let done = self.rows.len() as u64 * of_a_seed + self.widths.len() as u64 * OF_A_WIDTH;
        let all = self.settings.steps();
        let step = match self.finished() && self.ended.is_none() {
            true => all,
            false => done + self.pair.learners[0].steps(),
        };
        let table = self.settings.table > 0;
        ValleyReport {
            number: self.settings.number,
            step,
            playing,
            seconds_left: (all - step.min(all)) as f64 * step_time / 1000.0,
            widths: if table {
                Vec::new()
            } else {
                self.widths.clone()
            },
            rows: self.rows.clone(),
            ended: self.ended.clone(),
        }
    }
}

/// The problem of the first seed.
fn first(settings: &ValleyTraining) -> WidthProblem {
    match settings.table {
        0 => settings.problem,
        _ => WidthProblem {
            seed: 1,
            ..settings.problem
        },
    }
}
