//! The state of `softmax-jacobian`.

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
/// Lowest temperature.
pub const COLDEST: f64 = 0.01;
/// Highest temperature.
pub const HOTTEST: f64 = 100.0;

/// Logits and the temperature that divides them.
#[derive(Clone, Debug, PartialEq)]
pub struct SoftmaxState {
    /// The logits z.
    pub z: Vec<f64>,
    /// The temperature T.
    pub temperature: f64,
}

impl Default for SoftmaxState {
    fn default() -> Self {
        Self {
            z: vec![2.0, 1.0, 0.1, -0.5],
            temperature: 1.0,
        }
    }
}

impl State for SoftmaxState {
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
            name: "temperature",
            kind: Kind::Number {
                min: COLDEST,
                max: HOTTEST,
            },
            about: "divides the logits",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let default = Self::default();
        Self {
            z: query.vector("z").cloned().unwrap_or(default.z),
            temperature: query.number("temperature").unwrap_or(default.temperature),
        }
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("z", Value::Vector(self.z.clone())),
            ("temperature", Value::Number(self.temperature)),
        ]
    }
}

impl SoftmaxState {
    /// A random state.
    pub fn random(random: &mut Random, draw: Draw) -> Self {
        let n = FEWEST + pick(random, MOST - FEWEST + 1);
        match draw {
            Draw::Ordinary => {
                let n = n.min(6);
                let hundredth = |x: f64| (100.0 * x).round() / 100.0;
                Self {
                    z: (0..n).map(|_| hundredth(1.5 * random.normal())).collect(),
                    temperature: hundredth((0.7 * random.normal()).exp().clamp(0.2, 5.0)),
                }
            }
            Draw::Extreme => {
                const EDGES: [f64; 9] =
                    [0.0, 1.0, -1.0, 1000.0, -1000.0, LIMIT, -LIMIT, 700.0, 1e-9];
                const HEATS: [f64; 5] = [COLDEST, HOTTEST, 1.0, 0.5, 10.0];
                let mixed = random.uniform() < 0.8;
                let same = EDGES[pick(random, EDGES.len())];
                let z = (0..n)
                    .map(|_| {
                        if mixed {
                            EDGES[pick(random, EDGES.len())]
                        } else {
                            same
                        }
                    })
                    .collect();
                Self {
                    z,
                    temperature: HEATS[pick(random, HEATS.len())],
                }
            }
        }
    }
}
