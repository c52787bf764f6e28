//! The state of `matrix-multiplication`: two square matrices and a vector of one size.

use crate::contract::input::{Matrix, Vector};
use crate::contract::prelude::*;
use crate::state;
use nalgebra::DMatrix;

/// Fewest and most rows.
pub const SIZES: (usize, usize) = (2, 4);
/// Largest size of an entry.
pub const LIMIT: f64 = 1e6;
/// Products and sums of these are exact, so that a determinant that is zero is computed as 0.
const EDGES: [f64; 10] = [
    0.0,
    0.0,
    1.0,
    -1.0,
    2.0,
    -0.5,
    1024.0,
    -4096.0,
    1.0 / 1024.0,
    3.0,
];

state! {
    /// W, W₂ and x.
    pub struct ProductState {
        /// the matrix that comes first, square
        w: Matrix(SIZES, SIZES, LIMIT).square().extremes(&EDGES)
            = DMatrix::from_row_slice(2, 2, &[1.0, 1.0, 0.0, 1.0]),
        /// the matrix that comes second, of the same shape
        second: Matrix(SIZES, SIZES, LIMIT).square().extremes(&EDGES)
            = DMatrix::from_row_slice(2, 2, &[0.0, -1.0, 1.0, 0.0]),
        /// the vector, with an entry for each column
        x: Vector(SIZES.0, SIZES.1, LIMIT).extremes(&EDGES) = vec![1.0, 2.0],
    }
    start = start;
    agree = agree;
}

fn start(query: &mut Query) -> ProductState {
    ProductState::default().with_size(settle_size(query))
}

/// The smallest size counts, so that most random states are of two dimensions, as the plane is.
fn agree(state: &mut ProductState) {
    let n = state.x.len().min(state.w.nrows()).min(state.second.nrows());
    *state = state.with_size(n);
}

/// The size that most of the given keys have; where it's a tie, w counts before `second` before x.
/// What has another size is refused, in the words of shapes.
fn settle_size(query: &mut Query) -> usize {
    let sizes = [
        query.matrix("w").map(DMatrix::nrows),
        query.matrix("second").map(DMatrix::nrows),
        query.vector("x").map(Vec::len),
    ];
    let votes = |n: usize| sizes.iter().flatten().filter(|m| **m == n).count();
    let n = (sizes.iter().rev().flatten().copied())
        .max_by_key(|&n| votes(n))
        .unwrap_or_else(|| ProductState::default().x.len());
    for (key, size) in ["w", "second", "x"].into_iter().zip(sizes) {
        if size.is_some_and(|size| size != n) {
            query.reject(
                key,
                &if key == "x" {
                    format!("{n} entries: a {n}×{n} matrix takes one for each of its columns")
                } else {
                    format!("{n} rows and {n} columns: the inner sizes of a product must agree")
                },
            );
        }
    }
    n
}

impl ProductState {
    /// The number of rows and columns.
    pub fn size(&self) -> usize {
        self.x.len()
    }

    /// The same in a space of another dimension. New directions are left as they are by both maps.
    pub fn with_size(&self, n: usize) -> Self {
        let identity = |i, j| if i == j { 1.0 } else { 0.0 };
        Self {
            w: Self::w().input.resized(&self.w, (n, n), identity),
            second: Self::second().input.resized(&self.second, (n, n), identity),
            x: Self::x().input.resized(&self.x, n, 1.0),
        }
    }

    /// W becomes a map of the plane, which leaves further directions as they are.
    pub fn try_map(&mut self, map: [f64; 4]) {
        self.w = DMatrix::from_row_slice(2, 2, &map);
        *self = self.with_size(self.size());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn one_size_settles_the_others() {
        let (s, notices) = ProductState::opened("#/x?w=1,2,3;4,5,6;7,8,9");
        assert!(notices.is_empty());
        assert_eq!((s.second.shape(), s.x.len()), ((3, 3), 3));
        assert_eq!((s.second[(1, 0)], s.second[(2, 2)]), (1.0, 1.0));
        assert_eq!(ProductState::opened("#/x?x=1,2,3,4").0.w.shape(), (4, 4));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let (s, notices) =
            ProductState::opened("#/x?w=1,2,3;4,5,6;7,8,9&x=1,2&second=1,0,0;0,1,0;0,0,1");
        assert_eq!((notices, s.size()), (vec!["x".to_string()], 3));
        let (s, notices) = ProductState::opened("#/x?w=1,2,3;4,5,6&x=5,6,7");
        assert_eq!((notices, s.size(), s.x[2]), (vec!["w".to_string()], 3, 7.0));
        let (s, notices) = ProductState::opened("#/x?w=1,2;3,4&second=1,0,0;0,1,0;0,0,1");
        assert_eq!((notices, s.size()), (vec!["second".to_string()], 2));
    }
}
