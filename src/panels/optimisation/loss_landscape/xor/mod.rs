//! The view `xor`: how often networks of different widths that learn the exclusive or get stuck, at which
//! losses, and one start followed step by step.
//!
//! What follows from the state are the losses where they stick, the start that is followed, and its end.
//! All starts of all widths are trained in the worker.

mod checks;
mod derivation;
mod followed;
pub mod graphs;
mod read;
mod twin;
mod words;

pub use derivation::derivation;
pub use read::reading;
pub use twin::twin;
pub use words::{formula, question};

use super::state::{LandscapeState, Unit};
use training::XorTraining;
use training::{XOR_STUCK, xor_levels};

/// How near to a level a loss counts as being there.
const NEAR: f64 = 0.02;

/// The three losses in words.
pub const LEVELS: [&str; 3] = ["½ ln 2", "¾·H(⅓)", "ln 2"];

/// The settings of all trainings, but for their number.
#[must_use]
pub fn settings(state: &LandscapeState) -> XorTraining {
    XorTraining {
        number: 0,
        tanh: state.activation == Unit::Tanh,
        starts: state.starts,
        seed: state.seed,
    }
}

/// At which of the three losses one is; none where it isn't near any.
fn level(loss: f64) -> Option<usize> {
    xor_levels()
        .iter()
        .position(|level| (loss - level).abs() < NEAR)
}

/// What the starts of one width have come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// How many have been trained.
    pub starts: usize,
    /// The share of those that are stuck; NaN before the first one.
    pub stuck: f64,
    /// Its standard error.
    pub error: f64,
    /// How many are stuck at each of the three losses, and how many elsewhere.
    pub at: [usize; 4],
}

impl Share {
    /// Of the losses of one width.
    #[must_use]
    pub fn of(losses: &[f64]) -> Self {
        let mut at = [0; 4];
        for loss in losses.iter().filter(|loss| **loss > XOR_STUCK) {
            at[level(*loss).unwrap_or(3)] += 1;
        }
        let n = losses.len() as f64;
        let stuck = at.iter().sum::<usize>() as f64 / n;
        Self {
            starts: losses.len(),
            stuck,
            error: (stuck * (1.0 - stuck) / n).sqrt(),
            at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stuck_are_counted_by_level() {
        let share = Share::of(&[0.001, 0.347, 0.4774, 0.3466, 0.2, 0.693, 0.04, 0.05]);
        assert_eq!((share.at, share.starts), ([2, 1, 1, 1], 8));
        assert_eq!(share.stuck, 0.625);
        assert!((share.error - (0.625_f64 * 0.375 / 8.0).sqrt()).abs() < 1e-15);
        assert!(Share::of(&[]).stuck.is_nan());
    }
}
