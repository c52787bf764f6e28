//! The state of `layer-norm`: four vectors of one length, and ε.
//!
//! The lengths belong together. An address may leave any vector out or give one that can't be read, so
//! `from_query` first settles the length by those that it has, then refuses what doesn't fit; the
//! defaults of the others are cut or enlarged to it.

use super::arithmetic::{Moments, vanishes};
use crate::contract::panel::pick;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Draw, Kind, Value};
use numeric_core::random::Random;

/// Fewest entries.
pub const FEWEST: usize = 2;
/// Most entries.
pub const MOST: usize = 12;
/// Largest size of an entry.
pub const LIMIT: f64 = 1e6;
/// Largest ε.
pub const LARGEST_EPSILON: f64 = 1000.0;

/// The vectors of the address, in the order of its keys.
const VECTORS: [&str; 4] = ["x", "gamma", "beta", "upstream"];

const USUAL: usize = 5;
const X: [f64; MOST] = [
    0.3, -0.2, 0.1, 0.45, -0.05, 0.2, -0.35, 0.15, 0.6, -0.1, 0.25, -0.4,
];
const GAMMA: [f64; MOST] = [1.5, 0.5, 1.0, 2.0, 0.8, 1.2, 0.6, 1.0, 1.6, 0.9, 1.1, 0.7];
const BETA: [f64; MOST] = [
    0.1, 0.0, -0.2, 0.3, 0.0, 0.1, -0.1, 0.2, 0.0, -0.3, 0.1, 0.0,
];
const UPSTREAM: [f64; MOST] = [
    1.0, -0.5, 0.3, 0.8, -1.0, 0.4, -0.2, 0.6, -0.7, 0.1, 0.9, -0.4,
];

/// One vector that is normalised, its two learned vectors, and the gradient that comes back.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerNormState {
    /// The vector x.
    pub x: Vec<f64>,
    /// The gain γ of each entry.
    pub gamma: Vec<f64>,
    /// The bias β of each entry.
    pub beta: Vec<f64>,
    /// What is added to the variance.
    pub epsilon: f64,
    /// ∂L/∂y, which arrives from above.
    pub upstream: Vec<f64>,
}

impl Default for LayerNormState {
    fn default() -> Self {
        Self::usual(USUAL)
    }
}

const fn entries() -> Kind {
    Kind::Vector {
        length: (FEWEST, MOST),
        min: -LIMIT,
        max: LIMIT,
    }
}

impl State for LayerNormState {
    const KEYS: &'static [Key] = &[
        Key {
            name: "x",
            kind: entries(),
            about: "the vector that is normalised",
        },
        Key {
            name: "gamma",
            kind: entries(),
            about: "the gain γ of each entry",
        },
        Key {
            name: "beta",
            kind: entries(),
            about: "the bias β of each entry",
        },
        Key {
            name: "epsilon",
            kind: Kind::Number {
                min: 0.0,
                max: LARGEST_EPSILON,
            },
            about: "added to the variance before the root; above 0 where all entries of x are equal",
        },
        Key {
            name: "upstream",
            kind: entries(),
            about: "the gradient ∂L/∂y that comes back from above",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let n = settle_length(query);
        let usual = Self::usual(n);
        let take = |query: &Query, key: &str, usual: Vec<f64>| {
            let given = query.vector(key).cloned().unwrap_or(usual);
            given.into_iter().map(|x| x + 0.0).collect::<Vec<f64>>()
        };
        let x = take(query, "x", usual.x);
        let given = query.number("epsilon");
        if given.is_some_and(|epsilon| vanishes(&x, epsilon)) {
            query.reject(
                "epsilon",
                "a number above 0, since all entries of x are equal: their variance is 0, and \
                 without ε every output would be 0/0",
            );
        }
        Self {
            gamma: take(query, "gamma", usual.gamma),
            beta: take(query, "beta", usual.beta),
            upstream: take(query, "upstream", usual.upstream),
            epsilon: query.number("epsilon").unwrap_or(usual.epsilon) + 0.0,
            x,
        }
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("x", Value::Vector(self.x.clone())),
            ("gamma", Value::Vector(self.gamma.clone())),
            ("beta", Value::Vector(self.beta.clone())),
            ("epsilon", Value::Number(self.epsilon)),
            ("upstream", Value::Vector(self.upstream.clone())),
        ]
    }

    /// A random state.
    fn random(random: &mut Random, draw: Draw) -> Self {
        let n = FEWEST + pick(random, MOST - FEWEST + 1);
        let mut state = match draw {
            Draw::Ordinary => {
                let n = n.clamp(3, 7);
                let hundredth = |x: f64| (100.0 * x).round() / 100.0 + 0.0;
                let mut list = |middle: f64, wide: f64| -> Vec<f64> {
                    (0..n)
                        .map(|_| hundredth(middle + wide * random.normal()))
                        .collect()
                };
                let (x, gamma, beta) = (list(0.2, 0.7), list(1.0, 0.5), list(0.0, 0.3));
                let upstream = list(0.0, 0.8);
                let epsilon = [1e-5, 1e-3, 0.01, 0.1, 0.5][pick(random, 5)];
                Self {
                    x,
                    gamma,
                    beta,
                    epsilon,
                    upstream,
                }
            }
            Draw::Extreme => {
                const EDGES: [f64; 8] = [0.0, 1.0, -1.0, 1000.0, -1000.0, LIMIT, -LIMIT, 0.5];
                const EPSILONS: [f64; 6] = [0.0, 1e-12, 1e-5, 1.0, LARGEST_EPSILON, 1e-3];
                let mut list = || -> Vec<f64> {
                    let mixed = random.uniform() < 0.75;
                    let same = EDGES[pick(random, EDGES.len())];
                    let one = |_| {
                        if mixed {
                            EDGES[pick(random, EDGES.len())]
                        } else {
                            same
                        }
                    };
                    (0..n).map(one).collect()
                };
                let (x, gamma, beta, upstream) = (list(), list(), list(), list());
                Self {
                    x,
                    gamma,
                    beta,
                    epsilon: EPSILONS[pick(random, EPSILONS.len())],
                    upstream,
                }
            }
        };
        if vanishes(&state.x, state.epsilon) {
            state.epsilon = 1e-5;
        }
        state
    }
}

/// The length: what most of the given vectors have. Where it's a tie, `x` counts most, then the
/// default, then gamma before beta before upstream. Vectors of another length are refused.
fn settle_length(query: &mut Query) -> usize {
    let lengths = VECTORS.map(|key| query.vector(key).map(Vec::len));
    let named = lengths[0];
    let given = || lengths.into_iter().flatten();
    let votes = |n: usize| given().filter(|m| *m == n).count();
    let n = std::iter::once(USUAL)
        .chain(given())
        .rev()
        .max_by_key(|&n| (votes(n), named == Some(n), n == USUAL))
        .unwrap_or(USUAL);
    for (key, length) in VECTORS.into_iter().zip(lengths) {
        if length.is_some_and(|m| m != n) {
            query.reject(
                key,
                &format!("{n} numbers, since x, gamma, beta and upstream are equally long"),
            );
        }
    }
    n
}

impl LayerNormState {
    /// The default of that length.
    pub fn usual(n: usize) -> Self {
        let first = |list: [f64; MOST]| list.into_iter().take(n).collect();
        Self {
            x: first(X),
            gamma: first(GAMMA),
            beta: first(BETA),
            epsilon: 0.01,
            upstream: first(UPSTREAM),
        }
    }

    /// The number of entries, d.
    pub fn count(&self) -> usize {
        self.x.len()
    }

    /// The same with another number of entries: the first ones stay, and new ones are the default's.
    #[must_use]
    pub fn with_entries(&self, n: usize) -> Self {
        let n = n.clamp(FEWEST, MOST);
        let fill = |now: &[f64], usual: Vec<f64>| {
            let rest = usual.into_iter().skip(now.len());
            now.iter().copied().take(n).chain(rest).collect()
        };
        let usual = Self::usual(n);
        Self {
            x: fill(&self.x, usual.x),
            gamma: fill(&self.gamma, usual.gamma),
            beta: fill(&self.beta, usual.beta),
            epsilon: self.epsilon,
            upstream: fill(&self.upstream, usual.upstream),
        }
    }

    /// The vector of that key, to change it.
    #[cfg(any(test, target_arch = "wasm32"))]
    pub fn vector_mut(&mut self, key: &str) -> &mut Vec<f64> {
        match key {
            "gamma" => &mut self.gamma,
            "beta" => &mut self.beta,
            "upstream" => &mut self.upstream,
            _ => &mut self.x,
        }
    }

    /// The same with x changed entry by entry, within the limits.
    #[must_use]
    pub fn with_x(&self, change: impl Fn(f64) -> f64) -> Self {
        let x = self.x.iter().map(|x| change(*x).clamp(-LIMIT, LIMIT) + 0.0);
        Self {
            x: x.collect(),
            ..self.clone()
        }
    }

    /// Takes ε back to its default where σ² + ε would be 0; whether that was needed.
    #[cfg(any(test, target_arch = "wasm32"))]
    pub fn settle(&mut self) -> bool {
        let needed = vanishes(&self.x, self.epsilon);
        if needed {
            self.epsilon = Self::default().epsilon;
        }
        needed
    }

    /// Mean, deviations and scale of x.
    pub fn moments(&self) -> Moments {
        Moments::of(&self.x, self.epsilon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Address;

    fn open(hash: &str) -> (LayerNormState, Vec<String>) {
        let mut query = Query::new(&Address::parse(hash), LayerNormState::KEYS);
        let state = LayerNormState::from_query(&mut query);
        let notices = query.into_notices();
        (state, notices.into_iter().map(|n| n.key).collect())
    }

    #[test]
    fn lengths_that_agree_are_taken() {
        let (s, notices) = open("#/layer-norm?x=1,2,3&gamma=1,1,1&beta=0,0,0&upstream=1,0,0");
        assert!(notices.is_empty());
        assert_eq!((s.count(), s.upstream[0]), (3, 1.0));
        let (s, notices) = open("#/layer-norm?upstream=1,2,3,4,5,6,7,8");
        assert!(notices.is_empty());
        assert_eq!(s.x, X[..8]);
    }

    #[test]
    fn one_wrong_length_is_named_and_the_rest_is_kept() {
        let (s, notices) = open("#/layer-norm?x=1,2,3&gamma=1,1&epsilon=0.5");
        assert_eq!(notices, ["gamma"]);
        assert_eq!(
            (s.x, s.gamma, s.epsilon),
            (vec![1.0, 2.0, 3.0], GAMMA[..3].to_vec(), 0.5)
        );
        let (s, notices) = open("#/layer-norm?x=1,2,3&gamma=1,1&beta=0,0&upstream=1,1");
        assert_eq!(notices, ["x"]);
        assert_eq!(s.x, X[..2]);
        let (s, notices) = open("#/layer-norm?gamma=1,2,3,4,5&beta=1,2,3");
        assert_eq!(notices, ["beta"]);
        assert_eq!(s.count(), USUAL);
        let (s, notices) = open("#/layer-norm?gamma=1,2,3&beta=1,2");
        assert_eq!(notices, ["beta"]);
        assert_eq!((s.count(), s.gamma[2]), (3, 3.0));
    }

    #[test]
    fn a_key_that_cannot_be_read_takes_no_other_with_it() {
        for bad in ["x=1,nan", "x=1", "x=", "x=1e9,1"] {
            let (s, notices) = open(&format!("#/layer-norm?{bad}&beta=1,2,3&upstream=4,5,6"));
            assert_eq!(notices, ["x"], "{bad}");
            assert_eq!((s.x, s.beta[2]), (X[..3].to_vec(), 3.0), "{bad}");
        }
    }

    #[test]
    fn nothing_is_divided_by_zero() {
        let (s, notices) = open("#/layer-norm?x=2,2,2&epsilon=0");
        assert_eq!((notices, s.epsilon), (vec!["epsilon".to_string()], 0.01));
        for fine in ["x=2,2,2&epsilon=1e-12", "x=2,2,3&epsilon=0", "x=2,2,2"] {
            assert!(open(&format!("#/layer-norm?{fine}")).1.is_empty(), "{fine}");
        }
        let mut state = LayerNormState::usual(3).with_x(|_| 7.0);
        assert!(!state.settle());
        state.epsilon = 0.0;
        assert!(state.settle() && state.epsilon > 0.0);
    }

    #[test]
    fn entries_come_and_go_everywhere() {
        let state = LayerNormState::default();
        let more = state.with_entries(7);
        assert_eq!((more.count(), more.gamma.len(), more.beta.len()), (7, 7, 7));
        assert_eq!(more.with_entries(5), state);
        assert_eq!(state.with_entries(99).upstream.len(), MOST);
    }
}
