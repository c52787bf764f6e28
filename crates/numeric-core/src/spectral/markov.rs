//! The long run of a Markov chain, given by its row-stochastic matrix: Pᵢⱼ is the probability of
//! going from state i to state j.
//!
//! Source: D. A. Levin, Y. Peres, *Markov Chains and Mixing Times*, 2nd ed. (2017), ch. 1, 4, 12.

mod logarithms;

pub use logarithms::stationary_of_logs;

use super::{check_square, eigenvalues::eigenvalues};
use crate::error::{CoreError, Result};
use crate::real;
use nalgebra::DMatrix;

/// How far a row's sum may be from one.
pub const ROW_SUM_TOLERANCE: f64 = 1e-9;

/// States that all reach each other and none outside: once in, the chain stays.
#[derive(Debug, Clone, PartialEq)]
pub struct ClosedClass {
    /// The states, rising.
    pub states: Vec<usize>,
    /// The greatest common divisor of the lengths of all round trips; 1 where the chain forgets
    /// its start.
    pub period: usize,
    /// The one stationary distribution on the class: πP = π, Σπ = 1, zero outside of the class.
    pub distribution: Vec<f64>,
}

/// What a chain does in the long run.
#[derive(Debug, Clone, PartialEq)]
pub struct LongRun {
    /// The closed classes, by their first state. Every stationary distribution is a mixture of
    /// theirs.
    pub classes: Vec<ClosedClass>,
    /// The states that the chain leaves for good, rising.
    pub transient: Vec<usize>,
}

impl LongRun {
    /// The stationary distribution, if there is only one.
    pub fn stationary(&self) -> Option<&[f64]> {
        match self.classes.as_slice() {
            [only] => Some(&only.distribution),
            _ => None,
        }
    }

    /// Whether every state reaches every other.
    pub fn is_irreducible(&self) -> bool {
        self.transient.is_empty() && self.classes.len() == 1
    }

    /// Whether Pᵗ tends to rows that are all the stationary distribution.
    pub fn converges(&self) -> bool {
        matches!(self.classes.as_slice(), [only] if only.period == 1)
    }
}

/// The closed classes of an n-state chain, each with its stationary distribution, that is, its left
/// eigenvector of eigenvalue 1.
///
/// Distributions come from state reduction, which subtracts nothing, so that even tiny
/// probabilities are accurate to rounding. An entry counts as a possible step if it isn't zero.
///
/// Source: W. K. Grassmann, M. I. Taksar, D. P. Heyman, *Regenerative Analysis and Steady State
/// Distributions for Markov Chains*, Operations Research 33 (1985).
///
/// # Errors
///
/// [`CoreError::Empty`] for 0×0; [`CoreError::ShapeMismatch`] unless square;
/// [`CoreError::NotAllowed`] for an entry that is negative or not finite, for a row whose sum is
/// further than [`ROW_SUM_TOLERANCE`] from 1, and where probabilities are so small that their
/// products underflow.
pub fn long_run(matrix: &DMatrix<f64>) -> Result<LongRun> {
    check_stochastic("stationary distribution", matrix)?;
    let size = matrix.nrows();
    let reaches: Vec<Vec<bool>> = (0..size).map(|state| reachable(matrix, state)).collect();
    let mut classes = Vec::new();
    let mut transient = Vec::new();
    for (state, from_here) in reaches.iter().enumerate() {
        let reached = || (0..size).filter(|&other| from_here[other]);
        if !reached().all(|other| reaches[other][state]) {
            transient.push(state);
            continue;
        }
        let states: Vec<usize> = reached().collect();
        if states.first() != Some(&state) {
            continue;
        }
        classes.push(ClosedClass {
            period: period(matrix, &states),
            distribution: reduce(matrix, &states)?,
            states,
        });
    }
    Ok(LongRun { classes, transient })
}

/// The spectral gap 1 − |λ₂|, where |λ₂| is the second largest modulus of an eigenvalue (the
/// largest is 1); at least 0, and 1 for a single state.
///
/// 0 means that the chain doesn't converge to one distribution: it is reducible or periodic.
///
/// # Errors
///
/// [`CoreError::Empty`] for 0×0; [`CoreError::ShapeMismatch`] unless square;
/// [`CoreError::NotAllowed`] unless row-stochastic; [`CoreError::NoConvergence`].
pub fn spectral_gap(matrix: &DMatrix<f64>) -> Result<f64> {
    check_stochastic("spectral gap", matrix)?;
    let values = eigenvalues(matrix)?;
    let second = values.get(1).map_or(0.0, |v| libm::hypot(v.re, v.im));
    Ok((1.0 - second).max(0.0))
}

/// Aᵏ of a square matrix by repeated squaring; A⁰ is the identity.
///
/// # Errors
///
/// [`CoreError::Empty`] for 0×0; [`CoreError::ShapeMismatch`] unless square;
/// [`CoreError::NotAllowed`] for an entry that is not finite.
pub fn power(matrix: &DMatrix<f64>, exponent: u64) -> Result<DMatrix<f64>> {
    check_square("matrix power", matrix)?;
    let mut result = DMatrix::identity(matrix.nrows(), matrix.nrows());
    let (mut square, mut left) = (matrix.clone(), exponent);
    while left > 0 {
        if left & 1 == 1 {
            result = &result * &square;
        }
        left >>= 1;
        if left > 0 {
            square = &square * &square;
        }
    }
    Ok(result)
}

/// max over i of ½·Σⱼ|Pᵢⱼ − πⱼ|: the largest total variation distance of a row of `matrix` (a power
/// of the chain's) from a distribution.
///
/// # Errors
///
/// [`CoreError::LengthMismatch`] unless there is a probability for each column.
pub fn distance(matrix: &DMatrix<f64>, distribution: &[f64]) -> Result<f64> {
    if matrix.ncols() != distribution.len() {
        return Err(CoreError::LengthMismatch {
            operation: "distance from a distribution",
            left: matrix.ncols(),
            right: distribution.len(),
        });
    }
    let of_row = |row: usize| {
        let terms = distribution.iter().enumerate();
        terms
            .map(|(j, p)| (matrix[(row, j)] - p).abs())
            .sum::<f64>()
            / 2.0
    };
    Ok((0..matrix.nrows()).map(of_row).fold(0.0, f64::max))
}

/// The mixing time: the least t for which every row of Pᵗ is within `threshold` (½·Σ|·|) of the
/// stationary distribution; none if that takes more than `limit` steps, or if the chain doesn't
/// converge to one distribution. The usual threshold is ¼.
///
/// The distance never rises with t, so doubling and bisection find it in about 2·log₂ t products.
///
/// # Errors
///
/// Those of [`long_run`]; [`CoreError::NotAllowed`] unless the threshold is positive.
pub fn mixing_time(matrix: &DMatrix<f64>, threshold: f64, limit: u64) -> Result<Option<u64>> {
    if threshold.is_nan() || threshold <= 0.0 {
        return Err(CoreError::not_allowed(
            "mixing time",
            format!("threshold {threshold} is not positive"),
        ));
    }
    let long_run = long_run(matrix)?;
    let (true, Some(stationary)) = (long_run.converges(), long_run.stationary()) else {
        return Ok(None);
    };
    let start = DMatrix::identity(matrix.nrows(), matrix.nrows());
    if distance(&start, stationary)? <= threshold {
        return Ok(Some(0));
    }
    // squares[i] is the 2ⁱ-th power; the last is the first that is close enough.
    let mut squares = vec![matrix.clone()];
    let mut exponent: u64 = 1;
    while let Some(last) = squares.last() {
        if distance(last, stationary)? <= threshold {
            break;
        }
        if exponent >= limit || squares.len() == 63 {
            return Ok(None);
        }
        let next = last * last;
        squares.push(next);
        exponent *= 2;
    }
    // The largest t that is not close enough, bit by bit.
    let (mut far, mut power) = (0, start);
    for (bit, square) in squares.iter().enumerate().rev() {
        let candidate = &power * square;
        if distance(&candidate, stationary)? > threshold {
            far += 1 << bit;
            power = candidate;
        }
    }
    Ok((far < limit).then_some(far + 1))
}

fn check_stochastic(operation: &'static str, matrix: &DMatrix<f64>) -> Result<()> {
    check_square(operation, matrix)?;
    for (index, row) in matrix.row_iter().enumerate() {
        if let Some(entry) = row.iter().find(|entry| **entry < 0.0) {
            return Err(CoreError::not_allowed(
                operation,
                format!("row {index} holds {entry}, which is no probability"),
            ));
        }
        let entries: Vec<f64> = row.iter().copied().collect();
        let sum = real::sum(&entries);
        if (sum - 1.0).abs() > ROW_SUM_TOLERANCE {
            return Err(CoreError::not_allowed(
                operation,
                format!("row {index} sums to {sum}, not to 1"),
            ));
        }
    }
    Ok(())
}

/// Which states can be reached from one, itself included.
fn reachable(matrix: &DMatrix<f64>, from: usize) -> Vec<bool> {
    let mut reached = vec![false; matrix.nrows()];
    reached[from] = true;
    let mut open = vec![from];
    while let Some(state) = open.pop() {
        for (next, reached) in reached.iter_mut().enumerate() {
            if matrix[(state, next)] > 0.0 && !*reached {
                *reached = true;
                open.push(next);
            }
        }
    }
    reached
}

/// The period of a closed class: along any step i → j the distances from the first state satisfy
/// d(i) + 1 ≡ d(j).
fn period(matrix: &DMatrix<f64>, states: &[usize]) -> usize {
    let mut distances: Vec<Option<usize>> = vec![None; matrix.nrows()];
    let mut period = 0;
    let mut queue: Vec<(usize, usize)> = states.first().map(|&s| (s, 0)).into_iter().collect();
    for &(state, distance) in &queue {
        distances[state] = Some(distance);
    }
    let mut next = 0;
    while let Some(&(state, distance)) = queue.get(next) {
        next += 1;
        for &other in states.iter().filter(|&&other| matrix[(state, other)] > 0.0) {
            match distances[other] {
                None => {
                    distances[other] = Some(distance + 1);
                    queue.push((other, distance + 1));
                }
                Some(known) => {
                    period = greatest_common_divisor(period, known.abs_diff(distance + 1))
                }
            }
        }
    }
    period
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}

/// The stationary distribution on a closed class, by removing one state after the other.
fn reduce(matrix: &DMatrix<f64>, states: &[usize]) -> Result<Vec<f64>> {
    let size = states.len();
    let mut rest = DMatrix::from_fn(size, size, |i, j| matrix[(states[i], states[j])]);
    for last in (1..size).rev() {
        let leaving: f64 = (0..last).map(|j| rest[(last, j)]).sum();
        for i in 0..last {
            rest[(i, last)] /= leaving;
            for j in 0..last {
                rest[(i, j)] += rest[(i, last)] * rest[(last, j)];
            }
        }
    }
    let mut weights: Vec<f64> = vec![1.0];
    for j in 1..size {
        let weight = (weights.iter().enumerate()).map(|(i, weight)| weight * rest[(i, j)]);
        weights.push(weight.sum());
    }
    let total = real::sum(&weights);
    if !total.is_finite() {
        return Err(CoreError::not_allowed(
            "stationary distribution",
            "the probabilities are too small: their products underflow",
        ));
    }
    let mut distribution = vec![0.0; matrix.nrows()];
    for (&state, weight) in states.iter().zip(weights) {
        distribution[state] = weight / total;
    }
    Ok(distribution)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn two_states() {
        let matrix = dmatrix![0.9, 0.1; 0.3, 0.7];
        let found = long_run(&matrix).unwrap();
        assert!(found.is_irreducible() && found.converges());
        let stationary = found.stationary().unwrap();
        assert!((stationary[0] - 0.75).abs() < 1e-15 && (stationary[1] - 0.25).abs() < 1e-15);
        assert!((spectral_gap(&matrix).unwrap() - 0.4).abs() < 1e-15);
        // d(t) = ¾·0.6ᵗ: 0.75, 0.45, 0.27, 0.162.
        assert_eq!(mixing_time(&matrix, 0.25, 100).unwrap(), Some(3));
        assert_eq!(mixing_time(&matrix, 0.25, 2).unwrap(), None);
        assert_eq!(mixing_time(&matrix, 0.8, 100).unwrap(), Some(0));
        for steps in 0..9 {
            let power = power(&matrix, steps).unwrap();
            let expected = 0.75 * libm::pow(0.6, steps as f64);
            assert!((distance(&power, stationary).unwrap() - expected).abs() < 1e-15);
        }
    }

    #[portable_test]
    fn reducible_chains_have_a_distribution_for_each_closed_class() {
        let matrix = dmatrix![
            1.0, 0.0, 0.0, 0.0;
            0.2, 0.5, 0.3, 0.0;
            0.0, 0.0, 0.0, 1.0;
            0.0, 0.0, 1.0, 0.0
        ];
        let found = long_run(&matrix).unwrap();
        assert_eq!(found.transient, [1]);
        let classes: Vec<_> = found
            .classes
            .iter()
            .map(|c| (c.states.clone(), c.period))
            .collect();
        assert_eq!(classes, [(vec![0], 1), (vec![2, 3], 2)]);
        assert_eq!(found.classes[1].distribution, [0.0, 0.0, 0.5, 0.5]);
        assert!(found.stationary().is_none() && !found.converges());
        assert_eq!(mixing_time(&matrix, 0.25, 100).unwrap(), None);
        assert_eq!(spectral_gap(&matrix).unwrap(), 0.0);
        assert_eq!(long_run(&DMatrix::identity(3, 3)).unwrap().classes.len(), 3);
    }

    #[portable_test]
    fn causal_attention_ends_on_the_first_token() {
        let found = long_run(&dmatrix![1.0, 0.0, 0.0; 0.5, 0.5, 0.0; 0.2, 0.3, 0.5]).unwrap();
        assert_eq!(found.stationary().unwrap(), [1.0, 0.0, 0.0]);
        assert_eq!(found.transient, [1, 2]);
        assert!(found.converges() && !found.is_irreducible());
    }

    #[portable_test]
    fn nearly_reducible_chains_stay_accurate() {
        let tiny = 1e-18;
        let found = long_run(&dmatrix![1.0, tiny; 3.0 * tiny, 1.0]).unwrap();
        let stationary = found.stationary().unwrap();
        assert!((stationary[0] - 0.75).abs() < 1e-15);
    }

    #[portable_test]
    fn what_is_refused() {
        let refused = |matrix: DMatrix<f64>| long_run(&matrix).unwrap_err().to_string();
        assert!(refused(dmatrix![0.5, 0.4; 0.0, 1.0]).contains("row 0 sums to 0.9"));
        assert!(refused(dmatrix![1.0, 0.0; 1.5, -0.5]).contains("row 1 holds -0.5"));
        assert!(long_run(&DMatrix::zeros(2, 3)).is_err());
        assert!(long_run(&DMatrix::zeros(0, 0)).is_err());
        assert!(spectral_gap(&dmatrix![f64::NAN]).is_err());
        assert!(mixing_time(&dmatrix![1.0], f64::NAN, 3).is_err());
        assert!(distance(&dmatrix![1.0], &[]).is_err());
        assert!(power(&DMatrix::zeros(1, 2), 2).is_err());
        let tiny = 1e-200;
        let cycle = dmatrix![1.0, tiny, 0.0; 0.0, 1.0, tiny; tiny, 0.0, 1.0];
        assert!(long_run(&cycle).is_ok());
    }
}
