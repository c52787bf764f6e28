//! The state of `eigenvectors`: a square matrix and a vector that isn't zero.

use crate::contract::input::{Matrix, Vector, is_zero};
use crate::contract::prelude::*;
use crate::state;
use nalgebra::DMatrix;
use numeric_core::random::Random;
use numeric_core::spectral::eigensystem;
use std::cmp::Ordering;

/// Fewest and most rows.
pub const SIZES: (usize, usize) = (2, 4);
/// Largest size of an entry.
pub const LIMIT: f64 = 1e6;

state! {
    /// A and v.
    pub struct EigenState {
        /// the matrix, square
        a: Matrix(SIZES, SIZES, LIMIT).square()
            = DMatrix::from_row_slice(2, 2, &[2.0, 1.0, 0.5, 1.5]),
        /// the vector that it is applied to, not zero
        v: Vector(SIZES.0, SIZES.1, LIMIT).directed() = vec![0.5, 1.5],
    }
    start = start;
    agree = agree;
    random = random;
}

/// As many entries as columns: a counts before v.
fn start(query: &mut Query) -> EigenState {
    let usual = EigenState::default();
    let size = query.matrix("a").map(DMatrix::nrows);
    let length = query.vector("v").map(Vec::len);
    if let (Some(n), Some(length)) = (size, length)
        && n != length
    {
        query.reject("v", &format!("{n} entries, one for each column of a"));
    }
    usual.with_size(size.or(length).unwrap_or(usual.size()))
}

/// The smaller size counts, so that most random states are of two dimensions, as the plane is.
fn agree(state: &mut EigenState) {
    *state = state.with_size(state.v.len().min(state.a.nrows()));
}

/// Extreme ones have repeated, defective, zero and complex eigenvalues, which independent entries
/// hardly ever have.
fn random(random: &mut Random, draw: Draw) -> EigenState {
    if draw == Draw::Ordinary {
        return EigenState::drawn(random, draw);
    }
    let n = SIZES.0 + below(random, SIZES.1 - SIZES.0 + 1);
    let kind = below(random, 5);
    let scale = [1.0, 1.0, 4096.0, 1.0 / 1024.0][below(random, 4)];
    let few = [0.0, 1.0, -1.0, 2.0, 0.0];
    let value = few[below(random, few.len())];
    let mut entry = |i: usize, j: usize| match kind {
        // Triangular with one eigenvalue: a Jordan block, mostly.
        0 => match i.cmp(&j) {
            Ordering::Less => few[below(random, few.len())],
            Ordering::Equal => value,
            Ordering::Greater => 0.0,
        },
        1 if i != j => 0.0,
        // Turns by a right angle, two dimensions at a time.
        2 => f64::from(
            i8::from(i == j + 1 && j.is_multiple_of(2))
                - i8::from(j == i + 1 && i.is_multiple_of(2)),
        ),
        _ => few[below(random, few.len())],
    };
    let a = DMatrix::from_fn(n, n, |i, j| scale * entry(i, j) + 0.0);
    let v: Vec<f64> = (0..n).map(|_| few[below(random, few.len())]).collect();
    EigenState { a, v }.with_size(n)
}

impl EigenState {
    /// The number of rows and columns.
    pub fn size(&self) -> usize {
        self.v.len()
    }

    /// The same in a space of another dimension; new directions are shrunk to a half.
    pub fn with_size(&self, n: usize) -> Self {
        let half = |i, j| if i == j { 0.5 } else { 0.0 };
        Self {
            a: Self::a().input.resized(&self.a, (n, n), half),
            v: Self::v().input.resized(&self.v, n, 1.0),
        }
    }

    /// A becomes a matrix of the plane.
    pub fn try_matrix(&mut self, entries: [f64; 4]) {
        self.a = DMatrix::from_row_slice(2, 2, &entries);
        *self = self.with_size(2);
    }

    /// The same with v turned onto an eigenvector, at its length: the next one after the one that it
    /// is nearest to. None where A has no real one.
    pub fn on_an_eigenvector(&self) -> Option<Self> {
        let system = eigensystem(&self.a).ok()?;
        let real = system.spaces.iter().filter(|s| s.value.im == 0.0);
        let all: Vec<Vec<f64>> = real
            .flat_map(|s| &s.vectors)
            .map(|v| v.iter().map(|x| x.re).collect())
            .collect();
        let along = |u: &[f64]| u.iter().zip(&self.v).map(|(a, b)| a * b).sum::<f64>();
        let nearest = (0..all.len())
            .max_by(|&i, &j| along(&all[i]).abs().total_cmp(&along(&all[j]).abs()))?;
        let length = lists::norm(&self.v);
        let terms = all[nearest].iter().zip(&self.v).map(|(a, b)| a * b);
        let is_there = length - along(&all[nearest]).abs() <= rounding(terms);
        let to = all.get((nearest + usize::from(is_there)) % all.len())?;
        let sign = if along(to) < 0.0 { -1.0 } else { 1.0 };
        let v: Vec<f64> = to
            .iter()
            .map(|x| (sign * length * x + 0.0).clamp(-LIMIT, LIMIT))
            .collect();
        (!is_zero(&v)).then(|| Self { v, ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn what_does_not_fit_is_named_and_the_rest_is_kept() {
        assert_eq!(EigenState::opened("#/x?a=1,2,3;4,5,6;7,8,9").0.v.len(), 3);
        let (s, notices) = EigenState::opened("#/x?a=1,2,3;4,5,6;7,8,9&v=1,2");
        assert_eq!((s.size(), notices), (3, vec!["v".to_string()]));
        let (s, notices) = EigenState::opened("#/x?a=1,2;3,4&v=0,0");
        assert_eq!((s.a[(1, 0)], notices), (3.0, vec!["v".to_string()]));
        let (s, notices) = EigenState::opened("#/x?a=1,2,3;4,5,6&v=5,6,7");
        assert_eq!((s.v[2], notices), (7.0, vec!["a".to_string()]));
    }

    #[test]
    fn eigenvectors_are_visited_in_turn() {
        let first = EigenState::default().on_an_eigenvector().unwrap();
        let second = first.on_an_eigenvector().unwrap();
        for state in [&first, &second] {
            let (x, y) = (state.v[0], state.v[1]);
            let (ax, ay) = (2.0 * x + y, 0.5 * x + 1.5 * y);
            assert!((x * ay - y * ax).abs() < 1e-12, "{state:?}");
        }
        assert!((first.v[0] * second.v[1] - first.v[1] * second.v[0]).abs() > 0.1);
        let turn = EigenState {
            a: DMatrix::from_row_slice(2, 2, &[0.0, -1.0, 1.0, 0.0]),
            ..EigenState::default()
        };
        assert_eq!(turn.on_an_eigenvector(), None);
    }
}
