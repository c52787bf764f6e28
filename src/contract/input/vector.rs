//! A list of numbers: logits, a vector, a stream of gradients.

use super::{Input, among, other_kind};
use crate::contract::kind::{Kind, Value};
use crate::contract::panel::pick;
use crate::contract::{Draw, numpy, paste};
use numeric_core::random::Random;

/// Most entries of an ordinary random list, where more would only be harder to see.
const ORDINARY_COUNT: usize = 6;
const EXTREMES: &[f64] = &[0.0, 1.0, -1.0, 1000.0, -1000.0, 700.0, 1e-9, 0.5, 1e6, -1e6];

/// `fewest` to `most` numbers, none further from zero than `limit`.
#[derive(Clone, Copy, Debug)]
pub struct Vector {
    /// Fewest entries.
    pub fewest: usize,
    /// Most entries.
    pub most: usize,
    /// The largest size of an entry.
    pub limit: f64,
    /// What an arrow key adds to an entry.
    pub step: f64,
    /// What the entries are, for messages: `logits`.
    pub entries: &'static str,
    centre: f64,
    spread: f64,
    extremes: &'static [f64],
}

impl Vector {
    /// A list of that many numbers of that size.
    #[must_use]
    pub const fn new(fewest: usize, most: usize, limit: f64) -> Self {
        Self {
            fewest,
            most,
            limit,
            step: 0.1,
            entries: "numbers",
            centre: 0.0,
            spread: 1.0,
            extremes: EXTREMES,
        }
    }

    /// What the entries are, for messages.
    #[must_use]
    pub const fn of(mut self, entries: &'static str) -> Self {
        self.entries = entries;
        self
    }

    /// Mean and standard deviation of the entries of an ordinary random list.
    #[must_use]
    pub const fn around(mut self, centre: f64, spread: f64) -> Self {
        self.centre = centre;
        self.spread = spread;
        self
    }

    /// The entries of extreme random lists.
    #[must_use]
    pub const fn extremes(mut self, extremes: &'static [f64]) -> Self {
        self.extremes = extremes;
        self
    }

    /// The kind of its key.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::Vector {
            length: (self.fewest, self.most),
            min: -self.limit,
            max: self.limit,
        }
    }

    /// A pasted list, where it can be used.
    ///
    /// # Errors
    /// A message for the reader.
    pub fn pasted(&self, list: Vec<f64>) -> Result<Vec<f64>, String> {
        let count = (self.fewest, self.most);
        let list = paste::listed(list, count, self.limit, self.entries)?;
        Ok(list.into_iter().map(|x| x + 0.0).collect())
    }
}

impl Input for Vector {
    type Value = Vec<f64>;

    fn accept(&self, given: &Value) -> Result<Vec<f64>, String> {
        match given {
            Value::Vector(v) => Ok(v.iter().map(|x| x + 0.0).collect()),
            _ => Err(other_kind()),
        }
    }

    fn given(&self, value: &Vec<f64>) -> Option<Value> {
        Some(Value::Vector(value.clone()))
    }

    fn random(&self, random: &mut Random, draw: Draw, _: &Vec<f64>) -> Vec<f64> {
        let count = self.fewest + pick(random, self.most - self.fewest + 1);
        match draw {
            Draw::Ordinary => {
                let count = count.min(ORDINARY_COUNT.max(self.fewest));
                let entry = |_| {
                    let x = self.centre + self.spread * random.normal();
                    ((100.0 * x).round() / 100.0).clamp(-self.limit, self.limit) + 0.0
                };
                (0..count).map(entry).collect()
            }
            Draw::Extreme => {
                let mut edges: Vec<f64> = self.extremes.to_vec();
                edges.retain(|x| x.abs() <= self.limit);
                edges.extend([self.limit, -self.limit]);
                // Now and then all alike.
                let alike = random.uniform() < 0.2;
                let first = among(random, &edges, 0.0);
                let entry = |_| {
                    if alike {
                        first
                    } else {
                        among(random, &edges, 0.0)
                    }
                };
                (0..count).map(entry).collect()
            }
        }
    }

    fn python(&self, value: &Vec<f64>) -> String {
        numpy::array(value)
    }
}
