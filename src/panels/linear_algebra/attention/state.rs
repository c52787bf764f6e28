//! The state of `attention`: tokens, queries, keys, values, and three switches.
//!
//! The shapes belong together: n tokens need n rows in q, k and v, and q and k need equally many
//! columns. An address may leave any key out or give one that can't be read, so `from_query` first
//! settles the shapes by those that it has, then refuses what doesn't fit them; the defaults of
//! the others are cut or enlarged to fit.

use super::super::trained_head::Head;
use crate::contract::panel::pick;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Draw, Kind, Value};
use nalgebra::DMatrix;
use numeric_core::attention::Mask;
use numeric_core::random::Random;

/// Most tokens.
pub const MOST_TOKENS: usize = 12;
/// Largest d_k and d_v.
pub const WIDEST: usize = 8;
/// Largest size of an entry.
pub const LIMIT: f64 = 1e4;
/// The steps of the walk-through.
pub const STEPS: usize = 6;
/// Longest token, in characters.
pub const LONGEST_TOKEN: usize = 24;

const WORDS: [&str; MOST_TOKENS] = [
    "The", "cat", "sat", "on", "the", "mat", "and", "then", "it", "fell", "asleep", "there",
];
const MASKS: &[&str] = &["none", "causal"];

/// What `attention` is about.
#[derive(Clone, Debug, PartialEq)]
pub struct AttentionState {
    /// The words.
    pub tokens: Vec<String>,
    /// Queries, n × d_k.
    pub q: DMatrix<f64>,
    /// Keys, n × d_k.
    pub k: DMatrix<f64>,
    /// Values, n × d_v.
    pub v: DMatrix<f64>,
    /// Whether scores are divided by √dₖ.
    pub scale: bool,
    /// Which words a word may look at.
    pub mask: Mask,
    /// The step that is shown, 1 to 6.
    pub step: usize,
}

impl Default for AttentionState {
    fn default() -> Self {
        Self {
            tokens: default_tokens(3),
            q: DMatrix::from_row_slice(3, 2, &[1.0, 0.5, 0.3, 0.8, 0.1, 0.9]),
            k: DMatrix::from_row_slice(3, 2, &[0.9, 0.2, 0.4, 0.7, 0.2, 0.8]),
            v: DMatrix::from_row_slice(3, 2, &[1.0, 0.0, 0.0, 1.0, 0.5, 0.5]),
            scale: true,
            mask: Mask::None,
            step: 5,
        }
    }
}

/// The first words of a default sentence.
pub fn default_tokens(n: usize) -> Vec<String> {
    WORDS.iter().take(n).map(|w| (*w).to_string()).collect()
}

/// The matrix enlarged or cut to a shape: what was there stays, and the rest is filled with
/// small made-up entries so that a new token attends to something.
pub fn resized(m: &DMatrix<f64>, rows: usize, columns: usize) -> DMatrix<f64> {
    DMatrix::from_fn(rows, columns, |i, j| {
        m.get((i, j))
            .copied()
            .unwrap_or_else(|| ((7 * i + 4 * j + 3) % 10) as f64 / 10.0)
    })
}

const fn entries() -> Kind {
    Kind::Matrix {
        rows: (1, MOST_TOKENS),
        columns: (1, WIDEST),
        min: -LIMIT,
        max: LIMIT,
    }
}

impl State for AttentionState {
    const KEYS: &'static [Key] = &[
        Key {
            name: "tokens",
            kind: Kind::Words {
                count: (1, MOST_TOKENS),
                longest: LONGEST_TOKEN,
            },
            about: "the words",
        },
        Key {
            name: "q",
            kind: entries(),
            about: "queries, a row for each token",
        },
        Key {
            name: "k",
            kind: entries(),
            about: "keys, a row for each token",
        },
        Key {
            name: "v",
            kind: entries(),
            about: "values, a row for each token",
        },
        Key {
            name: "scale",
            kind: Kind::Switch,
            about: "whether scores are divided by √dₖ",
        },
        Key {
            name: "mask",
            kind: Kind::Choice(MASKS),
            about: "which words a word may look at",
        },
        Key {
            name: "step",
            kind: Kind::Integer {
                min: 1,
                max: STEPS as i64,
            },
            about: "the step that is shown",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let default = Self::default();
        let n = settle_tokens(query);
        for key in ["q", "k", "v"] {
            if query.matrix(key).is_some_and(|m| m.nrows() != n) {
                query.reject(key, &format!("{n} rows, one for each token"));
            }
        }
        let width = settle_width(query);
        let take = |query: &Query, key: &str, usual: &DMatrix<f64>, columns: usize| {
            query
                .matrix(key)
                .cloned()
                .unwrap_or_else(|| resized(usual, n, columns))
        };
        let value_width = query.matrix("v").map_or(default.v.ncols(), DMatrix::ncols);
        Self {
            tokens: query
                .words("tokens")
                .cloned()
                .unwrap_or_else(|| default_tokens(n)),
            q: take(query, "q", &default.q, width),
            k: take(query, "k", &default.k, width),
            v: take(query, "v", &default.v, value_width),
            scale: query.switch("scale").unwrap_or(default.scale),
            mask: match query.choice("mask") {
                Some("causal") => Mask::Causal,
                _ => default.mask,
            },
            step: query.integer("step").map_or(default.step, |n| n as usize),
        }
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("tokens", Value::Words(self.tokens.clone())),
            ("q", Value::Matrix(self.q.clone())),
            ("k", Value::Matrix(self.k.clone())),
            ("v", Value::Matrix(self.v.clone())),
            ("scale", Value::Switch(self.scale)),
            (
                "mask",
                Value::Choice(match self.mask {
                    Mask::None => "none",
                    Mask::Causal => "causal",
                }),
            ),
            ("step", Value::Integer(self.step as i64)),
        ]
    }

    /// A random state.
    fn random(random: &mut Random, draw: Draw) -> Self {
        let (most, widest) = match draw {
            Draw::Ordinary => (6, 4),
            Draw::Extreme => (MOST_TOKENS, WIDEST),
        };
        let n = 1 + pick(random, most);
        let (dk, dv) = (1 + pick(random, widest), 1 + pick(random, widest));
        const EDGES: [f64; 8] = [0.0, 0.0, 1.0, -1.0, 100.0, -1000.0, LIMIT, -LIMIT];
        let edge = draw == Draw::Extreme;
        let mut table = |columns: usize| {
            DMatrix::from_fn(n, columns, |_, _| {
                if edge {
                    EDGES[pick(random, EDGES.len())]
                } else {
                    (100.0 * random.normal()).round() / 100.0
                }
            })
        };
        let (q, k, v) = (table(dk), table(dk), table(dv));
        Self {
            tokens: default_tokens(n),
            q,
            k,
            v,
            scale: random.uniform() < 0.8,
            mask: if random.uniform() < 0.6 {
                Mask::None
            } else {
                Mask::Causal
            },
            step: if edge { 1 + pick(random, STEPS) } else { 5 },
        }
    }
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
            scale: true,
            mask: Mask::Causal,
            step: 5,
        }
    }

    /// The number of tokens.
    pub fn count(&self) -> usize {
        self.tokens.len()
    }

    /// The same with another number of tokens.
    pub fn with_tokens(&self, n: usize) -> Self {
        let mut next = self.clone();
        let n = n.clamp(1, MOST_TOKENS);
        next.tokens.truncate(n);
        for word in WORDS
            .iter()
            .skip(next.tokens.len())
            .take(n.saturating_sub(next.tokens.len()))
        {
            next.tokens.push((*word).to_string());
        }
        next.q = resized(&self.q, n, self.q.ncols());
        next.k = resized(&self.k, n, self.k.ncols());
        next.v = resized(&self.v, n, self.v.ncols());
        next
    }

    /// The same with one token taken out.
    pub fn without_token(&self, at: usize) -> Self {
        if self.count() <= 1 || at >= self.count() {
            return self.clone();
        }
        let mut next = self.clone();
        next.tokens.remove(at);
        next.q = self.q.clone().remove_row(at);
        next.k = self.k.clone().remove_row(at);
        next.v = self.v.clone().remove_row(at);
        next
    }

    /// The same with other widths.
    pub fn with_widths(&self, key_width: usize, value_width: usize) -> Self {
        let n = self.count();
        let (dk, dv) = (key_width.clamp(1, WIDEST), value_width.clamp(1, WIDEST));
        Self {
            q: resized(&self.q, n, dk),
            k: resized(&self.k, n, dk),
            v: resized(&self.v, n, dv),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Address;

    fn open(hash: &str) -> (AttentionState, Vec<String>) {
        let mut query = Query::new(&Address::parse(hash), AttentionState::KEYS);
        let state = AttentionState::from_query(&mut query);
        (
            state,
            query.into_notices().into_iter().map(|n| n.key).collect(),
        )
    }

    #[test]
    fn shapes_that_agree_are_taken() {
        let (s, notices) = open("#/attention?q=1;2&k=1;2&v=1,2,3;4,5,6");
        assert!(notices.is_empty());
        assert_eq!((s.count(), s.q.ncols(), s.v.ncols()), (2, 1, 3));
        let (s, notices) = open("#/attention?tokens=a,b,c,d");
        assert!(notices.is_empty());
        assert_eq!(s.q.shape(), (4, 2));
    }

    #[test]
    fn one_wrong_shape_is_named_and_the_rest_is_kept() {
        let (s, notices) = open("#/attention?q=1,2;3,4&v=1;2;3&scale=off");
        assert_eq!(notices, ["q"]);
        assert_eq!(s.q, AttentionState::default().q);
        assert_eq!((s.v.shape(), s.scale), ((3, 1), false));
        let (s, notices) = open("#/attention?tokens=a,b&q=1;2;3;4&k=1;2;3;4&v=1;2;3;4");
        assert_eq!(notices, ["tokens"]);
        assert_eq!((s.tokens, s.q.nrows()), (default_tokens(4), 4));
        let (s, notices) = open("#/attention?tokens=a,b&k=1,2;3,4;5,6");
        assert_eq!(notices, ["k"]);
        assert_eq!((s.count(), s.k.shape()), (2, (2, 2)));
        let (s, notices) = open("#/attention?q=1,2,3;1,2,3;1,2,3&k=1,2;3,4;5,6");
        assert_eq!(notices, ["q"]);
        assert_eq!((s.q, s.k[(2, 1)]), (AttentionState::default().q, 6.0));
    }

    #[test]
    fn a_key_that_cannot_be_read_takes_no_other_with_it() {
        let k = DMatrix::from_row_slice(3, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]);
        let usual = AttentionState::default();
        for bad in ["q=x&", "q=1,2;3&", "q=1e9,0,0&", ""] {
            let (s, notices) = open(&format!("#/attention?{bad}k=1,2,3;4,5,6;7,8,9&step=2"));
            assert_eq!(notices.len(), usize::from(!bad.is_empty()), "{bad}");
            assert_eq!((&s.k, s.step), (&k, 2), "{bad}");
            assert_eq!(s.q, resized(&usual.q, 3, 3), "{bad}");
        }
        let (s, notices) = open("#/attention?tokens=a,,b&q=1;2&k=3;4&v=5;6");
        assert_eq!(notices, ["tokens"]);
        assert_eq!((s.tokens, s.v.nrows()), (default_tokens(2), 2));
        let (s, notices) = open("#/attention?k=oops&v=1,2;3,4;5,6;7,8");
        assert_eq!(notices, ["k"]);
        assert_eq!((s.count(), s.v[(3, 1)]), (4, 8.0));
        assert_eq!(s.k, resized(&usual.k, 4, 2));
        let (s, notices) = open("#/attention?tokens=a,b,c,d,e&q=NaN&v=1;2;3;4;5");
        assert_eq!(notices, ["q"]);
        assert_eq!((s.tokens[4].as_str(), s.v.shape()), ("e", (5, 1)));
    }
}
