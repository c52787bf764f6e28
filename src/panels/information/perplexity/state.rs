//! The state of `perplexity`: a text, a model, and a probability that one word gets instead.

use crate::contract::input::{Choice, Number, Optional, Whole, among};
use crate::contract::prelude::*;
use crate::language::{Model, Sentence, tokens};
use crate::state;
use numeric_core::random::Random;

/// Most words of a text.
const MOST_WORDS: usize = 60;
/// What one word may get instead of the model's own probability.
const Q: Number = Number::new(0.0, 1.0).label("q").log_from(1e-16);

state! {
    /// A text of the toy language, what predicts its words, and a word with another probability.
    pub struct PerplexityState {
        /// the words, which begin a sentence; a full stop is a word
        text: Sentence(1, MOST_WORDS)
            = tokens("the dog that the cats chase sleeps .").unwrap_or_default(),
        /// what predicts each word from those before it
        model: Choice<Model>() = Model::Source,
        /// the word, counted from 0, that q is about
        word: Whole(0, MOST_WORDS as i64 - 1) = 6,
        /// the probability that this word gets instead of the model’s own
        q: Optional<Number>(Q, Q.kind()) = None,
    }
    start = start;
    agree = agree;
    random = random;
}

/// A word that the text doesn't have is refused by name; a default is the last word at most.
fn start(query: &mut Query) -> PerplexityState {
    let words = PerplexityState::filled(query).text.len();
    if query.integer("word").is_some_and(|at| at >= words as i64) {
        let has = number::count(words, "word");
        let last = words.saturating_sub(1);
        query.reject(
            "word",
            &format!("a whole number from 0 to {last}, since the text has {has}"),
        );
    }
    let mut state = PerplexityState::filled(query);
    agree(&mut state);
    state
}

fn agree(state: &mut PerplexityState) {
    state.word = state.word.min(state.text.len().saturating_sub(1));
}

/// Half of the states leave every word its own probability.
fn random(random: &mut Random, draw: Draw) -> PerplexityState {
    const EDGES: [f64; 7] = [0.0, 1.0, 0.5, 1e-6, 1e-15, 1e-300, 0.999_999];
    let state = PerplexityState::drawn(random, draw);
    let chosen = match draw {
        Draw::Ordinary => decimals(10_f64.powf(-4.0 * random.uniform()), 5),
        Draw::Extreme => among(random, &EDGES, 0.5),
    };
    PerplexityState {
        word: below(random, state.text.len()),
        q: (random.uniform() < 0.5).then_some(chosen),
        ..state
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn a_word_that_the_text_lacks_is_refused() {
        let (s, notices) = PerplexityState::opened("#/perplexity?word=7&q=0");
        assert_eq!((s.word, s.q, notices.len()), (7, Some(0.0), 0));
        let (s, notices) = PerplexityState::opened("#/perplexity?word=8&q=1");
        assert_eq!(notices, ["word"]);
        assert_eq!((s.word, s.q), (6, Some(1.0)));
        let (s, notices) = PerplexityState::opened("#/perplexity?text=A cat sleeps.");
        assert_eq!((s.word, notices.len()), (3, 0));
        for bad in ["q=-0.1", "q=1.5", "q=NaN"] {
            let (s, notices) = PerplexityState::opened(&format!("#/perplexity?{bad}"));
            assert_eq!(notices, ["q"], "{bad}");
            assert_eq!(s.q, None, "{bad}");
        }
    }
}
