//! The state of `activations`: one number and its activation, and a deep network of them.

use crate::contract::input::Choice;
use crate::contract::input::Number;
use crate::contract::input::Seed;
use crate::contract::input::Switch;
use crate::contract::input::Whole;
use crate::{choices, state};
use numeric_core::network::Activation;

/// How far x may be from 0.
pub const LIMIT: f64 = 20.0;
/// The gain that makes up for the half of rectified units that are off: √2, to the digits of a field
/// (He, Zhang, Ren, Sun, 2015).
pub const HE: f64 = 1.414;
/// Smallest and largest gain.
pub const GAINS: (f64, f64) = (0.1, 4.0);

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

choices! {
    Activation {
        Activation::Relu => "relu" as "ReLU",
        Activation::LeakyRelu => "leaky-relu" as "leaky ReLU",
        Activation::Sigmoid => "sigmoid",
        Activation::Tanh => "tanh",
        Activation::Gelu => "gelu" as "GELU",
        Activation::Silu => "silu" as "SiLU",
    }
}

state! {
    for ActivationState {
        /// the activation φ
        activation in activation: Choice<Activation>(),
        /// its input
        x in x: Number(-LIMIT, LIMIT).ordinary(-2.5, 2.5).extremes(&[-1e-7, 1e-7, 0.0, -1.0]),
        /// layers of the network
        depth in network.depth: Whole(1, 64).label("layers").ordinary(4, 15).extremes(&[1, 2, 40]),
        /// units of a layer
        width in network.width: Whole(2, 64)
            .label("units each").ordinary(8, 19).extremes(&[2, 3, 24]),
        /// weights have standard deviation gain/√width
        // Beyond some 1.5 deep tanh networks are chaotic: rounding grows with every layer.
        gain in network.gain: Number(GAINS.0, GAINS.1)
            .log().ordinary(0.8, 1.5).edges(&[GAINS.0, 0.5, 1.0, 1.5]),
        /// the seed of weights and inputs
        seed in network.seed: Seed(999_999),
        /// whether each layer adds its input to its output (residual connection)
        residual in network.residual: Switch().on(0.3),
        /// whether each layer’s sums are normalised (LayerNorm)
        norm in network.norm: Switch().label("LayerNorm").on(0.3),
    }
}
