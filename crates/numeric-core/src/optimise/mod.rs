//! Optimisers, learning-rate schedules and gradient clipping.
//!
//! The rules and their order of operations are PyTorch's, so that runs can be compared.

mod clip;
mod schedule;

pub use clip::{clip_norm, norm};
pub use schedule::Schedule;

use crate::real::{self, Real};
use nalgebra::DMatrix;

/// A rule for changing parameters along their gradients g, with learning rate η.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Optimiser {
    /// θ ← θ − η·g.
    Sgd,
    /// b ← μ·b + g; θ ← θ − η·b.
    ///
    /// Source: B. T. Polyak, USSR Comput. Math. Math. Phys. 4 (1964).
    Momentum {
        /// μ, from 0 to below 1.
        momentum: f64,
    },
    /// v ← α·v + (1 − α)·g²; θ ← θ − η·g/(√v + ε).
    ///
    /// Source: G. Hinton, *Neural Networks for Machine Learning*, lecture 6e (2012).
    RmsProp {
        /// α, from 0 to below 1.
        decay: f64,
        /// ε.
        epsilon: f64,
    },
    /// m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²; θ ← θ − η·m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ) and
    /// v̂ = v/(1 − β₂ᵗ); before that θ ← θ − η·λ·θ (AdamW, with λ = 0 Adam).
    ///
    /// Source: D. P. Kingma, J. Ba, *Adam* (2014); I. Loshchilov, F. Hutter, *Decoupled Weight Decay
    /// Regularization* (2017).
    Adam {
        /// β₁, from 0 to below 1.
        beta1: f64,
        /// β₂, from 0 to below 1.
        beta2: f64,
        /// ε.
        epsilon: f64,
        /// λ.
        weight_decay: f64,
    },
}

impl Optimiser {
    /// Adam with its usual settings.
    pub const ADAM: Self = Self::Adam {
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        weight_decay: 0.0,
    };
}

/// What an optimiser remembers of one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Memory<T: Real> {
    /// m, or b of momentum; empty where the rule has none.
    pub first: DMatrix<T>,
    /// v; empty where the rule has none.
    pub second: DMatrix<T>,
}

impl<T: Real> Memory<T> {
    /// Before the first step, for a parameter of the given shape.
    #[must_use]
    pub fn new(optimiser: Optimiser, (rows, columns): (usize, usize)) -> Self {
        let zeros = |wanted: bool| {
            if wanted {
                DMatrix::zeros(rows, columns)
            } else {
                DMatrix::zeros(0, 0)
            }
        };
        let adam = matches!(optimiser, Optimiser::Adam { .. });
        Self {
            first: zeros(adam || matches!(optimiser, Optimiser::Momentum { .. })),
            second: zeros(adam || matches!(optimiser, Optimiser::RmsProp { .. })),
        }
    }
}

/// Changes one parameter by one step, the `step`-th from 1, with the gradient times `factor` (what
/// clipping leaves of it; 1 otherwise). Parameter, gradient and memory have one shape.
pub fn step<T: Real>(
    optimiser: Optimiser,
    rate: f64,
    step: u64,
    parameter: &mut DMatrix<T>,
    gradient: &DMatrix<T>,
    factor: f64,
    memory: &mut Memory<T>,
) {
    let of = T::from_f64;
    let rate_t = of(rate);
    let factor = of(factor);
    let entries = parameter.as_mut_slice().iter_mut().zip(gradient.as_slice());
    match optimiser {
        Optimiser::Sgd => {
            for (x, &g) in entries {
                *x -= rate_t * (g * factor);
            }
        }
        Optimiser::Momentum { momentum } => {
            let momentum = of(momentum);
            for ((x, &g), b) in entries.zip(memory.first.as_mut_slice()) {
                *b = momentum * *b + g * factor;
                *x -= rate_t * *b;
            }
        }
        Optimiser::RmsProp { decay, epsilon } => {
            let (keep, fresh, epsilon) = (of(decay), of(1.0 - decay), of(epsilon));
            for ((x, &g), v) in entries.zip(memory.second.as_mut_slice()) {
                let g = g * factor;
                *v = keep * *v + fresh * g * g;
                *x -= rate_t * g / (real::sqrt(*v) + epsilon);
            }
        }
        Optimiser::Adam {
            beta1,
            beta2,
            epsilon,
            weight_decay,
        } => {
            let times = step as f64;
            let size = of(rate / (1.0 - real::power(beta1, times)));
            let correction = of(1.0 / real::sqrt(1.0 - real::power(beta2, times)));
            let (keep1, fresh1) = (of(beta1), of(1.0 - beta1));
            let (keep2, fresh2) = (of(beta2), of(1.0 - beta2));
            let (epsilon, shrink) = (of(epsilon), of(1.0 - rate * weight_decay));
            let memory = memory
                .first
                .as_mut_slice()
                .iter_mut()
                .zip(memory.second.as_mut_slice());
            for ((x, &g), (m, v)) in entries.zip(memory) {
                let g = g * factor;
                *m = keep1 * *m + fresh1 * g;
                *v = keep2 * *v + fresh2 * g * g;
                *x = *x * shrink - size * *m / (real::sqrt(*v) * correction + epsilon);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    /// Where a parameter at 1 is after steps along the given gradients, rate 0.1.
    fn run(optimiser: Optimiser, gradients: &[f64]) -> f64 {
        let mut x = dmatrix![1.0];
        let mut memory = Memory::new(optimiser, (1, 1));
        for (t, &g) in (1..).zip(gradients) {
            step(optimiser, 0.1, t, &mut x, &dmatrix![g], 1.0, &mut memory);
        }
        x[(0, 0)]
    }

    #[portable_test]
    fn by_hand() {
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a}, not {b}");
        close(run(Optimiser::Sgd, &[2.0, 1.0]), 0.7);
        close(
            run(Optimiser::Momentum { momentum: 0.5 }, &[2.0, 1.0]),
            1.0 - 0.2 - 0.2,
        );
        let rms = Optimiser::RmsProp {
            decay: 0.75,
            epsilon: 0.0,
        };
        close(run(rms, &[2.0]), 1.0 - 0.1 * 2.0 / 1.0);
        // Adam's first step is the rate, whatever the gradient's size.
        close(
            run(
                Optimiser::Adam {
                    beta1: 0.9,
                    beta2: 0.999,
                    epsilon: 0.0,
                    weight_decay: 0.0,
                },
                &[1e-3],
            ),
            0.9,
        );
        let decayed = Optimiser::Adam {
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 0.0,
            weight_decay: 0.5,
        };
        close(run(decayed, &[-7.0]), 0.95 + 0.1);
    }

    #[portable_test]
    fn a_factor_scales_the_gradient() {
        let mut memory = Memory::new(Optimiser::Sgd, (1, 1));
        let mut x = dmatrix![1.0];
        step(
            Optimiser::Sgd,
            0.1,
            1,
            &mut x,
            &dmatrix![2.0],
            0.5,
            &mut memory,
        );
        assert_eq!(x, dmatrix![0.9]);
    }
}
