//! Exact figures of a source: entropy rate, conditional entropies of n-grams, mutual information
//! at a distance. All in nats.
//!
//! Words of one class lead to the same states, and are chosen without regard to the state; they differ
//! only in their share. So sums over texts are taken over texts of classes, which are far fewer, and
//! the entropy within the class is added.

use super::belief::Belief;
use super::source::{OPERATION, Source, Start};
use crate::error::{CoreError, Result};
use crate::information::{self, Unit};
use crate::real;
use nalgebra::DMatrix;
use std::collections::BTreeMap;

/// Beyond this many different beliefs a figure would take seconds.
const MOST_BELIEFS: usize = 20_000;
/// Beliefs that agree to this many parts are one belief that was reached on two ways.
const BELIEF_PARTS: f64 = 1e12;

impl Source {
    /// The entropy rate h = lim H(Wₙ | W₁ … Wₙ₋₁) = Σₛ πₛ·H(W | s), in nats per word: what no
    /// model can fall below on average, and one that knows the source reaches.
    ///
    /// Source: T. M. Cover, J. A. Thomas, *Elements of Information Theory*, 2nd ed. (2006), §4.2;
    /// for unifilar sources, R. B. Ash, *Information Theory* (1965), ch. 6.
    pub fn entropy_rate(&self) -> f64 {
        let terms: Vec<f64> = (0..self.states())
            .map(|state| self.stationary[state] * self.state_entropy(state))
            .collect();
        real::sum(&terms)
    }

    /// H(W | s): the entropy of the next word in a state, in nats.
    pub(super) fn state_entropy(&self, state: usize) -> f64 {
        let mut masses = vec![0.0; self.classes.len()];
        for arc in &self.arcs[state] {
            masses[arc.class] = arc.probability;
        }
        self.class_entropy(&masses)
    }

    /// The entropy of a word whose class has these probabilities: that of the class, and the mean
    /// of those within.
    pub(super) fn class_entropy(&self, masses: &[f64]) -> f64 {
        let mut terms = Vec::new();
        for (&mass, words) in masses.iter().zip(&self.classes) {
            if mass > 0.0 {
                terms.push(-mass * real::ln(mass));
                let within = words
                    .iter()
                    .map(|&(_, share)| -mass * share * real::ln(share));
                terms.extend(within);
            }
        }
        real::sum(&terms)
    }

    /// The stationary distribution of words: the share of each in a long text.
    pub fn word_distribution(&self) -> Vec<f64> {
        self.before(Start::Anywhere).next_word()
    }

    /// hₙ = H(Wₙ | W₁ … Wₙ₋₁) of the stationary source for n = 1, …, `largest`, in nats: the
    /// cross-entropy that the best possible n-gram model has on a long text. They fall towards the
    /// entropy rate; the sum of the first n is the entropy of n words in a row.
    ///
    /// Computed as the mean entropy of the next word over all beliefs that n − 1 words can lead to.
    ///
    /// Source: D. Blackwell, *The Entropy of Functions of Finite-State Markov Chains*, Trans. First
    /// Prague Conf. Information Theory (1957).
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] if more than 20 000 different beliefs arise.
    pub fn conditional_entropies(&self, largest: usize) -> Result<Vec<f64>> {
        let mut beliefs = vec![(self.before(Start::Anywhere), 1.0)];
        let mut entropies = Vec::with_capacity(largest);
        for length in 1..=largest {
            let terms: Vec<f64> = beliefs
                .iter()
                .map(|(belief, probability)| probability * belief.entropy())
                .collect();
            entropies.push(real::sum(&terms));
            if length < largest {
                beliefs = extended(&beliefs)?;
            }
        }
        Ok(entropies)
    }

    /// H(Wₙ | W₁ … Wₙ₋₁) for n = 1, …, `largest` words from the beginning of a sentence on, in
    /// nats: the true floor at each position of a text that begins there. The state is known, so
    /// it is Σₛ P(Sₙ = s)·H(W | s).
    pub fn entropies_from_sentence_start(&self, largest: usize) -> Vec<f64> {
        let mut states = vec![0.0; self.states()];
        states[0] = 1.0;
        let mut entropies = Vec::with_capacity(largest);
        for _ in 0..largest {
            let terms: Vec<f64> = (0..self.states())
                .filter(|&state| states[state] > 0.0)
                .map(|state| states[state] * self.state_entropy(state))
                .collect();
            entropies.push(real::sum(&terms));
            states = self.stepped(&states);
        }
        entropies
    }

    /// The cross-entropy of the best n-gram model, in nats a word, on sequences of `length` words that
    /// each begin a sentence: the entropy of the next word given the last `order` − 1 words, averaged
    /// over all positions. The word `stop` stands before the first word; nothing before it is known.
    /// An order above the length knows the whole sequence; its result is the mean of
    /// [`Source::entropies_from_sentence_start`].
    pub fn ngram_entropy_from_sentence_start(
        &self,
        order: usize,
        stop: usize,
        length: usize,
    ) -> f64 {
        let known = order.saturating_sub(1);
        let last = |mut context: Vec<usize>| {
            let over = context.len().saturating_sub(known);
            context.drain(..over);
            context
        };
        let begin = self.class_of.get(stop).map(|&class| last(vec![class]));
        let mut states = vec![0.0; self.states()];
        states[0] = 1.0;
        let mut present = BTreeMap::from([(begin.unwrap_or_default(), states)]);
        // P(class | context), not yet divided by P(context), over all positions.
        let mut classes: BTreeMap<Vec<usize>, Vec<f64>> = BTreeMap::new();
        for _ in 0..length {
            let mut next: BTreeMap<Vec<usize>, Vec<f64>> = BTreeMap::new();
            for (context, states) in &present {
                let masses = classes.entry(context.clone());
                let masses = masses.or_insert_with(|| vec![0.0; self.classes.len()]);
                for (&weight, arcs) in states.iter().zip(&self.arcs) {
                    for arc in arcs.iter().filter(|_| weight > 0.0) {
                        let mass = weight * arc.probability;
                        masses[arc.class] += mass;
                        let mut longer = context.clone();
                        longer.push(arc.class);
                        let row = next.entry(last(longer));
                        row.or_insert_with(|| vec![0.0; self.states()])[arc.next] += mass;
                    }
                }
            }
            present = next;
        }
        let terms = classes.values().map(|masses| {
            let total: f64 = masses.iter().sum();
            let shares: Vec<f64> = masses.iter().map(|mass| mass / total).collect();
            total * self.class_entropy(&shares)
        });
        real::sum(&terms.collect::<Vec<f64>>()) / length.max(1) as f64
    }

    /// The joint distribution of two words d places apart in the stationary source, the first along
    /// the rows: P(Wₜ = a, Wₜ₊d = b) = Σ π·P(a)·Pᵈ⁻¹·P(b) over the states between. At d = 0 both
    /// are the same word.
    pub fn word_pairs(&self, distance: usize) -> DMatrix<f64> {
        let count = self.vocabulary();
        if distance == 0 {
            let words = self.word_distribution();
            return DMatrix::from_fn(count, count, |a, b| if a == b { words[a] } else { 0.0 });
        }
        let classes = self.class_pairs_after(self.classes_and_states(), distance - 1);
        DMatrix::from_fn(count, count, |a, b| {
            classes[(self.class_of[a], self.class_of[b])] * self.share[a] * self.share[b]
        })
    }

    /// The mutual information I(Wₜ; Wₜ₊d) of two words d places apart in the stationary source, in
    /// nats, for d = 1, …, `largest`.
    ///
    /// # Errors
    ///
    /// None for a source that was built.
    pub fn mutual_informations(&self, largest: usize) -> Result<Vec<f64>> {
        let mut rows = self.classes_and_states();
        let mut informations = Vec::with_capacity(largest);
        for _ in 0..largest {
            let classes = self.class_pairs_after(rows.clone(), 0);
            informations.push(information::mutual_information(&classes, Unit::Nats)?);
            rows = rows.iter().map(|row| self.stepped(row)).collect();
        }
        Ok(informations)
    }

    /// One step of the chain: b ↦ bP.
    fn stepped(&self, states: &[f64]) -> Vec<f64> {
        let mut next = vec![0.0; states.len()];
        for (&weight, arcs) in states.iter().zip(&self.arcs) {
            if weight > 0.0 {
                for arc in arcs {
                    next[arc.next] += weight * arc.probability;
                }
            }
        }
        next
    }

    /// P(class of a word, state after it) in the stationary source.
    fn classes_and_states(&self) -> Vec<Vec<f64>> {
        let mut rows = vec![vec![0.0; self.states()]; self.classes.len()];
        for (&weight, arcs) in self.stationary.iter().zip(&self.arcs) {
            for arc in arcs {
                rows[arc.class][arc.next] += weight * arc.probability;
            }
        }
        rows
    }

    /// P(class, class of the word that follows `steps` words later) from P(class, state).
    fn class_pairs_after(&self, mut rows: Vec<Vec<f64>>, steps: usize) -> DMatrix<f64> {
        for _ in 0..steps {
            rows = rows.iter().map(|row| self.stepped(row)).collect();
        }
        let mut pairs = DMatrix::zeros(self.classes.len(), self.classes.len());
        for (class, row) in rows.iter().enumerate() {
            for (&weight, arcs) in row.iter().zip(&self.arcs) {
                for arc in arcs {
                    pairs[(class, arc.class)] += weight * arc.probability;
                }
            }
        }
        pairs
    }
}

/// All beliefs after one more word, with their probabilities; equal ones are merged.
fn extended<'a>(beliefs: &[(Belief<'a>, f64)]) -> Result<Vec<(Belief<'a>, f64)>> {
    let mut merged: BTreeMap<Vec<(usize, u64)>, (Belief<'a>, f64)> = BTreeMap::new();
    for (belief, probability) in beliefs {
        for (class, &mass) in belief.class_masses().iter().enumerate() {
            if mass > 0.0 {
                let next = belief.after_class(class, mass);
                let parts = next.weights().iter();
                let key = parts
                    .map(|&(state, weight)| (state, (weight * BELIEF_PARTS).round() as u64))
                    .collect();
                merged.entry(key).or_insert((next, 0.0)).1 += probability * mass;
            }
        }
        if merged.len() > MOST_BELIEFS {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("more than {MOST_BELIEFS} beliefs about the state"),
            ));
        }
    }
    Ok(merged.into_values().collect())
}
