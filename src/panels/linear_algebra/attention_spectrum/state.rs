//! The state of `attention-spectrum`: queries, keys, how sharp the attention is, mask, and power.

use super::super::attention::{LONGEST_TOKEN, WIDEST, WORDS, resized};
use super::super::trained_head::Head;
use crate::contract::input::{Choice, Matrix, Number, Whole, Words};
use crate::contract::prelude::*;
use crate::state;
use nalgebra::DMatrix;
use numeric_core::attention::Mask;
use numeric_core::random::Random;

/// Fewest and most words.
pub const COUNTS: (usize, usize) = (2, WORDS.len());
/// Least factor of the scores.
pub const BLUNTEST: f64 = 0.01;
/// Largest factor of the scores.
pub const SHARPEST: f64 = 100.0;
/// Fewest and most columns.
const COLUMNS: (usize, usize) = (1, WIDEST);
/// Largest size of an entry.
const LIMIT: f64 = 100.0;
/// Different products of these are at least 1 apart: at the sharpest, a weight is 0 to rounding where
/// it isn't the largest.
const EDGES: [f64; 4] = [0.0, 1.0, -1.0, 2.0];

state! {
    /// What the panel is about.
    pub struct SpectrumState {
        /// the tokens
        tokens: Words(COUNTS.0, COUNTS.1, LONGEST_TOKEN, &WORDS)
            = Self::tokens().input.resized(&[], 3),
        /// queries, a row for each token
        q: Matrix(COUNTS, COLUMNS, LIMIT).extremes(&EDGES)
            = DMatrix::from_row_slice(3, 2, &[1.0, 0.5, 0.3, 0.8, 0.1, 0.9]),
        /// keys, a row for each token
        k: Matrix(COUNTS, COLUMNS, LIMIT).extremes(&EDGES)
            = DMatrix::from_row_slice(3, 2, &[0.9, 0.2, 0.4, 0.7, 0.2, 0.8]),
        /// multiplies the scores QKᵀ/√dₖ
        sharpness: Number(BLUNTEST, SHARPEST).log().ordinary(0.5, 2.5).extremes(&[1.0]) = 3.0,
        /// which tokens a token may attend to
        mask: Choice<Mask>() = Mask::None,
        /// how many steps are taken
        power: Whole(0, 100).label("steps t").ordinary(2, 5).extremes(&[0, 1, 2, 100]) = 3,
    }
    start = start;
    agree = agree;
    random = random;
}

fn start(query: &mut Query) -> SpectrumState {
    let usual = SpectrumState::default();
    let shape = |key| query.matrix(key).map(DMatrix::shape);
    let (n, d) = match (shape("q"), shape("k")) {
        (Some(q), Some(k)) if q != k => {
            // The one that is no larger change from the default is kept.
            let (kept, odd) = if k == usual.k.shape() {
                (k, "q")
            } else {
                (q, "k")
            };
            let expected = format!("{} rows and {} columns, as the other has", kept.0, kept.1);
            query.reject(odd, &expected);
            kept
        }
        (q, k) => q.or(k).unwrap_or_else(|| {
            let words = query.words("tokens").map(Vec::len);
            (words.unwrap_or(usual.count()), usual.q.ncols())
        }),
    };
    if query.words("tokens").is_some_and(|words| words.len() != n) {
        query.reject("tokens", &format!("{n} words, one for each row"));
    }
    let mut state = SpectrumState {
        tokens: SpectrumState::tokens().input.resized(&[], n),
        q: resized(&usual.q, n, d),
        ..usual
    };
    agree(&mut state);
    state
}

/// A row for each word, and keys as wide as queries.
fn agree(state: &mut SpectrumState) {
    let (n, d) = (state.count(), state.q.ncols());
    state.q = resized(&state.q, n, d);
    state.k = resized(&state.k, n, d);
}

/// What has a defective eigenvalue is left out of the extremes, for such a one is known to the square
/// root of rounding or less, and no twin can check it. Very sharp attention is nearly a map of words
/// to words, and may have one at 0 from three words on; and so may two words that ask alike beside
/// two others that are asked for alike.
fn random(random: &mut Random, draw: Draw) -> SpectrumState {
    let mut state = SpectrumState::drawn(random, draw);
    let most = match draw {
        Draw::Ordinary => COUNTS.1,
        Draw::Extreme if state.sharpness == SHARPEST => 2,
        Draw::Extreme => 3,
    };
    state.tokens.truncate(most);
    agree(&mut state);
    state
}

impl SpectrumState {
    /// A head of a trained model, as sharp as it is there.
    pub fn of_head(head: Head) -> Self {
        Self {
            tokens: head.words,
            q: head.q,
            k: head.k,
            sharpness: 1.0,
            mask: Mask::Causal,
            power: 1,
        }
    }

    /// The number of words.
    pub fn count(&self) -> usize {
        self.tokens.len()
    }

    /// Takes one word out, with its query and key.
    pub fn remove_word(&mut self, at: usize) {
        self.tokens.remove(at);
        for m in [&mut self.q, &mut self.k] {
            *m = m.clone().remove_row(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn queries_and_keys_have_one_shape() {
        let (s, notices) = SpectrumState::opened("#/x?q=1,2;3,4;5,6;7,8&mask=causal");
        assert_eq!(
            (s.k.shape(), s.mask, notices.len()),
            ((4, 2), Mask::Causal, 0)
        );
        let (s, notices) = SpectrumState::opened("#/x?q=1;2&k=1,2;3,4&power=7");
        assert_eq!(
            (s.q.shape(), s.power, notices),
            ((2, 1), 7, vec!["k".to_string()])
        );
        assert_eq!(
            SpectrumState::opened("#/x?q=1;2&sharpness=0").1,
            ["sharpness"]
        );
        let (s, notices) = SpectrumState::opened("#/x?tokens=a,b,c,d");
        assert_eq!((s.q.shape(), s.tokens.len(), notices.len()), ((4, 2), 4, 0));
        let (s, notices) = SpectrumState::opened("#/x?tokens=a,b,c,d&k=1;2");
        assert_eq!(
            (s.tokens, notices),
            (
                SpectrumState::tokens().input.resized(&[], 2),
                vec!["tokens".to_string()]
            )
        );
    }
}
