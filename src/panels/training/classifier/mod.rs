//! `classifier`: a small network learns to part points in the plane.
//!
//! What follows from the state is the network as it starts. A [`Session`] trains it; its reading
//! takes the place of the state's while it does.

mod check;
mod derivation;
mod network;
mod picture;
mod plain;
mod points;
mod read;
pub mod recorded;
mod session;
mod state;
#[cfg(test)]
mod tests;
mod twin;
mod words;

// Parts of the view that don't use the browser, and so are tested natively.
mod layout;
mod pairs;
mod pictures;
mod runs;
#[cfg(target_arch = "wasm32")]
mod view;

pub use points::Data;
pub use session::Session;
pub use state::{ClassifierState, Hidden};

use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct Classifier;

impl Panel for Classifier {
    type State = ClassifierState;

    const META: Meta = curriculum::CLASSIFIER;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "gradient":
            "The gradients of the points are added and not divided by their number, so every step \
             is too long by that factor.";
    };
}
