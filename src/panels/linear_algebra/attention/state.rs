//! The state of `attention`: tokens, queries, keys, values, and three switches.
//!
//! The shapes belong together: n tokens need n rows in q, k and v, and q and k need equally many
//! columns. An address may leave any key out or give one that can't be read, so the shapes are first
//! settled by those that it has, then what doesn't fit them is refused; the defaults of the others
//! are cut or enlarged to fit.

use super::super::trained_head::Head;
use crate::contract::input::{Choice, Matrix, Switch, Whole, Words};
use crate::contract::prelude::*;
use crate::{choices, state};
use nalgebra::DMatrix;
use numeric_core::attention::Mask;

/// Most tokens.
pub const MOST_TOKENS: usize = 12;
/// Largest d_k and d_v.
pub const WIDEST: usize = 8;
/// Longest token, in characters.
pub const LONGEST_TOKEN: usize = 24;
/// The words of a default sentence.
pub const WORDS: [&str; MOST_TOKENS] = [
    "The", "cat", "sat", "on", "the", "mat", "and", "then", "it", "fell", "asleep", "there",
];
/// Largest size of an entry.
const LIMIT: f64 = 1e4;
/// Fewest and most rows, and columns.
const ROWS: (usize, usize) = (1, MOST_TOKENS);
const COLUMNS: (usize, usize) = (1, WIDEST);

choices! { Mask { Mask::None => "none", Mask::Causal => "causal" } }

state! {
    /// What `attention` is about.
    pub struct AttentionState {
        /// the tokens
        tokens: Words(1, MOST_TOKENS, LONGEST_TOKEN, &WORDS) = Self::tokens().input.resized(&[], 3),
        /// queries, a row for each token
        q: Matrix(ROWS, COLUMNS, LIMIT)
            = DMatrix::from_row_slice(3, 2, &[1.0, 0.5, 0.3, 0.8, 0.1, 0.9]),
        /// keys, a row for each token
        k: Matrix(ROWS, COLUMNS, LIMIT)
            = DMatrix::from_row_slice(3, 2, &[0.9, 0.2, 0.4, 0.7, 0.2, 0.8]),
        /// values, a row for each token
        v: Matrix(ROWS, COLUMNS, LIMIT)
            = DMatrix::from_row_slice(3, 2, &[1.0, 0.0, 0.0, 1.0, 0.5, 0.5]),
        /// whether scores are divided by √dₖ
        scale: Switch().on(0.8) = true,
        /// which tokens a token may attend to
        mask: Choice<Mask>() = Mask::None,
        /// the step that is shown
        step: Whole(1, 6).ordinary(5, 5) = 5,
    }
    start = start;
    agree = agree;
}

fn start(query: &mut Query) -> AttentionState {
    let usual = AttentionState::default();
    let n = settle_tokens(query);
    for key in ["q", "k", "v"] {
        if query.matrix(key).is_some_and(|m| m.nrows() != n) {
            query.reject(key, &format!("{n} rows, one for each token"));
        }
    }
    let mut state = AttentionState {
        tokens: AttentionState::tokens().input.resized(&[], n),
        q: resized(&usual.q, n, settle_width(query)),
        ..usual
    };
    agree(&mut state);
    state
}

/// A row for each token, and keys as wide as queries.
fn agree(state: &mut AttentionState) {
    let n = state.count();
    state.q = resized(&state.q, n, state.q.ncols());
    state.k = resized(&state.k, n, state.q.ncols());
    state.v = resized(&state.v, n, state.v.ncols());
}

/// The matrix enlarged or cut to a shape: what was there stays, and the rest is filled with
/// small made-up entries so that a new token attends to something.
pub fn resized(m: &DMatrix<f64>, rows: usize, columns: usize) -> DMatrix<f64> {
    let made_up = |i, j| ((7 * i + 4 * j + 3) % 10) as f64 / 10.0;
    AttentionState::q()
        .input
        .resized(m, (rows, columns), made_up)
}

/// The number of tokens: what most of the given keys say, since each has that many words or rows.
/// Where it's a tie, `tokens` counts most, then the default, then q before k before v.
fn settle_tokens(query: &mut Query) -> usize {
    let named = query.words("tokens").map(Vec::len);
    let rows = ["q", "k", "v"].map(|key| query.matrix(key).map(DMatrix::nrows));
    let usual = AttentionState::default().tokens.len();
    let given = || std::iter::once(named).chain(rows).flatten();
    let votes = |n: usize| given().filter(|m| *m == n).count();
    let n = std::iter::once(usual)
        .chain(given())
        .rev()
        .max_by_key(|&n| (votes(n), named == Some(n), n == usual))
        .unwrap_or(usual);
    if named.is_some_and(|words| words != n) {
        query.reject("tokens", &format!("{n} words, one for each row"));
    }
    n
}

/// d_k: what q and k say. Where they differ, the one with another width than the default is
/// refused, or k.
fn settle_width(query: &mut Query) -> usize {
    let usual = AttentionState::default().q.ncols();
    let columns = |key| query.matrix(key).map(DMatrix::ncols);
    let (width, odd) = match (columns("q"), columns("k")) {
        (Some(q), Some(k)) if q == k => return q,
        (Some(_), Some(k)) if k == usual => (k, "q"),
        (Some(q), Some(_)) => (q, "k"),
        (q, k) => return q.or(k).unwrap_or(usual),
    };
    query.reject(
        odd,
        &format!("{width} columns, since q and k need equally many"),
    );
    width
}

impl AttentionState {
    /// A head of a trained model, at its weights.
    pub fn of_head(head: Head) -> Self {
        Self {
            tokens: head.words,
            q: head.q,
            k: head.k,
            v: head.v,
            mask: Mask::Causal,
            ..Self::default()
        }
    }

    /// What the readout `scaled` is called.
    pub fn scaled(&self) -> &'static str {
        if self.scale {
            "Scaled scores"
        } else {
            "Scores (not scaled)"
        }
    }

    /// The number of tokens.
    pub fn count(&self) -> usize {
        self.tokens.len()
    }

    /// Takes one token out, with its query, key and value.
    pub fn remove_token(&mut self, at: usize) {
        self.tokens.remove(at);
        for m in [&mut self.q, &mut self.k, &mut self.v] {
            *m = m.clone().remove_row(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    fn default_tokens(n: usize) -> Vec<String> {
        AttentionState::tokens().input.resized(&[], n)
    }

    #[test]
    fn shapes_that_agree_are_taken() {
        let (s, notices) = AttentionState::opened("#/attention?q=1;2&k=1;2&v=1,2,3;4,5,6");
        assert!(notices.is_empty());
        assert_eq!((s.count(), s.q.ncols(), s.v.ncols()), (2, 1, 3));
        let (s, notices) = AttentionState::opened("#/attention?tokens=a,b,c,d");
        assert!(notices.is_empty());
        assert_eq!(s.q.shape(), (4, 2));
    }

    #[test]
    fn one_wrong_shape_is_named_and_the_rest_is_kept() {
        let (s, notices) = AttentionState::opened("#/attention?q=1,2;3,4&v=1;2;3&scale=off");
        assert_eq!(notices, ["q"]);
        assert_eq!(s.q, AttentionState::default().q);
        assert_eq!((s.v.shape(), s.scale), ((3, 1), false));
        assert_eq!(s.scaled(), "Scores (not scaled)");
        let (s, notices) =
            AttentionState::opened("#/attention?tokens=a,b&q=1;2;3;4&k=1;2;3;4&v=1;2;3;4");
        assert_eq!(notices, ["tokens"]);
        assert_eq!((s.tokens, s.q.nrows()), (default_tokens(4), 4));
        let (s, notices) = AttentionState::opened("#/attention?tokens=a,b&k=1,2;3,4;5,6");
        assert_eq!(notices, ["k"]);
        assert_eq!((s.count(), s.k.shape()), (2, (2, 2)));
        let (s, notices) = AttentionState::opened("#/attention?q=1,2,3;1,2,3;1,2,3&k=1,2;3,4;5,6");
        assert_eq!(notices, ["q"]);
        assert_eq!((s.q, s.k[(2, 1)]), (AttentionState::default().q, 6.0));
    }

    #[test]
    fn a_key_that_cannot_be_read_takes_no_other_with_it() {
        let k = DMatrix::from_row_slice(3, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]);
        let usual = AttentionState::default();
        for bad in ["q=x&", "q=1,2;3&", "q=1e9,0,0&", ""] {
            let (s, notices) =
                AttentionState::opened(&format!("#/attention?{bad}k=1,2,3;4,5,6;7,8,9&step=2"));
            assert_eq!(notices.len(), usize::from(!bad.is_empty()), "{bad}");
            assert_eq!((&s.k, s.step), (&k, 2), "{bad}");
            assert_eq!(s.q, resized(&usual.q, 3, 3), "{bad}");
        }
        let (s, notices) = AttentionState::opened("#/attention?tokens=a,,b&q=1;2&k=3;4&v=5;6");
        assert_eq!(notices, ["tokens"]);
        assert_eq!((s.tokens, s.v.nrows()), (default_tokens(2), 2));
        let (s, notices) = AttentionState::opened("#/attention?k=oops&v=1,2;3,4;5,6;7,8");
        assert_eq!(notices, ["k"]);
        assert_eq!((s.count(), s.v[(3, 1)]), (4, 8.0));
        assert_eq!(s.k, resized(&usual.k, 4, 2));
        let (s, notices) = AttentionState::opened("#/attention?tokens=a,b,c,d,e&q=NaN&v=1;2;3;4;5");
        assert_eq!(notices, ["q"]);
        assert_eq!((s.tokens[4].as_str(), s.v.shape()), ("e", (5, 1)));
    }
}
