//! The exact floors: what no model of an order can fall below on the source’s text.

use super::state::ORDERS;
use crate::contract::prelude::*;
use crate::language::standard;
use numeric_core::language::{Language, Source, Start};
use std::sync::OnceLock;

/// Orders whose floor is summed over all words as well.
const BY_WORDS: usize = 3;

/// Exact entropies in nats a word.
pub struct Floors {
    /// hₙ for n = 1, …, 8: one more than there are orders, for the mistake.
    entropies: Vec<f64>,
    /// h, the entropy rate.
    pub rate: f64,
    /// The first of them and h again, as sums over words, and how far rounding may take these.
    summed: Vec<f64>,
    summed_rate: f64,
    bound: f64,
}

impl Floors {
    /// hₙ of each order; with the mistake, of one word more.
    pub fn entropies(&self, broken: Option<&str>) -> &[f64] {
        let from = usize::from(broken == Some("order-is-enough"));
        self.entropies.get(from..from + ORDERS).unwrap_or(&[])
    }

    /// The check: the floors fall, never below the entropy rate, and both are what a sum over words
    /// gives.
    pub fn check(&self, broken: Option<&str>) -> Check {
        let floors = self.entropies(broken);
        let falls = floors.windows(2).map(|pair| excess(pair[1], pair[0]));
        let above = floors.iter().map(|h| excess(self.rate, *h));
        let first = floors.iter().take(BY_WORDS);
        let apart = [
            distance(first, &self.summed),
            distance(&[self.rate], &[self.summed_rate]),
        ];
        Check::new("order-is-enough")
            .states(
                "The floors fall with the order towards the source’s perplexity, and never \
                     below it.",
            )
            .by(
                "for n ≤ 3 the entropies are summed over all runs of words, and the entropy rate \
                    over all states and words; the floors come from beliefs about the state",
            )
            .compares(worst(falls.chain(above).chain(apart)), 2.0 * self.bound)
    }
}

/// The floors; they depend on nothing but the language.
///
/// # Errors
///
/// In words; for this language there are none.
pub fn floors() -> Result<&'static Floors, String> {
    static FLOORS: OnceLock<Result<Floors, String>> = OnceLock::new();
    FLOORS
        .get_or_init(|| standard().and_then(made))
        .as_ref()
        .map_err(Clone::clone)
}

fn made(language: &Language) -> Result<Floors, String> {
    let source = language.source();
    let entropies = source
        .conditional_entropies(ORDERS + 1)
        .map_err(|e| e.to_string())?;
    let rate = source.entropy_rate();
    let (summed_rate, mut bound) = rate_by_words(source);
    let mut summed = Vec::new();
    for length in 0..BY_WORDS {
        let mut terms = Vec::new();
        by_words(source, &mut Vec::new(), 1.0, length, &mut terms);
        summed.push(terms.iter().sum());
        bound = bound.max(rounding(terms));
    }
    Ok(Floors {
        entropies,
        rate,
        summed,
        summed_rate,
        bound,
    })
}

/// −P(w₁ … wₙ)·ln P(wₙ | w₁ … wₙ₋₁) for all runs of `length` words and one more.
fn by_words(
    source: &Source,
    words: &mut Vec<usize>,
    probability: f64,
    length: usize,
    terms: &mut Vec<f64>,
) {
    let Ok(belief) = source.after(words, Start::Anywhere) else {
        return;
    };
    let next = belief.next_word();
    for (word, p) in next.into_iter().enumerate().filter(|(_, p)| *p > 0.0) {
        if words.len() == length {
            terms.push(-probability * p * p.ln());
        } else {
            words.push(word);
            by_words(source, words, probability * p, length, terms);
            words.pop();
        }
    }
}

/// −Σ π(s)·P(w | s)·ln P(w | s) over states and words, and its rounding.
fn rate_by_words(source: &Source) -> (f64, f64) {
    let mut terms = Vec::new();
    for (state, share) in source.stationary().iter().enumerate() {
        for word in 0..source.vocabulary() {
            if let Some((p, _)) = source.emission(state, word) {
                terms.push(-share * p * p.ln());
            }
        }
    }
    (terms.iter().sum(), rounding(terms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_floors_are_known() {
        let floors = floors().unwrap();
        let known = [35.80, 10.48, 8.85, 7.92, 7.07, 6.80, 6.72];
        for (h, known) in floors.entropies(None).iter().zip(known) {
            assert!((h.exp() - known).abs() < 0.005, "{}", h.exp());
        }
        assert!((floors.rate.exp() - 6.328).abs() < 5e-4);
        assert!(floors.check(None).holds());
        assert!(floors.check(Some("order-is-enough")).is_broken());
    }
}
