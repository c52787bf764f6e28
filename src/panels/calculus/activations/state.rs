//! The state of `activations`: one number and its activation, and a deep network of them.

use super::shape::{self, ALL};
use crate::contract::panel::pick;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Draw, Kind, Value};
use numeric_core::network::Activation;
use numeric_core::random::Random;

/// How far x may be from 0.
pub const LIMIT: f64 = 20.0;
/// Most layers.
pub const DEEPEST: usize = 64;
/// Fewest and most units of a layer.
pub const WIDTHS: (usize, usize) = (2, 64);
/// The gain that makes up for the half of rectified units that are off: √2, to the digits of a field
/// (He, Zhang, Ren, Sun, 2015).
pub const HE: f64 = 1.414;
/// Smallest and largest gain.
pub const GAINS: (f64, f64) = (0.1, 4.0);

const NAMES: &[&str] = &["relu", "leaky-relu", "sigmoid", "tanh", "gelu", "silu"];

/// What the panel is about.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivationState {
    /// The activation φ.
    pub activation: Activation,
    /// The number that goes into it.
    pub x: f64,
    /// The network.
    pub network: Settings,
}

/// What a network follows from, its activation apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Layers.
    pub depth: usize,
    /// Units of each layer.
    pub width: usize,
    /// Weights have standard deviation gain/√width.
    pub gain: f64,
    /// What weights and inputs follow from.
    pub seed: u64,
    /// Whether each layer adds to what goes into it.
    pub residual: bool,
    /// Whether sums are normalised before the activation.
    pub norm: bool,
}

impl Default for ActivationState {
    fn default() -> Self {
        Self {
            activation: Activation::Relu,
            x: 2.5,
            network: Settings {
                depth: 24,
                width: 32,
                gain: HE,
                seed: 1,
                residual: false,
                norm: false,
            },
        }
    }
}

impl State for ActivationState {
    const KEYS: &'static [Key] = &[
        Key {
            name: "activation",
            kind: Kind::Choice(NAMES),
            about: "the activation φ",
        },
        Key {
            name: "x",
            kind: Kind::Number {
                min: -LIMIT,
                max: LIMIT,
            },
            about: "the number that goes into it",
        },
        Key {
            name: "depth",
            kind: Kind::Integer {
                min: 1,
                max: DEEPEST as i64,
            },
            about: "layers of the network",
        },
        Key {
            name: "width",
            kind: Kind::Integer {
                min: WIDTHS.0 as i64,
                max: WIDTHS.1 as i64,
            },
            about: "units of a layer",
        },
        Key {
            name: "gain",
            kind: Kind::Number {
                min: GAINS.0,
                max: GAINS.1,
            },
            about: "weights have standard deviation gain/√width",
        },
        Key {
            name: "seed",
            kind: Kind::Integer {
                min: 0,
                max: 999_999,
            },
            about: "decides weights and inputs",
        },
        Key {
            name: "residual",
            kind: Kind::Switch,
            about: "whether each layer adds to what goes into it",
        },
        Key {
            name: "norm",
            kind: Kind::Switch,
            about: "whether each layer’s sums are normalised (LayerNorm)",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let default = Self::default();
        let usual = default.network;
        let whole =
            |query: &Query, key, usual: usize| query.integer(key).map_or(usual, |n| n as usize);
        let chosen = query.choice("activation").unwrap_or(NAMES[0]);
        let named = ALL.into_iter().find(|(name, _, _)| *name == chosen);
        Self {
            activation: named.map_or(default.activation, |(_, _, activation)| activation),
            x: query.number("x").unwrap_or(default.x),
            network: Settings {
                depth: whole(query, "depth", usual.depth),
                width: whole(query, "width", usual.width),
                gain: query.number("gain").unwrap_or(usual.gain),
                seed: whole(query, "seed", usual.seed as usize) as u64,
                residual: query.switch("residual").unwrap_or(usual.residual),
                norm: query.switch("norm").unwrap_or(usual.norm),
            },
        }
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        let network = &self.network;
        vec![
            ("activation", Value::Choice(shape::name(self.activation))),
            ("x", Value::Number(self.x)),
            ("depth", Value::Integer(network.depth as i64)),
            ("width", Value::Integer(network.width as i64)),
            ("gain", Value::Number(network.gain)),
            ("seed", Value::Integer(network.seed as i64)),
            ("residual", Value::Switch(network.residual)),
            ("norm", Value::Switch(network.norm)),
        ]
    }

    /// A random state.
    fn random(random: &mut Random, draw: Draw) -> Self {
        let edge = draw == Draw::Extreme;
        let (_, _, activation) = ALL[pick(random, ALL.len())];
        let gain = if edge {
            // Beyond some 1.5 deep tanh networks are chaotic: rounding grows with every layer.
            [GAINS.0, 0.5, 1.0, 1.5][pick(random, 4)]
        } else {
            (10.0 * (0.8 + 0.7 * random.uniform())).round() / 10.0
        };
        Self {
            activation,
            x: if edge {
                [-LIMIT, LIMIT, 0.0, -1e-7, 1e-7, -1.0][pick(random, 6)]
            } else {
                (100.0 * random.normal()).round() / 100.0 + 0.0
            },
            network: Settings {
                depth: if edge {
                    [1, 2, 40][pick(random, 3)]
                } else {
                    4 + pick(random, 12)
                },
                width: if edge {
                    [WIDTHS.0, 3, 24][pick(random, 3)]
                } else {
                    8 + pick(random, 12)
                },
                gain,
                seed: pick(random, 1_000_000) as u64,
                residual: random.uniform() < 0.3,
                norm: random.uniform() < 0.3,
            },
        }
    }
}
