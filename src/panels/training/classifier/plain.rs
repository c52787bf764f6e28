//! The second route: the network once more, one point at a time in plain loops, with nothing of the
//! tape in it.

use nalgebra::DMatrix;
use numeric_core::network::Activation;
use numeric_core::real;

/// What one point meets on its way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pass {
    /// The sums of all units, layer by layer.
    pub sums: Vec<Vec<f64>>,
    /// What goes into each layer: the point, then the hidden units' activations.
    pub inputs: Vec<Vec<f64>>,
}

impl Pass {
    /// The output o.
    pub fn output(&self) -> f64 {
        self.sums
            .last()
            .and_then(|sums| sums.first())
            .copied()
            .unwrap_or(f64::NAN)
    }
}

/// Sends a point through the network; parameters are weight and bias of each layer in turn.
pub fn forward(parameters: &[DMatrix<f64>], activation: Activation, point: [f64; 2]) -> Pass {
    let mut pass = Pass::default();
    let mut signal = point.to_vec();
    let layers = parameters.len() / 2;
    for (layer, pair) in parameters.chunks_exact(2).enumerate() {
        let (weight, bias) = (&pair[0], &pair[1]);
        let mut sums = bias.as_slice().to_vec();
        // A matrix lies in memory column by column.
        for (x, column) in signal
            .iter()
            .zip(weight.as_slice().chunks_exact(sums.len().max(1)))
        {
            for (sum, w) in sums.iter_mut().zip(column) {
                *sum += w * x;
            }
        }
        let next = if layer + 1 < layers {
            sums.iter().map(|z| activate(activation, *z)).collect()
        } else {
            Vec::new()
        };
        pass.sums.push(sums);
        pass.inputs.push(std::mem::replace(&mut signal, next));
    }
    pass
}

/// The activation of a sum.
pub fn activate(activation: Activation, z: f64) -> f64 {
    match activation {
        Activation::Relu => z.max(0.0),
        Activation::LeakyRelu if z < 0.0 => Activation::LEAK * z,
        Activation::LeakyRelu | Activation::Identity => z,
        Activation::Sigmoid => sigmoid(z),
        Activation::Tanh => real::tanh(z),
        Activation::Gelu | Activation::GeluTanh => {
            0.5 * z * real::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
        }
        Activation::Silu => z * sigmoid(z),
    }
}

/// The slope of the activation at a sum.
pub fn slope(activation: Activation, z: f64) -> f64 {
    match activation {
        Activation::Relu => f64::from(u8::from(z > 0.0)),
        Activation::LeakyRelu if z > 0.0 => 1.0,
        Activation::LeakyRelu => Activation::LEAK,
        Activation::Identity => 1.0,
        Activation::Sigmoid => sigmoid(z) * (1.0 - sigmoid(z)),
        Activation::Tanh => {
            let y = real::tanh(z);
            1.0 - y * y
        }
        Activation::Gelu | Activation::GeluTanh => {
            let share = 0.5 * real::erfc(-z * std::f64::consts::FRAC_1_SQRT_2);
            let density = real::exp(-0.5 * z * z) / real::sqrt(std::f64::consts::TAU);
            share + z * density
        }
        Activation::Silu => sigmoid(z) * (1.0 + z * (1.0 - sigmoid(z))),
    }
}

/// 1/(1 + e⁻ᶻ): the probability of class 1 where z is the output. Not [`real::logistic`], which computes it
/// as the tape does.
pub fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + real::exp(-z))
}

/// ln(1 + eᵒ) − y·o, what a point of class y costs in nats, without overflow.
pub fn cost(output: f64, class: usize) -> f64 {
    let toward = if class == 1 { -output } else { output };
    toward.max(0.0) + real::ln_1p(real::exp(-toward.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::input::Choices;
    use crate::panels::training::classifier::Hidden;

    #[test]
    fn slopes_are_those_of_the_activations() {
        for hidden in Hidden::ALL {
            let (name, activation) = (hidden.name(), hidden.0);
            for z in [-2.0, -0.3, 0.4, 1.7] {
                let h = 1e-5;
                let rise = activate(activation, z + h) - activate(activation, z - h);
                let apart = slope(activation, z) - rise / (2.0 * h);
                assert!(apart.abs() < 1e-9, "{name} at {z}: {apart}");
            }
        }
    }

    #[test]
    fn costs_are_logarithms_of_probabilities() {
        for o in [-3.0, 0.0, 0.7] {
            assert!((cost(o, 1) + sigmoid(o).ln()).abs() < 1e-15);
            assert!((cost(o, 0) + (1.0 - sigmoid(o)).ln()).abs() < 1e-15);
        }
        assert_eq!((cost(1e6, 0), cost(1e6, 1)), (1e6, 0.0));
    }
}
