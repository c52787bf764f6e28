//! Directions in the space of all parameters.

use numeric_core::network::dense::Dense;
use numeric_core::random::Random;
use numeric_core::real::{self, dot};

/// Two normal numbers of a seed for each parameter, as two directions.
#[must_use]
pub fn random_direction(count: usize, seed: u64) -> [Vec<f64>; 2] {
    let random = &mut Random::new(seed.wrapping_mul(1_000_003).wrapping_add(11));
    let mut one = || (0..count).map(|_| random.normal()).collect();
    [one(), one()]
}

/// The same direction with the incoming weights of each unit scaled to the length that they have in the
/// network, and 0 for the biases.
#[must_use]
pub fn filter_normalised(network: &Dense, parameters: &[f64], direction: &[f64]) -> Vec<f64> {
    let mut scaled = vec![0.0; direction.len()];
    for (_, outputs, weights, _) in network.layers() {
        for unit in 0..outputs {
            let places = || weights.clone().skip(unit).step_by(outputs);
            let length = |all: &[f64]| {
                let square = |at: usize| all.get(at).map_or(0.0, |x| x * x);
                real::sqrt(places().map(square).sum::<f64>())
            };
            let (wanted, own) = (length(parameters), length(direction));
            let factor = if own > 0.0 { wanted / own } else { 0.0 };
            for at in places() {
                if let (Some(to), Some(from)) = (scaled.get_mut(at), direction.get(at)) {
                    *to = factor * from;
                }
            }
        }
    }
    scaled
}

pub(super) fn length(a: &[f64]) -> f64 {
    real::sqrt(dot(a, a))
}

/// a − b.
pub(super) fn apart(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

pub(super) fn scaled(a: &[f64], by: f64) -> Vec<f64> {
    a.iter().map(|x| by * x).collect()
}

/// What is left of a vector beside another one.
pub(super) fn beside(a: &[f64], other: &[f64]) -> Vec<f64> {
    let share = dot(a, other) / dot(other, other);
    a.iter().zip(other).map(|(a, o)| a - share * o).collect()
}
