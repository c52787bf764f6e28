//! Every head of a network switched off alone, on held-out texts of its source. Measured are the loss,
//! and the log odds of the right number of a verb. The subject of this verb stands before a clause with
//! a noun of the other number.

use crate::error::{Result, TrainingError};
use crate::forward::{Setting, Weights, embedded, pass};
use crate::network::{Network, NetworkAbout, Tokens};
use numeric_core::language::{Language, Start};
use numeric_core::probability::log_softmax;
use numeric_core::random::Random;
use serde::{Deserialize, Serialize};

/// The most texts.
const MOST: usize = 1000;
/// The most words of a text.
const LONGEST: usize = 31;
/// The seed of the texts.
const SEED: u64 = 2027;

/// What is to be measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ablation {
    /// The number that the page gave it; each report carries it.
    pub number: u64,
    /// How many texts.
    pub texts: usize,
    /// Whose heads.
    pub about: NetworkAbout,
}

/// What was measured with one head off, or with none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Ablated {
    /// Σ −log P of the words.
    loss: f64,
    /// How many words.
    words: usize,
    /// Σ log odds of agreement.
    odds: f64,
    /// At how many verbs.
    verbs: usize,
    /// At how many of them they were positive.
    right: usize,
}

impl Ablated {
    /// Nats a word.
    #[must_use]
    pub fn loss(&self) -> f64 {
        self.loss / self.words as f64
    }

    /// The mean of log odds.
    #[must_use]
    pub fn odds(&self) -> f64 {
        self.odds / self.verbs as f64
    }

    /// The share of verbs whose right number is likelier.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        self.right as f64 / self.verbs as f64
    }

    /// At how many verbs.
    #[must_use]
    pub fn verbs(&self) -> usize {
        self.verbs
    }
}

/// How far it is. A step is one forward pass.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AblationReport {
    /// [`Ablation::number`].
    pub number: u64,
    /// Passes so far.
    pub step: u64,
    /// Whether it goes on.
    pub playing: bool,
    /// Estimated seconds until the end; 0 if unknown.
    pub seconds_left: f64,
    /// With no head off, then with each head off alone.
    pub all: Vec<Ablated>,
    /// Why it can’t go on.
    pub ended: Option<String>,
}

/// A measurement under way, one forward pass at a time.
pub struct AblationRun {
    number: u64,
    language: Language,
    weights: Weights,
    texts: Vec<Vec<usize>>,
    done: usize,
    all: Vec<Ablated>,
    ended: Option<String>,
}

impl AblationRun {
    /// Before the first pass; `weights` are the bytes of the network.
    ///
    /// # Errors
    ///
    /// No texts or too many, a network that wasn't trained on the toy language, or bytes that aren't its.
    pub fn new(settings: Ablation, weights: &[u8]) -> Result<Self> {
        let refuse = |what: String| Err(TrainingError::Settings(what));
        if !(1..=MOST).contains(&settings.texts) {
            return refuse(format!("1 to {MOST} texts can be read"));
        }
        let network = Network::read(settings.about, weights)?;
        let Tokens::Toy(language) = network.tokens()? else {
            return refuse("there is agreement to measure in the toy language only".into());
        };
        let weights = Weights::of(network.gpt.config(), &network.parameters)?;
        let words = weights.positions.ncols().saturating_sub(1).min(LONGEST);
        let mut random = Random::new(SEED);
        let text = |_| {
            let source = language.source();
            source.sample(words, Start::Sentence, &mut random)
        };
        Ok(Self {
            number: settings.number,
            texts: (0..settings.texts).map(text).collect(),
            all: vec![Ablated::default(); weights.sizes().all_heads() + 1],
            done: 0,
            ended: None,
            language: *language,
            weights,
        })
    }

    /// Passes in all.
    #[must_use]
    pub fn passes(&self) -> usize {
        self.texts.len() * self.all.len()
    }

    /// Whether all have been made, or it can’t go on.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.ended.is_some() || self.done >= self.passes()
    }

    /// One more pass.
    pub fn step(&mut self) {
        let (at, row) = (self.done / self.all.len(), self.done % self.all.len());
        // The first row is the whole network.
        let off: Vec<usize> = row.checked_sub(1).into_iter().collect();
        match self.measured(at, &off, self.all[row]) {
            Ok(measured) => {
                self.all[row] = measured;
                self.done += 1;
            }
            Err(error) => self.ended = Some(error.to_string()),
        }
    }

    /// What was measured and one text more, with these heads off.
    fn measured(&self, at: usize, off: &[usize], mut now: Ablated) -> Result<Ablated> {
        let text = self.texts.get(at).map_or(&[][..], Vec::as_slice);
        let mut tokens = vec![self.language.stop()];
        tokens.extend_from_slice(text);
        let unknown = || TrainingError::Settings("a word that the network doesn’t know".into());
        let start = embedded(&self.weights, &tokens).ok_or_else(unknown)?;
        let pass = pass(&self.weights, start, Setting { off, broken: None });
        // The column at a word's place predicts it, since the stop stands before the first.
        for (place, word) in text.iter().enumerate() {
            let logits: Vec<f64> = pass.logits.column(place).iter().copied().collect();
            now.loss -= log_softmax(&logits)?[*word];
            now.words += 1;
        }
        for site in self.language.agreement_sites(text)? {
            if site.attractors > 0 {
                let logits = pass.logits.column(site.position);
                let odds = logits[site.right] - logits[site.wrong];
                now.odds += odds;
                now.verbs += 1;
                now.right += usize::from(odds > 0.0);
            }
        }
        Ok(now)
    }

    /// How far it is; `step_time` is in milliseconds.
    #[must_use]
    pub fn report(&self, playing: bool, step_time: f64) -> AblationReport {
        let left = self.passes().saturating_sub(self.done);
        AblationReport {
            number: self.number,
            step: self.done as u64,
            playing,
            seconds_left: left as f64 * step_time / 1000.0,
            all: self.all.clone(),
            ended: self.ended.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Source, Unit};
    use crate::reference::Reference;

    fn reference() -> Network {
        let file = include_bytes!("../../../assets/reference.safetensors");
        Network::reference(&Reference::read(file).unwrap()).unwrap()
    }

    fn run(network: &Network, texts: usize) -> Result<AblationRun> {
        let settings = Ablation {
            number: 3,
            texts,
            about: network.about.clone(),
        };
        AblationRun::new(settings, &network.bytes())
    }

    #[test]
    fn one_head_carries_most_of_the_agreement() {
        let mut run = run(&reference(), 12).unwrap();
        assert_eq!(run.passes(), 12 * 17);
        while !run.finished() {
            run.step();
        }
        let report = run.report(false, 1.0);
        assert_eq!((report.number, report.step), (3, 12 * 17));
        let (whole, without) = (report.all[0], report.all[10]);
        assert!(whole.verbs() > 3 && whole.accuracy() == 1.0, "{whole:?}");
        assert!(without.odds() < whole.odds() - 3.0, "{without:?}");
    }

    /// The same numbers by the tape, the code that training uses.
    #[test]
    fn the_tape_measures_the_same() {
        let network = reference();
        let mut run = run(&network, 2).unwrap();
        while !run.finished() {
            run.step();
        }
        let language = Language::standard().unwrap();
        let mut random = Random::new(SEED);
        let mut texts = Vec::new();
        for _ in 0..2 {
            texts.push(language.source().sample(31, Start::Sentence, &mut random));
        }
        for (row, off) in [(0, vec![]), (10, vec![9]), (16, vec![15])] {
            let (mut loss, mut odds, mut verbs) = (0.0, 0.0, 0);
            for text in &texts {
                let mut tokens = vec![language.stop()];
                tokens.extend_from_slice(text);
                let logits = network.without(&off).unwrap().logits(&tokens).unwrap();
                for (place, word) in text.iter().enumerate() {
                    let row: Vec<f64> = logits.row(place).iter().copied().collect();
                    loss -= log_softmax(&row).unwrap()[*word] / 62.0;
                }
                for site in language.agreement_sites(text).unwrap() {
                    if site.attractors > 0 {
                        let at = site.position;
                        odds += logits[(at, site.right)] - logits[(at, site.wrong)];
                        verbs += 1;
                    }
                }
            }
            let ours = run.all[row];
            assert!((ours.loss() - loss).abs() < 1e-10, "{row}");
            assert_eq!(ours.verbs(), verbs);
            assert!((ours.odds - odds).abs() < 1e-10, "{row}");
        }
    }

    #[test]
    fn what_has_no_agreement_is_refused() {
        let network = reference();
        assert!(run(&network, 0).is_err() && run(&network, MOST + 1).is_err());
        let mut other = network.clone();
        other.about.config = Config {
            source: Source::Text {
                text: String::new(),
                unit: Unit::Words,
            },
            ..Reference::config()
        };
        assert!(run(&other, 1).is_err());
        let settings = Ablation {
            number: 1,
            texts: 1,
            about: network.about.clone(),
        };
        assert!(AblationRun::new(settings, &[0; 12]).is_err());
    }
}
