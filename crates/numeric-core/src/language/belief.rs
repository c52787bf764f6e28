//! What the words so far tell about the source's state, and with it about the next word.

use super::source::{OPERATION, Source, Start};
use crate::error::{CoreError, Result};
use crate::real;

/// The distribution of the source's state, given the words so far.
///
/// Observing a word w turns the belief b into b′(t) ∝ Σₛ b(s)·P(w, t | s) (forward filtering).
///
/// Source: L. R. Rabiner, *A Tutorial on Hidden Markov Models*, Proc. IEEE 77 (1989), §III.A.
#[derive(Debug, Clone, PartialEq)]
pub struct Belief<'a> {
    source: &'a Source,
    /// The possible states, rising, with probabilities that sum to 1 up to rounding.
    weights: Vec<(usize, f64)>,
}

impl Source {
    /// What is known before the first word.
    pub fn before(&self, start: Start) -> Belief<'_> {
        let weights = match start {
            Start::Sentence => vec![(0, 1.0)],
            Start::Anywhere => self.stationary.iter().copied().enumerate().collect(),
        };
        Belief {
            source: self,
            weights,
        }
    }

    /// What is known after a prefix.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a word that is not in the vocabulary, or that cannot follow
    /// the words before it (its position is named).
    pub fn after(&self, prefix: &[usize], start: Start) -> Result<Belief<'_>> {
        let mut belief = self.before(start);
        for (position, &word) in prefix.iter().enumerate() {
            belief.observe_at(word, position)?;
        }
        Ok(belief)
    }

    /// −log P(wₜ | w₁ … wₜ₋₁) in nats for each word of a text under the true source. Their mean
    /// tends to the [`entropy_rate`](Self::entropy_rate) on the source's own texts.
    ///
    /// # Errors
    ///
    /// As for [`after`](Self::after).
    pub fn surprisals(&self, text: &[usize], start: Start) -> Result<Vec<f64>> {
        let mut belief = self.before(start);
        let mut surprisals = Vec::with_capacity(text.len());
        for (position, &word) in text.iter().enumerate() {
            let probability = belief.observe_at(word, position)?;
            surprisals.push(0.0 - real::ln(probability.min(1.0)));
        }
        Ok(surprisals)
    }
}

impl Belief<'_> {
    /// The true distribution of the next word, one probability for each.
    pub fn next_word(&self) -> Vec<f64> {
        let masses = self.class_masses();
        let source = self.source;
        source
            .class_of
            .iter()
            .zip(&source.share)
            .map(|(&class, &share)| masses[class] * share)
            .collect()
    }

    /// The probability that a word comes next; 0 for one that is not in the vocabulary.
    pub fn probability(&self, word: usize) -> f64 {
        let arcs = self.weights.iter().filter_map(|&(state, weight)| {
            let arc = self.source.arc(state, word)?;
            Some(weight * arc.probability)
        });
        let mass: f64 = arcs.sum();
        self.source
            .share
            .get(word)
            .map_or(0.0, |share| mass * share)
    }

    /// Takes in the next word and returns how probable it was. An error leaves the belief as it
    /// was.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a word that is not in the vocabulary or cannot come here.
    pub fn observe(&mut self, word: usize) -> Result<f64> {
        self.source.check_word(word)?;
        self.followed(word).ok_or_else(|| {
            CoreError::not_allowed(OPERATION, format!("word {word} cannot come here"))
        })
    }

    /// Takes in the next word without seeing it: the state moves on, and nothing is learnt of it.
    pub fn pass(&mut self) {
        let source = self.source;
        let weights = self.weights.iter().flat_map(|&(state, weight)| {
            let arcs = source.arcs[state].iter();
            arcs.map(move |arc| (arc.next, weight * arc.probability))
        });
        self.weights = merged(weights.collect(), 1.0);
    }

    /// The state, as soon as only one is possible.
    pub fn state(&self) -> Option<usize> {
        match self.weights[..] {
            [(state, _)] => Some(state),
            _ => None,
        }
    }

    /// The possible states with their probabilities.
    pub fn weights(&self) -> &[(usize, f64)] {
        &self.weights
    }

    /// The entropy of the next word in nats, given this belief.
    pub fn entropy(&self) -> f64 {
        self.source.class_entropy(&self.class_masses())
    }

    fn observe_at(&mut self, word: usize, position: usize) -> Result<f64> {
        self.source.check_word(word)?;
        self.followed(word).ok_or_else(|| {
            CoreError::not_allowed(
                OPERATION,
                format!("word {word} at {position} cannot follow the words before it"),
            )
        })
    }

    fn followed(&mut self, word: usize) -> Option<f64> {
        let mut weights: Vec<(usize, f64)> = Vec::new();
        for &(state, weight) in &self.weights {
            if let Some(arc) = self.source.arc(state, word) {
                weights.push((arc.next, weight * arc.probability));
            }
        }
        let mass: f64 = weights.iter().map(|&(_, weight)| weight).sum();
        if mass <= 0.0 {
            return None;
        }
        self.weights = merged(weights, mass);
        Some(mass * self.source.share[word])
    }

    pub(super) fn class_masses(&self) -> Vec<f64> {
        let mut masses = vec![0.0; self.source.classes.len()];
        for &(state, weight) in &self.weights {
            for arc in &self.source.arcs[state] {
                masses[arc.class] += weight * arc.probability;
            }
        }
        masses
    }

    /// The belief after a word of a class, without its probability.
    pub(super) fn after_class(&self, class: usize, mass: f64) -> Self {
        let weights = self
            .weights
            .iter()
            .flat_map(|&(state, weight)| {
                let arcs = self.source.arcs[state].iter();
                arcs.filter(|arc| arc.class == class)
                    .map(move |arc| (arc.next, weight * arc.probability))
            })
            .collect();
        Self {
            source: self.source,
            weights: merged(weights, mass),
        }
    }
}

/// Adds up the weights of equal states and divides by their total.
fn merged(mut weights: Vec<(usize, f64)>, total: f64) -> Vec<(usize, f64)> {
    weights.sort_by_key(|&(state, _)| state);
    weights.dedup_by(|next, kept| {
        let equal = next.0 == kept.0;
        if equal {
            kept.1 += next.1;
        }
        equal
    });
    for (_, weight) in &mut weights {
        *weight /= total;
    }
    weights
}
