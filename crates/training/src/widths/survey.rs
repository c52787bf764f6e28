//! The sweep over all widths with many seeds, a seed in each step.

use super::{Data, WidthProblem, sweep};
use crate::error::{Result, TrainingError};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// The most examples and inputs of a problem, and the most seeds.
const LARGEST: (usize, usize, u64) = (60, 20, 1000);

/// What is to be surveyed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WidthSurvey {
    /// The number that the page gave it; each report carries it.
    pub number: u64,
    /// The problem; its seed plays no part.
    pub problem: WidthProblem,
    /// The standard deviation of the noise.
    pub noise: f64,
    /// The ridge λ.
    pub ridge: f64,
    /// Seeds that are gone through, from 1.
    pub seeds: u64,
}

/// One seed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WidthRow {
    /// Which.
    pub seed: u64,
    /// The test error at each width of the sweep.
    pub tests: Vec<f64>,
}

/// How a survey stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WidthReport {
    /// [`WidthSurvey::number`].
    pub number: u64,
    /// Seeds so far.
    pub step: u64,
    /// Whether it goes on.
    pub playing: bool,
    /// Estimated seconds until the end; 0 if unknown.
    pub seconds_left: f64,
    /// The widths.
    pub widths: Vec<usize>,
    /// The seeds so far.
    pub rows: Vec<WidthRow>,
}

/// A survey under way.
pub struct WidthRun {
    settings: WidthSurvey,
    rows: Vec<WidthRow>,
}

impl WidthRun {
    /// Before the first seed.
    ///
    /// # Errors
    ///
    /// A problem, a noise, a ridge or a number of seeds that can’t be used.
    pub fn new(settings: WidthSurvey) -> Result<Self> {
        let WidthProblem {
            examples, inputs, ..
        } = settings.problem;
        let (most_examples, most_inputs, most_seeds) = LARGEST;
        let sizes = (1..=most_examples).contains(&examples) && (1..=most_inputs).contains(&inputs);
        let numbers = [settings.noise, settings.ridge];
        if !sizes || !(1..=most_seeds).contains(&settings.seeds) {
            let what = format!(
                "a survey has up to {most_examples} examples, {most_inputs} inputs and {most_seeds} seeds"
            );
            return Err(TrainingError::Settings(what));
        }
        if numbers.iter().any(|x| !x.is_finite() || *x < 0.0) {
            let what = "the noise and the ridge can’t be below 0";
            return Err(TrainingError::Settings(what.into()));
        }
        Ok(Self {
            settings,
            rows: Vec::new(),
        })
    }

    /// Whether all seeds are done.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.rows.len() as u64 >= self.settings.seeds
    }

    /// One more seed.
    pub fn step(&mut self) {
        let seed = self.rows.len() as u64 + 1;
        let data = Rc::new(Data::new(WidthProblem {
            seed,
            ..self.settings.problem
        }));
        let points = sweep(&data, self.settings.noise, self.settings.ridge);
        let tests = points.iter().map(|point| point.test).collect();
        self.rows.push(WidthRow { seed, tests });
    }

    /// How it stands; `step_time` is in milliseconds.
    #[must_use]
    pub fn report(&self, playing: bool, step_time: f64) -> WidthReport {
        let step = self.rows.len() as u64;
        WidthReport {
            number: self.settings.number,
            step,
            playing,
            seconds_left: (self.settings.seeds - step) as f64 * step_time / 1000.0,
            widths: super::widths(self.settings.problem.examples),
            rows: self.rows.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Features;
    use super::*;

    fn settings() -> WidthSurvey {
        WidthSurvey {
            number: 3,
            problem: WidthProblem {
                examples: 6,
                inputs: 2,
                features: Features::Relu,
                seed: 9,
            },
            noise: 0.3,
            ridge: 0.0,
            seeds: 2,
        }
    }

    #[test]
    fn a_seed_is_the_sweep_of_that_seed() {
        let mut run = WidthRun::new(settings()).unwrap();
        while !run.finished() {
            run.step();
        }
        let report = run.report(false, 1.0);
        assert_eq!((report.step, report.seconds_left), (2, 0.0));
        for row in &report.rows {
            let problem = WidthProblem {
                seed: row.seed,
                ..settings().problem
            };
            let points = sweep(&Rc::new(Data::new(problem)), 0.3, 0.0);
            let widths: Vec<usize> = points.iter().map(|p| p.width).collect();
            let tests: Vec<f64> = points.iter().map(|p| p.test).collect();
            assert_eq!((&report.widths, &row.tests), (&widths, &tests));
        }
        assert_ne!(report.rows[0].tests, report.rows[1].tests);
    }

    #[test]
    fn what_can_not_be_used_is_refused() {
        let refused = |change: fn(&mut WidthSurvey)| {
            let mut settings = settings();
            change(&mut settings);
            WidthRun::new(settings).is_err()
        };
        assert!(refused(|s| s.problem.examples = 0));
        assert!(refused(|s| s.problem.inputs = 21));
        assert!(refused(|s| s.noise = f64::NAN));
        assert!(refused(|s| s.ridge = -1.0));
        assert!(refused(|s| s.seeds = 0));
    }
}
