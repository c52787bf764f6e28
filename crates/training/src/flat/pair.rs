//! Two networks from one start, and what is measured of them.

use super::check::{Curvature, curvature};
use super::learner::{Learner, Until};
use super::problem::FlatProblem;
use super::report::{FlatEnd, FlatLine, FlatPoint, FlatRescaling};
use super::sharpness::precise;
use super::{Ends, FlatTraining, LOSS, rescaling};
use crate::error::Result;
use numeric_core::network::dense::{Points, Space, cast};

/// Places along the line, in tenths.
const PLACES: std::ops::RangeInclusive<i32> = -5..=15;

#[derive(Debug, Clone)]
pub(super) struct Pair {
    problem: FlatProblem,
    train: Points<f32>,
    test: Points<f32>,
    learners: [Learner; 2],
    /// The ReLU network, trained as the first one.
    relu: Option<Learner>,
}

impl Pair {
    /// Before the first step. `watched` pairs are measured on the way, and have a ReLU network.
    pub(super) fn new(settings: &FlatTraining, seed: u64, watched: bool) -> Result<Self> {
        let problem = FlatProblem::new(seed, settings.flipped)?;
        let (train, test): (Points<f32>, Points<f32>) = (problem.train.cast(), problem.test.cast());
        let how = |batch: usize| {
            let loss = (settings.ends == Ends::Loss).then_some(LOSS);
            let steps = settings.ends.most(batch);
            (batch, settings.rate, Until { steps, loss })
        };
        let [small, large] = settings.batches.map(how);
        let learner = |how| {
            let learner = Learner::new(&problem.network, &problem.start, &train, how, seed);
            if watched {
                learner.watched(&train, &test)
            } else {
                Ok(learner)
            }
        };
        let learners = [learner(small)?, learner(large)?];
        let relu =
            watched.then(|| Learner::new(&problem.relu, &problem.relu_start, &train, small, seed));
        Ok(Self {
            problem,
            train,
            test,
            learners,
            relu,
        })
    }

    /// One step of each that isn't done.
    pub(super) fn step(&mut self) -> Result<()> {
        for learner in self.learners.iter_mut().chain(&mut self.relu) {
            learner.step(&self.train, &self.test)?;
        }
        Ok(())
    }

    pub(super) fn trained(&self) -> bool {
        self.learners.iter().chain(&self.relu).all(Learner::done)
    }

    /// Steps of the one that has made most.
    pub(super) fn steps(&self) -> u64 {
        let steps = self.learners.iter().map(Learner::steps);
        steps.max().unwrap_or(0)
    }

    pub(super) fn curves(&self) -> [Vec<FlatPoint>; 2] {
        self.learners.each_ref().map(|l| l.curve().to_vec())
    }

    /// A network at its end.
    pub(super) fn end(&self, which: usize) -> Result<FlatEnd> {
        let learner = &self.learners[usize::from(which > 0)];
        let mut end = FlatEnd {
            steps: learner.steps(),
            sharpness: f64::NAN,
            residual: f64::NAN,
            train: f64::NAN,
            test: f64::NAN,
            error: f64::NAN,
            reached: learner.reached(),
            diverged: learner.diverged(),
            check: Curvature::NONE,
        };
        let FlatProblem {
            network,
            train,
            test,
            ..
        } = &self.problem;
        let parameters: Vec<f64> = cast(learner.parameters());
        let mut space = Space::default();
        end.train = network.loss(&parameters, train, &mut space)?;
        if end.diverged.is_none() && !end.train.is_finite() {
            end.diverged = Some(end.steps);
        }
        if end.diverged.is_some() {
            end.train = f64::NAN;
            return Ok(end);
        }
        end.test = network.loss(&parameters, test, &mut space)?;
        let outputs = network.outputs(&parameters, test, &mut space)?;
        let wrong = outputs.iter().zip(&test.targets);
        let wrong = wrong.filter(|(z, y)| (**z > 0.5) != (**y > 0.5)).count();
        end.error = wrong as f64 / test.count() as f64;
        let found = precise(network, &parameters, train, learner.direction())?;
        end.check = curvature(network, &parameters, train, &found.vector)?;
        (end.sharpness, end.residual) = (found.value, found.residual);
        Ok(end)
    }

    /// The losses along the line through both networks; nowhere if one diverged.
    pub(super) fn line(&self) -> Result<Vec<FlatLine>> {
        if self.learners.iter().any(|l| l.diverged().is_some()) {
            return Ok(Vec::new());
        }
        let [from, to] = self.learners.each_ref().map(Learner::parameters);
        let mut space = Space::default();
        let place = |tenth: i32| {
            let at = f64::from(tenth) / 10.0;
            let between = from.iter().zip(to).map(|(a, b)| {
                let (a, b) = (f64::from(*a), f64::from(*b));
                (1.0 - at) * a + at * b
            });
            let parameters: Vec<f64> = between.collect();
            let network = &self.problem.network;
            Ok(FlatLine {
                at,
                train: network.loss(&parameters, &self.problem.train, &mut space)?,
                test: network.loss(&parameters, &self.problem.test, &mut space)?,
            })
        };
        PLACES.map(place).collect()
    }

    /// What rescaling does to the ReLU network; none where there is none, or it diverged.
    pub(super) fn rescaling(&self, factor: f64) -> Result<Option<FlatRescaling>> {
        let there = self.relu.as_ref().filter(|l| l.diverged().is_none());
        let finite = |l: &&Learner| l.parameters().iter().all(|p| p.is_finite());
        let there = there.filter(finite);
        there
            .map(|l| rescaling::measure(&self.problem, l.parameters(), factor))
            .transpose()
    }

    /// Its sharpness at another factor.
    pub(super) fn rescale(&self, found: &mut FlatRescaling, factor: f64) -> Result<()> {
        found.asked = rescaling::sharpness_at(&self.problem, &found.parameters, factor)?;
        Ok(())
    }
}
