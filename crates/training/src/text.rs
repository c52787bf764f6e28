//! A reader's own text as tokens.

use crate::config::Unit;
use crate::error::{Result, TrainingError};
use std::collections::BTreeMap;
use unicode_segmentation::UnicodeSegmentation;

/// The longest text, in characters.
pub const LONGEST: usize = 200_000;
/// The most different tokens.
pub const MOST: usize = 1_000;
/// What a rare token becomes.
pub const OTHER: &str = "⁇";

/// A text as numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokens {
    /// The different tokens, by falling frequency, then in order.
    pub vocabulary: Vec<String>,
    /// The text.
    pub text: Vec<usize>,
    /// How many tokens became [`OTHER`].
    pub others: usize,
}

/// Cuts a text into tokens.
pub fn cut(text: &str, unit: Unit) -> Vec<String> {
    match unit {
        Unit::Characters => text.chars().map(String::from).collect(),
        Unit::Words => words(text),
    }
}

/// The tokens of a typed text by their numbers in a vocabulary; one that it lacks is [`OTHER`], where
/// that is in it.
///
/// # Errors
///
/// A token that isn't in the vocabulary, by name.
pub fn numbered(typed: &str, unit: Unit, vocabulary: &[String]) -> Result<Vec<usize>> {
    let place = |token: &str| vocabulary.iter().position(|known| known == token);
    let find = |token: String| {
        place(&token)
            .or_else(|| place(OTHER))
            .ok_or_else(|| TrainingError::Text(format!("“{token}” doesn’t occur in the text")))
    };
    cut(typed, unit).into_iter().map(find).collect()
}

/// The words of a text in small letters, by Unicode's default word boundaries (UAX #29). A word keeps
/// its marks, apostrophes and decimal points. Each sign is a word of its own; so is each character of
/// writings without spaces, such as Chinese and Thai. Spaces are left out.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let filled = |word: &&str| !word.trim().is_empty();
    let words = text.split_word_bounds().filter(filled);
    words.map(str::to_lowercase).collect()
}

/// Cuts a text into tokens and numbers them.
///
/// # Errors
///
/// A text that is too long, or has fewer than `context` + 2 tokens, or only one that is repeated.
pub fn tokens(text: &str, unit: Unit, context: usize) -> Result<Tokens> {
    let refuse = |what: String| Err(TrainingError::Text(what));
    let length = text.chars().count();
    if length > LONGEST {
        return refuse(format!(
            "the text has {length} characters; at most {LONGEST} can be used"
        ));
    }
    let cut = cut(text, unit);
    let name = match unit {
        Unit::Characters => "characters",
        Unit::Words => "words",
    };
    if cut.is_empty() {
        return refuse("there is no text yet: paste some, or drop a .txt file".into());
    }
    if cut.len() < context + 2 {
        return refuse(format!(
            "the text has {} {name}; with a context of {context} at least {} are needed",
            cut.len(),
            context + 2
        ));
    }
    let mut counts = BTreeMap::<&str, usize>::new();
    for token in &cut {
        *counts.entry(token).or_default() += 1;
    }
    if counts.len() < 2 {
        return refuse(format!(
            "the text repeats one of its {name}; there is nothing to learn"
        ));
    }
    let mut ranked: Vec<(&str, usize)> = counts.into_iter().collect();
    // Stable: equally frequent tokens stay in their order.
    ranked.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let whole = ranked.len() <= MOST;
    ranked.truncate(if whole { MOST } else { MOST - 1 });
    let mut vocabulary: Vec<String> = ranked.iter().map(|(token, _)| (*token).into()).collect();
    let places: BTreeMap<&str, usize> = ranked
        .iter()
        .enumerate()
        .map(|(place, &(token, _))| (token, place))
        .collect();
    let other = vocabulary.len();
    let numbers: Vec<usize> = cut
        .iter()
        .map(|token| places.get(token.as_str()).copied().unwrap_or(other))
        .collect();
    let others = numbers.iter().filter(|&&n| n == other).count();
    if !whole {
        vocabulary.push(OTHER.into());
    }
    Ok(Tokens {
        vocabulary,
        text: numbers,
        others,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_and_words() {
        assert_eq!(cut("Ab ", Unit::Characters), ["A", "b", " "]);
        assert_eq!(
            cut("Don’t stop, re-do it: 3.5\n", Unit::Words),
            ["don’t", "stop", ",", "re", "-", "do", "it", ":", "3.5"]
        );
        let t = tokens("abab cc 🦀", Unit::Characters, 2).unwrap();
        assert_eq!(t.vocabulary, [" ", "a", "b", "c", "🦀"]);
        assert_eq!(t.text, [1, 2, 1, 2, 0, 3, 3, 0, 4]);
        assert_eq!(t.others, 0);
    }

    #[test]
    fn words_are_those_of_unicode() {
        for (text, expected) in [
            ("हिन्दी भाषा क्या है", vec!["हिन्दी", "भाषा", "क्या", "है"]),
            ("cafe\u{301}, naïve", vec!["cafe\u{301}", ",", "naïve"]),
            ("E\u{301}te\u{301}", vec!["e\u{301}te\u{301}"]),
            ("שָׁלוֹם مُحَمَّد", vec!["שָׁלוֹם", "مُحَمَّد"]),
            ("தமிழ் বাংলা", vec!["தமிழ்", "বাংলা"]),
            ("می\u{200c}خواهم", vec!["می\u{200c}خواهم"]),
            ("ok ❤\u{fe0f}!", vec!["ok", "❤\u{fe0f}", "!"]),
            ("👩\u{200d}🚀 🇫🇷🇮🇳", vec!["👩\u{200d}🚀", "🇫🇷", "🇮🇳"]),
            ("中文 字", vec!["中", "文", "字"]),
            ("カタカナ 한국어", vec!["カタカナ", "한국어"]),
            ("ไทย", vec!["ไ", "ท", "ย"]),
            ("ที่นี่", vec!["ที่", "นี่"]),
            ("a\u{a0}b\u{2009}c\u{3000}d", vec!["a", "b", "c", "d"]),
            ("1,234.5 snake_case", vec!["1,234.5", "snake_case"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_learned_is_said() {
        for (text, says) in [
            ("", "no text yet"),
            ("   \n", "no text yet"),
            ("a", "at least 6"),
            ("aaaaaaaaaa", "repeats"),
        ] {
            let unit = if text.trim().is_empty() {
                Unit::Words
            } else {
                Unit::Characters
            };
            let error = tokens(text, unit, 4).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
        let long = "ab".repeat(LONGEST);
        assert!(tokens(&long, Unit::Characters, 4).is_err());
    }

    #[test]
    fn rare_tokens_become_one() {
        let many: String = (0..3 * MOST).map(|n| format!("w{n} w0 ")).collect();
        let t = tokens(&many, Unit::Words, 4).unwrap();
        assert_eq!(t.vocabulary.len(), MOST);
        assert_eq!(t.vocabulary.last().unwrap(), OTHER);
        assert_eq!(t.others, 3 * MOST - (MOST - 1));
    }
}
