//! The stationary distribution from logarithms of probabilities.

use super::check_square;
use crate::error::Result;
use crate::probability::{log_sum_exp, softmax};
use nalgebra::DMatrix;

/// The stationary distribution of a chain whose every step is possible, from the logarithms of its
/// probabilities: nothing underflows, as exp(−760) would. State reduction as in
/// [`long_run`](super::long_run), in logarithms.
///
/// # Errors
///
/// [`CoreError::Empty`](crate::error::CoreError::Empty) for 0×0;
/// [`CoreError::ShapeMismatch`](crate::error::CoreError::ShapeMismatch) unless square;
/// [`CoreError::NotAllowed`](crate::error::CoreError::NotAllowed) for an entry that is not finite.
pub fn stationary_of_logs(logs: &DMatrix<f64>) -> Result<Vec<f64>> {
    check_square("stationary distribution", logs)?;
    let size = logs.nrows();
    let mut rest = logs.clone();
    for last in (1..size).rev() {
        let leaving: Vec<f64> = (0..last).map(|j| rest[(last, j)]).collect();
        let leaving = log_sum_exp(&leaving)?;
        for i in 0..last {
            rest[(i, last)] -= leaving;
            for j in 0..last {
                let around = rest[(i, last)] + rest[(last, j)];
                rest[(i, j)] = log_sum_exp(&[rest[(i, j)], around])?;
            }
        }
    }
    let mut weights: Vec<f64> = vec![0.0];
    for j in 1..size {
        let weight = (weights.iter().enumerate()).map(|(i, weight)| weight + rest[(i, j)]);
        weights.push(log_sum_exp(&weight.collect::<Vec<f64>>())?);
    }
    softmax(&weights)
}

#[cfg(test)]
mod tests {
    use super::super::long_run;
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn logarithms_reach_below_the_smallest_double() {
        let matrix = dmatrix![0.5, 0.2, 0.3; 0.1, 0.1, 0.8; 0.6, 0.3, 0.1];
        let known = long_run(&matrix).unwrap();
        let found = stationary_of_logs(&matrix.map(libm::log)).unwrap();
        for (a, b) in found.iter().zip(known.stationary().unwrap()) {
            assert!((a - b).abs() < 1e-15, "{found:?}");
        }
        // Steps of e⁻¹⁵⁰⁰ one way and 3e⁻¹⁵⁰⁰ the other.
        let step = -1500.0;
        let found = stationary_of_logs(&dmatrix![0.0, step; step + libm::log(3.0), 0.0]).unwrap();
        assert!((found[0] - 0.75).abs() < 1e-12, "{found:?}");
        let found = stationary_of_logs(&dmatrix![0.0, -1500.0; -750.0, 0.0]).unwrap();
        assert_eq!(found, [1.0, libm::exp(-750.0)]);
        assert!(stationary_of_logs(&dmatrix![f64::NEG_INFINITY]).is_err());
    }
}
