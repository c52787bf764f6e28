//! The states of a run that can be gone back to.

use nalgebra::DMatrix;
use numeric_core::network::Training;
use numeric_core::optimise::Memory;

/// Bytes that all snapshots of a run may take together.
const ROOM: usize = 96 << 20;
/// The most snapshots of a run.
const MOST: usize = 65;

/// Bytes that the snapshots of so long a run take, each of this size.
pub fn room(bytes: f64, steps: u64) -> f64 {
    let most = (ROOM as f64 / bytes.max(1.0))
        .floor()
        .clamp(4.0, MOST as f64);
    bytes * most.min(steps as f64 + 1.0)
}

/// Weights and memories after a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The step.
    pub step: u64,
    /// The learning rate from then on.
    pub rate: f64,
    /// The parameters, in their order.
    pub values: Vec<DMatrix<f32>>,
    /// What the rule remembers of each.
    pub memories: Vec<Memory<f32>>,
}

impl Snapshot {
    /// Of a training as it is.
    pub fn of(training: &Training<f32>, rate: f64) -> Self {
        Self {
            step: training.steps(),
            rate,
            values: training
                .parameters()
                .iter()
                .map(|p| p.value.clone())
                .collect(),
            memories: training.memories().to_vec(),
        }
    }

    /// Puts it back.
    pub fn put(&self, training: &mut Training<f32>) {
        for (parameter, value) in training.parameters_mut().iter_mut().zip(&self.values) {
            parameter.value.copy_from(value);
        }
        training.memories_mut().clone_from_slice(&self.memories);
        training.set_steps(self.step);
        training.set_rate(self.rate);
    }

    fn bytes(&self) -> usize {
        let entries: usize = self.values.iter().map(DMatrix::len).sum();
        let memories: usize = self
            .memories
            .iter()
            .map(|m| m.first.len() + m.second.len())
            .sum();
        4 * (entries + memories)
    }
}

/// A run's snapshots by rising step: evenly spread, fewer and further apart as it goes on, so that
/// they fit into bounded memory.
#[derive(Debug, Clone, Default)]
pub struct Snapshots {
    all: Vec<Snapshot>,
    every: u64,
    /// Those that a reader asked for, which outlast their neighbours.
    asked: Vec<u64>,
}

impl Snapshots {
    /// None yet; the first are taken every so many steps.
    pub fn new(every: u64) -> Self {
        Self {
            all: Vec::new(),
            every: every.max(1),
            asked: Vec::new(),
        }
    }

    /// Whether one is due after this step.
    pub fn due(&self, step: u64) -> bool {
        step.is_multiple_of(self.every)
    }

    /// Keeps one.
    pub fn keep(&mut self, snapshot: Snapshot) {
        let most = Self::most(&snapshot);
        self.all.retain(|kept| kept.step < snapshot.step);
        self.all.push(snapshot);
        while self.all.len() > most {
            self.every *= 2;
            let last = self.all.last().map_or(0, |s| s.step);
            let (every, asked) = (self.every, &self.asked);
            self.all.retain(|kept| {
                kept.step.is_multiple_of(every) || kept.step == last || asked.contains(&kept.step)
            });
        }
    }

    /// How many of this size there may be.
    fn most(snapshot: &Snapshot) -> usize {
        (ROOM / snapshot.bytes().max(1)).clamp(4, MOST)
    }

    /// Keeps one that a reader asked for: it stays when others thin out. Of many such, the oldest
    /// become like the others.
    pub fn keep_asked(&mut self, snapshot: Snapshot) {
        let most = Self::most(&snapshot) / 2;
        self.asked.retain(|&step| step != snapshot.step);
        self.asked.push(snapshot.step);
        let over = self.asked.len().saturating_sub(most);
        self.asked.drain(..over);
        self.keep(snapshot);
    }

    /// The steps that can be gone back to.
    pub fn steps(&self) -> Vec<u64> {
        self.all.iter().map(|s| s.step).collect()
    }

    /// The snapshot after a step.
    pub fn get(&self, step: u64) -> Option<&Snapshot> {
        self.all.iter().find(|s| s.step == step)
    }

    /// Forgets those after a step.
    pub fn cut(&mut self, step: u64) {
        self.all.retain(|s| s.step <= step);
        self.asked.retain(|&asked| asked <= step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_thin_out() {
        let mut snapshots = Snapshots::new(5);
        for step in 0..2000 {
            if snapshots.due(step) {
                snapshots.keep(Snapshot {
                    step,
                    rate: 0.1,
                    values: vec![DMatrix::zeros(1, 1)],
                    memories: vec![],
                });
            }
        }
        let steps = snapshots.steps();
        assert!(steps.len() <= MOST && steps.len() > MOST / 3, "{steps:?}");
        assert_eq!(steps[0], 0);
        assert!(steps.last().unwrap() + 80 >= 2000);
        snapshots.cut(steps[3]);
        assert_eq!(snapshots.all.last().unwrap().step, steps[3]);
    }

    #[test]
    fn what_was_asked_for_stays() {
        let at = |step| Snapshot {
            step,
            rate: 0.1,
            values: vec![DMatrix::zeros(1, 1)],
            memories: vec![],
        };
        let mut snapshots = Snapshots::new(5);
        for step in 0..4000 {
            if step == 7 || (1000..1100).contains(&step) && step % 2 == 1 {
                snapshots.keep_asked(at(step));
            } else if snapshots.due(step) {
                snapshots.keep(at(step));
            }
            assert!(snapshots.steps().len() <= MOST);
        }
        // The last ones of fifty; the first was too long ago.
        assert!(snapshots.get(1099).is_some() && snapshots.get(7).is_none());
        assert!(snapshots.get(0).is_some());
    }
}
