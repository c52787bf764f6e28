//! Any text, as an input of a state.

use super::{standard, written};
use crate::contract::input::{Input, among};
use crate::contract::kind::{Kind, Value};
use crate::contract::prelude::*;
use numeric_core::language::Start;
use numeric_core::random::Random;

/// A text of at most that many characters.
#[derive(Clone, Copy, Debug)]
pub struct AnyText {
    /// Most characters.
    pub longest: usize,
}

impl AnyText {
    /// At most that many characters.
    #[must_use]
    pub const fn new(longest: usize) -> Self {
        Self { longest }
    }

    /// The kind of its key.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::Text {
            longest: self.longest,
        }
    }
}

impl Input for AnyText {
    type Value = String;

    fn accept(&self, given: &Value) -> Result<String, String> {
        match given {
            Value::Text(text) => Ok(text.clone()),
            _ => Err("a text".into()),
        }
    }

    fn given(&self, value: &String) -> Option<Value> {
        Some(Value::Text(value.clone()))
    }

    /// Ordinary: a text of the source. Extreme: hardly anything, one symbol again and again, any
    /// characters, or a text as long as may be.
    fn random(&self, random: &mut Random, draw: Draw, _: &String) -> String {
        const LETTERS: [char; 12] = [
            'a', 'b', 'e', ' ', '\n', '.', 'ß', '€', '語', '😀', '"', '\\',
        ];
        if draw == Draw::Ordinary {
            let length = 12 + below(random, 18);
            return sampled(length, random);
        }
        let any = |random: &mut Random, count: usize, letters: usize| -> String {
            let letters = &LETTERS[..letters.min(LETTERS.len())];
            (0..count).map(|_| among(random, letters, 'a')).collect()
        };
        match below(random, 40) {
            0..4 => String::new(),
            4..10 => any(random, 1, LETTERS.len()),
            10..16 => "a".repeat(1 + below(random, 200)),
            16..26 => {
                let count = 1 + below(random, 80);
                any(random, count, 12)
            }
            26..30 => {
                let count = 1 + below(random, 3000);
                any(random, count, 3)
            }
            30 => any(random, self.longest, 12),
            _ => {
                let length = 1 + below(random, 120);
                sampled(length, random)
            }
        }
    }

    fn python(&self, value: &String) -> String {
        let mut text = String::from("\"");
        for c in value.chars() {
            match c {
                '"' => text.push_str("\\\""),
                '\\' => text.push_str("\\\\"),
                '\n' => text.push_str("\\n"),
                c if c.is_control() || !c.is_ascii() => {
                    text.push_str(&format!("\\U{:08x}", u32::from(c)));
                }
                c => text.push(c),
            }
        }
        text.push('"');
        text
    }
}

/// Words of the source, which begin a sentence.
#[must_use]
pub fn sampled(length: usize, random: &mut Random) -> String {
    let words = standard().map(|l| l.source().sample(length, Start::Sentence, random));
    written(&words.unwrap_or_default())
}
