//! The exclusive or by networks with one hidden layer: how many random starts get stuck, by width, and
//! at which losses.
//!
//! A network that can’t tell apart m of the four points, k of them of class 1, gives them one output. The
//! best is the share k/m, and the mean loss over all four points is then m/4·H(k/m).

mod network;
mod recorded;
mod run;

pub use network::{XOR_POINTS, XorNetwork};
pub use recorded::XorRecord;
pub use run::XorRun;

use numeric_core::real;
use serde::{Deserialize, Serialize};

/// Hidden units of the networks that are compared.
pub const XOR_WIDTHS: [usize; 6] = [2, 3, 4, 6, 8, 16];
/// Steps of a training, each with all four points.
pub const XOR_STEPS: u64 = 1500;
/// The learning rate of Adam.
pub const XOR_RATE: f64 = 0.03;
/// A loss above this is stuck.
pub const XOR_STUCK: f64 = 0.05;
/// The most starts of a width.
pub const XOR_MOST: usize = 2000;

/// What is to be trained.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct XorTraining {
    /// The number that the page gave it. Each report carries it.
    pub number: u64,
    /// Whether the hidden units are tanh units; ReLU otherwise.
    pub tanh: bool,
    /// How many starts of each width.
    pub starts: usize,
    /// The seed of the starts.
    pub seed: u64,
}

/// How the trainings stand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct XorReport {
    /// [`XorTraining::number`].
    pub number: u64,
    /// Trainings so far.
    pub step: u64,
    /// Whether they go on.
    pub playing: bool,
    /// Estimated seconds until the end; 0 if unknown.
    pub seconds_left: f64,
    /// The losses at which the starts of each width have ended, in nats.
    pub losses: Vec<Vec<f64>>,
}

impl XorTraining {
    /// Trainings in all.
    #[must_use]
    pub fn steps(&self) -> u64 {
        (self.starts * XOR_WIDTHS.len()) as u64
    }
}

/// The losses of networks that can’t tell apart two points, three, or all four: ½ ln 2, ¾·H(⅓), ln 2.
#[must_use]
pub fn xor_levels() -> [f64; 3] {
    [(2.0, 0.5), (3.0, 1.0 / 3.0), (4.0, 0.5)]
        .map(|(m, p)| -0.25 * m * (p * real::ln(p) + (1.0 - p) * real::ln(1.0 - p)))
}
