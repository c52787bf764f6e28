//! A list of words.

use super::{Input, other_kind, random_count};
use crate::contract::Draw;
use crate::contract::kind::{Kind, Value};
use numeric_core::random::Random;

/// `fewest` to `most` words.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// Fewest words.
    pub fewest: usize,
    /// Most words.
    pub most: usize,
    /// Most characters of a word.
    pub longest: usize,
    /// Words to begin with, and for random lists.
    pub usual: &'static [&'static str],
}

impl Words {
    /// That many words of that length.
    #[must_use]
    pub const fn new(
        fewest: usize,
        most: usize,
        longest: usize,
        usual: &'static [&'static str],
    ) -> Self {
        Self {
            fewest,
            most,
            longest,
            usual,
        }
    }

    /// The kind of their key.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::Words {
            count: (self.fewest, self.most),
            longest: self.longest,
        }
    }

    /// The words, enlarged by the usual ones or cut to a number.
    #[must_use]
    pub fn resized(self, words: &[String], n: usize) -> Vec<String> {
        let n = n.clamp(self.fewest, self.most);
        let more = self
            .usual
            .iter()
            .skip(words.len())
            .map(|w| (*w).to_string());
        words.iter().cloned().chain(more).take(n).collect()
    }
}

impl Input for Words {
    type Value = Vec<String>;

    fn accept(&self, given: &Value) -> Result<Vec<String>, String> {
        match given {
            Value::Words(words) => Ok(words.clone()),
            _ => Err(other_kind()),
        }
    }

    fn given(&self, value: &Vec<String>) -> Option<Value> {
        (!value.is_empty()).then(|| Value::Words(value.clone()))
    }

    fn random(&self, random: &mut Random, draw: Draw, _: &Vec<String>) -> Vec<String> {
        let n = random_count(random, draw, (self.fewest, self.most));
        self.resized(&[], n)
    }

    fn python(&self, value: &Vec<String>) -> String {
        // JSON's strings are Python's as well.
        let quoted: Vec<String> = value.iter().map(|w| format!("{w:?}")).collect();
        format!("[{}]", quoted.join(", "))
    }
}
