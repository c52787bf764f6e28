//! A word of the toy language as an input: whose logit is taken apart.

use crate::contract::input::Input;
use crate::contract::kind::{Kind, Value};
use crate::contract::prelude::*;
use crate::language::{standard, tokens, written};
use numeric_core::language::Language;
use numeric_core::random::Random;

/// One word.
#[derive(Clone, Copy, Debug)]
pub struct OneWord;

impl OneWord {
    /// Any word of the language.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }

    /// The kind of its key.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::Sentence { words: (1, 1) }
    }
}

impl Input for OneWord {
    type Value = usize;

    fn accept(&self, given: &Value) -> Result<usize, String> {
        let Value::Text(text) = given else {
            return Err("a word".into());
        };
        let expected = self.kind().expected();
        match tokens(text) {
            Ok(words) => match words[..] {
                [word] => Ok(word),
                _ => Err(expected),
            },
            Err(problem) => Err(format!("{expected}. {}", problem.trim_end_matches('.'))),
        }
    }

    fn given(&self, value: &usize) -> Option<Value> {
        Some(Value::Text(written(&[*value])))
    }

    fn random(&self, random: &mut Random, _: Draw, _: &usize) -> usize {
        below(random, standard().map_or(1, Language::vocabulary))
    }

    fn python(&self, value: &usize) -> String {
        format!("{:?}", written(&[*value]))
    }
}
