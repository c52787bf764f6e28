//! The second route to a text's joint probability, without the beliefs of the first.
//!
//! The source's is a sum over its hidden paths, P(w₁ … wₙ) = Σ over s₁ … sₙ of Π P(wₜ, sₜ | sₜ₋₁); that
//! of an n-gram model comes from the joint probabilities of n words in a text without beginning,
//! P(a, b, c)/P(a, b); the transformer reads one word at a time by loops of its own.

use crate::contract::lists::{At, highest};
use crate::language::{Model, standard};
use crate::panels::training::transformer::{Decoder, shipped};
use crate::remembered::Remembered;
use numeric_core::language::{Language, Source};
use training::Reference;

/// What the second route finds.
pub struct Second {
    /// Log P of the text, nats.
    pub log_joint: f64,
    /// Log P of the text with each word of the vocabulary after it.
    pub continued: Vec<f64>,
    /// How far rounding may move one factor, as a part of it.
    pub relative: f64,
    /// How it went, for the reader.
    pub route: &'static str,
}

/// The factors of a text, and the distribution of the word after it.
type Factors = (Vec<f64>, Vec<f64>);

/// The joint probability of a text that begins a sentence, under a model.
pub fn joint(model: Model, text: &[usize]) -> Second {
    let Ok(language) = standard() else {
        return Second {
            log_joint: f64::NAN,
            continued: Vec::new(),
            relative: 0.0,
            route: "",
        };
    };
    let source = language.source();
    let (factors, next) = match model {
        Model::Uniform => uniform(language, text),
        Model::Unigram => unigram(source, text),
        Model::Bigram => by_tuples(language, text, 2),
        Model::Trigram => by_tuples(language, text, 3),
        Model::Transformer => one_by_one(language, text),
        Model::Source => return by_paths(source, text),
    };
    let log_joint = logarithm(&factors);
    let continued = next.iter().map(|p| log_joint + p.ln());
    Second {
        log_joint,
        // After what can't be there is nothing.
        continued: if log_joint == f64::NEG_INFINITY {
            vec![log_joint; next.len()]
        } else {
            continued.collect()
        },
        relative: match model {
            Model::Transformer => network_rounding(),
            _ => source_rounding(source),
        },
        route: match model {
            Model::Uniform => "all texts of this length are counted, and this is one of them",
            Model::Unigram => {
                "each word’s share of the language is summed over the source’s states, and the \
                 logarithms are added"
            }
            Model::Bigram | Model::Trigram => {
                "the joint probabilities of neighbouring words are summed over the source’s states, and \
                 divided: P(a, b)/P(a) or P(a, b, c)/P(a, b)"
            }
            _ => {
                "the network reads one word at a time by plain loops, which keep only keys and values of \
                 the words before, so that no later word can be seen"
            }
        },
    }
}

/// A sum of positive terms, one for each state, has their relative error and one for each addition.
pub fn source_rounding(source: &Source) -> f64 {
    (source.states() as f64 + 8.0) * f64::EPSILON
}

/// A logit passes through the sums of two blocks and of the head, one after the other; each adds a
/// rounding for each of its terms, of numbers as large as a logit may be.
fn network_rounding() -> f64 {
    const LARGEST: f64 = 32.0;
    let config = Reference::config();
    let (width, context) = (config.width as f64, config.context as f64);
    let block = 2.0 * width + width + config.heads as f64 + context + width + width + 4.0 * width;
    (config.layers as f64 * block + 2.0 * width) * f64::EPSILON * LARGEST
}

/// Σ log of factors; −∞ as soon as one is 0.
fn logarithm(factors: &[f64]) -> f64 {
    let mut sum = 0.0;
    for factor in factors {
        if *factor == 0.0 {
            return f64::NEG_INFINITY;
        }
        sum += factor.ln();
    }
    sum
}

/// The probability of words, split by the state that they lead to, from a distribution of states.
fn walked(source: &Source, from: Vec<f64>, words: &[usize]) -> Vec<f64> {
    let mut mass = from;
    for &word in words {
        let mut next = vec![0.0; mass.len()];
        for (state, share) in mass.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            if let Some((p, to)) = source.emission(state, word)
                && let Some(there) = next.get_mut(to)
            {
                *there += share * p;
            }
        }
        mass = next;
    }
    mass
}

/// P(words, w) for each word w of the vocabulary, from the mass after the words.
fn followed(source: &Source, mass: &[f64]) -> Vec<f64> {
    let mut next = vec![0.0; source.vocabulary()];
    for (state, share) in mass.iter().enumerate().filter(|(_, share)| **share > 0.0) {
        for (word, p) in next.iter_mut().enumerate() {
            *p += source.emission(state, word).map_or(0.0, |(q, _)| share * q);
        }
    }
    next
}

/// All paths from the beginning of a sentence at once.
fn by_paths(source: &Source, text: &[usize]) -> Second {
    let mut start = vec![0.0; source.states()];
    if let Some(first) = start.first_mut() {
        *first = 1.0;
    }
    let mass = walked(source, start, text);
    let log = |p: f64| p.ln();
    Second {
        log_joint: log(mass.iter().sum()),
        continued: followed(source, &mass).into_iter().map(log).collect(),
        relative: source_rounding(source),
        route: "the probabilities of all hidden paths of the source that emit these words are summed",
    }
}

fn uniform(language: &Language, text: &[usize]) -> Factors {
    let words = language.vocabulary();
    let one = 1.0 / words as f64;
    (vec![one; text.len()], vec![one; words])
}

fn unigram(source: &Source, text: &[usize]) -> Factors {
    let shares = followed(source, source.stationary());
    let of = |word: &usize| shares.get(*word).copied().unwrap_or(0.0);
    (text.iter().map(of).collect(), shares)
}

/// P(wᵢ | the last words) as a quotient of two joint probabilities.
fn by_tuples(language: &Language, text: &[usize], order: usize) -> Factors {
    let source = language.source();
    let known: Vec<usize> = [language.stop()].iter().chain(text).copied().collect();
    let context = |end: usize| known.get((end + 1).saturating_sub(order)..end);
    let mut factors = Vec::with_capacity(text.len());
    for (end, word) in (1..).zip(text) {
        let words = context(end).unwrap_or_default();
        let mass = walked(source, source.stationary().to_vec(), words);
        let all: f64 = mass.iter().sum();
        let with: f64 = walked(source, mass, &[*word]).iter().sum();
        factors.push(with / all);
        if with == 0.0 {
            return (factors, vec![0.0; language.vocabulary()]);
        }
    }
    let last = context(known.len()).unwrap_or_default();
    let mass = walked(source, source.stationary().to_vec(), last);
    let all: f64 = mass.iter().sum();
    let next = followed(source, &mass).into_iter().map(|p| p / all);
    (factors, next.collect())
}

thread_local! {
    /// The text that was run last, which most changes of a state leave as it is.
    static RUN: Remembered<Vec<usize>, Factors> = const { Remembered::new(1) };
}

/// The network's next word after each word, its softmax by the logarithm of the sum.
fn one_by_one(language: &Language, text: &[usize]) -> Factors {
    RUN.with(|run| run.value(text.to_vec(), |text| read_words(language, text)))
}

fn read_words(language: &Language, text: &[usize]) -> Factors {
    let Some(model) = shipped() else {
        return (vec![f64::NAN], vec![f64::NAN; language.vocabulary()]);
    };
    let context = Reference::config().context;
    let known: Vec<usize> = [language.stop()].iter().chain(text).copied().collect();
    let mut last = Vec::new();
    let mut factors = Vec::with_capacity(text.len());
    let mut decoder = Decoder::new(&model.weights, &[]);
    for (at, word) in known.iter().enumerate() {
        let row = if at < context {
            decoder.push(*word, None)
        } else {
            // Each word has another place in the window that ends here.
            let mut decoder = Decoder::new(&model.weights, &[]);
            let window = known.get(at + 1 - context..=at).unwrap_or_default();
            let pushed = window.iter().map(|word| decoder.push(*word, None));
            pushed.last().unwrap_or_default()
        };
        let top = highest(row.iter());
        let sum = top + row.iter().map(|z| (z - top).exp()).sum::<f64>().ln();
        last = row.iter().map(|z| (z - sum).exp()).collect();
        if let Some(word) = known.get(at + 1) {
            factors.push(last.at(*word));
        }
    }
    (factors, last)
}

/// How probable it is that the source's first sentence has so many words, the stop counted, for each
/// number from 0 up to the longest.
pub fn sentence_lengths() -> Vec<f64> {
    const LONGEST: usize = 100;
    let Ok(language) = standard() else {
        return Vec::new();
    };
    let source = language.source();
    let mut mass = vec![0.0; source.states()];
    if let Some(first) = mass.first_mut() {
        *first = 1.0;
    }
    let mut lengths = vec![0.0];
    while mass.iter().any(|share| *share > 0.0) && lengths.len() < LONGEST {
        let ends = walked(source, mass.clone(), &[language.stop()]);
        lengths.push(ends.iter().sum());
        let mut next = vec![0.0; mass.len()];
        for (state, share) in mass.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            let stop = source.emission(state, language.stop()).map(|(_, to)| to);
            for (class, p, to) in source.arcs(state) {
                let words = source.classes().get(class);
                let is_stop =
                    words.is_some_and(|words| words.iter().any(|w| w.0 == language.stop()));
                if !(is_stop && stop == Some(to))
                    && let Some(there) = next.get_mut(to)
                {
                    *there += share * p;
                }
            }
        }
        mass = next;
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{conditionals, next_words, tokens};

    #[test]
    fn words_read_one_at_a_time_are_those_of_one_pass() {
        // Longer than the context, so that the window moves as well.
        let text = tokens(&"the dogs that the cat chases sleep . ".repeat(5)).unwrap();
        let rows = next_words(Model::Transformer, &text);
        let (factors, last) = one_by_one(standard().unwrap(), &text);
        for (ours, theirs) in factors.iter().zip(conditionals(&rows, &text)) {
            assert!(
                (ours / theirs - 1.0).abs() < network_rounding(),
                "{ours} {theirs}"
            );
        }
        assert_eq!((factors.len(), last.len()), (text.len(), rows[0].len()));
    }

    #[test]
    fn all_sentences_together_have_probability_one() {
        let lengths = sentence_lengths();
        let total: f64 = lengths.iter().sum();
        assert!((total - 1.0).abs() < 1e-12, "{total}");
        let possible: Vec<usize> = (0..lengths.len()).filter(|n| lengths[*n] > 0.0).collect();
        assert_eq!((possible[0], possible[possible.len() - 1]), (4, 34));
        let mean: f64 = lengths.iter().enumerate().map(|(n, p)| n as f64 * p).sum();
        assert!((mean - 9.918).abs() < 1e-3, "{mean}");
    }
}
