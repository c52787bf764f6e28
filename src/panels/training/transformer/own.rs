//! A GPT-2 of the reader's in the place of a model that the panel computes itself: it runs in the worker,
//! and what is shown of it is the text that it went through last. No address holds it.
//!
//! - `body`: that text, with all that the worker sent of it.
//! - `files`: which files a GPT-2 takes, and what was found in them.
//! - `head`: one head, as `attention` takes it.
//! - `read`: its readouts and checks.
//! - `steps`: step by step through its half-layers, parts of a second text, the cache.
//! - `told`: what other panels take of it.
//! - `words`: sentence, formula, question, derivation, plates.

pub mod body;
pub mod files;
mod head;
mod read;
mod steps;
#[cfg(test)]
mod tests;
mod told;
mod words;

use crate::contract::Foreign;
use crate::contract::registry::Part;
use std::sync::Arc;
pub use {body::visible, head::ToldHead, told::Told};

/// The part of the program that shows it.
pub const PART: Part = Part("own_gpt2");
/// What names that part where parts have the ids of pages.
pub const ID: &str = "own-gpt2";

/// Such a model, or none. Two are the same if they are one and the same text in one model.
#[derive(Clone, Debug, Default)]
pub struct Own(Option<Arc<dyn Foreign>>);

impl PartialEq for Own {
    fn eq(&self, other: &Self) -> bool {
        let number = |own: &Self| own.0.as_ref().map(|own| own.number());
        number(self) == number(other)
    }
}

impl Own {
    /// This one.
    pub fn of(foreign: Arc<dyn Foreign>) -> Self {
        Self(Some(foreign))
    }

    /// What is shown of it, where there is one.
    pub fn shown(&self) -> Option<&dyn Foreign> {
        self.0.as_deref()
    }
}
