//! Slices of a trained network’s loss: its values on a plane θ + a·d₁ + b·d₂ through the parameters.
//!
//! A random direction says nothing by itself: a network with larger weights is less sensitive to the same
//! step. So the part of a direction that belongs to the incoming weights of a unit is scaled to the length
//! that those weights have, and biases stay as they are.
//!
//! Source: H. Li et al., *Visualizing the Loss Landscape of Neural Nets*, NeurIPS 2018.

mod directions;
mod plane;
mod recorded;
mod run;

pub use directions::{filter_normalised, random_direction};
pub use plane::{SlicePlace, SlicePlane};
pub use recorded::SliceRecord;
pub use run::SliceRun;

use serde::{Deserialize, Serialize};

/// Steps of the training.
pub const SLICE_STEPS: u64 = 1600;
/// Its learning rate.
pub const SLICE_RATE: f64 = 0.1;
/// The share of training labels that are flipped.
pub const SLICE_FLIPPED: f64 = 0.1;
/// Points along each side of a slice.
pub const SLICE_SIDE: usize = 41;

/// Along what a slice lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SliceAlong {
    /// Two random directions, filter-normalised.
    Random,
    /// The eigenvectors of the two largest eigenvalues of the Hessian, of length 1.
    Eigenvectors,
    /// From the start of the training to its end, and as far to the side as the training has been from
    /// that line; both as long as that way.
    Training,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SliceLook {
    /// The directions.
    pub along: SliceAlong,
    /// How far it reaches to each side, in lengths of the directions.
    pub reach: f64,
}

/// The settings of a training whose loss is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SliceTraining {
    /// The number that the page gave it. Each report carries it.
    pub number: u64,
    /// The size of the batches.
    pub batch: usize,
    /// The seed of data, start, order and random directions.
    pub seed: u64,
    /// What is looked at.
    pub look: SliceLook,
}

impl SliceTraining {
    /// Steps in all: of the training, a measurement, the rows of the slice.
    #[must_use]
    pub fn steps(&self) -> u64 {
        SLICE_STEPS + 1 + SLICE_SIDE as u64
    }
}

/// How a training and its slice stand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SliceReport {
    /// [`SliceTraining::number`].
    pub number: u64,
    /// Steps so far.
    pub step: u64,
    /// Whether they go on.
    pub playing: bool,
    /// Estimated seconds until the end; 0 if unknown.
    pub seconds_left: f64,
    /// Steps of the training and the training loss there.
    pub losses: Vec<(f64, f64)>,
    /// The slice, once the network is trained.
    pub plane: Option<SlicePlane>,
    /// Why it can’t go on.
    pub ended: Option<String>,
}
