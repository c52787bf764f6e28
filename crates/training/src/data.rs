//! Batches, held-out text, and the lines that a loss is measured against.

use crate::config::{Config, Source, Unit};
use crate::error::{Result, TrainingError};
use crate::text;
use nalgebra::DMatrix;
use numeric_core::language::{Language, Start};
use numeric_core::ngram::{NgramCounts, Smoothing};
use numeric_core::random::Random;
use numeric_core::real;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::sync::Arc;

/// Held-out tokens that a loss is measured on.
const HELD_OUT: usize = 1024;

/// Sequences of one length, one after another, and what follows each token.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Batch {
    /// The tokens.
    pub tokens: Vec<usize>,
    /// The next ones.
    pub targets: Vec<usize>,
    /// How many sequences.
    pub sequences: usize,
}

impl Batch {
    /// The first few sequences, at most as many as have `tokens` tokens, at least one.
    #[must_use]
    pub fn first(&self, tokens: usize) -> Self {
        let length = self.length();
        let sequences = (tokens / length.max(1)).clamp(1, self.sequences.max(1));
        let n = (sequences * length).min(self.tokens.len());
        Self {
            tokens: self.tokens[..n].to_vec(),
            targets: self.targets[..n].to_vec(),
            sequences,
        }
    }

    /// The sequence of this number, from 0, or the last one; and its number.
    #[must_use]
    pub fn sequence(&self, number: usize) -> (usize, Self) {
        let length = self.length();
        let number = number.min(self.sequences.saturating_sub(1));
        let part = |all: &[usize]| {
            let rest = all.iter().skip(number * length);
            rest.take(length).copied().collect()
        };
        let one = Self {
            tokens: part(&self.tokens),
            targets: part(&self.targets),
            sequences: 1,
        };
        (number, one)
    }

    /// Tokens of a sequence.
    #[must_use]
    pub fn length(&self) -> usize {
        self.tokens.len() / self.sequences.max(1)
    }
}

/// Losses to compare with, in nats a token.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Lines {
    /// ln V, of a model that knows nothing.
    pub uniform: f64,
    /// The best that models of one, two and three tokens reach: exact for sequences of the toy
    /// language that begin with a sentence, as those of training do; Witten and Bell's estimate on
    /// the held-out part of a text.
    pub ngrams: [f64; 3],
    /// The mean entropy of the next word given all before it in the sequence; no model has a
    /// smaller expected loss. Known for the toy language alone.
    pub floor: Option<f64>,
    /// The source's entropy rate.
    pub rate: Option<f64>,
}

#[derive(Debug, Clone)]
enum Kind {
    Toy(Box<Language>),
    Text {
        train: Vec<usize>,
        held: Vec<usize>,
        unit: Unit,
    },
}

/// What is known of a source before anything is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Different tokens.
    pub vocabulary: usize,
    /// Tokens to train on and held out, of a text.
    pub sizes: Option<(usize, usize)>,
    /// Tokens of a text that are too rare to keep.
    pub others: usize,
}

impl Facts {
    /// Those of the settings, kept until another source or context is asked for.
    ///
    /// # Errors
    ///
    /// A text that can't be trained on.
    pub fn kept(config: &Config) -> Result<Self> {
        type Kept = ((Source, usize), Result<Facts>);
        thread_local! {
            static LAST: RefCell<Option<Kept>> = const { RefCell::new(None) };
        }
        LAST.with_borrow_mut(|last| {
            if let Some(((source, context), facts)) = last
                && *context == config.context
                && *source == config.source
            {
                return facts.clone();
            }
            let facts = Self::new(config);
            *last = Some(((config.source.clone(), config.context), facts.clone()));
            facts
        })
    }

    fn new(config: &Config) -> Result<Self> {
        let (text, unit) = match &config.source {
            Source::Toy | Source::ChangedToy => {
                return Ok(Self {
                    vocabulary: Language::standard()?.vocabulary(),
                    sizes: None,
                    others: 0,
                });
            }
            Source::Text { text, unit } => (text, *unit),
        };
        let context = config.context.max(1);
        let tokens = text::tokens(text, unit, context)?;
        let (all, first) = (tokens.text.len(), split(tokens.text.len(), context));
        let held = if first < all { all - first } else { all };
        Ok(Self {
            vocabulary: tokens.vocabulary.len(),
            sizes: Some((first, held)),
            others: tokens.others,
        })
    }
}

/// How many tokens of a text are trained on: the last tenth is held out, as long as it holds a
/// sequence and leaves one to train on.
fn split(all: usize, context: usize) -> usize {
    let tenth = (all / 10).max(context + 1);
    if all >= 2 * (context + 1) {
        all - tenth.min(all - context - 1)
    } else {
        all
    }
}

/// What a run learns from.
#[derive(Debug, Clone)]
pub struct Data {
    kind: Kind,
    vocabulary: Vec<String>,
    context: usize,
    lines: Lines,
    held_out: Batch,
    truth: Option<DMatrix<f64>>,
    others: usize,
    key: (Source, usize, u64),
}

/// What data follow from: source, context and seed.
fn key(config: &Config) -> (Source, usize, u64) {
    (config.source.clone(), config.context, config.seed)
}

/// A generator for one purpose at one step.
fn generator(seed: u64, purpose: u64, step: u64) -> Random {
    // Far apart for neighbouring seeds and steps; SplitMix64 in the generator does the rest.
    Random::new(
        seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .wrapping_add(purpose.wrapping_mul(0xd1b5_4a32_d192_ed03))
            .wrapping_add(step),
    )
}

impl Data {
    /// As [`Data::new`], kept until another source, context or seed is asked for: settings are
    /// changed one at a time, and a long text takes a while to count.
    ///
    /// # Errors
    ///
    /// A text that can't be trained on.
    pub fn kept(config: &Config) -> Result<Arc<Self>> {
        /// The settings' key is kept with an error, too, so that it isn't found again.
        type Kept = ((Source, usize, u64), Result<Arc<Data>>);
        thread_local! {
            static LAST: RefCell<Option<Kept>> = const { RefCell::new(None) };
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

    /// Reads the source that the settings name.
    ///
    /// # Errors
    ///
    /// A text that can't be trained on.
    pub fn new(config: &Config) -> Result<Self> {
        match &config.source {
            Source::Toy => Self::toy(Language::standard()?, config),
            Source::ChangedToy => Self::toy(Language::changed()?, config),
            Source::Text { text, unit } => Self::text(text, *unit, config),
        }
    }

    fn toy(language: Language, config: &Config) -> Result<Self> {
        let source = language.source();
        let context = config.context.max(1);
        let ngrams = [1, 2, 3]
            .map(|order| source.ngram_entropy_from_sentence_start(order, language.stop(), context));
        let floors = source.entropies_from_sentence_start(context);
        let vocabulary = (0..language.vocabulary())
            .map(|id| language.word(id).unwrap_or_default().to_owned())
            .collect();
        let lines = Lines {
            uniform: real::ln(language.vocabulary() as f64),
            ngrams,
            floor: Some(floors.iter().sum::<f64>() / context as f64),
            rate: Some(source.entropy_rate()),
        };
        let mut data = Self {
            kind: Kind::Toy(Box::new(language)),
            vocabulary,
            context,
            lines,
            held_out: Batch::default(),
            truth: None,
            others: 0,
            key: key(config),
        };
        let sequences = (HELD_OUT / context).max(1);
        data.held_out = data.sequences(sequences, &mut generator(config.seed, 2, 0))?;
        data.truth = Some(data.truth_of(&data.held_out)?);
        Ok(data)
    }

    fn text(text: &str, unit: Unit, config: &Config) -> Result<Self> {
        let context = config.context.max(1);
        let tokens = text::tokens(text, unit, context)?;
        let size = tokens.vocabulary.len();
        let all = tokens.text;
        let split = split(all.len(), context);
        let held: &[usize] = if split < all.len() {
            &all[split..]
        } else {
            &all
        };
        let counts = NgramCounts::new(&all[..split], size, 3)?;
        let mut ngrams = [0.0; 3];
        for (order, loss) in (1..).zip(&mut ngrams) {
            *loss = counts
                .model(order, Smoothing::WittenBell)?
                .cross_entropy(held)?;
        }
        let lines = Lines {
            uniform: real::ln(size as f64),
            ngrams,
            floor: None,
            rate: None,
        };
        let windows = ((held.len() - 1) / context).min((HELD_OUT / context).max(1));
        let mut held_out = Batch::default();
        for window in 0..windows {
            let first = window * context;
            push(&mut held_out, &held[first..first + context + 1]);
        }
        Ok(Self {
            kind: Kind::Text {
                held: held.to_vec(),
                train: all[..split].to_vec(),
                unit,
            },
            vocabulary: tokens.vocabulary,
            context,
            lines,
            held_out,
            truth: None,
            others: tokens.others,
            key: key(config),
        })
    }

    /// Whether these are the data of the settings.
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

    /// How many tokens of a text were too rare to keep.
    #[must_use]
    pub fn others(&self) -> usize {
        self.others
    }

    /// How many tokens there are to train on and to hold out; `None` for a source that never ends.
    #[must_use]
    pub fn sizes(&self) -> Option<(usize, usize)> {
        match &self.kind {
            Kind::Toy(_) => None,
            Kind::Text { train, held, .. } => Some((train.len(), held.len())),
        }
    }

    /// The losses to compare with.
    #[must_use]
    pub fn lines(&self) -> Lines {
        self.lines
    }

    /// The toy language, when it is the source.
    #[must_use]
    pub fn language(&self) -> Option<&Language> {
        match &self.kind {
            Kind::Toy(language) => Some(language),
            Kind::Text { .. } => None,
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

    /// What is held out.
    #[must_use]
    pub fn held_out(&self) -> &Batch {
        &self.held_out
    }

    /// The true next-word distribution after each held-out token, one row for each.
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
        let Kind::Toy(language) = &self.kind else {
            let what = "what a text’s next token truly is isn’t known";
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
            match &self.kind {
                Kind::Toy(language) => {
                    let mut window = vec![language.stop()];
                    window.extend(
                        language
                            .source()
                            .sample(self.context, Start::Sentence, random),
                    );
                    push(&mut batch, &window);
                }
                Kind::Text { train, .. } => {
                    let first = random.below(train.len() - self.context)?;
                    push(&mut batch, &train[first..first + self.context + 1]);
                }
            }
        }
        Ok(batch)
    }

    /// A beginning that was typed, as tokens that a model can go on from.
    ///
    /// # Errors
    ///
    /// A token that isn't in the vocabulary, by name.
    pub fn tokens(&self, beginning: &str) -> Result<Vec<usize>> {
        match &self.kind {
            Kind::Toy(language) => {
                let mut tokens = vec![language.stop()];
                let typed = language.tokens(beginning);
                tokens.extend(typed.map_err(|e| TrainingError::Text(e.to_string()))?);
                Ok(tokens)
            }
            Kind::Text { unit, .. } => {
                let find = |token: String| {
                    let place = self.vocabulary.iter().position(|known| *known == token);
                    let other = self
                        .vocabulary
                        .iter()
                        .position(|known| known == text::OTHER);
                    place.or(other).ok_or_else(|| {
                        TrainingError::Text(format!("“{token}” doesn’t occur in the text"))
                    })
                };
                let tokens = text::cut(beginning, *unit)
                    .into_iter()
                    .map(find)
                    .collect::<Result<Vec<_>>>()?;
                Ok(if tokens.is_empty() { vec![0] } else { tokens })
            }
        }
    }

    /// Whether tokens are written with spaces between them.
    #[must_use]
    pub fn spaced(&self) -> bool {
        !matches!(
            self.kind,
            Kind::Text {
                unit: Unit::Characters,
                ..
            }
        )
    }
}

/// Adds a window of one token more than the context.
fn push(batch: &mut Batch, window: &[usize]) {
    if let (Some((_, targets)), Some((_, tokens))) = (window.split_first(), window.split_last()) {
        batch.tokens.extend_from_slice(tokens);
        batch.targets.extend_from_slice(targets);
        batch.sequences += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_follow_from_seed_and_step() {
        let config = Config::default();
        let data = Data::new(&config).unwrap();
        let batch = data.batch(&config, 3).unwrap();
        assert_eq!(batch, data.batch(&config, 3).unwrap());
        assert_ne!(batch, data.batch(&config, 4).unwrap());
        assert_eq!(batch.tokens.len(), 16 * 16);
        assert_eq!(batch.tokens[1..16], batch.targets[..15]);
        assert_eq!(batch.first(40).sequences, 2);
        let other = Config { seed: 2, ..config };
        assert_ne!(batch, data.batch(&other, 3).unwrap());
    }

    #[test]
    fn the_floor_is_what_the_truth_itself_has_as_its_loss() {
        let config = Config {
            seed: 5,
            ..Config::default()
        };
        let data = Data::new(&config).unwrap();
        let truth = data.truth().unwrap();
        let mut entropy = 0.0;
        for row in truth.row_iter() {
            assert!((row.sum() - 1.0).abs() < 1e-12);
            entropy -= row
                .iter()
                .filter(|&&p| p > 0.0)
                .map(|&p| p * real::ln(p))
                .sum::<f64>();
        }
        let mean = entropy / truth.nrows() as f64;
        let floor = data.lines().floor.unwrap();
        // 1,024 words: within some three standard errors.
        assert!((mean - floor).abs() < 0.15, "{mean} and {floor}");
    }

    #[test]
    fn facts_are_those_of_the_data() {
        let letters = "abc de, fgh ".repeat(9);
        for (context, unit) in [(8, Unit::Characters), (8, Unit::Words), (40, Unit::Words)] {
            let text = letters.clone();
            for source in [Source::Toy, Source::ChangedToy, Source::Text { text, unit }] {
                let config = Config {
                    source,
                    context,
                    ..Config::default()
                };
                let facts = Facts::kept(&config);
                match Data::new(&config) {
                    Err(error) => assert_eq!(facts, Err(error)),
                    Ok(data) => {
                        let expected = Facts {
                            vocabulary: data.vocabulary().len(),
                            sizes: data.sizes(),
                            others: data.others(),
                        };
                        assert_eq!(facts, Ok(expected));
                    }
                }
            }
        }
    }

    #[test]
    fn a_text_is_split_and_counted() {
        let text = "the cat sat on the mat. ".repeat(40);
        let config = Config {
            source: Source::Text {
                text,
                unit: Unit::Words,
            },
            ..Config::default()
        };
        let data = Data::new(&config).unwrap();
        let (train, held) = data.sizes().unwrap();
        assert_eq!(train + held, 280);
        assert_eq!(data.vocabulary().len(), 6);
        // After two words, what follows is certain.
        assert!(data.lines().ngrams[2] < 0.1);
        assert!(data.lines().floor.is_none() && data.truth().is_none());
        assert!(data.tokens("the dog").is_err());
        assert_eq!(data.tokens("the").unwrap().len(), 1);
    }
}
