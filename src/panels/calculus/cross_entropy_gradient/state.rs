//! The state of `cross-entropy-gradient`.

use crate::contract::panel::pick;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Draw, Kind, Value};
use numeric_core::random::Random;

/// Fewest logits.
pub const FEWEST: usize = 2;
/// Most logits.
pub const MOST: usize = 12;
/// Largest size of a logit.
pub const LIMIT: f64 = 1e6;
/// The most that labels are smoothed: at 1 nothing would be left of the truth.
pub const SMOOTHEST: f64 = 0.999;
/// The largest step along the gradient.
pub const FASTEST: f64 = 100.0;

/// Logits, which of them is true, and a step.
#[derive(Clone, Debug, PartialEq)]
pub struct LossState {
    /// The logits z.
    pub z: Vec<f64>,
    /// The true class c, from 0.
    pub target: usize,
    /// What label smoothing takes from the true class and shares among all.
    pub smoothing: f64,
    /// How far a step goes along the negative gradient, as a multiple of it.
    pub rate: f64,
}

impl Default for LossState {
    fn default() -> Self {
        Self {
            z: vec![2.0, 1.0, 0.1, -0.5],
            // There is a class of this number however few logits are given.
            target: 1,
            smoothing: 0.0,
            rate: 1.0,
        }
    }
}

impl State for LossState {
    const KEYS: &'static [Key] = &[
        Key {
            name: "z",
            kind: Kind::Vector {
                length: (FEWEST, MOST),
                min: -LIMIT,
                max: LIMIT,
            },
            about: "the logits",
        },
        Key {
            name: "target",
            kind: Kind::Integer {
                min: 0,
                max: MOST as i64 - 1,
            },
            about: "the true class, counted from 0",
        },
        Key {
            name: "smoothing",
            kind: Kind::Number {
                min: 0.0,
                max: SMOOTHEST,
            },
            about: "label smoothing: this much of the truth is shared among all classes",
        },
        Key {
            name: "rate",
            kind: Kind::Number {
                min: 0.0,
                max: FASTEST,
            },
            about: "the step along the negative gradient whose effect is shown",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let default = Self::default();
        let z = query.vector("z").cloned().unwrap_or(default.z);
        let given = query
            .integer("target")
            .and_then(|t| usize::try_from(t).ok());
        if given.is_some_and(|t| t >= z.len()) {
            query.reject(
                "target",
                &format!(
                    "a whole number from 0 to {}, since there are {} logits",
                    z.len() - 1,
                    z.len()
                ),
            );
        }
        Self {
            target: given.filter(|t| *t < z.len()).unwrap_or(default.target),
            smoothing: query.number("smoothing").unwrap_or(default.smoothing) + 0.0,
            rate: query.number("rate").unwrap_or(default.rate) + 0.0,
            z,
        }
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("z", Value::Vector(self.z.clone())),
            ("target", Value::Integer(self.target as i64)),
            ("smoothing", Value::Number(self.smoothing)),
            ("rate", Value::Number(self.rate)),
        ]
    }

    /// A random state.
    fn random(random: &mut Random, draw: Draw) -> Self {
        let n = FEWEST + pick(random, MOST - FEWEST + 1);
        match draw {
            Draw::Ordinary => {
                let n = n.min(6);
                let hundredth = |x: f64| (100.0 * x).round() / 100.0 + 0.0;
                Self {
                    z: (0..n).map(|_| hundredth(1.5 * random.normal())).collect(),
                    target: pick(random, n),
                    smoothing: [0.0, 0.0, 0.1, 0.2][pick(random, 4)],
                    rate: [0.5, 1.0, 2.0, 5.0][pick(random, 4)],
                }
            }
            Draw::Extreme => {
                const EDGES: [f64; 9] =
                    [0.0, 1.0, -1.0, 1000.0, -1000.0, LIMIT, -LIMIT, 700.0, 1e-9];
                let mixed = random.uniform() < 0.8;
                let same = EDGES[pick(random, EDGES.len())];
                let mut logit = || {
                    if mixed {
                        EDGES[pick(random, EDGES.len())]
                    } else {
                        same
                    }
                };
                let z = (0..n).map(|_| logit()).collect();
                Self {
                    z,
                    target: pick(random, n),
                    smoothing: [0.0, 0.5, SMOOTHEST, 1e-9][pick(random, 4)],
                    rate: [0.0, 1e-9, 1.0, FASTEST][pick(random, 4)],
                }
            }
        }
    }
}

impl LossState {
    /// Other logits; the true class stays where there still is one of its number.
    pub fn set_logits(&mut self, z: Vec<f64>) {
        self.target = self.target.min(z.len().saturating_sub(1));
        self.z = z;
    }

    /// The truth y: 1 at the true class and 0 elsewhere, or smoothed, 1 − s + s/n there and s/n elsewhere.
    #[must_use]
    pub fn truth(&self) -> Vec<f64> {
        let share = self.smoothing / self.z.len() as f64;
        (0..self.z.len())
            .map(|i| {
                if i == self.target {
                    1.0 - self.smoothing + share
                } else {
                    share
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Address;

    fn opened(text: &str) -> (LossState, Vec<String>) {
        let mut query = Query::new(&Address::parse(text), LossState::KEYS);
        let state = LossState::from_query(&mut query);
        let notices = query.into_notices();
        (state, notices.iter().map(|n| n.text()).collect())
    }

    #[test]
    fn a_true_class_that_is_not_there_is_refused_by_name() {
        let (state, notices) = opened("#/x?z=3,4,5&target=3&smoothing=0.25");
        assert_eq!((state.target, state.smoothing, state.z[2]), (1, 0.25, 5.0));
        assert!(notices[0].contains("target = “3”") && notices[0].contains("0 to 2"));
        assert_eq!(opened("#/x?z=3,4&target=0").0.target, 0);
        assert_eq!(opened("#/x?smoothing=1").1.len(), 1);
    }

    #[test]
    fn the_truth_sums_to_one() {
        let state = LossState {
            smoothing: 0.5,
            ..LossState::default()
        };
        assert_eq!(state.truth(), [0.125, 0.625, 0.125, 0.125]);
        assert_eq!(LossState::default().truth(), [0.0, 1.0, 0.0, 0.0]);
    }
}
