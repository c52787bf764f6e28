//! One network that learns by Adam.

use super::{RATE, STEPS};
use crate::error::Result;
use numeric_core::network::dense::{Dense, Points, Space, cast};
use numeric_core::real;

/// Adam's factors and its constant.
const DECAY: [f32; 2] = [0.9, 0.999];
const EPSILON: f32 = 1e-8;

/// A network on its way.
#[derive(Debug, Clone)]
pub(super) struct Learner {
    parameters: Vec<f32>,
    /// m and v.
    memory: [Vec<f32>; 2],
    /// β₁ᵗ and β₂ᵗ.
    powers: [f32; 2],
    steps: u64,
    space: Space<f32>,
    gradient: Vec<f32>,
}

impl Learner {
    pub(super) fn new(start: &[f64]) -> Self {
        Self {
            parameters: cast(start),
            memory: [vec![0.0; start.len()], vec![0.0; start.len()]],
            powers: [1.0; 2],
            steps: 0,
            space: Space::default(),
            gradient: Vec::new(),
        }
    }

    pub(super) fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    pub(super) fn steps(&self) -> u64 {
        self.steps
    }

    /// One step with all examples.
    pub(super) fn step(&mut self, network: &Dense, points: &Points<f32>) -> Result<()> {
        let left = (STEPS - self.steps.min(STEPS)) as f64 / STEPS as f64;
        let rate = (RATE * left) as f32;
        network.gradient(
            &self.parameters,
            points,
            &mut self.space,
            &mut self.gradient,
        )?;
        self.steps += 1;
        let [b1, b2] = DECAY;
        self.powers = [self.powers[0] * b1, self.powers[1] * b2];
        let [rest1, rest2] = self.powers.map(|power| 1.0 - power);
        let [m, v] = &mut self.memory;
        let entries = self.parameters.iter_mut().zip(&self.gradient);
        for ((x, &g), (m, v)) in entries.zip(m.iter_mut().zip(v)) {
            *m = b1 * *m + (1.0 - b1) * g;
            *v = b2 * *v + (1.0 - b2) * g * g;
            *x -= rate * (*m / rest1) / (real::sqrt(*v / rest2) + EPSILON);
        }
        Ok(())
    }
}
