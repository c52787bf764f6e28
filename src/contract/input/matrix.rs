//! A matrix.

use super::{Input, among, other_kind};
use crate::contract::kind::{Kind, Value};
use crate::contract::panel::pick;
use crate::contract::{Draw, numpy};
use nalgebra::DMatrix;
use numeric_core::random::Random;

const EXTREMES: &[f64] = &[0.0, 0.0, 1.0, -1.0, 100.0, -1000.0, 0.5];

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
            spread: 1.0,
            extremes: EXTREMES,
        }
    }

    /// The standard deviation of the entries of an ordinary random matrix.
    #[must_use]
    pub const fn spread(mut self, spread: f64) -> Self {
        self.spread = spread;
        self
    }

    /// The entries of extreme random matrices.
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
            min: -self.limit,
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
        let mut edges: Vec<f64> = self.extremes.to_vec();
        edges.retain(|x| x.abs() <= self.limit);
        edges.extend([self.limit, -self.limit]);
        DMatrix::from_fn(rows, columns, |_, _| match draw {
            Draw::Ordinary => {
                let x = (100.0 * self.spread * random.normal()).round() / 100.0;
                x.clamp(-self.limit, self.limit) + 0.0
            }
            Draw::Extreme => among(random, &edges, 0.0),
        })
    }
}

impl Input for Matrix {
    type Value = DMatrix<f64>;

    fn accept(&self, given: &Value) -> Result<DMatrix<f64>, String> {
        match given {
            Value::Matrix(m) => Ok(m.map(|x| x + 0.0)),
            _ => Err(other_kind()),
        }
    }

    fn given(&self, value: &DMatrix<f64>) -> Option<Value> {
        Some(Value::Matrix(value.clone()))
    }

    fn random(&self, random: &mut Random, draw: Draw, _: &DMatrix<f64>) -> DMatrix<f64> {
        let side = |random: &mut Random, (least, most): (usize, usize)| {
            // Ordinary ones are small enough to be read.
            let most = if draw == Draw::Ordinary {
                most.min(least.max(4))
            } else {
                most
            };
            least + pick(random, most - least + 1)
        };
        let shape = (side(random, self.rows), side(random, self.columns));
        self.random_of(random, draw, shape)
    }

    fn python(&self, value: &DMatrix<f64>) -> String {
        numpy::matrix(value)
    }
}
