//! The straight line between two trained networks, before and after the hidden units of the second one
//! are matched with those of the first: how high the barrier on it is, by width.
//!
//! Both networks have one hidden layer of ReLUs, learn the same examples by Adam with all examples in
//! each step, and differ in their starts alone. Steps are made in f32; what is reported is measured in
//! f64.
//!
//! Sources: R. Entezari et al., *The Role of Permutation Invariance in Linear Mode Connectivity of
//! Neural Networks*, ICLR 2022; S. K. Ainsworth, J. Hayase, S. Srinivasa, *Git Re-Basin*, ICLR 2023
//! (matching by the weights).

mod learner;
mod line;
mod matching;
mod run;
#[cfg(test)]
mod tests;

pub use line::{LINE, ValleyLine, barrier, lines};
pub use matching::{
    Certificate, Matching, SameFunction, certificate, matching, permuted, same_function,
};
pub use run::{ValleyReport, ValleyRow, ValleyRun, ValleyTraining, ValleyWidth};

use crate::error::Result;
use crate::widths::{WidthProblem, noise, stream, taught};
use nalgebra::DMatrix;
use numeric_core::network::dense::{Bend, Dense, Points};

/// Hidden units of the networks.
pub const HIDDEN: [usize; 6] = [4, 8, 16, 32, 64, 128];
/// Steps of each training.
pub const STEPS: u64 = 1000;
/// The learning rate of Adam at the first step; it falls to 0 in a straight line.
pub const RATE: f64 = 0.02;
/// Streams of random numbers before those of the starts: the data's.
const STREAMS: u64 = 10;

/// What two networks learn.
#[derive(Debug, Clone)]
pub struct Valley {
    /// Both networks.
    pub network: Dense,
    /// Where each starts.
    pub starts: [Vec<f64>; 2],
    /// The noisy examples.
    pub train: Points<f64>,
    /// New points, without noise.
    pub test: Points<f64>,
}

impl Valley {
    /// Two networks of a width that learn a problem: its teacher and its examples, whatever its features.
    ///
    /// # Errors
    ///
    /// A problem without examples or inputs.
    pub fn new(problem: WidthProblem, deviation: f64, hidden: usize) -> Result<Self> {
        let ([x, x_test], [clean, truth]) = taught(problem);
        let noisy = clean.iter().zip(noise(problem));
        let noisy = noisy.map(|(y, z)| y + deviation * z).collect();
        let points = |x: &DMatrix<f64>, y: Vec<f64>| {
            // A point after the other.
            Points::new(x.ncols(), x.transpose().as_slice().to_vec(), y)
        };
        let network = Dense::new(&[problem.inputs, hidden, 1], Bend::Relu)?;
        let place = HIDDEN.iter().position(|h| *h == hidden);
        let first = STREAMS + 2 * place.unwrap_or(HIDDEN.len()) as u64;
        let start = |which| network.start(&mut stream(problem.seed, first + which));
        Ok(Self {
            starts: [start(0), start(1)],
            train: points(&x, noisy)?,
            test: points(&x_test, truth)?,
            network,
        })
    }

    /// Hidden units.
    #[must_use]
    pub fn hidden(&self) -> usize {
        hidden(&self.network)
    }
}

/// Hidden units of a network with one hidden layer.
fn hidden(network: &Dense) -> usize {
    network
        .layers()
        .next()
        .map_or(0, |(_, outputs, ..)| outputs)
}
