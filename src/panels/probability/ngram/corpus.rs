//! The training text, the held-out text and their counts, kept from one reading to the next.
//!
//! A training text is the beginning of one that its seed decides, so when the number of words
//! changes only the words in between are counted or taken back. Perplexities are kept until the
//! text or the smoothing changes: the order and the context leave them as they are.

use super::state::{NgramState, ORDERS};
use crate::language::standard;
use numeric_core::error::Result;
use numeric_core::language::{Language, Start};
use numeric_core::ngram::{ContextTree, Path, Scores, Smoothing};
use std::cell::RefCell;
use std::rc::Rc;

/// Words of the held-out text.
pub const HELD_OUT: usize = 20_000;
/// Added to the seed for the held-out text, so that it is another one than any training text.
const ANOTHER: u64 = 1_000_003;

/// How the models of all orders fare on the training text and on the held-out one.
pub struct Figures {
    pub smoothing: Smoothing,
    pub training: Scores,
    pub held_out: Scores,
}

/// Texts and their counts.
pub struct Corpus {
    seed: u64,
    longest: Vec<usize>,
    held_out: Vec<usize>,
    pub tree: ContextTree,
    path: Path,
    figures: Option<Rc<Figures>>,
    /// How many different contexts there are by order, from sorted n-grams.
    sorted: Vec<usize>,
}

thread_local! {
    static LAST: RefCell<Option<Corpus>> = const { RefCell::new(None) };
}

/// What `look` sees of the counted training text of a state.
///
/// # Errors
///
/// In words; the texts are of the language itself, so there are none.
pub fn of<T>(
    state: &NgramState,
    look: impl FnOnce(&mut Corpus) -> Result<T>,
) -> std::result::Result<T, String> {
    let language = standard()?;
    LAST.with_borrow_mut(|last| {
        let kept = last.take().filter(|corpus| corpus.seed == state.seed);
        let corpus = match kept {
            Some(corpus) => Ok(corpus),
            None => Corpus::new(language, state.seed),
        };
        let mut corpus = corpus.map_err(|e| e.to_string())?;
        let seen = corpus
            .count(language, state.words)
            .and_then(|()| look(&mut corpus));
        *last = Some(corpus);
        seen.map_err(|e| e.to_string())
    })
}

impl Corpus {
    fn new(language: &Language, seed: u64) -> Result<Self> {
        Ok(Self {
            seed,
            longest: Vec::new(),
            held_out: language.sample(seed + ANOTHER, HELD_OUT, Start::Sentence),
            tree: ContextTree::new(language.vocabulary(), ORDERS)?,
            path: Path::default(),
            figures: None,
            sorted: Vec::new(),
        })
    }

    /// Counts the first so many words.
    fn count(&mut self, language: &Language, words: usize) -> Result<()> {
        if self.tree.text().len() == words {
            return Ok(());
        }
        if self.longest.len() < words {
            self.longest = language.sample(self.seed, words.max(HELD_OUT), Start::Sentence);
        }
        self.tree.set(&self.longest[..words])?;
        self.path = self.tree.path(&self.held_out)?;
        self.sorted = contexts(self.tree.text(), language.vocabulary() as u64);
        self.figures = None;
        Ok(())
    }

    /// How the models of all orders fare with this smoothing.
    ///
    /// # Errors
    ///
    /// For a smoothing whose number is out of its range.
    pub fn figures(&mut self, smoothing: Smoothing) -> Result<Rc<Figures>> {
        if let Some(figures) = self.figures.as_ref().filter(|f| f.smoothing == smoothing) {
            return Ok(Rc::clone(figures));
        }
        let figures = Rc::new(Figures {
            smoothing,
            training: self.tree.own_scores(smoothing)?,
            held_out: self.tree.scores(&self.path, smoothing)?,
        });
        self.figures = Some(Rc::clone(&figures));
        Ok(figures)
    }

    /// How many different contexts there are by order, counted in sorted n-grams.
    pub fn sorted_contexts(&self) -> &[usize] {
        &self.sorted
    }

    /// How often something follows a context, by going through the text.
    pub fn occurrences(&self, context: &[usize]) -> usize {
        let windows = self.tree.text().windows(context.len() + 1);
        windows.filter(|w| w.starts_with(context)).count()
    }
}

/// How many different runs of 0, 1, … words are followed by a word: what stands before each word, the
/// nearest word as the first digit of a number, is sorted.
fn contexts(text: &[usize], vocabulary: u64) -> Vec<usize> {
    let longest = ORDERS - 1;
    let base = vocabulary + 1;
    let key = |at: usize| {
        (1..=longest).fold(0, |key, back| {
            // A digit of its own where the text hasn't begun.
            let digit = at.checked_sub(back).map_or(vocabulary, |i| text[i] as u64);
            key * base + digit
        })
    };
    let mut keys: Vec<u64> = (0..text.len()).map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    (0..=longest)
        .map(|length| {
            let rest = base.pow((longest - length) as u32);
            let mut last = None;
            let different = keys.iter().filter(|key| {
                let begins = **key / rest;
                let new = last != Some(begins);
                last = Some(begins);
                // Its last digit is that of the word furthest back.
                new && (length == 0 || begins % base < vocabulary)
            });
            different.count()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_are_counted_in_two_ways() {
        for words in [100, 2500, 300] {
            let state = NgramState {
                words,
                ..NgramState::default()
            };
            of(&state, |corpus| {
                assert_eq!(corpus.sorted_contexts(), corpus.tree.contexts());
                let context = [0];
                assert_eq!(corpus.occurrences(&context), corpus.tree.total(&context));
                Ok(())
            })
            .unwrap();
        }
    }

    #[test]
    fn the_same_whichever_way_it_was_reached() {
        let figures = |words| {
            let state = NgramState {
                words,
                ..NgramState::default()
            };
            of(&state, |c| c.figures(state.rule())).unwrap()
        };
        let first = figures(700);
        figures(150);
        figures(900);
        let again = figures(700);
        assert_eq!(first.held_out, again.held_out);
        assert_eq!(first.training, again.training);
    }
}
