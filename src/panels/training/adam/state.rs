//! The state of `adam`: a stream of gradients and the four settings.

use crate::contract::input::{Number, Vector};
use crate::contract::lists::size;
use crate::contract::prelude::*;
use crate::state;
use numeric_core::random::Random;

/// Largest size of a gradient.
pub const LIMIT: f64 = 1e6;
/// Smallest size of a gradient that isn't 0: its square must still be a number with all its digits.
pub const SMALLEST: f64 = 1e-100;

/// Largest β: at 1 nothing new would ever enter an average.
const LARGEST_BETA: f64 = 0.999_999;
const BETAS: &[f64] = &[1e-9, 0.5, 0.9, 0.99, 0.999];

state! {
    /// The gradients of one parameter, step by step, and Adam's settings.
    pub struct AdamState {
        /// the gradients of one parameter, one for each step; the parameter starts at 0
        gradients: Vector(1, 64, LIMIT)
            .of("gradients").extremes(&[0.0, 1.0, -1.0, SMALLEST, -1e-50, 1e-9, 0.3, LIMIT, -LIMIT])
            = vec![
                0.9, 0.4, 1.2, -0.3, 0.7, 1.5, 0.2, -0.6, 0.8, 1.1, 0.5, -0.1, 0.6, 1.3, -0.8, 0.3,
                0.9, 0.1, -0.4, 0.7, 1.0, 0.4, -0.2, 0.6,
            ],
        /// the learning rate η
        rate: Number(1e-8, 10.0)
            .label("learning rate η").log_from(1e-5).ratio(1.1).ordinary(0.001, 0.1).extremes(&[0.001, 1.0])
            = 0.001,
        /// β₁, the decay factor of m at each step
        beta1: Number(0.0, LARGEST_BETA)
            .label("β₁").near_one().ordinary(0.5, 0.95).extremes(BETAS) = 0.9,
        /// β₂, the decay factor of v at each step
        beta2: Number(0.0, LARGEST_BETA)
            .label("β₂").near_one().ordinary(0.9, 0.999).extremes(BETAS) = 0.999,
        /// ε, added to √v̂; where both are 0, no step is taken
        epsilon: Number(0.0, 1.0)
            .label("ε").log_from(1e-12).ratio(10.0).ordinary(1e-8, 1e-6)
            .extremes(&[1e-300, 1e-16, 1e-8])
            = 1e-8,
    }
    start = start;
    random = random;
}

/// A gradient whose square isn't a number any more would make √v̂ wrong.
fn start(query: &mut Query) -> AdamState {
    let tiny = |g: &f64| *g != 0.0 && g.abs() < SMALLEST;
    if query
        .vector("gradients")
        .is_some_and(|v| v.iter().any(tiny))
    {
        query.reject("gradients", "gradients that are 0 or at least 1e-100 large");
    }
    AdamState::default()
}

/// Ordinary streams follow a pattern.
fn random(random: &mut Random, draw: Draw) -> AdamState {
    const PATTERNS: [Pattern; 5] = [
        Pattern::Noisy,
        Pattern::Noisy,
        Pattern::Constant,
        Pattern::Sparse,
        Pattern::Alternating,
    ];
    const SIZES: [f64; 5] = [0.01, 0.1, 1.0, 2.0, 20.0];
    let mut state = AdamState::drawn(random, draw);
    if draw == Draw::Ordinary {
        let pattern = PATTERNS[below(random, PATTERNS.len())];
        let (count, size) = (8 + below(random, 25), SIZES[below(random, SIZES.len())]);
        state.gradients = pattern.stream(count, size, random.next_u64());
    }
    state
}

/// A stream of gradients to pick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// The same at every step.
    Constant,
    /// A mean with noise around it.
    Noisy,
    /// Zero but for every sixth step.
    Sparse,
    /// Up and down.
    Alternating,
}

impl Pattern {
    /// So many gradients of about the given size; the noise follows from the seed.
    #[must_use]
    pub fn stream(self, count: usize, size: f64, seed: u64) -> Vec<f64> {
        let mut random = Random::new(seed);
        let mut one = |i: usize| match self {
            Pattern::Constant => 1.0,
            Pattern::Noisy => 0.5 + 0.8 * random.normal(),
            Pattern::Sparse if i % 6 == 2 => 1.0,
            Pattern::Sparse => 0.0,
            Pattern::Alternating if i.is_multiple_of(2) => 1.0,
            Pattern::Alternating => -0.8,
        };
        (0..count)
            // Two decimals before the size, so that links stay short.
            .map(|i| settled(size * (100.0 * one(i)).round() / 100.0))
            .collect()
    }
}

/// The nearest gradient that a state may hold, with at most twelve digits.
#[must_use]
pub fn settled(g: f64) -> f64 {
    let g = number::parse(&format!("{g:.11e}")).unwrap_or(0.0);
    if g.abs() < SMALLEST {
        0.0
    } else {
        g.clamp(-LIMIT, LIMIT)
    }
}

impl AdamState {
    /// The same with another number of gradients; new ones repeat the stream from its start.
    #[must_use]
    pub fn with_steps(&self, count: usize) -> Self {
        Self {
            gradients: self
                .gradients
                .iter()
                .cycle()
                .take(count.max(1))
                .copied()
                .collect(),
            ..self.clone()
        }
    }

    /// The same with every gradient multiplied.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self {
            gradients: self.gradients.iter().map(|g| settled(factor * g)).collect(),
            ..self.clone()
        }
    }

    /// The stream becomes that pattern, about as large as it was, with a noise that follows from
    /// what it takes the place of: another one each time.
    pub fn take(&mut self, pattern: Pattern) {
        let largest = if self.largest() > 0.0 {
            self.largest()
        } else {
            1.0
        };
        let size = if pattern == Pattern::Noisy {
            largest / 2.0
        } else {
            largest
        };
        let mix = |seed: u64, g: &f64| seed.rotate_left(5) ^ g.to_bits();
        let seed = self.gradients.iter().fold(0, mix);
        self.gradients = pattern.stream(self.gradients.len(), size, seed);
    }

    /// The largest size of a gradient.
    #[must_use]
    pub fn largest(&self) -> f64 {
        size(&self.gradients)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn what_cannot_be_used_is_named_and_the_rest_kept() {
        let (state, notices) =
            AdamState::opened("#/x?gradients=1,-2&beta1=1&rate=0&epsilon=0&beta2=0");
        assert_eq!(notices, ["beta1", "rate"]);
        assert_eq!(
            (state.gradients, state.epsilon, state.beta2),
            (vec![1.0, -2.0], 0.0, 0.0)
        );
        // A square that isn't a number any more would make √v̂ wrong.
        assert_eq!(AdamState::opened("#/x?gradients=1,1e-200").1, ["gradients"]);
        assert_eq!(AdamState::opened("#/x?gradients=").1, ["gradients"]);
        assert!(AdamState::opened("#/x?gradients=-0").0.gradients[0].is_sign_positive());
    }

    #[test]
    fn patterns_are_what_they_say() {
        assert_eq!(Pattern::Constant.stream(3, 2.0, 1), [2.0, 2.0, 2.0]);
        assert_eq!(Pattern::Alternating.stream(3, 1.0, 1), [1.0, -0.8, 1.0]);
        let sparse = Pattern::Sparse.stream(12, 1.0, 1);
        assert_eq!(sparse.iter().filter(|g| **g != 0.0).count(), 2);
        let noisy = Pattern::Noisy.stream(64, 1.0, 1);
        assert_eq!(noisy, Pattern::Noisy.stream(64, 1.0, 1));
        assert_ne!(noisy, Pattern::Noisy.stream(64, 1.0, 2));
    }

    #[test]
    fn more_steps_repeat_the_stream() {
        let state = AdamState {
            gradients: vec![1.0, 2.0],
            ..AdamState::default()
        };
        assert_eq!(state.with_steps(5).gradients, [1.0, 2.0, 1.0, 2.0, 1.0]);
        assert_eq!(state.with_steps(0).gradients, [1.0]);
        assert_eq!(state.scaled(1e9).gradients, [LIMIT, LIMIT]);
        assert_eq!(state.scaled(1e-150).gradients, [0.0, 0.0]);
    }
}
