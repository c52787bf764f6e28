//! The state of `eigenvectors`: a square matrix and a vector that isn't zero.

use crate::contract::panel::pick;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Draw, Kind, Value};
use nalgebra::DMatrix;
use numeric_core::random::Random;
use numeric_core::spectral::eigensystem;

/// Fewest rows.
pub const SMALLEST: usize = 2;
/// Most rows.
pub const LARGEST: usize = 4;
/// Largest size of an entry.
pub const LIMIT: f64 = 1e6;

/// A and v.
#[derive(Clone, Debug, PartialEq)]
pub struct EigenState {
    /// The matrix A, n×n.
    pub a: DMatrix<f64>,
    /// The vector v, of n entries, not all zero.
    pub v: Vec<f64>,
}

impl Default for EigenState {
    fn default() -> Self {
        Self {
            a: DMatrix::from_row_slice(2, 2, &[2.0, 1.0, 0.5, 1.5]),
            v: vec![0.5, 1.5],
        }
    }
}

impl State for EigenState {
    const KEYS: &'static [Key] = &[
        Key {
            name: "a",
            kind: Kind::Matrix {
                rows: (SMALLEST, LARGEST),
                columns: (SMALLEST, LARGEST),
                min: -LIMIT,
                max: LIMIT,
            },
            about: "the matrix, square",
        },
        Key {
            name: "v",
            kind: Kind::Vector {
                length: (SMALLEST, LARGEST),
                min: -LIMIT,
                max: LIMIT,
            },
            about: "the vector that it is applied to, not zero",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let default = Self::default();
        if query.matrix("a").is_some_and(|a| !a.is_square()) {
            query.reject("a", "as many columns as rows");
        }
        if query.vector("v").is_some_and(|v| is_zero(v)) {
            query.reject(
                "v",
                "at least one entry that isn’t zero, for zero has no direction",
            );
        }
        let size = query.matrix("a").map(DMatrix::nrows);
        let length = query.vector("v").map(Vec::len);
        if let (Some(n), Some(length)) = (size, length)
            && n != length
        {
            query.reject("v", &format!("{n} entries, one for each column of a"));
        }
        let n = size.or(length).unwrap_or(default.v.len());
        Self {
            a: query
                .matrix("a")
                .cloned()
                .unwrap_or_else(|| resized(&default.a, n)),
            v: query
                .vector("v")
                .cloned()
                .unwrap_or_else(|| resized_vector(&default.v, n)),
        }
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("a", Value::Matrix(self.a.clone())),
            ("v", Value::Vector(self.v.clone())),
        ]
    }

    /// A random state.
    fn random(random: &mut Random, draw: Draw) -> Self {
        match draw {
            Draw::Ordinary => {
                let n = if random.uniform() < 0.7 {
                    2
                } else {
                    3 + pick(random, 2)
                };
                let mut draw = |count: usize, scale: f64| -> Vec<f64> {
                    let tidy = |x: f64| (20.0 * x).round() / 20.0 + 0.0;
                    (0..count).map(|_| tidy(scale * random.normal())).collect()
                };
                Self {
                    a: DMatrix::from_row_slice(n, n, &draw(n * n, 1.0)),
                    v: resized_vector(&draw(n, 1.0), n),
                }
            }
            Draw::Extreme => Self::extreme(random),
        }
    }
}

/// Whether a vector has no direction.
pub fn is_zero(v: &[f64]) -> bool {
    v.iter().all(|x| *x == 0.0)
}

/// The matrix cut or enlarged to n×n; new directions are shrunk to a half.
fn resized(m: &DMatrix<f64>, n: usize) -> DMatrix<f64> {
    DMatrix::from_fn(n, n, |i, j| {
        let new = if i == j { 0.5 } else { 0.0 };
        m.get((i, j)).copied().unwrap_or(new)
    })
}

fn resized_vector(v: &[f64], n: usize) -> Vec<f64> {
    let mut v: Vec<f64> = (0..n).map(|i| v.get(i).copied().unwrap_or(1.0)).collect();
    if is_zero(&v) {
        v[0] = 1.0;
    }
    v
}

impl EigenState {
    /// The number of rows and columns.
    pub fn size(&self) -> usize {
        self.v.len()
    }

    /// The same in a space of another dimension.
    pub fn with_size(&self, n: usize) -> Self {
        let n = n.clamp(SMALLEST, LARGEST);
        Self {
            a: resized(&self.a, n),
            v: resized_vector(&self.v, n),
        }
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
        let length = self.v.iter().map(|x| x * x).sum::<f64>().sqrt();
        let is_there = along(&all[nearest]).abs() >= length * (1.0 - 1e-12);
        let to = all.get((nearest + usize::from(is_there)) % all.len())?;
        let sign = if along(to) < 0.0 { -1.0 } else { 1.0 };
        let v: Vec<f64> = to
            .iter()
            .map(|x| (sign * length * x + 0.0).clamp(-LIMIT, LIMIT))
            .collect();
        (!is_zero(&v)).then(|| Self { v, ..self.clone() })
    }

    /// Repeated, defective, zero and complex eigenvalues, large entries.
    fn extreme(random: &mut Random) -> Self {
        let n = SMALLEST + pick(random, LARGEST - SMALLEST + 1);
        let kind = pick(random, 5);
        let scale = [1.0, 1.0, 4096.0, 1.0 / 1024.0][pick(random, 4)];
        let few = [0.0, 1.0, -1.0, 2.0, 0.0];
        let value = few[pick(random, few.len())];
        let mut entry = |i: usize, j: usize| match kind {
            // Triangular with one eigenvalue: a Jordan block, mostly.
            0 => match i.cmp(&j) {
                std::cmp::Ordering::Less => few[pick(random, few.len())],
                std::cmp::Ordering::Equal => value,
                std::cmp::Ordering::Greater => 0.0,
            },
            1 if i != j => 0.0,
            // Turns by a right angle, two dimensions at a time.
            2 => f64::from(
                i8::from(i == j + 1 && j.is_multiple_of(2))
                    - i8::from(j == i + 1 && i.is_multiple_of(2)),
            ),
            _ => few[pick(random, few.len())],
        };
        let a = DMatrix::from_fn(n, n, |i, j| scale * entry(i, j) + 0.0);
        let v: Vec<f64> = (0..n).map(|_| few[pick(random, few.len())]).collect();
        Self {
            a,
            v: resized_vector(&v, n),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Address;

    fn open(hash: &str) -> (EigenState, Vec<String>) {
        let mut query = Query::new(&Address::parse(hash), EigenState::KEYS);
        let state = EigenState::from_query(&mut query);
        let notices = query.into_notices();
        (state, notices.into_iter().map(|n| n.key).collect())
    }

    #[test]
    fn what_does_not_fit_is_named_and_the_rest_is_kept() {
        assert_eq!(open("#/x?a=1,2,3;4,5,6;7,8,9").0.v.len(), 3);
        let (s, notices) = open("#/x?a=1,2,3;4,5,6;7,8,9&v=1,2");
        assert_eq!((s.size(), notices), (3, vec!["v".to_string()]));
        let (s, notices) = open("#/x?a=1,2;3,4&v=0,0");
        assert_eq!((s.a[(1, 0)], notices), (3.0, vec!["v".to_string()]));
        let (s, notices) = open("#/x?a=1,2,3;4,5,6&v=5,6,7");
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
