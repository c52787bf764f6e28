//! The state of `attention-spectrum`: queries, keys, how sharp the attention is, mask, and power.

use super::super::attention::{LONGEST_TOKEN, default_tokens, resized};
use super::super::trained_head::Head;
use crate::contract::panel::pick;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Draw, Kind, Value};
use nalgebra::DMatrix;
use numeric_core::attention::Mask;
use numeric_core::random::Random;

/// Fewest words.
pub const FEWEST: usize = 2;
/// Most words.
pub const MOST: usize = 12;
/// Largest d_k.
pub const WIDEST: usize = 8;
/// Largest size of an entry.
pub const LIMIT: f64 = 100.0;
/// Least factor of the scores.
pub const BLUNTEST: f64 = 0.01;
/// Largest factor of the scores.
pub const SHARPEST: f64 = 100.0;
/// Most steps.
pub const LONGEST: usize = 100;

const MASKS: &[&str] = &["none", "causal"];

/// What the panel is about.
#[derive(Clone, Debug, PartialEq)]
pub struct SpectrumState {
    /// The words.
    pub tokens: Vec<String>,
    /// Queries, n × d_k.
    pub q: DMatrix<f64>,
    /// Keys, n × d_k.
    pub k: DMatrix<f64>,
    /// Multiplies the scaled scores.
    pub sharpness: f64,
    /// Which words a word may look at.
    pub mask: Mask,
    /// How many steps are taken.
    pub power: usize,
}

impl Default for SpectrumState {
    fn default() -> Self {
        Self {
            tokens: default_tokens(3),
            q: DMatrix::from_row_slice(3, 2, &[1.0, 0.5, 0.3, 0.8, 0.1, 0.9]),
            k: DMatrix::from_row_slice(3, 2, &[0.9, 0.2, 0.4, 0.7, 0.2, 0.8]),
            sharpness: 3.0,
            mask: Mask::None,
            power: 3,
        }
    }
}

const fn entries() -> Kind {
    Kind::Matrix {
        rows: (FEWEST, MOST),
        columns: (1, WIDEST),
        min: -LIMIT,
        max: LIMIT,
    }
}

impl State for SpectrumState {
    const KEYS: &'static [Key] = &[
        Key {
            name: "tokens",
            kind: Kind::Words {
                count: (FEWEST, MOST),
                longest: LONGEST_TOKEN,
            },
            about: "the words",
        },
        Key {
            name: "q",
            kind: entries(),
            about: "queries, a row for each word",
        },
        Key {
            name: "k",
            kind: entries(),
            about: "keys, a row for each word",
        },
        Key {
            name: "sharpness",
            kind: Kind::Number {
                min: BLUNTEST,
                max: SHARPEST,
            },
            about: "multiplies the scores QKᵀ/√dₖ",
        },
        Key {
            name: "mask",
            kind: Kind::Choice(MASKS),
            about: "which words a word may look at",
        },
        Key {
            name: "power",
            kind: Kind::Integer {
                min: 0,
                max: LONGEST as i64,
            },
            about: "how many steps are taken",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let default = Self::default();
        let shape = |query: &Query, key| query.matrix(key).map(DMatrix::shape);
        let (n, d) = match (shape(query, "q"), shape(query, "k")) {
            (Some(q), Some(k)) if q != k => {
                // The one that is no larger change from the default is kept.
                let (kept, odd) = if k == default.k.shape() {
                    (k, "q")
                } else {
                    (q, "k")
                };
                let expected = format!("{} rows and {} columns, as the other has", kept.0, kept.1);
                query.reject(odd, &expected);
                kept
            }
            (q, k) => q.or(k).unwrap_or_else(|| {
                let (n, d) = default.q.shape();
                (query.words("tokens").map_or(n, Vec::len), d)
            }),
        };
        if query.words("tokens").is_some_and(|words| words.len() != n) {
            query.reject("tokens", &format!("{n} words, one for each row"));
        }
        let take = |query: &Query, key, usual: &DMatrix<f64>| {
            query
                .matrix(key)
                .cloned()
                .unwrap_or_else(|| resized(usual, n, d))
        };
        Self {
            tokens: query
                .words("tokens")
                .cloned()
                .unwrap_or_else(|| default_tokens(n)),
            q: take(query, "q", &default.q),
            k: take(query, "k", &default.k),
            sharpness: query.number("sharpness").unwrap_or(default.sharpness),
            mask: match query.choice("mask") {
                Some("causal") => Mask::Causal,
                _ => default.mask,
            },
            power: query.integer("power").map_or(default.power, |p| p as usize),
        }
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        let mask = match self.mask {
            Mask::None => "none",
            Mask::Causal => "causal",
        };
        vec![
            ("tokens", Value::Words(self.tokens.clone())),
            ("q", Value::Matrix(self.q.clone())),
            ("k", Value::Matrix(self.k.clone())),
            ("sharpness", Value::Number(self.sharpness)),
            ("mask", Value::Choice(mask)),
            ("power", Value::Integer(self.power as i64)),
        ]
    }

    /// A random state.
    fn random(random: &mut Random, draw: Draw) -> Self {
        let extreme = draw == Draw::Extreme;
        let sharpness = if extreme {
            [BLUNTEST, 1.0, 3.0, SHARPEST][pick(random, 4)]
        } else {
            (10.0 * (0.5 + 2.0 * random.uniform())).round() / 10.0
        };
        // Very sharp attention is nearly a map of words to words, whose eigenvalues at zero are
        // defective: known to the square root of rounding or less, which no twin can check. Two words
        // have none of that.
        let n = match (extreme, sharpness == SHARPEST) {
            (true, true) => FEWEST,
            (true, false) => FEWEST + pick(random, 7),
            (false, _) => FEWEST + pick(random, 4),
        };
        let d = if extreme {
            1 + pick(random, WIDEST)
        } else {
            2 + pick(random, 3)
        };
        const EDGES: [f64; 5] = [0.0, 1.0, -1.0, 2.0, 0.5];
        let mut draw = || {
            DMatrix::from_fn(n, d, |_, _| {
                if extreme {
                    EDGES[pick(random, EDGES.len())]
                } else {
                    (100.0 * random.normal()).round() / 100.0 + 0.0
                }
            })
        };
        let (q, k) = (draw(), draw());
        Self {
            tokens: default_tokens(n),
            q,
            k,
            sharpness,
            mask: if random.uniform() < 0.7 {
                Mask::None
            } else {
                Mask::Causal
            },
            power: if extreme {
                [0, 1, 2, LONGEST][pick(random, 4)]
            } else {
                2 + pick(random, 4)
            },
        }
    }
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
        self.q.nrows()
    }

    /// The same with another number of words.
    pub fn with_words(&self, n: usize) -> Self {
        let n = n.clamp(FEWEST, MOST);
        let kept = self.tokens.len().min(n);
        let mut tokens = self.tokens[..kept].to_vec();
        tokens.extend(default_tokens(n).into_iter().skip(kept));
        Self {
            tokens,
            q: resized(&self.q, n, self.q.ncols()),
            k: resized(&self.k, n, self.k.ncols()),
            ..self.clone()
        }
    }

    /// The same with one word taken out.
    pub fn without_word(&self, at: usize) -> Self {
        if self.count() <= FEWEST || at >= self.count() {
            return self.clone();
        }
        let mut next = self.clone();
        next.tokens.remove(at);
        next.q = self.q.clone().remove_row(at);
        next.k = self.k.clone().remove_row(at);
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Address;

    fn open(hash: &str) -> (SpectrumState, Vec<String>) {
        let mut query = Query::new(&Address::parse(hash), SpectrumState::KEYS);
        let state = SpectrumState::from_query(&mut query);
        let notices = query.into_notices();
        (state, notices.into_iter().map(|n| n.key).collect())
    }

    #[test]
    fn queries_and_keys_have_one_shape() {
        let (s, notices) = open("#/x?q=1,2;3,4;5,6;7,8&mask=causal");
        assert_eq!(
            (s.k.shape(), s.mask, notices.len()),
            ((4, 2), Mask::Causal, 0)
        );
        let (s, notices) = open("#/x?q=1;2&k=1,2;3,4&power=7");
        assert_eq!(
            (s.q.shape(), s.power, notices),
            ((2, 1), 7, vec!["k".to_string()])
        );
        assert_eq!(open("#/x?q=1;2&sharpness=0").1, ["sharpness"]);
        let (s, notices) = open("#/x?tokens=a,b,c,d");
        assert_eq!((s.q.shape(), s.tokens.len(), notices.len()), ((4, 2), 4, 0));
        let (s, notices) = open("#/x?tokens=a,b,c,d&k=1;2");
        assert_eq!(
            (s.tokens, notices),
            (default_tokens(2), vec!["tokens".to_string()])
        );
    }
}
