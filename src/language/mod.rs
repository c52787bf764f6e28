//! The toy language as panels use it: its words in an address, what predicts them, and the same in
//! Python.

mod any_text;
mod model;
mod predict;
mod program;
mod say;
mod sentence;
mod trained;
mod visible;

pub use any_text::{AnyText, sampled};
pub use model::Model;
pub use predict::{Predicted, conditionals, log_joint, next_words, truth};
pub use program::{FILES, LANGUAGE, LAYERS, NETWORK, predictions};
pub use say::{place, prose, quoted, subject};
pub use sentence::Sentence;
pub use trained::{MISSING, trained};
pub use visible::{token_as_written, visible};

use crate::contract::number;
use numeric_core::language::Language;
use std::sync::OnceLock;

/// The language that the trained model was trained on.
///
/// # Errors
///
/// In words; the tables of its grammar are tested, so there are none.
pub fn standard() -> Result<&'static Language, String> {
    static LANGUAGE: OnceLock<Result<Language, String>> = OnceLock::new();
    LANGUAGE
        .get_or_init(|| Language::standard().map_err(|e| e.to_string()))
        .as_ref()
        .map_err(Clone::clone)
}

/// The words of a text, whatever their case and however they are separated; a full stop is a word.
///
/// # Errors
///
/// In words: the first word that the language doesn't have.
pub fn tokens(text: &str) -> Result<Vec<usize>, String> {
    let language = standard()?;
    let spaced = number::visible(text).replace(',', " ");
    language
        .tokens(&spaced)
        .map_err(|_| unknown(language, &spaced))
}

/// The words as they stand in an address: `the dog sleeps .`
#[must_use]
pub fn written(tokens: &[usize]) -> String {
    words(tokens).join(" ")
}

/// The words of these ids.
#[must_use]
pub fn words(tokens: &[usize]) -> Vec<String> {
    let word = |id: &usize| Some(standard().ok()?.word(*id)?.to_owned());
    tokens.iter().filter_map(word).collect()
}

/// All words of the language, by id.
#[must_use]
pub fn vocabulary() -> Vec<String> {
    standard().map_or_else(
        |_| Vec::new(),
        |language| words(&(0..language.vocabulary()).collect::<Vec<_>>()),
    )
}

/// What is said of words of which the language lacks one.
#[must_use]
pub fn unknown(language: &Language, text: &str) -> String {
    let word = text
        .split_whitespace()
        .find(|word| language.tokens(word).is_err());
    let some: Vec<&str> = (1..language.vocabulary())
        .step_by(9)
        .filter_map(|id| language.word(id))
        .collect();
    format!(
        "The model knows {} words, and “{}” is none of them. Some that it knows: {}.",
        language.vocabulary(),
        word.unwrap_or_default(),
        some.join(", ")
    )
}
