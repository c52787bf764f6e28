//! A training and its slice as a job: steps, a measurement, then rows.

use super::plane::Plane;
use super::{
    SLICE_FLIPPED, SLICE_RATE, SLICE_SIDE, SLICE_STEPS, SliceLook, SliceReport, SliceTraining,
};
use crate::error::{Result, TrainingError};
use crate::flat::learner::{Learner, Until};
use crate::flat::{EXAMPLES, FlatProblem};
use numeric_core::network::dense::{Points, Space, cast};

/// Between two places of the path there are at least so many steps, and more and more of them.
const FIRST: u64 = 4;

/// A training whose loss is looked at.
#[derive(Debug, Clone)]
pub struct SliceRun {
    settings: SliceTraining,
    problem: FlatProblem,
    train: Points<f32>,
    test: Points<f32>,
    learner: Learner,
    path: Vec<(u64, Vec<f64>)>,
    losses: Vec<(f64, f64)>,
    next: u64,
    plane: Option<Plane>,
    ended: Option<String>,
}

impl SliceRun {
    /// Before the first step.
    ///
    /// # Errors
    ///
    /// A batch or a reach that can’t be used.
    pub fn new(settings: SliceTraining) -> Result<Self> {
        if !(1..=EXAMPLES).contains(&settings.batch) {
            return refuse("a batch has from 1 to 256 examples");
        }
        usable(settings.look)?;
        let problem = FlatProblem::new(settings.seed, SLICE_FLIPPED)?;
        let (train, test): (Points<f32>, Points<f32>) = (problem.train.cast(), problem.test.cast());
        let until = Until {
            steps: SLICE_STEPS,
            loss: None,
        };
        let how = (settings.batch, SLICE_RATE, until);
        let learner = Learner::new(&problem.network, &problem.start, &train, how, settings.seed);
        let mut run = Self {
            settings,
            problem,
            train,
            test,
            learner,
            path: Vec::new(),
            losses: Vec::new(),
            next: 0,
            plane: None,
            ended: None,
        };
        run.keep()?;
        Ok(run)
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub fn finished(&self) -> bool {
        let rows = self.plane.as_ref().map_or(0, Plane::rows);
        self.ended.is_some() || rows >= SLICE_SIDE
    }

    /// Looks at the same network along other directions or farther away.
    ///
    /// # Errors
    ///
    /// A reach that can’t be used.
    pub fn look(&mut self, look: SliceLook) -> Result<()> {
        usable(look)?;
        self.settings.look = look;
        self.plane = None;
        Ok(())
    }

    /// One step of the training, the measurement, or one row.
    pub fn step(&mut self) {
        if let Err(error) = self.try_step() {
            self.ended = Some(error.to_string());
        }
    }

    fn try_step(&mut self) -> Result<()> {
        if !self.learner.done() {
            self.learner.step(&self.train, &self.test)?;
            if let Some(step) = self.learner.diverged() {
                self.ended = Some(format!("the training diverged at step {step}"));
            } else if self.learner.done() || self.learner.steps() >= self.next {
                self.keep()?;
            }
            return Ok(());
        }
        match &mut self.plane {
            Some(plane) => plane.row(&self.problem, &self.train),
            None => {
                let SliceTraining { look, seed, .. } = self.settings;
                self.plane = Some(Plane::new(&self.problem, &self.path, look, seed)?);
                Ok(())
            }
        }
    }

    /// Keeps the present network as a place of the path.
    fn keep(&mut self) -> Result<()> {
        let steps = self.learner.steps();
        let parameters = self.learner.parameters();
        let network = &self.problem.network;
        let loss = network.loss(parameters, &self.train, &mut Space::default())?;
        self.losses.push((steps as f64, loss));
        self.path.push((steps, cast(parameters)));
        self.next = steps + (steps / 8).max(FIRST);
        Ok(())
    }

    /// How it stands; `step_time` is in milliseconds.
    #[must_use]
    pub fn report(&self, playing: bool, step_time: f64) -> SliceReport {
        let measured = self.plane.as_ref().map_or(0, |plane| 1 + plane.rows());
        let step = self.learner.steps() + measured as u64;
        let left = self.settings.steps().saturating_sub(step);
        SliceReport {
            number: self.settings.number,
            step,
            playing,
            seconds_left: left as f64 * step_time / 1000.0,
            losses: self.losses.clone(),
            plane: self.plane.as_ref().map(|plane| plane.found.clone()),
            ended: self.ended.clone(),
        }
    }
}

fn refuse<T>(what: &str) -> Result<T> {
    Err(TrainingError::Settings(what.into()))
}

fn usable(look: SliceLook) -> Result<()> {
    if look.reach.is_finite() && look.reach > 0.0 {
        Ok(())
    } else {
        refuse("the reach must be above 0")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{SliceAlong, filter_normalised, random_direction};
    use super::*;

    fn look(along: SliceAlong, reach: f64) -> SliceLook {
        SliceLook { along, reach }
    }

    fn begun() -> SliceRun {
        let settings = SliceTraining {
            number: 9,
            batch: 8,
            seed: 1,
            look: look(SliceAlong::Training, 1.0),
        };
        SliceRun::new(settings).unwrap()
    }

    fn finish(run: &mut SliceRun) -> SliceReport {
        while !run.finished() {
            run.step();
        }
        run.report(false, 1.0)
    }

    #[test]
    fn a_trained_network_lies_in_a_valley() {
        let mut run = begun();
        let report = finish(&mut run);
        assert_eq!((report.number, report.step), (9, run.settings.steps()));
        let plane = report.plane.unwrap();
        let middle = SLICE_SIDE * SLICE_SIDE / 2;
        assert_eq!(plane.heights.len(), SLICE_SIDE * SLICE_SIDE);
        assert!((plane.heights[middle] - plane.centre).abs() < 1e-6);
        assert!(report.losses[0].1 > 5.0 * plane.centre);
        // The start lies in the plane, at a = −1.
        let start = plane.path[0];
        assert!((start.at.0 + 1.0).abs() < 1e-9 && start.at.1.abs() < 1e-9 && start.off < 1e-9);
        let left = plane.heights[SLICE_SIDE * (SLICE_SIDE / 2)];
        assert!((left - report.losses[0].1).abs() < 1e-4 * left, "{left}");
        let end = plane.path.last().unwrap();
        assert_eq!((end.step, end.far), (SLICE_STEPS, 0.0));
        assert!((plane.check.exact - plane.check.difference).abs() <= plane.check.tolerance);
        assert!((plane.check.exact - plane.curvatures[0]).abs() < 1e-9);
        // The same network along other directions.
        run.look(look(SliceAlong::Eigenvectors, 0.1)).unwrap();
        assert_eq!(run.report(false, 1.0).step, SLICE_STEPS);
        let sharp = finish(&mut run).plane.unwrap();
        run.look(look(SliceAlong::Random, 0.1)).unwrap();
        let random = finish(&mut run).plane.unwrap();
        let [first, second] = sharp.curvatures;
        assert!(first > second && second > 0.0 && first > 10.0 * random.curvatures[0]);
        assert!(sharp.lengths.iter().all(|l| (l - 1.0).abs() < 1e-9));
        assert!(random.path[0].off > 0.5 * random.path[0].far);
    }

    #[test]
    fn what_cannot_be_used_is_refused() {
        assert!(begun().look(look(SliceAlong::Random, 0.0)).is_err());
        let settings = SliceTraining {
            batch: 257,
            ..begun().settings
        };
        assert!(SliceRun::new(settings).is_err());
    }

    #[test]
    fn each_unit_has_the_length_of_its_weights() {
        let problem = FlatProblem::new(2, 0.1).unwrap();
        let [direction, _] = random_direction(problem.start.len(), 2);
        let scaled = filter_normalised(&problem.network, &problem.start, &direction);
        for (_, outputs, weights, biases) in problem.network.layers() {
            for unit in 0..outputs {
                let length = |all: &[f64]| {
                    let places = weights.clone().skip(unit).step_by(outputs);
                    places.map(|at| all[at] * all[at]).sum::<f64>().sqrt()
                };
                assert!((length(&scaled) - length(&problem.start)).abs() < 1e-12);
            }
            assert!(scaled[biases].iter().all(|x| *x == 0.0));
        }
    }
}
