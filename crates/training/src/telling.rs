//! What each word of a sentence tells about the next one, and how well scores of the words rank those
//! that tell something first. Only the words of one sentence are compared, where the last word asks:
//! pooled over positions even an untrained network’s attention goes along with information, since
//! both fall with the distance.

use crate::look::Look;
use crate::reference::Reference;
use nalgebra::DMatrix;
use numeric_core::information::{Unit, kl_divergence};
use numeric_core::language::{Language, Start};

/// A word that tells more than this, in nats, is informative; the others tell nothing but rounding.
pub const INFORMATIVE: f64 = 1e-9;

/// KL(next word given all ‖ given all but this word) of each word, in nats; NaN for words that never
/// follow each other.
#[must_use]
pub fn told(language: &Language, text: &[usize]) -> Vec<f64> {
    let truth = next_word(language, text, None);
    let hidden = |at| next_word(language, text, Some(at));
    (0..text.len())
        .map(|at| divergence(truth.as_ref(), hidden(at).as_ref()))
        .collect()
}

/// The attention of the last word of a sentence: a row for each head, a column for each word.
#[must_use]
pub fn last_row(look: &Look, count: usize) -> DMatrix<f64> {
    let config = Reference::config();
    let rows = config.layers * config.heads;
    let all: Vec<_> = look.heads.iter().flatten().collect();
    // The full stop before the sentence is the first key.
    let weight = |row: usize, at: usize| {
        let head = all.get(row)?;
        head.weights.get((count, at + 1)).copied()
    };
    DMatrix::from_fn(rows, count, |row, at| weight(row, at).unwrap_or(f64::NAN))
}

/// The mean over the heads of a layer.
#[must_use]
pub fn layer_mean(attention: &DMatrix<f64>, layer: usize) -> Vec<f64> {
    let heads = Reference::config().heads;
    let rows = attention.rows(layer * heads, heads);
    let mean = |column: f64| column / heads as f64;
    rows.column_iter()
        .map(|column| mean(column.sum()))
        .collect()
}

/// How well both layers’ attention and nearness rank the informative words first.
#[must_use]
pub fn rankings(told: &[f64], layers: &[Vec<f64>; 2]) -> [f64; 3] {
    if told.iter().any(|x| x.is_nan()) {
        return [f64::NAN; 3];
    }
    let informative: Vec<bool> = told.iter().map(|x| *x > INFORMATIVE).collect();
    let nearness: Vec<f64> = (0..told.len()).map(|at| at as f64).collect();
    [&layers[0], &layers[1], &nearness].map(|scores| auc(scores, &informative))
}

/// The true distribution of the next word, with one word hidden from the source; none after words that
/// never follow each other.
#[must_use]
pub fn next_word(language: &Language, text: &[usize], hidden: Option<usize>) -> Option<Vec<f64>> {
    let mut belief = language.source().before(Start::Sentence);
    for (at, word) in text.iter().enumerate() {
        if hidden == Some(at) {
            belief.pass();
        } else {
            belief.observe(*word).ok()?;
        }
    }
    Some(belief.next_word())
}

/// KL(p ‖ q) in nats; NaN where one of them is missing.
#[must_use]
pub fn divergence(p: Option<&Vec<f64>>, q: Option<&Vec<f64>>) -> f64 {
    let both = p.zip(q);
    both.and_then(|(p, q)| kl_divergence(p, q, Unit::Nats).ok())
        .unwrap_or(f64::NAN)
}

/// The probability that a word that counts is scored above one that doesn’t, ties as one half; NaN where
/// there aren’t both.
#[must_use]
pub fn auc(scores: &[f64], counts: &[bool]) -> f64 {
    let of = |kind: bool| {
        let pairs = scores.iter().zip(counts);
        pairs.filter(move |(_, c)| **c == kind).map(|(s, _)| *s)
    };
    let (mut won, mut all) = (0.0, 0.0);
    for high in of(true) {
        for low in of(false) {
            all += 1.0;
            won += if high > low {
                1.0
            } else if high == low {
                0.5
            } else if high < low {
                0.0
            } else {
                f64::NAN
            };
        }
    }
    if all > 0.0 { won / all } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_shares_of_pairs() {
        let counts = [true, false, true, false];
        assert_eq!(auc(&[4.0, 3.0, 2.0, 1.0], &counts), 0.75);
        assert_eq!(auc(&[1.0; 4], &counts), 0.5);
        assert!(auc(&[1.0], &[true]).is_nan());
    }
}
