//! The straight line between two networks.

use super::{Matching, Valley};
use crate::error::Result;
use numeric_core::network::dense::Space;
use serde::{Deserialize, Serialize};

/// Places on a line, both ends among them.
pub const LINE: usize = 21;

/// Mean squared errors on the line between two networks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValleyLine {
    /// At the noisy examples.
    pub train: Vec<f64>,
    /// At new points, without noise.
    pub test: Vec<f64>,
}

/// How far the largest error on a line is above the straight line between the errors of its ends; 0 where
/// it is nowhere above.
///
/// Source: J. Frankle et al., *Linear Mode Connectivity and the Lottery Ticket Hypothesis*, ICML 2020.
#[must_use]
pub fn barrier(errors: &[f64]) -> f64 {
    let (Some(first), Some(last)) = (errors.first(), errors.last()) else {
        return f64::NAN;
    };
    let steps = (errors.len() - 1).max(1) as f64;
    let above = |(k, error): (usize, &f64)| {
        let t = k as f64 / steps;
        error - ((1.0 - t) * first + t * last)
    };
    // NaN stays NaN.
    let highest = errors.iter().enumerate().map(above);
    highest.fold(0.0, |most, x| if x > most || x.is_nan() { x } else { most })
}

/// The errors on the line from the first network to the second, as it is and with its units matched.
///
/// # Errors
///
/// Parameters that don't fit.
pub fn lines(
    valley: &Valley,
    first: &[f64],
    second: &[f64],
    to: &Matching,
) -> Result<[ValleyLine; 2]> {
    let mut space = Space::default();
    let mut line = |end: &[f64]| -> Result<ValleyLine> {
        let mut line = ValleyLine {
            train: Vec::new(),
            test: Vec::new(),
        };
        for k in 0..LINE {
            let t = k as f64 / (LINE - 1) as f64;
            let between = first.iter().zip(end).map(|(a, b)| (1.0 - t) * a + t * b);
            let between: Vec<f64> = between.collect();
            // The loss of a network is half the mean square.
            let train = valley.network.loss(&between, &valley.train, &mut space)?;
            let test = valley.network.loss(&between, &valley.test, &mut space)?;
            line.train.push(2.0 * train);
            line.test.push(2.0 * test);
        }
        Ok(line)
    };
    Ok([line(second)?, line(&to.permuted)?])
}
