//! The state of `compression`: a text, what its symbols are, what predicts them, and how far the coder
//! has come.

use super::coder;
use crate::choices;
use crate::contract::input::{Choice, Optional, Switch, Whole};
use crate::contract::prelude::*;
use crate::language::{AnyText, prose, sampled, standard, written};
use crate::state;
use numeric_core::language::Start;
use numeric_core::random::Random;
use std::sync::OnceLock;

/// Most characters of a text.
const LONGEST: usize = 100_000;
/// Most bits of a code: a character has at most four bytes, and an impossible word costs 28 bits.
const MOST_BITS: i64 = 10_000_000;
/// The place of a flipped bit.
const FLIP: Whole = Whole::new(0, MOST_BITS).label("flipped bit");

/// What a text is divided into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SymbolKind {
    /// The bytes of its UTF-8.
    Bytes,
    /// Its characters.
    Characters,
    /// Its words, as the toy language reads them.
    Words,
}

choices! { SymbolKind {
    SymbolKind::Bytes => "bytes",
    SymbolKind::Characters => "characters",
    SymbolKind::Words => "words",
} }

impl SymbolKind {
    /// What one of them is called.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Bytes => "byte",
            Self::Characters => "character",
            Self::Words => "word",
        }
    }
}

/// What predicts the next symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Predictor {
    /// The frequencies of the whole text, known before.
    Counts,
    /// Counts that start from one of each and grow.
    Adaptive,
    /// The source of the toy language: the truth.
    Source,
    /// The trained transformer.
    Transformer,
}

choices! { Predictor {
    Predictor::Counts => "counts" as "the text’s counts",
    Predictor::Adaptive => "adaptive" as "adaptive counts",
    Predictor::Source => "source" as "source (the truth)",
    Predictor::Transformer => "transformer",
} }

impl Predictor {
    /// Whether it predicts words of the toy language and nothing else.
    pub fn needs_words(self) -> bool {
        matches!(self, Self::Source | Self::Transformer)
    }
}

/// 1,000 words of the source, as one writes them: 4,720 bytes.
fn thousand() -> String {
    const SEED: u64 = 11;
    static TEXT: OnceLock<String> = OnceLock::new();
    let made = || {
        let random = &mut Random::new(SEED);
        let words = standard().map(|l| l.source().sample(1000, Start::Sentence, random));
        prose(&words.unwrap_or_default())
    };
    TEXT.get_or_init(made).clone()
}

state! {
    /// A text, its symbols, a model of them, and a step of the coder.
    pub struct CompressionState {
        /// any text
        text: AnyText(LONGEST) = thousand(),
        /// what the text is divided into
        symbols: Choice<SymbolKind>() = SymbolKind::Words,
        /// what predicts each symbol
        model: Choice<Predictor>() = Predictor::Source,
        /// whether the size of the model is added to the bits
        cost: Switch().label("count the model’s size") = false,
        /// symbols that are coded in the picture
        at: Whole(0, LONGEST as i64 * 4).label("symbols coded").ordinary(0, 10)
            .extremes(&[0, 1, 5, 40]) = 3,
        /// the bit, counted from 0, that arrives flipped
        flip: Optional<Whole>(FLIP, FLIP.kind()) = None,
    }
    start = start;
    agree = agree;
    random = random;
    omits = omits;
}

/// A step that the text doesn't reach, or a bit that its code doesn't have, is refused by name.
fn start(query: &mut Query) -> CompressionState {
    let mut state = CompressionState::filled(query);
    let symbols = coder::text(&state).ids.len();
    if query.integer("at").is_some_and(|at| at > symbols as i64) {
        let has = number::count(symbols, state.symbols.noun());
        query.reject(
            "at",
            &format!("a whole number from 0 to {symbols}, since the text has {has}"),
        );
    }
    if let Some(flip) = query.integer("flip") {
        let bits = bits(&state);
        if flip >= bits as i64 {
            let has = number::count(bits, "bit");
            query.reject(
                "flip",
                &format!("the place of a bit, from 0 on, and the code has {has}"),
            );
        }
    }
    state = CompressionState::filled(query);
    agree(&mut state);
    state
}

/// Of a short text as many symbols are coded as it has, where an address says nothing.
fn omits(state: &CompressionState, key: &str) -> bool {
    let symbols = || coder::text(state).ids.len();
    key == "at" && state.at == CompressionState::default().at.min(symbols())
}

fn bits(state: &CompressionState) -> usize {
    coder::coded(state).map_or(0, |coded| coded.bits.len())
}

fn agree(state: &mut CompressionState) {
    state.at = state.at.min(coder::text(state).ids.len());
    if let Some(flip) = state.flip {
        state.flip = bits(state).checked_sub(1).map(|last| flip.min(last));
    }
}

fn random(random: &mut Random, draw: Draw) -> CompressionState {
    let mut state = CompressionState::drawn(random, draw);
    let network = state.model == Predictor::Transformer;
    if state.model.needs_words() && (draw == Draw::Ordinary || network) {
        state.symbols = SymbolKind::Words;
        let most = if network { 24 } else { 60 };
        let length = 12 + below(random, most - 12);
        state.text = match (draw, standard()) {
            (Draw::Extreme, Ok(language)) => {
                let any = (0..length).map(|_| below(random, language.vocabulary()));
                written(&any.collect::<Vec<_>>())
            }
            _ => sampled(length, random),
        };
    }
    if random.uniform() < 0.4 {
        let bits = bits(&state);
        state.flip = (bits > 0).then(|| below(random, bits));
    }
    agree(&mut state);
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn what_the_text_lacks_is_refused() {
        let open = |keys: &str| {
            CompressionState::opened(&format!("#/compression?text=the dog sleeps .&{keys}"))
        };
        let (s, notices) = open("at=4");
        assert_eq!((s.at, notices.len()), (4, 0));
        let (s, notices) = open("at=5");
        assert_eq!((s.at, notices), (3, vec!["at".to_owned()]));
        let (s, notices) = open("flip=2&symbols=bytes&model=adaptive");
        assert_eq!((s.flip, notices.len()), (Some(2), 0));
        let (s, notices) = open("flip=2000");
        assert_eq!((s.flip, notices), (None, vec!["flip".to_owned()]));
        // An empty text is a text.
        let (s, notices) = CompressionState::opened("#/compression?text=");
        assert_eq!((s.text.as_str(), s.at, notices.len()), ("", 0, 0));
    }

    #[test]
    fn a_long_text_of_any_characters_is_read() {
        let long = "語".repeat(LONGEST);
        let (s, notices) = CompressionState::opened(&format!(
            "#/compression?symbols=characters&model=adaptive&text={long}"
        ));
        assert!(notices.is_empty() && s.text == long);
        let (_, notices) = CompressionState::opened(&format!("#/compression?text={long}x"));
        assert_eq!(notices, ["text"]);
    }
}
