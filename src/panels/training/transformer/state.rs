//! The state of `transformer`: a sentence, what is looked at, heads that are off, another sentence, and
//! the model of the session, which no address holds.

use super::heads::Heads;
use super::model::Model;
use super::model::{Held, MOST_TOKENS, shipped_sizes};
use super::own::Own;
use super::target::OneWord;
use crate::contract::input::{Optional, Whole, among};
use crate::contract::prelude::*;
use crate::language::{Sentence, standard, tokens};
use crate::state;
use numeric_core::random::Random;
use std::sync::Arc;
use training::forward::Sizes;

/// Most words of a sentence: the model sees 32, and the full stop before the sentence is one.
pub const MOST_WORDS: usize = MOST_TOKENS - 1;
const PLACE: Whole = Whole::new(0, MOST_WORDS as i64 - 1).label("word");

/// A sentence in a model, the head and the word that are looked at, heads that are switched off, the word
/// whose logit is taken apart, and a second sentence to take outputs from.
#[derive(Clone, Debug, PartialEq)]
pub struct TransformerState {
    /// The tokens of the text.
    pub text: Vec<usize>,
    /// The layer of the head that is opened, from 1.
    pub layer: usize,
    /// The head that is opened, from 1.
    pub head: usize,
    /// The word that is looked at, from 0; none for the last one.
    pub word: Option<usize>,
    /// Heads that are off, counted through all layers from 0.
    pub off: Vec<usize>,
    /// The word whose logit is taken apart; none for the likeliest.
    pub target: Option<usize>,
    /// The tokens of the second text.
    pub other: Vec<usize>,
    /// The model of the session, where it isn't the shipped one.
    pub held: Held,
    /// A GPT-2 of the session, which is then shown instead.
    pub own: Own,
}

impl Default for TransformerState {
    fn default() -> Self {
        Self {
            text: tokens("the dog that the cats chase").unwrap_or_default(),
            layer: 2,
            head: 2,
            word: None,
            off: Vec::new(),
            target: None,
            other: tokens("the dogs that the cats chase").unwrap_or_default(),
            held: Held::default(),
            own: Own::default(),
        }
    }
}

state! {
    for TransformerState {
        /// the words, which begin a sentence; the model is given the full stop before them
        text in text: Sentence(1, MOST_WORDS),
        /// the layer of the head that is opened, from 1
        layer in layer: Whole(1, 2).label("layer"),
        /// the head that is opened, from 1
        head in head: Whole(1, 8).label("head"),
        /// the word that is looked at, from 0; the last one where it isn’t given
        word in word: Optional<Whole>(PLACE, PLACE.kind()),
        /// heads that are switched off, so that they write nothing: layer, a point, and head
        off in off: Heads(),
        /// the next word whose logit is taken apart; the likeliest where it isn’t given
        target in target: Optional<OneWord>(OneWord::new(), OneWord::new().kind()),
        /// a second sentence, from which outputs of parts are taken
        other in other: Sentence(1, MOST_WORDS),
    }
    start = start;
    agree = agree;
    random = random;
    omits = omits;
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

/// What the model of the session doesn't have goes back to what it has.
fn agree(state: &mut TransformerState) {
    let sizes = state.sizes();
    state.layer = state.layer.clamp(1, sizes.layers);
    state.head = state.head.clamp(1, sizes.heads);
    state.off.retain(|head| *head < sizes.all_heads());
    let vocabulary = state.held.vocabulary();
    let most = (state.held.brought()).map_or(MOST_WORDS, |model| model.most());
    for text in [&mut state.text, &mut state.other] {
        text.retain(|token| *token < vocabulary);
        text.truncate(most);
        if text.is_empty() {
            text.push(0);
        }
    }
    state.target = state.target.filter(|word| *word < vocabulary);
    state.word = state.word.filter(|at| at + 1 < state.text.len());
}

/// An address is about the shipped model: what a model of the session has beyond it is left out.
fn omits(state: &TransformerState, key: &str) -> bool {
    let Some(model) = state.held.brought() else {
        return false;
    };
    let shipped = shipped_sizes();
    match key {
        "layer" => state.layer > shipped.layers,
        "head" => state.head > shipped.heads,
        "off" => model.sizes() != shipped,
        _ => model.language().is_none(),
    }
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
    if let (true, Ok(language)) = (random.uniform() < 0.5, standard()) {
        state.target = Some(below(random, language.vocabulary()));
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

    /// Where it stands for the model, which may be given a token before the text.
    #[must_use]
    pub fn place(&self) -> usize {
        self.at() + self.held.offset()
    }

    /// Layers and heads of the model.
    #[must_use]
    pub fn sizes(&self) -> Sizes {
        self.held.sizes()
    }

    /// The head that is opened, counted through all layers from 0.
    #[must_use]
    pub fn opened_head(&self) -> usize {
        (self.layer - 1) * self.sizes().heads + self.head - 1
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

    /// What its address opens: the same of the shipped model.
    #[must_use]
    pub fn of_shipped(&self) -> Self {
        let mut state = self.clone();
        let start = Self::default();
        let omitted = |key| omits(self, key);
        if omitted("text") {
            (state.text, state.other) = (start.text, start.other);
            (state.word, state.target) = (None, None);
        }
        if omitted("layer") {
            state.layer = start.layer;
        }
        if omitted("head") {
            state.head = start.head;
        }
        if omitted("off") {
            state.off.clear();
        }
        (state.held, state.own) = (start.held, start.own);
        agree(&mut state);
        state
    }

    /// Another model for the session, or the shipped one. The text stays where the words do.
    pub fn hold(&mut self, model: Option<Arc<Model>>) {
        let samples = (model.as_ref())
            .filter(|model| model.language().is_none())
            .map(|model| model.network.about.samples.clone());
        if let Some(samples) = samples {
            let [text, other] = samples.map(|sample| {
                let first = sample.into_iter().take(12);
                first.map(|token| token as usize).collect()
            });
            (self.text, self.other) = (text, other);
        } else if !self.held.is_toy() {
            let start = Self::default();
            (self.text, self.other) = (start.text, start.other);
        }
        (self.word, self.target) = (None, None);
        self.off.clear();
        self.own = Own::default();
        self.held = Held::new(model);
        agree(self);
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::small;
    use super::*;
    use crate::contract::State;
    use training::Source;

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
            "target=wolf",
            "target=the dog",
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

    #[test]
    fn a_word_can_be_chosen() {
        let (s, notices) = TransformerState::opened("#/transformer?target=sleep");
        let word = standard().unwrap().id("sleep").unwrap();
        assert_eq!((s.target, notices.len()), (Some(word), 0));
        assert_eq!(s.pairs(), [("target".into(), "sleep".into())]);
    }

    /// The address of a state with a model of the session opens what the shipped model has of it.
    #[test]
    fn no_address_holds_a_model_of_the_session() {
        let mut s = TransformerState {
            off: vec![3],
            ..TransformerState::default()
        };
        s.hold(Some(small(3, 2, Source::Toy)));
        assert_eq!((s.layer, s.off.len()), (2, 0));
        (s.layer, s.head, s.off) = (3, 1, vec![4]);
        s.text = tokens("a cat").unwrap();
        let pairs = s.pairs();
        let keys: Vec<&str> = pairs.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["text", "head"]);
        let text = Source::Text {
            text: "abra cadabra ".repeat(40),
            unit: training::Unit::Characters,
        };
        s.hold(Some(small(1, 3, text)));
        assert_eq!((s.layer, s.head, s.text.len()), (1, 1, 12));
        assert_eq!((s.place(), s.sizes().all_heads()), (11, 3));
        s.word = Some(4);
        assert!(
            s.pairs()
                .iter()
                .all(|(key, _)| key == "layer" || key == "head")
        );
        assert_eq!(s.of_shipped().text, TransformerState::default().text);
        s.hold(None);
        assert_eq!(
            (s.text.clone(), s.place()),
            (TransformerState::default().text, 6)
        );
    }
}
