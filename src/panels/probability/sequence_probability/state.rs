//! The state of `sequence-probability`: a text, a model, and the word that is looked at.

use crate::contract::input::{Choice, Whole};
use crate::contract::prelude::*;
use crate::language::{Model, Sentence, tokens};
use crate::state;
use numeric_core::random::Random;

/// Most words of a text.
pub const MOST_WORDS: usize = 60;

state! {
    /// A text of the toy language, what predicts its words, and the place that is looked at.
    pub struct SequenceState {
        /// the words, which begin a sentence; a full stop is a word
        text: Sentence(1, MOST_WORDS)
            = tokens("the dog that the cats chase sleeps .").unwrap_or_default(),
        /// what predicts each word from those before it
        model: Choice<Model>() = Model::Source,
        /// the word, counted from 0, whose distribution is shown; the number of words names the one
        /// that would come next
        word: Whole(0, MOST_WORDS as i64) = 6,
    }
    start = start;
    agree = agree;
    random = random;
}

/// A word that the text doesn't have is refused by name; a default is the next word at most.
fn start(query: &mut Query) -> SequenceState {
    let given = SequenceState::filled(query);
    let words = given.text.len();
    if query.integer("word").is_some_and(|at| at > words as i64) {
        let has = number::count(words, "word");
        query.reject(
            "word",
            &format!("a whole number from 0 to {words}, since the text has {has}"),
        );
    }
    let mut state = SequenceState::filled(query);
    agree(&mut state);
    state
}

fn agree(state: &mut SequenceState) {
    state.word = state.word.min(state.text.len());
}

fn random(random: &mut Random, draw: Draw) -> SequenceState {
    let state = SequenceState::drawn(random, draw);
    SequenceState {
        word: below(random, state.text.len() + 1),
        ..state
    }
}

impl SequenceState {
    /// The same with a word at a place: in the place of the one there, or after the last.
    #[must_use]
    pub fn with_word(&self, at: usize, word: usize) -> Self {
        let mut next = self.clone();
        if let Some(place) = next.text.get_mut(at) {
            *place = word;
        } else if next.text.len() < MOST_WORDS {
            next.text.push(word);
            next.word = next.text.len();
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn a_word_that_the_text_lacks_is_refused() {
        let (s, notices) = SequenceState::opened("#/sequence-probability?word=8");
        assert_eq!((s.word, notices.len()), (8, 0));
        let (s, notices) = SequenceState::opened("#/sequence-probability?word=9");
        assert_eq!(notices, ["word"]);
        assert_eq!(s.word, 6);
        let (s, notices) = SequenceState::opened("#/sequence-probability?text=a cat&word=3");
        assert_eq!(notices, ["word"]);
        assert_eq!((s.word, s.text.len()), (2, 2));
        // Without a word in the address the default is brought into the text.
        let (s, notices) = SequenceState::opened("#/sequence-probability?text=A cat sleeps.");
        assert_eq!((s.word, s.text.len(), notices.len()), (4, 4, 0));
        let (s, notices) = SequenceState::opened("#/sequence-probability?text=a unicorn&word=2");
        assert_eq!(notices, ["text"]);
        assert_eq!(s.word, 2);
        assert_eq!(s.text, SequenceState::default().text);
    }

    #[test]
    fn a_word_is_put_into_its_place_or_after_the_last() {
        let state = SequenceState::default();
        let sleep = tokens("sleep").unwrap()[0];
        let next = state.with_word(6, sleep);
        assert_eq!((next.text[6], next.text.len(), next.word), (sleep, 8, 6));
        let next = state.with_word(8, 3);
        assert_eq!((next.text.len(), next.word), (9, 9));
        let full = SequenceState {
            text: vec![3; MOST_WORDS],
            ..SequenceState::default()
        };
        assert_eq!(full.with_word(MOST_WORDS, 3), full);
        assert!(SequenceState::KEYS.iter().all(|key| !key.about.is_empty()));
    }
}
