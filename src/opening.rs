//! What the figure on the home page shows: a head of the trained model reading a sentence that the
//! reader types, and the words that can come next.

use crate::contract::lists::argmax;
use crate::contract::panel;
use crate::contract::registry::Part;
use crate::contract::{Presentation, number};
use crate::language;
use crate::panels::linear_algebra::attention::{AttentionPanel, AttentionState};
use crate::panels::linear_algebra::trained_head::{self, Head};
use nalgebra::DMatrix;
use numeric_core::language::{Language, Start};
use training::Reference;

/// The part of the program that shows it.
pub const PART: Part = Part("opening_figure");
/// The name of its files.
pub const ID: &str = "opening-figure";
/// What it opens on: the verb that comes next has to agree with the second word.
pub const SENTENCE: &str = "the dog that the cats chase";
/// Layer and head, from 0: in this one verbs look at their subjects.
const HEAD: (usize, usize) = (1, 1);
/// Most words that have room, in the panel on attention too.
const MOST: usize = trained_head::MOST - 1;
/// Words that are shown of what can come next.
pub const SHOWN: usize = 6;

/// A sentence as the model reads it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// The words, the full stop before the sentence first.
    pub words: Vec<String>,
    /// The attention weights of the head, a row for each word.
    pub weights: DMatrix<f64>,
    /// The cell that the sentence speaks of: the last word, and what it attends to most.
    pub chosen: Option<(usize, usize)>,
    /// What the head does at the last word.
    pub sentence: String,
    /// The likeliest words to come next.
    pub next: Vec<Next>,
    /// The same head in the panel on attention.
    pub address: String,
}

/// A word that can come next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Next {
    /// The word.
    pub word: &'static str,
    /// Its probability by the model.
    pub model: f64,
    /// Its probability by the language's own rules; none after what these don't allow.
    pub truth: Option<f64>,
}

/// What the model makes of a sentence. A last word that isn't finished yet is left out.
///
/// # Errors
///
/// In words: a word that the language doesn't have, or too many of them.
pub fn look(model: &Reference, text: &str) -> Result<Look, String> {
    let language = language::standard()?;
    let text = finished(language, text);
    let typed = language
        .tokens(text)
        .map_err(|_| language::unknown(language, text))?;
    if typed.len() > MOST {
        return Err(format!(
            "There is room for {MOST} words, and these are {}.",
            typed.len()
        ));
    }
    let mut tokens = vec![language.stop()];
    tokens.extend(&typed);
    let seen = model.look(&tokens).map_err(|e| e.to_string())?;
    let seen_head = &seen.heads[HEAD.0][HEAD.1];
    let head = Head::of(language, &tokens, seen_head);
    let (words, weights) = (head.words.clone(), seen_head.weights.clone());
    let last = words.len() - 1;
    let row: Vec<f64> = weights.row(last).iter().copied().collect();
    let most = argmax(&row);
    let truth = language.source().after(&typed, Start::Sentence);
    let truth = truth.ok().map(|belief| belief.next_word());
    let mut order: Vec<usize> = (0..seen.next.len()).collect();
    order.sort_by(|&a, &b| seen.next[b].total_cmp(&seen.next[a]));
    let next = order.into_iter().take(SHOWN).filter_map(|id| {
        Some(Next {
            word: language.word(id)?,
            model: seen.next[id],
            truth: truth.as_ref().map(|truth| truth[id]),
        })
    });
    let state = AttentionState::of_head(head);
    let address = panel::address::<AttentionPanel>(&state, None, &Presentation::default());
    Ok(Look {
        chosen: Some((last, most)),
        sentence: said(&words, most, row[most]),
        words,
        weights,
        next: next.collect(),
        address: address.text(),
    })
}

/// A text with one more word, which takes the place of one that isn't finished yet.
///
/// # Errors
///
/// In words, where the language itself is damaged.
pub fn with_word(text: &str, word: &str) -> Result<String, String> {
    let language = language::standard()?;
    let text = finished(language, text).trim_end();
    let space = if text.is_empty() || word == "." {
        ""
    } else {
        " "
    };
    Ok(format!("{text}{space}{word}"))
}

/// The text without a last word that is only the beginning of one.
fn finished<'a>(language: &Language, text: &'a str) -> &'a str {
    let (before, last) = text.rsplit_once(' ').unwrap_or(("", text));
    let word = last.to_lowercase();
    let mut all = (0..language.vocabulary()).filter_map(|id| language.word(id));
    let is_begun = language.id(&word).is_err() && all.any(|known| known.starts_with(&word));
    if is_begun { before } else { text }
}

/// What the last word does: it attends most to another, or to itself, with this weight.
fn said(words: &[String], most: usize, weight: f64) -> String {
    let last = words.len() - 1;
    if last == 0 {
        return "Type a word, or choose one: the sentence begins after the full stop.".into();
    }
    let whom = if most == last {
        "itself".to_string()
    } else {
        format!("“{}”", words[most])
    };
    format!(
        "“{}” gives {} of its attention to {whom}.",
        words[last],
        number::percent(weight)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Address;

    fn model() -> Reference {
        Reference::read(include_bytes!("../assets/reference.safetensors")).unwrap()
    }

    #[test]
    fn it_opens_on_a_verb_that_looks_at_its_subject() {
        let seen = look(&model(), SENTENCE).unwrap();
        assert_eq!(seen.words[2], "dog");
        assert!(seen.weights[(6, 2)] > 0.9, "{}", seen.weights);
        assert!(
            seen.sentence.contains("attention to “dog”"),
            "{}",
            seen.sentence
        );
        for next in &seen.next {
            let truth = next.truth.unwrap();
            assert!(next.word.ends_with('s') && truth > 0.0, "{next:?}");
            assert!((next.model - truth).abs() < 0.05, "{next:?}");
        }
        let panel = crate::panels::find("attention").unwrap().panel;
        let glance = panel.glance(&Address::parse(&seen.address));
        assert_eq!(glance.notices, []);
        assert!((glance.reading.matrix("weights") - seen.weights).amax() < 0.01);
    }

    #[test]
    fn what_is_typed_so_far_is_read() {
        let model = model();
        let words = |text: &str| look(&model, text).map(|seen| seen.words.len());
        assert_eq!(words(""), Ok(1));
        assert_eq!(words("the do"), Ok(2));
        assert_eq!(words("The dog "), Ok(3));
        assert!(words("the wolf").unwrap_err().contains("“wolf”"));
        assert!(words(&"the dog ".repeat(9)).unwrap_err().contains("room"));
        for (text, longer) in [("the do", "the dog"), ("", "dog"), ("the ", "the dog")] {
            assert_eq!(with_word(text, "dog").as_deref(), Ok(longer));
        }
        assert_eq!(
            with_word("the dog sleeps", ".").as_deref(),
            Ok("the dog sleeps.")
        );
        // The language never says this, so nothing is true of what follows.
        let seen = look(&model, "dog the").unwrap();
        assert!(seen.next.iter().all(|next| next.truth.is_none()));
    }
}
