//! What is learned: points with two classes that a small network tells apart, some labels flipped.

use crate::error::Result;
use numeric_core::network::dense::{Bend, Dense, Points};
use numeric_core::random::Random;
use numeric_core::real;

/// Inputs of a point.
const INPUTS: usize = 10;
/// Hidden units of the teacher.
const TEACHER: usize = 3;
/// Hidden units of each of both layers of a network.
const HIDDEN: usize = 32;
/// Points that are learned from.
pub const EXAMPLES: usize = 256;
/// New points.
pub const TEST_EXAMPLES: usize = 1000;

/// Data and network.
#[derive(Debug, Clone)]
pub struct FlatProblem {
    /// The network that is trained.
    pub network: Dense,
    /// The same with ReLU, for rescaling.
    pub relu: Dense,
    /// Points that are learned from; the wanted output is 1 for one class and 0 for the other.
    pub train: Points<f64>,
    /// New points, whose labels aren't flipped.
    pub test: Points<f64>,
    /// Where both trainings start.
    pub start: Vec<f64>,
    /// Where the ReLU network starts.
    pub relu_start: Vec<f64>,
}

impl FlatProblem {
    /// Of a seed, with a share of the training labels flipped.
    ///
    /// # Errors
    ///
    /// None for the sizes above.
    pub fn new(seed: u64, flipped: f64) -> Result<Self> {
        let random = &mut Random::new(seed);
        let scale = real::sqrt(1.0 / INPUTS as f64);
        let inward: Vec<f64> = (0..INPUTS * TEACHER)
            .map(|_| scale * random.normal())
            .collect();
        let outward: Vec<f64> = (0..TEACHER).map(|_| random.normal()).collect();
        let class = |x: &[f64]| {
            let units = inward.chunks_exact(INPUTS).zip(&outward).map(|(w, v)| {
                let sum: f64 = w.iter().zip(x).map(|(w, x)| w * x).sum();
                v * real::tanh(sum)
            });
            f64::from(u8::from(units.sum::<f64>() > 0.0))
        };
        let points = |count: usize, random: &mut Random| {
            let inputs: Vec<f64> = (0..count * INPUTS).map(|_| random.normal()).collect();
            let targets = inputs.chunks_exact(INPUTS).map(class).collect();
            Points::new(INPUTS, inputs, targets)
        };
        let mut train = points(EXAMPLES, random)?;
        let test = points(TEST_EXAMPLES, random)?;
        // With more flipped labels the same ones are flipped, and others besides.
        let order = shuffled(EXAMPLES, random);
        let count = (flipped.clamp(0.0, 1.0) * EXAMPLES as f64).round() as usize;
        for &i in order.iter().take(count) {
            if let Some(target) = train.targets.get_mut(i) {
                *target = 1.0 - *target;
            }
        }
        let sizes = [INPUTS, HIDDEN, HIDDEN, 1];
        let network = Dense::new(&sizes, Bend::Tanh)?;
        let relu = Dense::new(&sizes, Bend::Relu)?;
        Ok(Self {
            start: network.start(random),
            relu_start: relu.start(random),
            network,
            relu,
            train,
            test,
        })
    }
}

/// The numbers below `count` in a random order.
pub(super) fn shuffled(count: usize, random: &mut Random) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for i in (1..count).rev() {
        order.swap(i, random.below(i + 1).unwrap_or(i));
    }
    order
}
