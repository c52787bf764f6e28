//! The state of `transformer`: a sentence, what is looked at, heads that are off, and another sentence.

use super::heads::Heads;
use crate::contract::input::{Optional, Whole, among};
use crate::contract::prelude::*;
use crate::language::{Sentence, standard, tokens};
use crate::state;
use numeric_core::random::Random;

/// Most words of a sentence: the model sees 32, and the full stop before the sentence is one.
pub const MOST_WORDS: usize = 31;
const PLACE: Whole = Whole::new(0, MOST_WORDS as i64 - 1).label("word");

state! {
    /// A sentence in the trained model, the head and the word that are looked at, heads that are
    /// switched off, and a second sentence to take outputs from.
    pub struct TransformerState {
        /// the words, which begin a sentence; the model is given the full stop before them
        text: Sentence(1, MOST_WORDS) = tokens("the dog that the cats chase").unwrap_or_default(),
        /// the layer of the head that is opened, from 1
        layer: Whole(1, 2).label("layer") = 2,
        /// the head that is opened, from 1
        head: Whole(1, 8).label("head") = 2,
        /// the word that is looked at, from 0; the last one where it isn’t given
        word: Optional<Whole>(PLACE, PLACE.kind()) = None,
        /// heads that are switched off, so that they write nothing: layer, a point, and head
        off: Heads() = Vec::new(),
        /// a second sentence, from which outputs of parts are taken
        other: Sentence(1, MOST_WORDS) = tokens("the dogs that the cats chase").unwrap_or_default(),
    }
    start = start;
    agree = agree;
    random = random;
}

/// A word that the sentence doesn't have is refused by name; the last one is what no word means.
fn start(query: &mut Query) -> TransformerState {
    let words = TransformerState::filled(query).text.len();
    if let Some(at) = query.integer("word") {
        let last = words as i64 - 1;
        if at > last {
            let has = number::count(words, "word");
            let expected = format!("a whole number from 0 to {last}, since the sentence has {has}");
            query.reject("word", &expected);
        } else if at == last {
            query.forget("word");
        }
    }
    TransformerState::filled(query)
}

fn agree(state: &mut TransformerState) {
    state.word = state.word.filter(|at| at + 1 < state.text.len());
}

/// Half of the second sentences are the first with one word in its other number, as one would patch.
fn random(random: &mut Random, draw: Draw) -> TransformerState {
    let mut state = TransformerState::drawn(random, draw);
    if random.uniform() < 0.5 {
        state.word = Some(below(random, state.text.len()));
    }
    if let (true, Ok(language)) = (random.uniform() < 0.5, standard()) {
        let places: Vec<(usize, usize)> = (state.text.iter().enumerate())
            .filter_map(|(at, word)| Some((at, language.partner(*word)?)))
            .collect();
        state.other.clone_from(&state.text);
        if let Some(&(at, partner)) = places.get(below(random, places.len())) {
            state.other[at] = partner;
        }
    }
    if draw == Draw::Extreme && random.uniform() < 0.3 {
        state.text = vec![among(random, &[0, 1, 72], 0)];
    }
    agree(&mut state);
    state
}

impl TransformerState {
    /// The word that is looked at, from 0.
    #[must_use]
    pub fn at(&self) -> usize {
        let last = self.text.len().saturating_sub(1);
        self.word.map_or(last, |at| at.min(last))
    }

    /// Where it stands for the model, which has the full stop before the sentence.
    #[must_use]
    pub fn place(&self) -> usize {
        self.at() + 1
    }

    /// The head that is opened, counted through all layers from 0.
    #[must_use]
    pub fn opened_head(&self) -> usize {
        let heads = super::heads::sizes().1;
        (self.layer - 1) * heads + self.head - 1
    }

    /// Switches a head off, or on again; it is counted through all layers from 0.
    pub fn toggle(&mut self, head: usize) {
        match self.off.binary_search(&head) {
            Ok(at) => {
                self.off.remove(at);
            }
            Err(at) => self.off.insert(at, head),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn the_last_word_is_what_no_word_means() {
        let (s, notices) = TransformerState::opened("#/transformer?word=2&off=2.2,1.4,2.2");
        assert_eq!((s.at(), s.off.as_slice()), (2, &[3, 9][..]));
        assert!(notices.is_empty());
        assert_eq!(
            s.pairs(),
            [
                ("word".into(), "2".into()),
                ("off".into(), "1.4,2.2".into())
            ]
        );
        let (s, notices) = TransformerState::opened("#/transformer?text=A cat sleeps.&word=3");
        assert_eq!((s.at(), s.word, notices.len()), (3, None, 0));
        let (s, notices) = TransformerState::opened("#/transformer?text=a cat&word=2");
        assert_eq!((s.at(), notices), (1, vec!["word".to_string()]));
        for bad in [
            "off=1.9",
            "off=2.25",
            "off=3.1",
            "off=x",
            "layer=3",
            "head=0",
            "text=a wolf",
        ] {
            let (s, notices) = TransformerState::opened(&format!("#/transformer?{bad}&word=1"));
            assert_eq!((notices.len(), s.at()), (1, 1), "{bad}");
        }
        let (s, notices) =
            TransformerState::opened(&format!("#/transformer?text={}", "cat ".repeat(32)));
        assert_eq!((s, notices.len()), (TransformerState::default(), 1));
    }

    #[test]
    fn heads_go_off_and_on_again() {
        let mut s = TransformerState::default();
        for head in [9, 3, 15] {
            s.toggle(head);
        }
        assert_eq!(s.off, [3, 9, 15]);
        s.toggle(9);
        assert_eq!(s.off, [3, 15]);
        assert_eq!(s.opened_head(), 9);
    }
}
