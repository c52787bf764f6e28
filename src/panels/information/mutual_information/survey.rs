//! Many sentences of the source: how well attention and nearness rank the words that tell something
//! about the next one, in the mean over sentences, for the trained network and an untrained one.
//!
//! Words are only compared within their sentence, where the last word asks: pooled over positions even
//! an untrained network’s attention goes along with information, since both fall with the distance.

use super::hiding::{last_row, layer_mean, rankings, told};
use crate::language::{standard, trained};
use numeric_core::language::{Language, Start};
use numeric_core::random::Random;
use std::rc::Rc;
use training::Reference;

/// How many sentences are ranked.
pub const SENTENCES: usize = 200;
/// The longest sentence that is drawn, its full stop counted.
const LONGEST: usize = 24;
/// What is ranked by.
pub const SCORES: [&str; 5] = [
    "attention, layer 1",
    "attention, layer 2",
    "untrained, layer 1",
    "untrained, layer 2",
    "nearness",
];

/// A survey under way.
pub struct Survey {
    language: &'static Language,
    random: Random,
    networks: [Rc<Reference>; 2],
    /// The AUC of each score in each sentence.
    found: Vec<[f64; 5]>,
}

/// Mean and standard error of an AUC.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rank {
    pub mean: f64,
    pub error: f64,
}

impl Survey {
    /// None ranked yet; nothing where the model couldn't be loaded.
    pub fn new() -> Option<Self> {
        Some(Self {
            language: standard().ok()?,
            random: Random::new(1),
            networks: [trained()?, Rc::new(Reference::untrained().ok()?)],
            found: Vec::new(),
        })
    }

    /// How many are ranked.
    pub fn done(&self) -> usize {
        self.found.len()
    }

    /// Ranks one more sentence; whether more are to come.
    pub fn step(&mut self) -> bool {
        if self.done() >= SENTENCES {
            return false;
        }
        let (text, told) = self.drawn();
        let mut ranks = [f64::NAN; 5];
        for (which, network) in self.networks.iter().enumerate() {
            let mut tokens = vec![self.language.stop()];
            tokens.extend_from_slice(&text);
            let Ok(look) = network.look(&tokens) else {
                return false;
            };
            let attention = last_row(&look, text.len());
            let layers = [layer_mean(&attention, 0), layer_mean(&attention, 1)];
            let [first, second, nearness] = rankings(&told, &layers);
            ranks[2 * which] = first;
            ranks[2 * which + 1] = second;
            ranks[4] = nearness;
        }
        self.found.push(ranks);
        self.done() < SENTENCES
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
            let length = 2 + self
                .random
                .below(most.saturating_sub(1).max(1))
                .unwrap_or(0);
            text.truncate(length.min(most));
            let told = told(&text);
            let same = [vec![0.0; told.len()], vec![0.0; told.len()]];
            if !rankings(&told, &same)[2].is_nan() {
                return (text, told);
            }
        }
    }

    /// What each score came to so far.
    pub fn ranks(&self) -> [Rank; 5] {
        let n = self.done() as f64;
        [0, 1, 2, 3, 4].map(|score| {
            let all = || self.found.iter().map(move |ranks| ranks[score]);
            let mean = all().sum::<f64>() / n;
            let square: f64 = all().map(|x| (x - mean) * (x - mean)).sum();
            Rank {
                mean,
                error: (square / (n - 1.0) / n).sqrt(),
            }
        })
    }

    /// What it comes to, in words.
    pub fn verdict(&self) -> String {
        let [first, second, _, _, nearness] = self.ranks();
        let beside = |rank: Rank| {
            let by = (rank.mean - nearness.mean) / rank.error.hypot(nearness.error);
            if by > 2.0 {
                "better than"
            } else if by < -2.0 {
                "worse than"
            } else {
                "no better and no worse than"
            }
        };
        format!(
            "Over these sentences the attention of layer 1 ranks the words {} nearness, within two \
             standard errors of the difference, and that of layer 2 {} nearness.",
            beside(first),
            beside(second)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attention_beside_nearness_over_many_sentences() {
        let mut survey = Survey::new().unwrap();
        while survey.step() {}
        assert_eq!(survey.done(), SENTENCES);
        let ranks = survey.ranks();
        let [.., nearness] = ranks;
        for (name, rank) in SCORES.iter().zip(ranks) {
            assert!(rank.error < 0.05, "{name}: {rank:?}");
            assert!(rank.mean <= nearness.mean, "{name}: {rank:?}");
        }
        assert!(survey.verdict().contains("layer 2 worse than nearness"));
    }
}
