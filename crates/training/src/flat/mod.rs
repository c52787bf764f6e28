//! Small against large batches: two networks are trained from one start on the same data, and how sharp
//! the minima are that they reach is measured, as the largest eigenvalue of the Hessian of the loss.
//!
//! Steps are made in f32, by loops whose results are the same bits on every machine. What is reported at
//! the end is measured in f64.
//!
//! Sources: N. S. Keskar et al., *On Large-Batch Training for Deep Learning*, ICLR 2017; L. Dinh et al.,
//! *Sharp Minima Can Generalize for Deep Nets*, ICML 2017; J. Cohen et al., *Gradient Descent on Neural
//! Networks Typically Occurs at the Edge of Stability*, ICLR 2021.

mod check;
pub(crate) mod learner;
mod pair;
mod problem;
mod recorded;
mod report;
mod rescaling;
mod run;
pub(crate) mod sharpness;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use check::output;
pub use check::{Curvature, curvature};
pub use problem::{EXAMPLES, FlatProblem, TEST_EXAMPLES};
pub use recorded::FlatRecord;
pub use report::{FlatEnd, FlatLine, FlatPoint, FlatReport, FlatRescaled, FlatRescaling, FlatRow};
pub use rescaling::{Rescaled, rescaled};
pub use run::FlatRun;
pub use sharpness::power_iteration;
pub use table::FlatTable;

use serde::{Deserialize, Serialize};

/// Epochs of a training, where both make equally many.
pub const EPOCHS: u64 = 100;
/// Steps of a training, where both make equally many.
pub const STEPS: u64 = 3200;
/// The training loss at which both stop, where they stop at the same loss.
pub const LOSS: f64 = 0.01;
/// Steps after which a training stops that hasn't come to that loss.
pub const MOST_STEPS: u64 = 12_800;

/// What two trainings have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ends {
    /// Both see all examples equally often.
    Epochs,
    /// Both make equally many steps.
    Steps,
    /// Both stop at the same training loss.
    Loss,
}

impl Ends {
    /// The most steps that a training with this batch size makes.
    #[must_use]
    pub fn most(self, batch: usize) -> u64 {
        match self {
            Self::Epochs => EPOCHS * EXAMPLES.div_ceil(batch.max(1)) as u64,
            Self::Steps => STEPS,
            Self::Loss => MOST_STEPS,
        }
    }
}

/// The settings of a pair of trainings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlatTraining {
    /// The number that the page gave them. Each report carries it.
    pub number: u64,
    /// Both batch sizes.
    pub batches: [usize; 2],
    /// The learning rate.
    pub rate: f64,
    /// What both have in common.
    pub ends: Ends,
    /// The share of training labels that are flipped.
    pub flipped: f64,
    /// What the first layer of the ReLU network is multiplied by.
    pub rescale: f64,
    /// The seed of data, start and order.
    pub seed: u64,
    /// How many seeds are gone through, from 1; 0 for the one pair of `seed`.
    pub table: u64,
}
