//! A matrix.

use super::{Input, among, edges, other_kind};
use crate::contract::kind::{Kind, Value};
use crate::contract::panel::below;
use crate::contract::{Draw, numpy};
use nalgebra::DMatrix;
use numeric_core::random::Random;

const EXTREMES: [f64; 7] = [0.0, 0.0, 1.0, -1.0, 100.0, -1000.0, 0.5];

/// The entries of extreme matrices of weights.
const WEIGHTS: [f64; 8] = [0.0, 0.0, 0.0, 1.0, 1e6, 1e-9, 1e-300, 0.5];

/// A matrix whose rows and columns are within these numbers and no entry further from zero than
/// `limit`.
#[derive(Clone, Copy, Debug)]
pub struct Matrix {
    /// Fewest and most rows.
    pub rows: (usize, usize),
    /// Fewest and most columns.
    pub columns: (usize, usize),
    /// The largest size of an entry.
    pub limit: f64,
    square: bool,
    weights: bool,
    spread: f64,
    extremes: &'static [f64],
}

impl Matrix {
    /// A matrix of that shape and size.
    #[must_use]
    pub const fn new(rows: (usize, usize), columns: (usize, usize), limit: f64) -> Self {
        Self {
            rows,
            columns,
            limit,
            square: false,
            weights: false,
            spread: 1.0,
            extremes: &[],
        }
    }

    /// With as many columns as rows.
    #[must_use]
    pub const fn square(mut self) -> Self {
        self.square = true;
        self
    }

    /// With entries that aren't negative, and not all zero.
    #[must_use]
    pub const fn weights(mut self) -> Self {
        self.weights = true;
        self
    }

    /// The smallest entry.
    #[must_use]
    pub const fn least(self) -> f64 {
        if self.weights { 0.0 } else { -self.limit }
    }

    /// The standard deviation of the entries of an ordinary random matrix.
    #[must_use]
    pub const fn spread(mut self, spread: f64) -> Self {
        self.spread = spread;
        self
    }

    /// The entries of extreme random matrices; without them some large and small ones, and the limit.
    #[must_use]
    pub const fn extremes(mut self, extremes: &'static [f64]) -> Self {
        self.extremes = extremes;
        self
    }

    /// The kind of its key.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::Matrix {
            rows: self.rows,
            columns: self.columns,
            min: self.least(),
            max: self.limit,
        }
    }

    /// A random matrix of a shape.
    pub fn random_of(
        &self,
        random: &mut Random,
        draw: Draw,
        (rows, columns): (usize, usize),
    ) -> DMatrix<f64> {
        if self.weights {
            return self.random_weights(random, draw, (rows, columns));
        }
        let edges = edges(self.extremes, &EXTREMES, self.limit);
        DMatrix::from_fn(rows, columns, |_, _| match draw {
            Draw::Ordinary => {
                let x = (100.0 * self.spread * random.normal()).round() / 100.0;
                x.clamp(-self.limit, self.limit) + 0.0
            }
            Draw::Extreme => among(random, &edges, 0.0),
        })
    }

    fn random_weights(
        &self,
        random: &mut Random,
        draw: Draw,
        (rows, columns): (usize, usize),
    ) -> DMatrix<f64> {
        let mut m = DMatrix::from_fn(rows, columns, |_, _| match draw {
            Draw::Ordinary => (1.0 + 99.0 * random.uniform()).round() / 100.0,
            Draw::Extreme => among(random, &WEIGHTS, 1.0).min(self.limit),
        });
        if m.iter().all(|w| *w == 0.0) {
            m.fill(1.0);
        }
        m
    }

    /// The matrix cut to a shape, or enlarged by what `fill` says stands there.
    #[must_use]
    pub fn resized(
        self,
        m: &DMatrix<f64>,
        (rows, columns): (usize, usize),
        fill: impl Fn(usize, usize) -> f64,
    ) -> DMatrix<f64> {
        let rows = rows.clamp(self.rows.0, self.rows.1);
        let columns = columns.clamp(self.columns.0, self.columns.1);
        DMatrix::from_fn(rows, columns, |i, j| {
            m.get((i, j)).copied().unwrap_or_else(|| fill(i, j))
        })
    }
}

impl Input for Matrix {
    type Value = DMatrix<f64>;

    fn accept(&self, given: &Value) -> Result<DMatrix<f64>, String> {
        match given {
            Value::Matrix(m) if self.square && !m.is_square() => {
                Err("as many columns as rows".into())
            }
            Value::Matrix(m) if self.weights && m.iter().all(|w| *w == 0.0) => {
                Err("at least one weight above 0".into())
            }
            Value::Matrix(m) => Ok(m.map(|x| x + 0.0)),
            _ => Err(other_kind()),
        }
    }

    fn given(&self, value: &DMatrix<f64>) -> Option<Value> {
        Some(Value::Matrix(value.clone()))
    }

    fn random(&self, random: &mut Random, draw: Draw, _: &DMatrix<f64>) -> DMatrix<f64> {
        let side = |random: &mut Random, (least, most): (usize, usize)| {
            // An ordinary table of weights has more than one row and one column.
            let least = if draw == Draw::Ordinary && self.weights {
                least.max(2).min(most)
            } else {
                least
            };
            // Ordinary ones are small enough to be read.
            let most = if draw == Draw::Ordinary {
                most.min(least.max(4))
            } else {
                most
            };
            least + below(random, most - least + 1)
        };
        let rows = side(random, self.rows);
        let columns = if self.square {
            rows
        } else {
            side(random, self.columns)
        };
        self.random_of(random, draw, (rows, columns))
    }

    fn random_like(&self, random: &mut Random, draw: Draw, now: &DMatrix<f64>) -> DMatrix<f64> {
        self.random_of(random, draw, now.shape())
    }

    fn python(&self, value: &DMatrix<f64>) -> String {
        numpy::matrix(value)
    }
}
