//! The state of `matrix-multiplication`: two square matrices and a vector of one size.

use crate::contract::panel::pick;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Draw, Kind, Value};
use nalgebra::DMatrix;
use numeric_core::random::Random;

/// Fewest rows.
pub const SMALLEST: usize = 2;
/// Most rows.
pub const LARGEST: usize = 4;
/// Largest size of an entry.
pub const LIMIT: f64 = 1e6;

/// W, W₂ and x.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductState {
    /// The matrix W that comes first, n×n.
    pub w: DMatrix<f64>,
    /// The matrix W₂ that comes second, n×n.
    pub second: DMatrix<f64>,
    /// The vector x, of n entries.
    pub x: Vec<f64>,
}

impl Default for ProductState {
    fn default() -> Self {
        Self {
            w: DMatrix::from_row_slice(2, 2, &[1.0, 1.0, 0.0, 1.0]),
            second: DMatrix::from_row_slice(2, 2, &[0.0, -1.0, 1.0, 0.0]),
            x: vec![1.0, 2.0],
        }
    }
}

const fn square() -> Kind {
    Kind::Matrix {
        rows: (SMALLEST, LARGEST),
        columns: (SMALLEST, LARGEST),
        min: -LIMIT,
        max: LIMIT,
    }
}

impl State for ProductState {
    const KEYS: &'static [Key] = &[
        Key {
            name: "w",
            kind: square(),
            about: "the matrix that comes first, square",
        },
        Key {
            name: "second",
            kind: square(),
            about: "the matrix that comes second, of the same shape",
        },
        Key {
            name: "x",
            kind: Kind::Vector {
                length: (SMALLEST, LARGEST),
                min: -LIMIT,
                max: LIMIT,
            },
            about: "the vector, with an entry for each column",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let default = Self::default();
        for key in ["w", "second"] {
            if query.matrix(key).is_some_and(|m| !m.is_square()) {
                query.reject(key, "as many columns as rows");
            }
        }
        let n = settle_size(query);
        let square = |query: &Query, key: &str, usual: &DMatrix<f64>| {
            let given = query.matrix(key).cloned();
            given.unwrap_or_else(|| resized(usual, n))
        };
        Self {
            w: square(query, "w", &default.w),
            second: square(query, "second", &default.second),
            x: (query.vector("x").cloned()).unwrap_or_else(|| resized_vector(&default.x, n)),
        }
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("w", Value::Matrix(self.w.clone())),
            ("second", Value::Matrix(self.second.clone())),
            ("x", Value::Vector(self.x.clone())),
        ]
    }

    /// A random state.
    fn random(random: &mut Random, draw: Draw) -> Self {
        // Products and sums of these are exact, so that a determinant that is zero comes out so.
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
        let n = match draw {
            Draw::Ordinary if random.uniform() < 0.7 => 2,
            _ => SMALLEST + pick(random, LARGEST - SMALLEST + 1),
        };
        let mut entry = || match draw {
            Draw::Ordinary => (20.0 * random.normal()).round() / 20.0,
            Draw::Extreme => EDGES[pick(random, EDGES.len())],
        };
        let mut list = |count: usize| (0..count).map(|_| entry() + 0.0).collect::<Vec<f64>>();
        Self {
            w: DMatrix::from_row_slice(n, n, &list(n * n)),
            second: DMatrix::from_row_slice(n, n, &list(n * n)),
            x: list(n),
        }
    }
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

/// The matrix cut to n×n, or enlarged by rows and columns of the identity, which leave the new
/// directions as they are.
pub fn resized(m: &DMatrix<f64>, n: usize) -> DMatrix<f64> {
    DMatrix::from_fn(n, n, |i, j| {
        let identity = if i == j { 1.0 } else { 0.0 };
        m.get((i, j)).copied().unwrap_or(identity)
    })
}

fn resized_vector(x: &[f64], n: usize) -> Vec<f64> {
    (0..n).map(|i| x.get(i).copied().unwrap_or(1.0)).collect()
}

impl ProductState {
    /// The number of rows and columns.
    pub fn size(&self) -> usize {
        self.x.len()
    }

    /// The same in a space of another dimension.
    pub fn with_size(&self, n: usize) -> Self {
        let n = n.clamp(SMALLEST, LARGEST);
        Self {
            w: resized(&self.w, n),
            second: resized(&self.second, n),
            x: resized_vector(&self.x, n),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Address;

    fn open(hash: &str) -> (ProductState, Vec<String>) {
        let mut query = Query::new(&Address::parse(hash), ProductState::KEYS);
        let state = ProductState::from_query(&mut query);
        let notices = query.into_notices();
        (state, notices.into_iter().map(|n| n.key).collect())
    }

    #[test]
    fn one_size_settles_the_others() {
        let (s, notices) = open("#/x?w=1,2,3;4,5,6;7,8,9");
        assert!(notices.is_empty());
        assert_eq!((s.second.shape(), s.x.len()), ((3, 3), 3));
        assert_eq!((s.second[(1, 0)], s.second[(2, 2)]), (1.0, 1.0));
        assert_eq!(open("#/x?x=1,2,3,4").0.w.shape(), (4, 4));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let (s, notices) = open("#/x?w=1,2,3;4,5,6;7,8,9&x=1,2&second=1,0,0;0,1,0;0,0,1");
        assert_eq!((notices, s.size()), (vec!["x".to_string()], 3));
        let (s, notices) = open("#/x?w=1,2,3;4,5,6&x=5,6,7");
        assert_eq!((notices, s.size(), s.x[2]), (vec!["w".to_string()], 3, 7.0));
        let (s, notices) = open("#/x?w=1,2;3,4&second=1,0,0;0,1,0;0,0,1");
        assert_eq!((notices, s.size()), (vec!["second".to_string()], 2));
    }
}
