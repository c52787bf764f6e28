//! Many sentences of the source: how well attention and nearness rank the words that tell something
//! about the next one, and how far back each head looks on average, for the reference model and an
//! untrained network of the same sizes.

use crate::error::{Result, TrainingError};
use crate::reference::Reference;
use crate::telling::{last_row, layer_mean, rankings, told};
use crate::writing::WithError;
use numeric_core::language::{Language, Start};
use numeric_core::random::Random;
use numeric_core::real;
use serde::{Deserialize, Serialize};

/// The most sentences.
const MOST: usize = 10_000;
/// The longest sentence that is drawn, its full stop counted.
const LONGEST: usize = 24;
/// Distances whose attention is averaged: the query itself is at distance 0.
pub const REACH: usize = 12;
/// The first position that asks about distances: all of them lie before it.
const FIRST: usize = 16;
/// How many scores are compared: two layers, trained and untrained, and nearness.
const SCORES: usize = 5;

/// What is to be surveyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// The number that the page gave it; each report carries it.
    pub number: u64,
    /// How many sentences.
    pub sentences: usize,
    /// The seed of the sentences.
    pub seed: u64,
}

/// How a survey stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SurveyReport {
    /// [`Survey::number`].
    pub number: u64,
    /// Sentences so far.
    pub step: u64,
    /// Whether it goes on.
    pub playing: bool,
    /// Estimated seconds until the end; 0 if unknown.
    pub seconds_left: f64,
    /// The mean AUC of each score over the sentences: layers 1 and 2, layers 1 and 2 untrained,
    /// nearness. None before the first sentence.
    pub ranks: Vec<WithError>,
    /// The mean attention at distance 0, 1, … of each head, layer by layer: first of the reference
    /// model, then untrained.
    pub attention: [Vec<Vec<f64>>; 2],
    /// Why it can’t go on.
    pub ended: Option<String>,
}

/// A survey under way.
pub struct SurveyRun {
    settings: Survey,
    language: Language,
    random: Random,
    networks: [Reference; 2],
    /// The AUC of each score in each sentence.
    found: Vec<[f64; SCORES]>,
    /// Sums of attention by network, head and distance, and of how many queries.
    attention: [Vec<Vec<f64>>; 2],
    queries: f64,
    ended: Option<String>,
}

impl SurveyRun {
    /// Before the first sentence.
    ///
    /// # Errors
    ///
    /// No sentences, or too many.
    pub fn new(settings: Survey, reference: Reference) -> Result<Self> {
        if !(1..=MOST).contains(&settings.sentences) {
            let what = format!("1 to {MOST} sentences can be surveyed");
            return Err(TrainingError::Settings(what));
        }
        let config = Reference::config();
        let none = || vec![vec![0.0; REACH]; config.layers * config.heads];
        Ok(Self {
            language: Language::standard()?,
            random: Random::new(settings.seed),
            networks: [reference, Reference::untrained()?],
            found: Vec::new(),
            attention: [none(), none()],
            queries: 0.0,
            ended: None,
            settings,
        })
    }

    /// Sentences so far.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.found.len()
    }

    /// Whether all have been ranked, or it can’t go on.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.ended.is_some() || self.steps() >= self.settings.sentences
    }

    /// One more sentence, and one more stretch of text for the distances.
    pub fn step(&mut self) {
        if let Err(error) = self.try_step() {
            self.ended = Some(error.to_string());
        }
    }

    fn try_step(&mut self) -> Result<()> {
        let stop = self.language.stop();
        let (text, told) = self.drawn();
        let context = Reference::config().context;
        let source = self.language.source();
        let mut stretch = vec![stop];
        stretch.extend(source.sample(context - 1, Start::Sentence, &mut self.random));
        let mut ranks = [f64::NAN; SCORES];
        for (which, network) in self.networks.iter().enumerate() {
            let mut tokens = vec![stop];
            tokens.extend_from_slice(&text);
            let attention = last_row(&network.look(&tokens)?, text.len());
            let layers = [layer_mean(&attention, 0), layer_mean(&attention, 1)];
            let [first, second, nearness] = rankings(&told, &layers);
            ranks[2 * which] = first;
            ranks[2 * which + 1] = second;
            ranks[4] = nearness;
            let look = network.look(&stretch)?;
            for (sums, head) in (self.attention[which].iter_mut()).zip(look.heads.iter().flatten())
            {
                for (distance, sum) in sums.iter_mut().enumerate() {
                    let weights =
                        (FIRST..context).map(|query| head.weights[(query, query - distance)]);
                    *sum += weights.sum::<f64>();
                }
            }
        }
        self.queries += (context - FIRST) as f64;
        self.found.push(ranks);
        Ok(())
    }

    /// The beginning of a sentence with words of both kinds, and what each tells.
    fn drawn(&mut self) -> (Vec<usize>, Vec<f64>) {
        let stop = self.language.stop();
        loop {
            let source = self.language.source();
            let mut text = source.sample(LONGEST, Start::Sentence, &mut self.random);
            let end = text.iter().position(|word| *word == stop);
            let most = end.unwrap_or(LONGEST);
            // At least two words, so that there may be both kinds.
            let more = self.random.below(most.saturating_sub(1).max(1));
            text.truncate((2 + more.unwrap_or(0)).min(most));
            let told = told(&self.language, &text);
            let same = [vec![0.0; told.len()], vec![0.0; told.len()]];
            if !rankings(&told, &same)[2].is_nan() {
                return (text, told);
            }
        }
    }

    /// The mean of a score over the sentences, and its standard error.
    fn rank(&self, score: usize) -> WithError {
        let n = self.steps() as f64;
        let all = || self.found.iter().map(move |ranks| ranks[score]);
        let mean = all().sum::<f64>() / n;
        let square: f64 = all().map(|x| (x - mean) * (x - mean)).sum();
        WithError {
            mean,
            error: real::sqrt(square / (n - 1.0) / n),
        }
    }

    /// How it stands; `step_time` is in milliseconds.
    #[must_use]
    pub fn report(&self, playing: bool, step_time: f64) -> SurveyReport {
        let left = self.settings.sentences.saturating_sub(self.steps());
        let scores = if self.found.is_empty() { 0 } else { SCORES };
        let mean = |sums: &Vec<f64>| sums.iter().map(|sum| sum / self.queries).collect();
        let means = |all: &Vec<Vec<f64>>| all.iter().map(mean).collect();
        SurveyReport {
            number: self.settings.number,
            step: self.steps() as u64,
            playing,
            seconds_left: left as f64 * step_time / 1000.0,
            ranks: (0..scores).map(|score| self.rank(score)).collect(),
            attention: [means(&self.attention[0]), means(&self.attention[1])],
            ended: self.ended.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(sentences: usize) -> Result<SurveyRun> {
        let file = include_bytes!("../../../assets/reference.safetensors");
        let settings = Survey {
            number: 1,
            sentences,
            seed: 1,
        };
        SurveyRun::new(settings, Reference::read(file)?)
    }

    #[test]
    fn attention_beside_nearness_over_many_sentences() {
        let mut run = run(100).unwrap();
        while !run.finished() {
            run.step();
        }
        let report = run.report(false, 1.0);
        let nearness = report.ranks[4];
        for rank in &report.ranks {
            assert!(rank.error < 0.05 && rank.mean <= nearness.mean, "{rank:?}");
        }
        // Trained heads differ in how far they look; the untrained ones look everywhere alike.
        let all = |network: usize| report.attention[network].iter().flatten().copied();
        assert!(all(1).all(|share| (0.01..0.1).contains(&share)));
        assert!(all(0).fold(0.0, f64::max) > 2.0 * all(1).fold(0.0, f64::max));
        for head in report.attention.iter().flatten() {
            assert!(head.iter().sum::<f64>() <= 1.0 + 1e-9);
        }
    }

    #[test]
    fn no_sentences_are_refused() {
        assert!(run(0).is_err() && run(MOST + 1).is_err());
        let run = run(3).unwrap();
        assert!(run.report(false, 0.0).ranks.is_empty() && !run.finished());
    }
}
