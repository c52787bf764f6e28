//! The view `slices`: the loss of a small trained network on a plane through its parameters.
//!
//! What follows from the state are the start of the network and its random directions there. The worker
//! trains it, and computes the slice. Before that the slices of the default network are shown as they were
//! recorded.

mod derivation;
mod graphs;
mod read;
mod start;
mod twin;
mod words;

pub use derivation::derivation;
pub use graphs::profile;
#[cfg(target_arch = "wasm32")]
pub use graphs::{contours, overlay, shown, training};
pub use read::reading;
pub use twin::twin;
pub use words::{formula, question};

use super::state::{Direction, LandscapeState};
use training::{SliceAlong, SliceLook, SliceTraining};

/// What is looked at.
#[must_use]
pub fn look(state: &LandscapeState) -> SliceLook {
    SliceLook {
        along: match state.direction {
            Direction::Random => SliceAlong::Random,
            Direction::Eigenvectors => SliceAlong::Eigenvectors,
            Direction::Training => SliceAlong::Training,
        },
        reach: state.reach,
    }
}

/// The settings of the training, but for its number.
#[must_use]
pub fn settings(state: &LandscapeState) -> SliceTraining {
    SliceTraining {
        number: 0,
        batch: state.batch,
        seed: state.seed,
        look: look(state),
    }
}
