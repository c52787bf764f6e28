//! Texts that the reference model writes with several decoding methods, word by word, and how they
//! fare under the source of its language, which is known exactly: which words can't come where they
//! stand, and how surprising the others are.
//!
//! All methods are given the same random numbers, so that they differ in nothing else.

use crate::error::{Result, TrainingError};
use crate::reference::Reference;
use numeric_core::language::{Belief, Language, Start};
use numeric_core::probability::families::Categorical;
use numeric_core::probability::sampling::{Method, Order, choose_in};
use numeric_core::random::Random;
use numeric_core::real;
use numeric_core::tape::Tape;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::sync::OnceLock;

/// The most texts at once, and the most words of each.
const MOST_TEXTS: usize = 32;
const MOST_WORDS: usize = 10_000;
/// Parts of a text whose means are compared, to estimate the standard error of the whole. Words that
/// are near each other aren't independent; parts nearly are.
const PARTS: usize = 20;
/// How many of a text's last words are reported.
const LAST: usize = 12;

/// What is left of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Cut {
    /// All of it.
    Nothing,
    /// The k most probable words.
    TopK(usize),
    /// As few words as have p together.
    TopP(f64),
    /// Words with at least p times the largest probability.
    MinP(f64),
}

/// Who writes a text.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Writer {
    /// The source of the language itself.
    Source,
    /// The model.
    Model {
        /// T, which divides the logits.
        temperature: f64,
        /// What is left.
        cut: Cut,
        /// Whether the temperature is applied after the cut.
        last: bool,
    },
}

impl Writer {
    fn rule(self) -> Option<(Method, Order)> {
        let Writer::Model {
            temperature,
            cut,
            last,
        } = self
        else {
            return None;
        };
        let method = match cut {
            Cut::Nothing => Method::Temperature { temperature },
            Cut::TopK(k) => Method::TopK { temperature, k },
            Cut::TopP(p) => Method::TopP { temperature, p },
            Cut::MinP(p) => Method::MinP { temperature, p },
        };
        Some((method, if last { Order::Last } else { Order::First }))
    }
}

/// What is to be written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Writing {
    /// The number that the page gave it; each report carries it.
    pub number: u64,
    /// A text for each of them.
    pub writers: Vec<Writer>,
    /// How many words each text has.
    pub words: usize,
    /// The seed of the random numbers.
    pub seed: u64,
}

/// A number with its standard error, which is NaN while there is too little to estimate it from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WithError {
    /// The mean.
    pub mean: f64,
    /// Its standard error.
    pub error: f64,
}

/// What the source says of a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Words so far.
    pub words: usize,
    /// The share of words that can't come where they stand.
    pub impossible: WithError,
    /// −log P(word) under the source in nats, averaged over the words that can come.
    pub surprisal: WithError,
    /// Different trigrams as a share of all.
    pub trigrams: f64,
    /// Different words.
    pub different: usize,
    /// The last words.
    pub last: Vec<u32>,
}

/// How a writing stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WritingReport {
    /// [`Writing::number`].
    pub number: u64,
    /// Words of each text so far.
    pub step: u64,
    /// Whether it goes on.
    pub playing: bool,
    /// Estimated seconds until the end; 0 if unknown.
    pub seconds_left: f64,
    /// Of each text.
    pub verdicts: Vec<Verdict>,
    /// Why it can't go on.
    pub ended: Option<String>,
}

/// A text that grows.
#[derive(Debug)]
struct Text {
    writer: Writer,
    random: Random,
    /// The full stop before the text, and the text.
    words: Vec<usize>,
    /// What the words so far tell about the source's state. After a word that can't come, the source
    /// knows this word alone.
    belief: Belief<'static>,
    /// The surprisal of each word; none for a word that can't come.
    surprisals: Vec<Option<f64>>,
}

impl Text {
    fn push(&mut self, word: usize) -> Result<()> {
        let p = self.belief.probability(word);
        if p > 0.0 {
            self.belief.observe(word)?;
            self.surprisals.push(Some(0.0 - real::ln(p.min(1.0))));
        } else {
            self.belief = language()?.source().after(&[word], Start::Anywhere)?;
            self.surprisals.push(None);
        }
        self.words.push(word);
        Ok(())
    }

    fn verdict(&self, planned: usize) -> Verdict {
        let text = self.words.get(1..).unwrap_or_default();
        let part = (planned / PARTS).max(1);
        let impossible: Vec<f64> = self
            .surprisals
            .iter()
            .map(|s| f64::from(u8::from(s.is_none())))
            .collect();
        let possible: Vec<f64> = self.surprisals.iter().copied().flatten().collect();
        let trigrams: HashSet<&[usize]> = text.windows(3).collect();
        let different: HashSet<&usize> = text.iter().collect();
        Verdict {
            words: text.len(),
            impossible: estimate(&impossible, part),
            surprisal: estimate(&possible, part),
            trigrams: trigrams.len() as f64 / text.len().saturating_sub(2) as f64,
            different: different.len(),
            last: text[text.len().saturating_sub(LAST)..]
                .iter()
                .map(|word| *word as u32)
                .collect(),
        }
    }
}

/// The mean, and its standard error by the method of batch means: the standard deviation of the means
/// of parts of equal length, divided by the root of their number.
fn estimate(values: &[f64], part: usize) -> WithError {
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len() as f64;
    let means: Vec<f64> = values.chunks_exact(part).map(mean).collect();
    let count = means.len() as f64;
    let middle = mean(&means);
    let squares: f64 = means.iter().map(|m| (m - middle) * (m - middle)).sum();
    WithError {
        mean: mean(values),
        error: real::sqrt(squares / (count - 1.0) / count),
    }
}

fn language() -> Result<&'static Language> {
    static LANGUAGE: OnceLock<Option<Language>> = OnceLock::new();
    let missing = || TrainingError::Settings("there is no language".into());
    let kept = LANGUAGE.get_or_init(|| Language::standard().ok());
    kept.as_ref().ok_or_else(missing)
}

/// Texts side by side.
pub struct WritingRun {
    settings: Writing,
    reference: Reference,
    tape: Tape<f32>,
    texts: Vec<Text>,
    ended: Option<String>,
}

impl WritingRun {
    /// Before the first word.
    ///
    /// # Errors
    ///
    /// No texts or no words, too many of them, or a method that isn't one.
    pub fn new(settings: Writing, reference: Reference) -> Result<Self> {
        let fits = (1..=MOST_TEXTS).contains(&settings.writers.len())
            && (1..=MOST_WORDS).contains(&settings.words);
        if !fits {
            let what = format!("1 to {MOST_TEXTS} texts of 1 to {MOST_WORDS} words can be written");
            return Err(TrainingError::Settings(what));
        }
        for (method, order) in settings.writers.iter().filter_map(|w| w.rule()) {
            choose_in(&[0.0, 1.0], method, order)?;
        }
        let language = language()?;
        let text = |writer: &Writer| Text {
            writer: *writer,
            random: Random::new(settings.seed),
            words: vec![language.stop()],
            belief: language.source().before(Start::Sentence),
            surprisals: Vec::new(),
        };
        Ok(Self {
            texts: settings.writers.iter().map(text).collect(),
            settings,
            reference,
            tape: Tape::new(),
            ended: None,
        })
    }

    /// Words of each text so far.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.texts.first().map_or(0, |text| text.surprisals.len())
    }

    /// Whether all words have been written, or it can't go on.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.ended.is_some() || self.steps() >= self.settings.words
    }

    /// Another word of each text.
    pub fn step(&mut self) {
        if let Err(error) = self.try_step() {
            self.ended = Some(error.to_string());
        }
    }

    fn try_step(&mut self) -> Result<()> {
        let logits = self.logits()?;
        let mut rows = logits.iter();
        for text in &mut self.texts {
            let probabilities = match text.writer.rule() {
                None => text.belief.next_word(),
                Some((method, order)) => {
                    let row = rows.next().map_or(&[][..], Vec::as_slice);
                    choose_in(row, method, order)?.probabilities
                }
            };
            let word = Categorical::new(&probabilities)?.draw(&mut text.random);
            text.push(word)?;
        }
        Ok(())
    }

    /// The logits of the next word of each text that the model writes: one pass through the network
    /// for all, since they are equally long.
    fn logits(&mut self) -> Result<Vec<Vec<f64>>> {
        let context = Reference::config().context;
        let written = self.texts.iter().filter(|t| t.writer != Writer::Source);
        let windows: Vec<&[usize]> = written
            .map(|t| &t.words[t.words.len().saturating_sub(context)..])
            .collect();
        let length = windows.first().map_or(0, |w| w.len());
        if length == 0 {
            return Ok(Vec::new());
        }
        self.tape.clear();
        let handles = self.reference.parameters.record(&mut self.tape);
        let tokens = windows.concat();
        let gpt = &self.reference.gpt;
        let nodes = gpt.record(&mut self.tape, &handles, &tokens, windows.len())?;
        let logits = self.tape.value(nodes.logits)?;
        let row = |text: usize| {
            let row = logits.row(text * length + length - 1);
            row.iter().map(|z| f64::from(*z)).collect()
        };
        Ok((0..windows.len()).map(row).collect())
    }

    /// How it stands; `step_time` is in milliseconds.
    #[must_use]
    pub fn report(&self, playing: bool, step_time: f64) -> WritingReport {
        let left = self.settings.words.saturating_sub(self.steps());
        let verdict = |text: &Text| text.verdict(self.settings.words);
        WritingReport {
            number: self.settings.number,
            step: self.steps() as u64,
            playing,
            seconds_left: left as f64 * step_time / 1000.0,
            verdicts: self.texts.iter().map(verdict).collect(),
            ended: self.ended.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
