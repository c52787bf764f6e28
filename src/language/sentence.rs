//! Words of the toy language as an input of a panel.

use super::{standard, tokens, written};
use crate::contract::Draw;
use crate::contract::input::{Input, among};
use crate::contract::kind::{Kind, Value};
use numeric_core::language::Start;
use numeric_core::random::Random;

/// `fewest` to `most` words of the toy language, which begin a sentence.
#[derive(Clone, Copy, Debug)]
pub struct Sentence {
    /// Fewest words, full stops counted.
    pub fewest: usize,
    /// Most words, full stops counted.
    pub most: usize,
}

impl Sentence {
    /// That many words.
    #[must_use]
    pub const fn new(fewest: usize, most: usize) -> Self {
        Self { fewest, most }
    }

    /// The kind of its key.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::Sentence {
            words: (self.fewest, self.most),
        }
    }

    /// The words of a text that a reader has typed.
    ///
    /// # Errors
    ///
    /// In whole sentences: an unknown word, or too many or too few of them.
    pub fn read(self, text: &str) -> Result<Vec<usize>, String> {
        let words = tokens(text)?;
        if (self.fewest..=self.most).contains(&words.len()) {
            return Ok(words);
        }
        Err(format!(
            "{} to {} words fit here, full stops counted; this has {}.",
            self.fewest,
            self.most,
            words.len()
        ))
    }
}

impl Input for Sentence {
    type Value = Vec<usize>;

    fn accept(&self, given: &Value) -> Result<Vec<usize>, String> {
        let Value::Text(text) = given else {
            return Err("a text".into());
        };
        self.read(text).map_err(|problem| {
            let expected = self.kind().expected();
            format!("{expected}. {}", problem.trim_end_matches('.'))
        })
    }

    fn given(&self, value: &Vec<usize>) -> Option<Value> {
        Some(Value::Text(written(value)))
    }

    /// Ordinary: a text of the source's own. Extreme: any words in any order, or hardly any.
    fn random(&self, random: &mut Random, draw: Draw, usual: &Vec<usize>) -> Vec<usize> {
        let Ok(language) = standard() else {
            return usual.clone();
        };
        let range = |most: usize| (self.fewest..=most.clamp(self.fewest, self.most)).collect();
        let lengths: Vec<usize> = range(match draw {
            Draw::Ordinary => 14,
            Draw::Extreme => 40,
        });
        let length = among(random, &lengths, self.fewest);
        let own = draw == Draw::Ordinary || random.uniform() < 0.3;
        if own {
            return language.source().sample(length, Start::Sentence, random);
        }
        (0..length)
            .map(|_| random.below(language.vocabulary()).unwrap_or(0))
            .collect()
    }

    fn python(&self, value: &Vec<usize>) -> String {
        format!("{:?}.split()", written(value))
    }
}
