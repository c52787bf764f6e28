//! A list of numbers: logits, a vector, a stream of gradients.

use super::row::row_of_numbers;
use super::{among, edges};
use crate::contract::kind::{Kind, Value};
use crate::contract::{Draw, paste};
use numeric_core::random::Random;

const EXTREMES: [f64; 10] = [0.0, 1.0, -1.0, 1000.0, -1000.0, 700.0, 1e-9, 0.5, 1e6, -1e6];

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
    directed: bool,
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
            directed: false,
            centre: 0.0,
            spread: 1.0,
            extremes: &[],
        }
    }

    /// What the entries are, for messages.
    #[must_use]
    pub const fn of(mut self, entries: &'static str) -> Self {
        self.entries = entries;
        self
    }

    /// With a direction: not all zero.
    #[must_use]
    pub const fn directed(mut self) -> Self {
        self.directed = true;
        self
    }

    /// Mean and standard deviation of the entries of an ordinary random list.
    #[must_use]
    pub const fn around(mut self, centre: f64, spread: f64) -> Self {
        self.centre = centre;
        self.spread = spread;
        self
    }

    /// The entries of extreme random lists; without them some large and small ones, and the limit.
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

    /// The list cut to a length, or enlarged by `fill`.
    #[must_use]
    pub fn resized(self, list: &[f64], n: usize, fill: f64) -> Vec<f64> {
        let n = n.clamp(self.fewest, self.most);
        let all = list.iter().copied().chain(std::iter::repeat(fill));
        self.with_direction(all.take(n).collect())
    }

    /// Along the first axis, where a list that needs a direction has none.
    fn with_direction(self, mut list: Vec<f64>) -> Vec<f64> {
        if self.directed && is_zero(&list) {
            list[0] = 1.0;
        }
        list
    }

    /// Why a row that the key allows can't be had.
    fn refusal(self, row: &[f64]) -> Option<String> {
        (self.directed && is_zero(row)).then(|| {
            "at least one entry that isn’t 0, since the zero vector has no direction".into()
        })
    }

    /// A random list of a length.
    fn random_of(self, random: &mut Random, draw: Draw, count: usize) -> Vec<f64> {
        self.with_direction(match draw {
            Draw::Ordinary => {
                let entry = |_| {
                    let x = self.centre + self.spread * random.normal();
                    ((100.0 * x).round() / 100.0).clamp(-self.limit, self.limit) + 0.0
                };
                (0..count).map(entry).collect()
            }
            Draw::Extreme => {
                let edges = edges(self.extremes, &EXTREMES, self.limit);
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
        })
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

/// Whether all entries are zero, so that a vector has no direction.
#[must_use]
pub fn is_zero(list: &[f64]) -> bool {
    list.iter().all(|x| *x == 0.0)
}

row_of_numbers!(Vector);
