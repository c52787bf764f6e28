//! A toy language: a small English whose true statistics are known exactly.
//!
//! Its sentences are made by a finite-state [`Source`]: the dog that the cats chase sleeps. A verb
//! agrees in number with its subject, and between the two there may be a relative clause, with
//! another one inside, so that no short n-gram tells the verb's number. The word "." ends a
//! sentence, and whatever came before it no longer matters. From the beginning of a sentence the
//! words determine the state, so the true distribution of the next word, the entropy rate, and the
//! mutual information of words at a distance are all known.
//!
//! ```
//! use numeric_core::language::{Language, Start};
//!
//! # fn main() -> numeric_core::Result<()> {
//! let language = Language::standard()?;
//! let prefix = language.tokens("the dog that the cats chase")?;
//! let next = language.source().after(&prefix, Start::Sentence)?;
//! let sleeps = language.id("sleeps")?;
//! let sleep = language.id("sleep")?;
//! assert!(next.probability(sleeps) > 0.1);
//! assert_eq!(next.probability(sleep), 0.0);
//! # Ok(())
//! # }
//! ```

mod agreement;
mod belief;
mod exact;
mod grammar;
mod source;
mod words;

pub use agreement::{AgreementSite, AgreementValue};
pub use belief::Belief;
pub use grammar::Across;
pub use source::{Source, Start};

use crate::error::{CoreError, Result};
use crate::information::{self, Unit};
use crate::random::Random;
use crate::real;
use grammar::State;
use words::{Class, Word};

const OPERATION: &str = "toy language";

/// The toy language in one of its variants: vocabulary and source.
#[derive(Debug, Clone, PartialEq)]
pub struct Language {
    words: Vec<Word>,
    source: Source,
    states: Vec<State>,
}

impl Language {
    /// The language that the page's models are trained on.
    ///
    /// # Errors
    ///
    /// None; the grammar's tables are tested.
    pub fn standard() -> Result<Self> {
        Self::variant(false)
    }

    /// The same grammar and the same vocabulary with other habits: which nouns and verbs are common
    /// is turned around (dogs chase in the one, birds greet in the other). As hard to predict, but
    /// not by a model of the standard language; see [`divergence_rate`](Self::divergence_rate).
    ///
    /// # Errors
    ///
    /// None; the grammar's tables are tested.
    pub fn changed() -> Result<Self> {
        Self::variant(true)
    }

    fn variant(changed: bool) -> Result<Self> {
        let words = words::words(changed);
        let (states, choices) = grammar::reachable();
        let mut names: Vec<Class> = Vec::new();
        let mut classes: Vec<Vec<(usize, f64)>> = Vec::new();
        for (id, word) in words.iter().enumerate() {
            match names.iter().position(|&name| name == word.class) {
                Some(class) => classes[class].push((id, word.weight)),
                None => {
                    names.push(word.class);
                    classes.push(vec![(id, word.weight)]);
                }
            }
        }
        let mut arcs = Vec::with_capacity(choices.len());
        for options in choices {
            let mut state = Vec::with_capacity(options.len());
            for (name, weight, next) in options {
                let class = names.iter().position(|&other| other == name);
                let class = class.ok_or_else(|| {
                    CoreError::not_allowed(OPERATION, format!("no word is a {name:?}"))
                })?;
                state.push((class, f64::from(weight), next));
            }
            arcs.push(state);
        }
        let source = Source::new(&classes, &arcs)?;
        Ok(Self {
            words,
            source,
            states,
        })
    }

    /// The source of the words, which knows their statistics.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// How many words there are, "." among them.
    pub fn vocabulary(&self) -> usize {
        self.words.len()
    }

    /// The word with this id; `None` if there's no such id.
    pub fn word(&self, id: usize) -> Option<&'static str> {
        self.words.get(id).map(|word| word.text)
    }

    /// The id of a word, written in lower case.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a word that the language doesn't have.
    pub fn id(&self, word: &str) -> Result<usize> {
        self.words
            .iter()
            .position(|known| known.text == word)
            .ok_or_else(|| {
                CoreError::not_allowed(OPERATION, format!("the word {word:?} is unknown"))
            })
    }

    /// The id of ".", the end of a sentence.
    pub fn stop(&self) -> usize {
        // The table begins with it; a test holds it there.
        0
    }

    /// The same noun or verb in the other number (dog and dogs, sleeps and sleep).
    pub fn partner(&self, id: usize) -> Option<usize> {
        self.words.get(id)?.partner
    }

    /// A text of `length` words, the same for the same seed.
    pub fn sample(&self, seed: u64, length: usize, start: Start) -> Vec<usize> {
        self.source.sample(length, start, &mut Random::new(seed))
    }

    /// The words as text: sentences begin with a capital and end with a full stop, and are
    /// separated by a space.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for an id that no word has.
    pub fn text(&self, tokens: &[usize]) -> Result<String> {
        let mut text = String::new();
        let mut begins = true;
        for &token in tokens {
            let word = self.word(token).ok_or_else(|| {
                CoreError::not_allowed(OPERATION, format!("no word has the id {token}"))
            })?;
            let stop = token == self.stop();
            if !stop && !text.is_empty() {
                text.push(' ');
            }
            let mut letters = word.chars();
            match letters.next() {
                Some(first) if begins => text.extend(first.to_uppercase()),
                Some(first) => text.push(first),
                None => {}
            }
            text.push_str(letters.as_str());
            begins = stop;
        }
        Ok(text)
    }

    /// The ids of a text's words, whatever their case; a full stop is a word of its own. Undoes
    /// [`text`](Self::text).
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a word that the language doesn't have.
    pub fn tokens(&self, text: &str) -> Result<Vec<usize>> {
        let spaced = text.to_lowercase().replace('.', " . ");
        spaced
            .split_whitespace()
            .map(|word| self.id(word))
            .collect()
    }

    /// KL(this‖other) per word, in nats: how much more than the entropy rate a perfect model of the
    /// other variant has as its cross-entropy on this variant's texts.
    ///
    /// Both variants have the same states and arcs, so only the choice within the classes differs:
    /// Σ P(class)·KL(shares‖other's shares).
    ///
    /// # Errors
    ///
    /// None for two variants of the language.
    pub fn divergence_rate(&self, other: &Self) -> Result<f64> {
        let masses = self.source.before(Start::Anywhere).class_masses();
        let mut terms = Vec::with_capacity(masses.len());
        for (mass, (mine, theirs)) in masses
            .iter()
            .zip(self.source.classes.iter().zip(&other.source.classes))
        {
            let shares = |words: &[(usize, f64)]| -> Vec<f64> {
                words.iter().map(|&(_, share)| share).collect()
            };
            let divergence =
                information::kl_divergence(&shares(mine), &shares(theirs), Unit::Nats)?;
            terms.push(mass * divergence);
        }
        Ok(real::sum(&terms))
    }
}

#[cfg(test)]
mod exact_tests;
#[cfg(test)]
mod tests;
