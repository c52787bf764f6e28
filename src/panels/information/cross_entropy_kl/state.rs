//! The state of `cross-entropy-kl`: two lists of weights and a unit.

use crate::contract::panel::pick;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Draw, Kind, Value};
use numeric_core::information::Unit;
use numeric_core::random::Random;

/// Fewest outcomes.
pub const FEWEST: usize = 2;
/// Most outcomes.
pub const MOST: usize = 12;
/// Largest weight.
pub const LIMIT: f64 = 1e6;

const UNITS: &[&str] = &["bits", "nats"];

/// Non-negative weights for p and q, each divided by its sum, and the unit of information.
#[derive(Clone, Debug, PartialEq)]
pub struct KlState {
    /// Weights of the true distribution.
    pub p: Vec<f64>,
    /// Weights of the model's distribution; as many as of p.
    pub q: Vec<f64>,
    /// Bits or nats.
    pub unit: Unit,
}

impl Default for KlState {
    fn default() -> Self {
        Self {
            p: vec![0.5, 0.25, 0.15, 0.1],
            q: vec![0.2, 0.3, 0.1, 0.4],
            unit: Unit::Bits,
        }
    }
}

const fn weights() -> Kind {
    Kind::Vector {
        length: (FEWEST, MOST),
        min: 0.0,
        max: LIMIT,
    }
}

impl State for KlState {
    const KEYS: &'static [Key] = &[
        Key {
            name: "p",
            kind: weights(),
            about: "weights of the true distribution",
        },
        Key {
            name: "q",
            kind: weights(),
            about: "weights of the model’s distribution",
        },
        Key {
            name: "unit",
            kind: Kind::Choice(UNITS),
            about: "the unit of information",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let default = Self::default();
        for key in ["p", "q"] {
            if query
                .vector(key)
                .is_some_and(|v| v.iter().all(|w| *w == 0.0))
            {
                query.reject(key, "at least one weight above zero");
            }
        }
        let n = settle_length(query, default.p.len());
        let take = |query: &Query, key: &str, usual: &[f64]| {
            query
                .vector(key)
                .cloned()
                .unwrap_or_else(|| resized(usual, n))
        };
        Self {
            p: take(query, "p", &default.p),
            q: take(query, "q", &default.q),
            unit: match query.choice("unit") {
                Some("nats") => Unit::Nats,
                _ => default.unit,
            },
        }
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        let unit = match self.unit {
            Unit::Bits => "bits",
            Unit::Nats => "nats",
        };
        vec![
            ("p", Value::Vector(self.p.clone())),
            ("q", Value::Vector(self.q.clone())),
            ("unit", Value::Choice(unit)),
        ]
    }
}

/// The number of outcomes: what p and q say. Where they differ, the one with another number than
/// the default is refused, or q; a default is cut or enlarged to fit the other.
fn settle_length(query: &mut Query, usual: usize) -> usize {
    let length = |key| query.vector(key).map(Vec::len);
    let (n, odd) = match (length("p"), length("q")) {
        (Some(p), Some(q)) if p == q => return p,
        (Some(_), Some(q)) if q == usual => (q, "p"),
        (Some(p), Some(_)) => (p, "q"),
        (p, q) => return p.or(q).unwrap_or(usual),
    };
    query.reject(
        odd,
        &format!("{n} weights, since p and q need equally many"),
    );
    n
}

/// The weights enlarged or cut to a length; never all zero.
pub fn resized(weights: &[f64], n: usize) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    let fill = (total / weights.len().max(1) as f64).clamp(f64::MIN_POSITIVE, LIMIT);
    let mut out: Vec<f64> = (0..n)
        .map(|i| weights.get(i).copied().unwrap_or(fill))
        .collect();
    if out.iter().all(|w| *w == 0.0) {
        out.fill(1.0);
    }
    out
}

/// Sets one outcome's probability and lets the others share the rest in their old proportions.
///
/// Where the others have nothing to keep a proportion of, they share equally.
pub fn set_probability(weights: &[f64], at: usize, probability: f64) -> Vec<f64> {
    let wanted = probability.clamp(0.0, 1.0);
    let others: f64 = weights
        .iter()
        .enumerate()
        .filter(|(i, _)| *i != at)
        .map(|(_, w)| w)
        .sum();
    let rest = 1.0 - wanted;
    weights
        .iter()
        .enumerate()
        .map(|(i, w)| {
            if i == at {
                wanted
            } else if others > 0.0 {
                rest * (w / others)
            } else {
                rest / (weights.len() - 1).max(1) as f64
            }
        })
        .collect()
}

impl KlState {
    /// The same with another number of outcomes.
    pub fn with_outcomes(&self, n: usize) -> Self {
        let n = n.clamp(FEWEST, MOST);
        Self {
            p: resized(&self.p, n),
            q: resized(&self.q, n),
            unit: self.unit,
        }
    }

    /// A random state.
    pub fn random(random: &mut Random, draw: Draw) -> Self {
        let n = FEWEST + pick(random, MOST - FEWEST + 1);
        let unit = if random.uniform() < 0.5 {
            Unit::Bits
        } else {
            Unit::Nats
        };
        if draw == Draw::Ordinary {
            let n = n.min(6);
            let mut draw = || {
                (0..n)
                    .map(|_| ((1.0 + 99.0 * random.uniform()).round()) / 100.0)
                    .collect()
            };
            return Self {
                p: draw(),
                q: draw(),
                unit,
            };
        }
        const EDGES: [f64; 7] = [0.0, 0.0, 1.0, LIMIT, 1e-9, 1e-300, 0.5];
        let mut draw = || {
            let mut v: Vec<f64> = (0..n).map(|_| EDGES[pick(random, EDGES.len())]).collect();
            if v.iter().all(|w| *w == 0.0) {
                v[pick(random, n)] = 1.0;
            }
            v
        };
        let p = draw();
        let q = draw();
        let q = if random.uniform() < 0.2 { p.clone() } else { q };
        Self { p, q, unit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Address;
    use proptest::prelude::*;

    fn open(hash: &str) -> (KlState, Vec<String>) {
        let mut query = Query::new(&Address::parse(hash), KlState::KEYS);
        let state = KlState::from_query(&mut query);
        (
            state,
            query.into_notices().into_iter().map(|n| n.key).collect(),
        )
    }

    #[test]
    fn lengths_must_agree_and_zero_is_no_distribution() {
        assert_eq!(open("#/x?p=1,2,3&q=3,2,1").1, Vec::<String>::new());
        let (s, notices) = open("#/x?p=1,2,3");
        assert_eq!((s.p, s.q.len(), notices.len()), (vec![1.0, 2.0, 3.0], 3, 0));
        // What can't be read takes nothing with it.
        let (s, notices) = open("#/x?p=1,x&q=1,2,3,4,5");
        assert_eq!(
            (s.p.len(), s.q[4], notices),
            (5, 5.0, vec!["p".to_string()])
        );
        assert_eq!(open("#/x?p=1,2,3&unit=nats").0.unit, Unit::Nats);
        assert_eq!(open("#/x?q=0,0,0,0").1, ["q"]);
        let (s, notices) = open("#/x?p=1,2,3&q=1,2");
        assert_eq!(
            (s.p.len(), s.q.len(), notices),
            (3, 3, vec!["q".to_string()])
        );
    }

    proptest! {
        #[test]
        fn dragging_keeps_the_others_proportions(
            w in proptest::collection::vec(0.01..10.0f64, 3..12), to in 0.0..0.99f64,
        ) {
            let next = set_probability(&w, 0, to);
            prop_assert!((next.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            prop_assert!((next[0] - to).abs() < 1e-15);
            prop_assert!((next[1] / next[2] - w[1] / w[2]).abs() < 1e-9 * w[1] / w[2]);
        }
    }

    #[test]
    fn a_certain_outcome_gives_way_equally() {
        assert_eq!(set_probability(&[1.0, 0.0, 0.0], 0, 0.5), [0.5, 0.25, 0.25]);
    }
}
