//! Agreement of verbs with their subjects, wherever those are.

use super::Language;
use super::grammar::{Across, Place, State, Waiting};
use super::words::Class;
use crate::error::{CoreError, Result};
use crate::real;
use std::collections::BTreeMap;

/// A verb whose number is fixed by a subject before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgreementSite {
    /// Where the verb stands in the text.
    pub position: usize,
    /// Where its subject stands.
    pub subject: usize,
    /// The verb, in the number of its subject.
    pub right: usize,
    /// The same verb in the other number, which the language never allows here.
    pub wrong: usize,
    /// What stands between subject and verb.
    pub across: Across,
    /// How many nouns of the other number stand between them.
    pub attractors: usize,
}

/// What agreement across a relative clause is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AgreementValue {
    /// The share of words that are such verbs.
    pub sites_per_word: f64,
    /// How much a predictor loses, in nats per word, that doesn't know the number of the subject of such
    /// a verb (nor of the subjects further out) and knows everything else about the sentence:
    /// Σ π·(H of the mixture over the numbers − H with the numbers known).
    pub nats_per_word: f64,
}

impl Language {
    /// The verbs whose subject stands before a relative clause: "the dog that the cats chase
    /// sleeps" has one, at "sleeps". The text begins with a sentence; its last one may be
    /// unfinished.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a word that cannot follow the words before it.
    pub fn agreement_sites(&self, tokens: &[usize]) -> Result<Vec<AgreementSite>> {
        let mut sites = self.verb_sites(tokens)?;
        sites.retain(|site| site.across == Across::Clause);
        Ok(sites)
    }

    /// All verbs of a text that begins with a sentence, with their subjects.
    ///
    /// # Errors
    ///
    /// As for [`agreement_sites`](Self::agreement_sites).
    pub fn verb_sites(&self, tokens: &[usize]) -> Result<Vec<AgreementSite>> {
        let mut sites = Vec::new();
        let mut current = 0;
        // Where the nouns stand that wait for the end of their clauses.
        let mut subjects: Vec<usize> = Vec::new();
        for (position, &word) in tokens.iter().enumerate() {
            let arc = self.source.arc(current, word).ok_or_else(|| {
                CoreError::not_allowed(
                    "agreement sites",
                    format!("word {word} at {position} cannot follow the words before it"),
                )
            })?;
            let (state, next) = (&self.states[current], &self.states[arc.next]);
            let class = self.words[word].class;
            if class.is_verb() {
                let across = match state.place {
                    Place::Verb(across) => across,
                    Place::Clause { .. } => Across::That,
                    _ => Across::Nothing,
                };
                if let (Some(&subject), Some(wrong)) = (subjects.last(), self.partner(word)) {
                    let attractors = self.attractors(tokens, subject, position);
                    sites.push(AgreementSite {
                        position,
                        subject,
                        right: word,
                        wrong,
                        across,
                        attractors,
                    });
                }
            } else if class == Class::That && matches!(state.place, Place::AfterObject(_)) {
                // From here on the object is what waits.
                subjects = vec![position - 1];
            } else if next.waiting.len() > state.waiting.len() {
                subjects.push(position);
            }
            subjects.truncate(next.waiting.len());
            current = arc.next;
        }
        Ok(sites)
    }

    /// What agreement across a relative clause is worth to a model.
    pub fn agreement_value(&self) -> AgreementValue {
        // States that differ only in the numbers of the subjects that wait.
        let mut blind: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
        for (number, state) in self.states.iter().enumerate() {
            if state.place == Place::Verb(Across::Clause) {
                blind.entry(shape(state)).or_default().push(number);
            }
        }
        let stationary = self.source.stationary();
        let mut shares = Vec::new();
        let mut losses = Vec::new();
        for group in blind.values() {
            let total: f64 = group.iter().map(|&state| stationary[state]).sum();
            let mut mixture = vec![0.0; self.source.classes.len()];
            let mut known = 0.0;
            for &state in group {
                for arc in &self.source.arcs[state] {
                    mixture[arc.class] += stationary[state] / total * arc.probability;
                }
                known += stationary[state] * self.source.state_entropy(state);
            }
            shares.push(total);
            losses.push(total * self.source.class_entropy(&mixture) - known);
        }
        AgreementValue {
            sites_per_word: real::sum(&shares),
            nats_per_word: real::sum(&losses),
        }
    }

    /// How many nouns between two places differ in number from the one at the first.
    fn attractors(&self, tokens: &[usize], subject: usize, verb: usize) -> usize {
        let number = |position: usize| self.words[tokens[position]].class.noun_number();
        (subject + 1..verb)
            .filter(|&position| number(position).is_some() && number(position) != number(subject))
            .count()
    }
}

/// The subjects that wait without their numbers: main or not.
fn shape(state: &State) -> Vec<bool> {
    let waiting = state.waiting.iter();
    waiting
        .map(|noun| matches!(noun, Waiting::Main(_)))
        .collect()
}
