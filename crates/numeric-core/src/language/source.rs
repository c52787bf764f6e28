//! A finite-state source of words whose statistics are known exactly.

use crate::error::{CoreError, Result};
use crate::random::Random;
use crate::real;

pub(super) const OPERATION: &str = "word source";

/// Where a text begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Start {
    /// At the beginning of a sentence: in state 0.
    #[default]
    Sentence,
    /// Anywhere in a text without beginning: in a state drawn from the stationary distribution.
    Anywhere,
}

/// A stationary source of words: a Markov chain of states that emits one word on each step.
///
/// In a state the source chooses one of its arcs, which names a class of words and the next state,
/// then a word of that class. The choice within a class doesn't depend on the state, and the arcs
/// of a state name different classes, so that state and word together determine the next state: the
/// source is unifilar. From then on where the state is known, it stays known, and the next word's
/// true distribution with it.
///
/// Source for unifilar sources: R. B. Ash, *Information Theory* (1965), ch. 6.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The words of each class, with probabilities that sum to 1.
    pub(super) classes: Vec<Vec<(usize, f64)>>,
    /// The arcs that leave each state.
    pub(super) arcs: Vec<Vec<Arc>>,
    pub(super) class_of: Vec<usize>,
    /// Each word's probability within its class.
    pub(super) share: Vec<f64>,
    pub(super) stationary: Vec<f64>,
}

/// One way to leave a state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Arc {
    pub class: usize,
    pub probability: f64,
    pub next: usize,
}

impl Source {
    /// The source with these classes, each a list of (word, weight), and these states, each a list
    /// of arcs (class, weight, next state). Weights are divided by their sum.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`] for a class without words, a state without arcs, or none of either.
    /// [`CoreError::NotAllowed`] unless the words are 0, 1, …, each in one class; the arcs of a
    /// state name different classes; weights are positive and finite; and every state can be
    /// reached from every other.
    pub fn new(classes: &[Vec<(usize, f64)>], states: &[Vec<(usize, f64, usize)>]) -> Result<Self> {
        if classes.is_empty() || states.is_empty() {
            return Err(CoreError::Empty {
                operation: OPERATION,
            });
        }
        let (class_of, share) = words_of(classes)?;
        let mut arcs = Vec::with_capacity(states.len());
        for (index, state) in states.iter().enumerate() {
            let weights: Vec<f64> = state.iter().map(|&(_, weight, _)| weight).collect();
            let probabilities = shares(&weights)?;
            let mut seen = vec![false; classes.len()];
            let mut leaving = Vec::with_capacity(state.len());
            for (&(class, _, next), probability) in state.iter().zip(probabilities) {
                if class >= classes.len() || next >= states.len() || seen[class] {
                    return Err(CoreError::not_allowed(
                        OPERATION,
                        format!("state {index} has an arc of class {class} to state {next}"),
                    ));
                }
                seen[class] = true;
                leaving.push(Arc {
                    class,
                    probability,
                    next,
                });
            }
            arcs.push(leaving);
        }
        check_connected(&arcs)?;
        let classes = classes
            .iter()
            .map(|words| words.iter().map(|&(word, _)| (word, share[word])).collect())
            .collect();
        let stationary = stationary(&arcs);
        Ok(Self {
            classes,
            arcs,
            class_of,
            share,
            stationary,
        })
    }

    /// How many words there are.
    pub fn vocabulary(&self) -> usize {
        self.share.len()
    }

    /// How many states there are.
    pub fn states(&self) -> usize {
        self.arcs.len()
    }

    /// The words of each class, with their probabilities within it.
    pub fn classes(&self) -> &[Vec<(usize, f64)>] {
        &self.classes
    }

    /// The ways out of a state: class of the word, probability, next state; none for a state that isn't
    /// there.
    pub fn arcs(&self, state: usize) -> impl Iterator<Item = (usize, f64, usize)> + '_ {
        let arcs = self.arcs.get(state).map_or(&[][..], Vec::as_slice);
        arcs.iter()
            .map(|arc| (arc.class, arc.probability, arc.next))
    }

    /// P(word | state) and the state after it; none where the state can't emit the word.
    pub fn emission(&self, state: usize, word: usize) -> Option<(f64, usize)> {
        self.arcs.get(state)?;
        let arc = self.arc(state, word)?;
        Some((arc.probability * self.share[word], arc.next))
    }

    /// The share of time that the source spends in each state, π = πP; π₀ is the share of words
    /// that begin a sentence, so 1/π₀ is the mean length of a sentence.
    pub fn stationary(&self) -> &[f64] {
        &self.stationary
    }

    /// `length` words. Each takes two random numbers, one for the arc and one within the class,
    /// both by the inverse of the cumulative distribution; a start anywhere takes one more.
    pub fn sample(&self, length: usize, start: Start, random: &mut Random) -> Vec<usize> {
        let mut state = match start {
            Start::Sentence => 0,
            Start::Anywhere => sample_index(self.stationary.iter().copied(), random),
        };
        (0..length)
            .map(|_| {
                let arcs = &self.arcs[state];
                let arc = arcs[sample_index(arcs.iter().map(|arc| arc.probability), random)];
                state = arc.next;
                let words = &self.classes[arc.class];
                words[sample_index(words.iter().map(|&(_, share)| share), random)].0
            })
            .collect()
    }

    /// The arc by which a state emits a word, if it can.
    pub(super) fn arc(&self, state: usize, word: usize) -> Option<&Arc> {
        let class = *self.class_of.get(word)?;
        self.arcs[state].iter().find(|arc| arc.class == class)
    }

    pub(super) fn check_word(&self, word: usize) -> Result<()> {
        if word < self.vocabulary() {
            return Ok(());
        }
        Err(CoreError::not_allowed(
            OPERATION,
            format!(
                "word {word} is not in a vocabulary of {}",
                self.vocabulary()
            ),
        ))
    }
}

/// Each word's class, and its probability there.
fn words_of(classes: &[Vec<(usize, f64)>]) -> Result<(Vec<usize>, Vec<f64>)> {
    let count = classes.iter().map(Vec::len).sum();
    let mut class_of = vec![None; count];
    let mut share = vec![0.0; count];
    for (class, words) in classes.iter().enumerate() {
        let weights: Vec<f64> = words.iter().map(|&(_, weight)| weight).collect();
        for (&(word, _), probability) in words.iter().zip(shares(&weights)?) {
            if word >= count || class_of[word].is_some() {
                return Err(CoreError::not_allowed(
                    OPERATION,
                    format!("word {word} of {count} words is missing or in two classes"),
                ));
            }
            class_of[word] = Some(class);
            share[word] = probability;
        }
    }
    // As many places as words, and none taken twice: all are taken.
    Ok((class_of.into_iter().flatten().collect(), share))
}

fn shares(weights: &[f64]) -> Result<Vec<f64>> {
    if let Some(weight) = weights.iter().find(|&&weight| weight <= 0.0) {
        return Err(CoreError::not_allowed(
            OPERATION,
            format!("weight {weight} is not positive"),
        ));
    }
    crate::probability::normalise(weights)
}

/// Every state must be reachable from state 0, and state 0 from every state.
fn check_connected(arcs: &[Vec<Arc>]) -> Result<()> {
    let mut backward = vec![Vec::new(); arcs.len()];
    let mut forward = vec![Vec::new(); arcs.len()];
    for (state, leaving) in arcs.iter().enumerate() {
        for arc in leaving {
            forward[state].push(arc.next);
            backward[arc.next].push(state);
        }
    }
    for neighbours in [forward, backward] {
        let mut reached = vec![false; arcs.len()];
        reached[0] = true;
        let mut open = vec![0];
        while let Some(state) = open.pop() {
            for &next in &neighbours[state] {
                if !reached[next] {
                    reached[next] = true;
                    open.push(next);
                }
            }
        }
        if let Some(state) = reached.iter().position(|&reached| !reached) {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("state {state} is not connected to state 0 both ways"),
            ));
        }
    }
    Ok(())
}

/// π = πP by elimination without subtractions, which keeps every entry's relative precision.
///
/// Source: W. K. Grassmann, M. I. Taksar, D. P. Heyman, *Regenerative Analysis and Steady State
/// Distributions for Markov Chains*, Operations Research 33 (1985).
fn stationary(arcs: &[Vec<Arc>]) -> Vec<f64> {
    let count = arcs.len();
    let mut matrix = vec![vec![0.0; count]; count];
    for (state, leaving) in arcs.iter().enumerate() {
        for arc in leaving {
            matrix[state][arc.next] += arc.probability;
        }
    }
    // Leave out the last state: whoever enters it continues as it would.
    for last in (1..count).rev() {
        let (kept, eliminated) = matrix.split_at_mut(last);
        let from_last = &eliminated[0];
        let leaving: f64 = from_last[..last].iter().sum();
        for row in kept {
            row[last] /= leaving;
            let entering = row[last];
            if entering > 0.0 {
                for (entry, &onward) in row[..last].iter_mut().zip(from_last) {
                    *entry += entering * onward;
                }
            }
        }
    }
    let mut weights = vec![1.0];
    for state in 1..count {
        let known = weights.iter().zip(&matrix);
        let entering = known.map(|(weight, row)| weight * row[state]).sum();
        weights.push(entering);
    }
    let total = real::sum(&weights);
    weights.iter().map(|&weight| weight / total).collect()
}

/// The first index whose running sum exceeds a uniform number in [0, 1), the last one if rounding
/// leaves a gap.
fn sample_index(probabilities: impl ExactSizeIterator<Item = f64>, random: &mut Random) -> usize {
    let last = probabilities.len().saturating_sub(1);
    let u = random.uniform();
    let mut sum = 0.0;
    for (index, probability) in probabilities.enumerate() {
        sum += probability;
        if sum > u {
            return index;
        }
    }
    last
}
