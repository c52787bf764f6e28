//! The view `slices`: the loss of a small trained network on a plane through its parameters.
//!
//! What follows from the state are the start of the network and its random directions there. The worker
//! trains it, and computes the slice.

mod derivation;
mod graphs;
mod read;
mod start;
mod twin;
mod words;

pub use derivation::derivation;
pub use graphs::profile;
#[cfg(target_arch = "wasm32")]
pub use graphs::{contours, overlay, training};
pub use read::reading;
pub use twin::twin;
pub use words::{formula, question};

use super::state::{Direction, LandscapeState};
#[cfg(any(test, target_arch = "wasm32"))]
use training::SliceTraining;
use training::{SliceAlong, SliceLook};

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

#[cfg(any(test, target_arch = "wasm32"))]
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
