//! The second route: the gradient of the first input alone, by plain sums from layer to layer.

use super::network::{BATCH, EPSILON, Made};
use super::shape;
use super::state::Settings;
use nalgebra::DMatrix;
use numeric_core::network::Activation;

/// ∂L/∂hₗ of the first input, a row for each layer: slopes and weights multiplied backwards. `hidden`
/// are the hₗ that went through, so that rounding on the way up, which a chaotic network enlarges,
/// isn't held against the way down.
#[must_use]
pub fn first_input(
    settings: &Settings,
    activation: Activation,
    made: &Made,
    hidden: &DMatrix<f64>,
) -> DMatrix<f64> {
    let n = settings.width;
    let count = n as f64;
    let length = (BATCH as f64).sqrt();
    let mut g: Vec<f64> = made.direction.iter().map(|c| c / length).collect();
    let mut found = DMatrix::zeros(settings.depth, n);
    for l in (0..settings.depth).rev() {
        for (j, x) in g.iter().enumerate() {
            found[(l, j)] = *x;
        }
        let w = &made.weights[l];
        let below = |j: usize| match l {
            0 => made.input[(0, j)],
            _ => hidden[(l - 1, j)],
        };
        let mut sums: Vec<f64> = (0..n)
            .map(|i| (0..n).map(|j| w[(i, j)] * below(j)).sum())
            .collect();
        let mut spread = 1.0;
        if settings.norm {
            let mean = sums.iter().sum::<f64>() / count;
            let variance = sums.iter().map(|z| (z - mean) * (z - mean)).sum::<f64>() / count;
            spread = (variance + EPSILON).sqrt();
            sums.iter_mut().for_each(|z| *z = (*z - mean) / spread);
        }
        let mut d: Vec<f64> = g
            .iter()
            .zip(&sums)
            .map(|(g, z)| g * shape::slope(activation, *z))
            .collect();
        if settings.norm {
            let mean = d.iter().sum::<f64>() / count;
            let along = d.iter().zip(&sums).map(|(d, z)| d * z).sum::<f64>() / count;
            for (d, z) in d.iter_mut().zip(&sums) {
                *d = (*d - mean - z * along) / spread;
            }
        }
        for (j, g) in g.iter_mut().enumerate() {
            let through: f64 = (0..n).map(|i| d[i] * w[(i, j)]).sum();
            *g = if settings.residual {
                *g + through
            } else {
                through
            };
        }
    }
    found
}
