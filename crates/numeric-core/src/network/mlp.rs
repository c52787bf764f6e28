//! A plain network of fully connected layers.

use super::activation::Activation;
use super::layers::Linear;
use super::parameters::{Handles, Parameters};
use crate::error::{CoreError, Result};
use crate::random::Random;
use crate::real::Real;
use crate::tape::{Tape, Var};

/// Layers with an activation between them, and none after the last.
#[derive(Debug, Clone, PartialEq)]
pub struct Mlp {
    /// The layers, from the inputs on.
    pub layers: Vec<Linear>,
    activation: Activation,
}

/// Where the values of a recorded network are.
#[derive(Debug, Clone, PartialEq)]
pub struct MlpNodes {
    /// Each layer's sums, before its activation.
    pub sums: Vec<Var>,
    /// Each hidden layer's activations.
    pub active: Vec<Var>,
    /// The last layer's sums.
    pub output: Var,
}

impl Mlp {
    /// `sizes` are the numbers of inputs, of each hidden layer's units, and of outputs. Parameters
    /// are named `layers.{i}.weight` and `.bias`.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for fewer than two sizes or a size of 0.
    pub fn new<T: Real>(
        sizes: &[usize],
        activation: Activation,
        parameters: &mut Parameters<T>,
        seed: u64,
    ) -> Result<Self> {
        if sizes.len() < 2 || sizes.contains(&0) {
            let what = format!("{sizes:?} are not the sizes of at least one layer");
            return Err(CoreError::not_allowed("mlp", what));
        }
        let random = &mut Random::new(seed);
        let layer = |(i, pair): (usize, &[usize])| {
            let deviation = activation.initial_deviation(pair[0]);
            let name = format!("layers.{i}");
            Linear::new(
                parameters,
                &name,
                (pair[0], pair[1]),
                true,
                deviation,
                random,
            )
        };
        let layers = sizes.windows(2).enumerate().map(layer).collect();
        Ok(Self { layers, activation })
    }

    /// Records the network on one input a row.
    ///
    /// # Errors
    ///
    /// Shapes that do not fit.
    pub fn record<T: Real>(
        &self,
        tape: &mut Tape<T>,
        handles: &Handles,
        input: Var,
    ) -> Result<MlpNodes> {
        let (mut sums, mut active) = (Vec::new(), Vec::new());
        let mut signal = input;
        for (i, layer) in self.layers.iter().enumerate() {
            let sum = layer.record(tape, handles, signal)?;
            sums.push(sum);
            signal = sum;
            if i + 1 < self.layers.len() {
                signal = self.activation.record(tape, sum)?;
                active.push(signal);
            }
        }
        Ok(MlpNodes {
            sums,
            active,
            output: signal,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::{DMatrix, dmatrix};

    #[portable_test]
    fn by_hand() {
        let mut parameters = Parameters::<f64>::new();
        let mlp = Mlp::new(&[2, 2, 1], Activation::Relu, &mut parameters, 1).unwrap();
        // XOR: max(0, a + b) − 2·max(0, a + b − 1).
        for (name, value) in [
            ("layers.0.weight", dmatrix![1.0, 1.0; 1.0, 1.0]),
            ("layers.0.bias", dmatrix![0.0, -1.0]),
            ("layers.1.weight", dmatrix![1.0, -2.0]),
        ] {
            parameters.named_mut(name).unwrap().value = value;
        }
        let mut tape = Tape::new();
        let handles = parameters.record(&mut tape);
        let x = tape.constant(dmatrix![0.0, 0.0; 0.0, 1.0; 1.0, 0.0; 1.0, 1.0]);
        let nodes = mlp.record(&mut tape, &handles, x).unwrap();
        let expected = DMatrix::from_row_slice(4, 1, &[0.0, 1.0, 1.0, 0.0]);
        assert_eq!(tape.value(nodes.output).unwrap(), &expected);
        assert_eq!((nodes.sums.len(), nodes.active.len()), (2, 1));
        assert!(Mlp::new(&[2], Activation::Relu, &mut parameters, 1).is_err());
        assert!(Mlp::new(&[2, 0, 1], Activation::Relu, &mut parameters, 1).is_err());
    }
}
