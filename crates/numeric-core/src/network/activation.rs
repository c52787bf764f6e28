//! The activations that networks choose from.

use crate::error::Result;
use crate::real::Real;
use crate::tape::{Tape, Var};

/// What a unit does to the sum of its inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Activation {
    /// max(0, x).
    Relu,
    /// x where positive, x/100 elsewhere.
    LeakyRelu,
    /// 1/(1 + exp(−x)).
    Sigmoid,
    /// tanh x.
    Tanh,
    /// x·Φ(x).
    Gelu,
    /// x·Φ(x) in its tanh form.
    GeluTanh,
    /// x/(1 + exp(−x)).
    Silu,
    /// x.
    Identity,
}

impl Activation {
    /// The slope of leaky ReLU below 0, PyTorch's default.
    pub const LEAK: f64 = 0.01;

    /// Records the activation of each entry.
    ///
    /// # Errors
    ///
    /// A handle of another tape.
    pub fn record<T: Real>(self, tape: &mut Tape<T>, input: Var) -> Result<Var> {
        match self {
            Self::Relu => tape.relu(input),
            Self::LeakyRelu => tape.leaky_relu(input, T::from_f64(Self::LEAK)),
            Self::Sigmoid => tape.sigmoid(input),
            Self::Tanh => tape.tanh(input),
            Self::Gelu => tape.gelu(input),
            Self::GeluTanh => tape.gelu_tanh(input),
            Self::Silu => tape.silu(input),
            Self::Identity => Ok(input),
        }
    }

    /// The standard deviation of initial weights that keeps the size of signals through a layer of
    /// `inputs` inputs: √(2/n) for the rectifiers and their smooth kin, √(1/n) otherwise.
    ///
    /// Source: K. He et al., *Delving Deep into Rectifiers* (2015); X. Glorot, Y. Bengio (2010).
    #[must_use]
    pub fn initial_deviation(self, inputs: usize) -> f64 {
        let gain = match self {
            Self::Relu | Self::LeakyRelu | Self::Gelu | Self::GeluTanh | Self::Silu => 2.0,
            Self::Sigmoid | Self::Tanh | Self::Identity => 1.0,
        };
        crate::real::sqrt(gain / inputs.max(1) as f64)
    }
}
