//! Every head switched off alone, on texts of the source that the model wasn't trained on: its loss, and
//! the log odds of the right number of a verb whose subject stands before a clause with a noun of the
//! other number.

use super::heads::{head_name, sizes};
use super::inside::next_word;
use super::pass::{Setting, embedded, pass};
use super::state::MOST_WORDS;
use super::weights::weights;
use crate::contract::lists::{argmax, argmin};
use crate::contract::number::{measured, rounded};
use crate::language::standard;
use numeric_core::language::Start;
use numeric_core::random::Random;

/// How many texts there are; each has as many words as the model sees.
#[cfg(target_arch = "wasm32")]
pub const TEXTS: usize = 60;
/// Their seed.
const SEED: u64 = 2027;

/// What was measured with one head off, or with none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    /// Σ −log P of words, and how many there were.
    loss: f64,
    words: usize,
    /// Σ log odds of agreement, at how many verbs, and at how many of them it was positive.
    odds: f64,
    verbs: usize,
    right: usize,
}

impl Measured {
    /// Nats a word.
    pub fn loss(&self) -> f64 {
        self.loss / self.words as f64
    }

    /// The mean of log odds.
    pub fn odds(&self) -> f64 {
        self.odds / self.verbs as f64
    }

    /// The share of verbs whose right number is likelier.
    pub fn accuracy(&self) -> f64 {
        self.right as f64 / self.verbs as f64
    }

    /// At how many verbs.
    pub fn verbs(&self) -> usize {
        self.verbs
    }
}

/// A survey under way, one forward pass at a time.
pub struct Survey {
    texts: Vec<Vec<usize>>,
    done: usize,
    /// With no head off, then with each head off alone.
    all: Vec<Measured>,
}

impl Survey {
    /// Over so many texts; nothing where the language couldn't be made.
    pub fn new(count: usize) -> Option<Self> {
        let source = standard().ok()?.source();
        let mut random = Random::new(SEED);
        let (layers, heads) = sizes();
        Some(Self {
            texts: (0..count)
                .map(|_| source.sample(MOST_WORDS, Start::Sentence, &mut random))
                .collect(),
            done: 0,
            all: vec![Measured::default(); layers * heads + 1],
        })
    }

    /// How many passes there are in all, and how many are done.
    pub fn progress(&self) -> (usize, usize) {
        (self.done, self.texts.len() * self.all.len())
    }

    /// What is measured so far.
    pub fn measured(&self) -> &[Measured] {
        &self.all
    }

    /// One more pass; whether there are more.
    pub fn step(&mut self) -> bool {
        let (at, row) = (self.done / self.all.len(), self.done % self.all.len());
        let text = self.texts.get(at);
        if let (Some(text), Some(measured)) = (text, self.all.get_mut(row)) {
            // The first row is the whole model.
            let off: Vec<usize> = row.checked_sub(1).into_iter().collect();
            if measure(text, &off, measured).is_none() {
                return false;
            }
            self.done += 1;
        }
        let (done, all) = self.progress();
        done < all
    }

    /// What came of it: the heads whose absence costs most.
    pub fn verdict(&self) -> String {
        let Some((whole, heads)) = self.all.split_first() else {
            return String::new();
        };
        let losses: Vec<f64> = heads.iter().map(|m| m.loss() - whole.loss()).collect();
        let odds: Vec<f64> = heads.iter().map(Measured::odds).collect();
        let (worst, least) = (argmax(&losses), argmin(&odds));
        let of = |list: &[f64], at: usize| list.get(at).copied().unwrap_or(f64::NAN);
        format!(
            "Without head {} the loss rises most, by {}. Without head {} the log odds of the right number \
             fall furthest, from {} to {}.",
            head_name(worst),
            measured(of(&losses, worst), "nat"),
            head_name(least),
            rounded(whole.odds()),
            rounded(of(&odds, least))
        )
    }
}

/// Adds one text to what is measured with these heads off.
fn measure(text: &[usize], off: &[usize], into: &mut Measured) -> Option<()> {
    let (weights, language) = (weights()?, standard().ok()?);
    let mut tokens = vec![language.stop()];
    tokens.extend_from_slice(text);
    let setting = Setting { off, broken: None };
    let pass = pass(&weights, embedded(&weights, &tokens)?, setting);
    // The column at a word's place predicts it, since the stop stands before the first.
    for (place, word) in text.iter().enumerate() {
        let p = next_word(&pass, place).get(*word).copied()?;
        into.loss -= p.ln();
        into.words += 1;
    }
    for site in language.agreement_sites(text).ok()? {
        if site.attractors > 0 {
            let logits = pass.logits.column(site.position);
            let odds = logits[site.right] - logits[site.wrong];
            into.odds += odds;
            into.verbs += 1;
            into.right += usize::from(odds > 0.0);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_head_carries_most_of_the_agreement() {
        let mut survey = Survey::new(12).unwrap();
        while survey.step() {}
        assert_eq!(survey.progress(), (12 * 17, 12 * 17));
        let all = survey.measured();
        let (whole, without) = (all[0], all[10]);
        assert!(whole.verbs() > 3 && whole.accuracy() == 1.0, "{whole:?}");
        assert!(without.odds() < whole.odds() - 3.0, "{without:?}");
        assert!(
            survey.verdict().contains("Without head 2.2 the log odds"),
            "{}",
            survey.verdict()
        );
        assert!(!survey.step());
    }
}
