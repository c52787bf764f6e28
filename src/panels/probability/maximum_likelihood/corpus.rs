//! Two documents of 2 and 8 words: what the average is over, and counting as estimating.

use nalgebra::DMatrix;
use numeric_core::real::ln;

/// The words.
pub const WORDS: [&str; 2] = ["rain", "sun"];
/// Two diaries, a word for each day, as indices of [`WORDS`].
pub const DOCUMENTS: [&[usize]; 2] = [&[0, 0], &[1, 1, 1, 0, 1, 1, 1, 1]];
/// Where a document begins, as the context of its first word.
pub const START: &str = "(start)";

/// The documents as text.
#[cfg(target_arch = "wasm32")]
#[must_use]
pub fn texts() -> [String; 2] {
    DOCUMENTS.map(|document| {
        let words: Vec<&str> = document.iter().map(|w| WORDS[*w]).collect();
        words.join(" ")
    })
}

/// All words of both.
fn tokens() -> usize {
    DOCUMENTS.iter().map(|d| d.len()).sum()
}

/// How often `sun` is in a document, and its words.
fn counted(document: &[usize]) -> (f64, f64) {
    let suns = document.iter().filter(|w| **w == 1).count();
    (suns as f64, document.len() as f64)
}

/// −log p of a document for each of its words, where `sun` has the probability p.
fn loss_of(document: &[usize], p: f64) -> f64 {
    let (suns, words) = counted(document);
    let term = |count: f64, p: f64| if count == 0.0 { 0.0 } else { count * ln(p) };
    -(term(suns, p) + term(words - suns, 1.0 - p)) / words
}

/// The loss averaged over all tokens.
#[must_use]
pub fn token_average(p: f64) -> f64 {
    let sums = DOCUMENTS.map(|d| d.len() as f64 * loss_of(d, p));
    sums.iter().sum::<f64>() / tokens() as f64
}

/// The mean of each document’s average.
#[must_use]
pub fn document_average(p: f64) -> f64 {
    let means = DOCUMENTS.map(|d| loss_of(d, p));
    means.iter().sum::<f64>() / DOCUMENTS.len() as f64
}

/// The probability of `sun` at which each average is least: over tokens and over documents.
#[must_use]
pub fn least() -> (f64, f64) {
    let all = DOCUMENTS.map(counted);
    let suns: f64 = all.iter().map(|(suns, _)| suns).sum();
    let shares: f64 = all.iter().map(|(suns, words)| suns / words).sum();
    (suns / tokens() as f64, shares / all.len() as f64)
}

/// The counts of each word after the start and after each word, a row for each context.
#[must_use]
pub fn bigram_counts() -> DMatrix<f64> {
    let mut counts = DMatrix::zeros(1 + WORDS.len(), WORDS.len());
    for document in DOCUMENTS {
        let mut context = 0;
        for &word in document {
            counts[(context, word)] += 1.0;
            context = 1 + word;
        }
    }
    counts
}

/// The bigram model of largest likelihood: each row of the counts divided by its sum.
#[must_use]
pub fn bigram_table() -> DMatrix<f64> {
    let mut table = bigram_counts();
    for mut row in table.row_iter_mut() {
        let sum = row.sum();
        row.iter_mut().for_each(|entry| *entry /= sum);
    }
    table
}

/// The names of the contexts.
#[must_use]
pub fn contexts() -> Vec<String> {
    std::iter::once(START)
        .chain(WORDS)
        .map(Into::into)
        .collect()
}

/// −log p of both documents for each word under a bigram table.
#[must_use]
pub fn bigram_loss(table: &DMatrix<f64>) -> f64 {
    let counts = bigram_counts();
    let terms = counts.iter().zip(table.iter());
    let sum: f64 = terms
        .map(|(count, p)| if *count == 0.0 { 0.0 } else { count * ln(*p) })
        .sum();
    -sum / tokens() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::lists::even;

    fn argmin(f: impl Fn(f64) -> f64) -> f64 {
        let values = even(0.0001, 0.9999, 9998);
        values.min_by(|a, b| f(*a).total_cmp(&f(*b))).unwrap()
    }

    #[test]
    fn tokens_and_documents_have_averages_that_are_least_at_different_places() {
        let (tokens, documents) = least();
        assert_eq!((tokens, documents), (0.7, 0.4375));
        assert!((argmin(token_average) - tokens).abs() < 1e-4);
        assert!((argmin(document_average) - documents).abs() < 1e-4);
    }

    #[test]
    fn the_counted_table_has_the_least_loss() {
        let table = bigram_table();
        assert_eq!(table[(0, 1)], 0.5);
        assert_eq!(table[(2, 1)], 5.0 / 6.0);
        let least = bigram_loss(&table);
        for row in 0..3 {
            for by in [-0.05, 0.05] {
                let mut other = table.clone();
                other[(row, 0)] += by;
                other[(row, 1)] -= by;
                assert!(bigram_loss(&other) > least, "{row} {by}");
            }
        }
    }
}
