//! The toy language in the sentences of panels.

use super::{Model, standard, words};

/// A text as it is normally written: with capitals, and stops right behind their words.
#[must_use]
pub fn prose(text: &[usize]) -> String {
    let language = standard().ok();
    language
        .and_then(|language| language.text(text).ok())
        .unwrap_or_default()
}

/// A word of the language within a sentence.
#[must_use]
pub fn quoted(word: usize) -> String {
    if standard().is_ok_and(|language| language.stop() == word) {
        return "the full stop".into();
    }
    format!("“{}”", words(&[word]).concat())
}

/// Where a word of a text stands: after the word before it.
#[must_use]
pub fn place(text: &[usize], at: usize) -> String {
    let before = at.checked_sub(1).and_then(|i| text.get(i));
    before.map_or("at the beginning".into(), |word| {
        format!("after {}", quoted(*word))
    })
}

/// A model as the subject of a sentence.
#[must_use]
pub fn subject(model: Model) -> &'static str {
    match model {
        Model::Uniform => "The uniform model",
        Model::Unigram => "The unigram model",
        Model::Bigram => "The bigram model",
        Model::Trigram => "The trigram model",
        Model::Transformer => "The trained transformer",
        Model::Source => "The source, the truth,",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tokens;

    #[test]
    fn texts_are_written_as_one_writes_them() {
        let text = tokens("the dog sleeps . a cat runs .").unwrap();
        assert_eq!(prose(&text), "The dog sleeps. A cat runs.");
        assert_eq!(quoted(text[1]), "“dog”");
        assert_eq!(place(&text, 4), "after the full stop");
        assert_eq!(place(&text, 0), "at the beginning");
    }
}
