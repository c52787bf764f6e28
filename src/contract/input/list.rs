//! A list of numbers within limits that aren't alike on both sides of 0: probabilities, counts, flips.

use super::among;
use super::row::row_of_numbers;
use crate::contract::kind::{Kind, Value};
use crate::contract::{Draw, paste};
use numeric_core::random::Random;

/// `fewest` to `most` numbers from `min` to `max`.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// Fewest entries.
    pub fewest: usize,
    /// Most entries.
    pub most: usize,
    /// The least entry.
    pub min: f64,
    /// The largest entry.
    pub max: f64,
    /// Whether the entries are whole numbers.
    pub whole: bool,
    /// What the entries are, for messages: `probabilities`.
    pub entries: &'static str,
    ordinary: (f64, f64),
    extremes: &'static [f64],
}

impl List {
    /// A list of that many numbers within these limits, both included.
    #[must_use]
    pub const fn new(fewest: usize, most: usize, min: f64, max: f64) -> Self {
        Self {
            fewest,
            most,
            min,
            max,
            whole: false,
            entries: "numbers",
            ordinary: (min, max),
            extremes: &[],
        }
    }

    /// Of whole numbers.
    #[must_use]
    pub const fn whole(mut self) -> Self {
        self.whole = true;
        self
    }

    /// What the entries are, for messages.
    #[must_use]
    pub const fn of(mut self, entries: &'static str) -> Self {
        self.entries = entries;
        self
    }

    /// The range of the entries of an ordinary random list, where not all are worth showing.
    #[must_use]
    pub const fn ordinary(mut self, low: f64, high: f64) -> Self {
        self.ordinary = (low, high);
        self
    }

    /// The entries of extreme random lists besides the limits.
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
            min: self.min,
            max: self.max,
        }
    }

    /// What an arrow key adds to an entry.
    #[must_use]
    pub const fn step(self) -> f64 {
        if self.whole { 1.0 } else { 0.01 }
    }

    /// The list cut to a length, or enlarged by `fill`.
    #[must_use]
    pub fn resized(self, list: &[f64], n: usize, fill: f64) -> Vec<f64> {
        let n = n.clamp(self.fewest, self.most);
        let all = list.iter().copied().chain(std::iter::repeat(fill));
        all.take(n).collect()
    }

    /// The nearest entry that the list may have; never −0.
    #[must_use]
    pub fn settled(self, x: f64) -> f64 {
        let x = if self.whole { x.round() } else { x };
        x.clamp(self.min, self.max) + 0.0
    }

    /// Whether all entries are allowed.
    fn fits(self, list: &[f64]) -> bool {
        list.iter()
            .all(|x| (self.min..=self.max).contains(x) && !(self.whole && x.fract() != 0.0))
    }

    /// A pasted list of `n` entries, where it can be used.
    ///
    /// # Errors
    /// A message for the reader.
    pub fn pasted(self, list: Vec<f64>, n: usize) -> Result<Vec<f64>, String> {
        let size = self.max.abs().max(self.min.abs());
        let list = paste::listed(list, (n, n), size, self.entries)?;
        if !self.fits(&list) {
            let whole = if self.whole { " and whole" } else { "" };
            let (min, max) = (self.min, self.max);
            return Err(format!(
                "{} must be from {min} to {max}{whole}",
                self.entries
            ));
        }
        Ok(list.into_iter().map(|x| x + 0.0).collect())
    }

    /// Why a row that the key allows can't be had.
    fn refusal(self, row: &[f64]) -> Option<String> {
        (!self.fits(row)).then(|| {
            format!(
                "whole numbers from {} to {}, separated by commas",
                self.min, self.max
            )
        })
    }

    fn random_of(self, random: &mut Random, draw: Draw, count: usize) -> Vec<f64> {
        let entry = |_| match draw {
            Draw::Ordinary => {
                let (low, high) = self.ordinary;
                let x = low + (high - low) * random.uniform();
                self.settled((100.0 * x).round() / 100.0)
            }
            Draw::Extreme => {
                let mut edges = vec![self.min, self.max];
                edges.extend(self.extremes);
                among(random, &edges, self.min)
            }
        };
        (0..count).map(entry).collect()
    }
}

row_of_numbers!(List);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::input::Input;

    const FLIPS: List = List::new(0, 4, 0.0, 1.0).whole();

    #[test]
    fn whole_numbers_are_wanted_where_they_are_counted() {
        assert_eq!(
            FLIPS.accept(&Value::Vector(vec![1.0, -0.0])),
            Ok(vec![1.0, 0.0])
        );
        assert!(FLIPS.accept(&Value::Vector(vec![0.5])).is_err());
        assert_eq!((FLIPS.settled(0.6), FLIPS.settled(7.0)), (1.0, 1.0));
        assert!(FLIPS.pasted(vec![1.0, 0.5], 2).is_err());
        assert_eq!(FLIPS.pasted(vec![1.0], 1), Ok(vec![1.0]));
    }

    #[test]
    fn a_list_that_may_be_empty_is_read_from_an_empty_text() {
        assert_eq!(FLIPS.kind().parse(""), Some(Value::Vector(vec![])));
        assert_eq!(
            FLIPS.kind().parse(" 1,0 "),
            Some(Value::Vector(vec![1.0, 0.0]))
        );
        assert_eq!(List::new(1, 4, 0.0, 1.0).kind().parse(""), None);
    }
}
