//! The data of a run: batches, held-out sequences, and the baselines that a loss is compared with.

mod batch;
mod facts;
mod source;

pub use batch::Batch;
pub use facts::Facts;

use crate::config::{Config, Source, Unit};
use crate::error::{Result, TrainingError};
use crate::text;
use nalgebra::DMatrix;
use numeric_core::language::{Language, Start};
use numeric_core::random::Random;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::sync::Arc;

/// Baselines: losses to compare a model's loss with, in nats a token.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Baselines {
    /// ln V, the loss of a model that gives all V tokens the same probability.
    pub uniform: f64,
    /// The losses of the best unigram, bigram and trigram models. For the toy language they are
    /// exact, on sequences that begin with a sentence, as the training sequences do. For a text they
    /// are those of Witten–Bell models counted on the training part, on the held-out part.
    pub ngrams: [f64; 3],
    /// The entropy of the next word given all words before it in the sequence, averaged over the
    /// positions. No model has a smaller expected loss. Known for the toy language only.
    pub floor: Option<f64>,
    /// The source's entropy rate. Known for the toy language only.
    pub rate: Option<f64>,
}

/// Where sequences are drawn from.
#[derive(Debug, Clone)]
enum Corpus {
    Toy(Box<Language>),
    Text {
        train: Vec<usize>,
        held_out: Vec<usize>,
        unit: Unit,
    },
}

/// What a run learns from.
#[derive(Debug, Clone)]
pub struct Data {
    corpus: Corpus,
    vocabulary: Vec<String>,
    context: usize,
    baselines: Baselines,
    held_out: Batch,
    truth: Option<DMatrix<f64>>,
    others: usize,
    key: (Source, usize, u64),
}

/// The settings that the data depend on: source, context and seed.
fn key(config: &Config) -> (Source, usize, u64) {
    (config.source.clone(), config.context, config.seed)
}

/// A random generator for one purpose (training or held-out) and one step.
fn generator(seed: u64, purpose: u64, step: u64) -> Random {
    // Odd constants keep the states of different seeds and purposes apart; the generator mixes the
    // bits of its seed by SplitMix64.
    Random::new(
        seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .wrapping_add(purpose.wrapping_mul(0xd1b5_4a32_d192_ed03))
            .wrapping_add(step),
    )
}

impl Data {
    /// As [`Data::new`]. The last result is cached, because a long text takes a while to count and
    /// most settings don't change the data.
    ///
    /// # Errors
    ///
    /// A text that can't be trained on.
    pub fn cached(config: &Config) -> Result<Arc<Self>> {
        /// Errors are cached as well.
        type Cached = ((Source, usize, u64), Result<Arc<Data>>);
        thread_local! {
            static LAST: RefCell<Option<Cached>> = const { RefCell::new(None) };
        }
        LAST.with_borrow_mut(|last| {
            if let Some(((source, context, seed), data)) = last
                && (*context, *seed) == (config.context, config.seed)
                && *source == config.source
            {
                return data.clone();
            }
            let data = Self::new(config).map(Arc::new);
            *last = Some((key(config), data.clone()));
            data
        })
    }

    /// Whether the data would be the same with these settings.
    #[must_use]
    pub fn is_of(&self, config: &Config) -> bool {
        let (source, context, seed) = &self.key;
        (*context, *seed) == (config.context, config.seed) && *source == config.source
    }

    /// The different tokens.
    #[must_use]
    pub fn vocabulary(&self) -> &[String] {
        &self.vocabulary
    }

    /// How many tokens of a text were too rare for a place in the vocabulary.
    #[must_use]
    pub fn others(&self) -> usize {
        self.others
    }

    /// How many tokens a text has to train on, and held out. `None` for the toy language, which never
    /// ends.
    #[must_use]
    pub fn sizes(&self) -> Option<(usize, usize)> {
        match &self.corpus {
            Corpus::Toy(_) => None,
            Corpus::Text {
                train, held_out, ..
            } => Some((train.len(), held_out.len())),
        }
    }

    /// The baselines.
    #[must_use]
    pub fn baselines(&self) -> Baselines {
        self.baselines
    }

    /// The toy language, when it is the source.
    #[must_use]
    pub fn language(&self) -> Option<&Language> {
        match &self.corpus {
            Corpus::Toy(language) => Some(language),
            Corpus::Text { .. } => None,
        }
    }

    /// The batch of a step, from 1.
    ///
    /// # Errors
    ///
    /// None for data that was made.
    pub fn batch(&self, config: &Config, step: u64) -> Result<Batch> {
        self.sequences(config.batch, &mut generator(config.seed, 1, step))
    }

    /// The held-out sequences.
    #[must_use]
    pub fn held_out(&self) -> &Batch {
        &self.held_out
    }

    /// The exact distribution of the next word after each held-out token, a row for each. Known for
    /// the toy language only.
    #[must_use]
    pub fn truth(&self) -> Option<&DMatrix<f64>> {
        self.truth.as_ref()
    }

    /// The same for any batch.
    ///
    /// # Errors
    ///
    /// Words that can't follow one another, or a source whose truth isn't known.
    pub fn truth_of(&self, batch: &Batch) -> Result<DMatrix<f64>> {
        let Corpus::Toy(language) = &self.corpus else {
            let what = "the true distribution of a text isn’t known";
            return Err(TrainingError::Settings(what.into()));
        };
        let mut truth = DMatrix::zeros(batch.tokens.len(), self.vocabulary.len());
        for sequence in 0..batch.sequences {
            // A sequence begins at the end of a sentence, where nothing before it matters.
            let mut belief = language.source().before(Start::Sentence);
            for position in 0..batch.length() {
                let row = sequence * batch.length() + position;
                if position > 0 {
                    belief.observe(batch.tokens[row])?;
                }
                for (word, p) in belief.next_word().into_iter().enumerate() {
                    truth[(row, word)] = p;
                }
            }
        }
        Ok(truth)
    }

    fn sequences(&self, count: usize, random: &mut Random) -> Result<Batch> {
        let mut batch = Batch::default();
        for _ in 0..count {
            match &self.corpus {
                Corpus::Toy(language) => {
                    let mut window = vec![language.stop()];
                    window.extend(
                        language
                            .source()
                            .sample(self.context, Start::Sentence, random),
                    );
                    batch.push(&window);
                }
                Corpus::Text { train, .. } => {
                    let first = random.below(train.len() - self.context)?;
                    batch.push(&train[first..first + self.context + 1]);
                }
            }
        }
        Ok(batch)
    }

    /// A typed beginning as tokens, for a model to continue.
    ///
    /// # Errors
    ///
    /// A token that isn't in the vocabulary, by name.
    pub fn tokens(&self, beginning: &str) -> Result<Vec<usize>> {
        match &self.corpus {
            Corpus::Toy(language) => {
                let mut tokens = vec![language.stop()];
                let typed = language.tokens(beginning);
                tokens.extend(typed.map_err(|e| TrainingError::Text(e.to_string()))?);
                Ok(tokens)
            }
            Corpus::Text { unit, .. } => {
                let tokens = text::numbered(beginning, *unit, &self.vocabulary)?;
                Ok(if tokens.is_empty() { vec![0] } else { tokens })
            }
        }
    }

    /// Whether tokens are separated by spaces when they are written.
    #[must_use]
    pub fn spaced(&self) -> bool {
        !matches!(
            self.corpus,
            Corpus::Text {
                unit: Unit::Characters,
                ..
            }
        )
    }
}

#[cfg(test)]
mod tests;
