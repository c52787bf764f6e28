//! What a run kept, and the way back to it.

use super::{Point, Run};
use crate::config::Mistake;
use crate::error::{Result, TrainingError};
use crate::snapshots::Snapshot;
use numeric_core::network::Training;

impl Run {
    pub(super) fn keep(&mut self) {
        let snapshot = Snapshot::of(self.trainer.training(), self.rate);
        self.snapshots.keep(snapshot);
    }

    /// Keeps the present state among the snapshots, as a reader asked for.
    pub fn keep_asked(&mut self) {
        let snapshot = Snapshot::of(self.trainer.training(), self.rate);
        self.snapshots.keep_asked(snapshot);
    }

    /// The loss beyond which a run has been thrown out: a nat above what it costs to know nothing,
    /// or above where it began.
    #[must_use]
    pub fn worst(&self) -> f64 {
        let first = self.curve.first().map_or(0.0, |p| p.loss);
        self.data.baselines().uniform.max(first) + 1.0
    }

    /// Whether the last losses, in the mean, are beyond [`Run::worst`].
    #[must_use]
    pub fn has_exploded(&self) -> bool {
        /// One batch may be bad luck.
        const LAST: usize = 8;
        let last = &self.curve[self.curve.len().saturating_sub(LAST)..];
        let sum: f64 = last.iter().map(|p| p.loss).sum();
        last.len() == LAST && sum / LAST as f64 > self.worst()
    }

    /// The last snapshot that is worth going back to: the step after it had a loss that hadn't
    /// exploded. Where there is none, the beginning.
    #[must_use]
    pub fn last_good(&self) -> u64 {
        let worst = self.worst();
        let good = |&step: &u64| {
            let next = self.curve.binary_search_by_key(&(step + 1), |p| p.step);
            next.is_ok_and(|at| self.curve[at].loss <= worst)
        };
        self.snapshots
            .steps()
            .into_iter()
            .rev()
            .find(good)
            .unwrap_or(0)
    }

    /// Goes back to a snapshot; what came after is forgotten.
    ///
    /// # Errors
    ///
    /// [`TrainingError::NoSnapshot`].
    pub fn back_to(&mut self, step: u64) -> Result<()> {
        let snapshot = self
            .snapshots
            .get(step)
            .ok_or(TrainingError::NoSnapshot(step))?
            .clone();
        snapshot.put(self.trainer.training());
        self.rate = snapshot.rate;
        self.rates.retain(|&(from, _)| from <= step);
        self.snapshots.cut(step);
        self.curve.retain(|point| point.step <= step);
        Ok(())
    }

    /// A copy of the network at a snapshot, or as it is now.
    ///
    /// # Errors
    ///
    /// [`TrainingError::NoSnapshot`].
    pub fn copy(&mut self, step: Option<u64>) -> Result<Training<f32>> {
        let mistake = self.config.mistake;
        let upstream = (self.config.batch * self.config.context) as f64;
        let (rule, rate) = (self.config.rule.optimiser(), self.rate);
        let training = self.trainer.training();
        let mut copy = Training::of(
            training.gpt().clone(),
            training.parameters().clone(),
            rule,
            rate,
        );
        copy.memories_mut().clone_from_slice(training.memories());
        copy.set_steps(training.steps());
        if mistake == Some(Mistake::Gradient) {
            copy.set_upstream(upstream);
        }
        if let Some(step) = step {
            let snapshot = self.snapshots.get(step);
            snapshot
                .ok_or(TrainingError::NoSnapshot(step))?
                .put(&mut copy);
        }
        Ok(copy)
    }

    /// Puts a saved state in: weights, memories, curve.
    pub(crate) fn put(&mut self, snapshot: Snapshot, curve: Vec<Point>, rates: Vec<(u64, f64)>) {
        snapshot.put(self.trainer.training());
        self.rate = snapshot.rate;
        self.rates = rates;
        self.curve = curve;
        self.snapshots.keep(snapshot);
    }
}
