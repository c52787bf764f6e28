//! The state of `adam`: a stream of gradients and the four settings.

use crate::contract::panel::pick;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Draw, Kind, Value};
use numeric_core::random::Random;

/// Fewest gradients.
pub const FEWEST: usize = 1;
/// Most gradients.
pub const MOST: usize = 64;
/// Largest size of a gradient.
pub const LIMIT: f64 = 1e6;
/// Smallest size of a gradient that isn't 0: its square must still be a number with all its digits.
pub const SMALLEST: f64 = 1e-100;
/// Smallest and largest learning rate.
pub const RATES: (f64, f64) = (1e-8, 10.0);
/// Largest β: at 1 nothing new would ever enter an average.
pub const LARGEST_BETA: f64 = 0.999_999;
/// Largest ε.
pub const LARGEST_EPSILON: f64 = 1.0;

/// The gradients of one parameter, step by step, and Adam's settings.
#[derive(Clone, Debug, PartialEq)]
pub struct AdamState {
    /// g₁, g₂, …
    pub gradients: Vec<f64>,
    /// The learning rate η.
    pub rate: f64,
    /// β₁, how much of m is kept.
    pub beta1: f64,
    /// β₂, how much of v is kept.
    pub beta2: f64,
    /// ε, which keeps the division from failing.
    pub epsilon: f64,
}

impl Default for AdamState {
    fn default() -> Self {
        Self {
            gradients: vec![
                0.9, 0.4, 1.2, -0.3, 0.7, 1.5, 0.2, -0.6, 0.8, 1.1, 0.5, -0.1, 0.6, 1.3, -0.8, 0.3,
                0.9, 0.1, -0.4, 0.7, 1.0, 0.4, -0.2, 0.6,
            ],
            rate: 0.001,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
        }
    }
}

const BETA: Kind = Kind::Number {
    min: 0.0,
    max: LARGEST_BETA,
};

impl State for AdamState {
    const KEYS: &'static [Key] = &[
        Key {
            name: "gradients",
            kind: Kind::Vector {
                length: (FEWEST, MOST),
                min: -LIMIT,
                max: LIMIT,
            },
            about: "the gradients of one parameter, one for each step; the parameter starts at 0",
        },
        Key {
            name: "rate",
            kind: Kind::Number {
                min: RATES.0,
                max: RATES.1,
            },
            about: "the learning rate η",
        },
        Key {
            name: "beta1",
            kind: BETA,
            about: "β₁, the share of m that is kept at each step",
        },
        Key {
            name: "beta2",
            kind: BETA,
            about: "β₂, the share of v that is kept at each step",
        },
        Key {
            name: "epsilon",
            kind: Kind::Number {
                min: 0.0,
                max: LARGEST_EPSILON,
            },
            about: "ε, added to √v̂; where both are 0, no step is taken",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let default = Self::default();
        let tiny = |g: &f64| *g != 0.0 && g.abs() < SMALLEST;
        if query
            .vector("gradients")
            .is_some_and(|v| v.iter().any(tiny))
        {
            query.reject("gradients", "gradients that are 0 or at least 1e-100 large");
        }
        let mut gradients = query
            .vector("gradients")
            .cloned()
            .unwrap_or(default.gradients);
        // A gradient of −0 is one of 0.
        gradients.iter_mut().for_each(|g| *g += 0.0);
        Self {
            gradients,
            rate: query.number("rate").unwrap_or(default.rate),
            beta1: query.number("beta1").unwrap_or(default.beta1),
            beta2: query.number("beta2").unwrap_or(default.beta2),
            epsilon: query.number("epsilon").unwrap_or(default.epsilon),
        }
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("gradients", Value::Vector(self.gradients.clone())),
            ("rate", Value::Number(self.rate)),
            ("beta1", Value::Number(self.beta1)),
            ("beta2", Value::Number(self.beta2)),
            ("epsilon", Value::Number(self.epsilon)),
        ]
    }

    /// A random state.
    fn random(random: &mut Random, draw: Draw) -> Self {
        let among = |random: &mut Random, list: &[f64]| list[pick(random, list.len())];
        if draw == Draw::Extreme {
            const EDGES: [f64; 9] = [0.0, 1.0, -1.0, LIMIT, -LIMIT, SMALLEST, -1e-50, 1e-9, 0.3];
            const BETAS: [f64; 7] = [0.0, 1e-9, 0.5, 0.9, 0.99, 0.999, LARGEST_BETA];
            let count = [FEWEST, 2, 3, 12, MOST][pick(random, 5)];
            return Self {
                gradients: (0..count).map(|_| among(random, &EDGES)).collect(),
                rate: among(random, &[RATES.0, 0.001, 1.0, RATES.1]),
                beta1: among(random, &BETAS),
                beta2: among(random, &BETAS),
                epsilon: among(random, &[0.0, 1e-300, 1e-16, 1e-8, LARGEST_EPSILON]),
            };
        }
        const PATTERNS: [Pattern; 5] = [
            Pattern::Noisy,
            Pattern::Noisy,
            Pattern::Constant,
            Pattern::Sparse,
            Pattern::Alternating,
        ];
        let pattern = PATTERNS[pick(random, PATTERNS.len())];
        let count = 8 + pick(random, 25);
        let size = among(random, &[0.01, 0.1, 1.0, 2.0, 20.0]);
        Self {
            gradients: pattern.stream(count, size, random.next_u64()),
            rate: among(random, &[0.001, 0.003, 0.01, 0.1]),
            beta1: among(random, &[0.5, 0.8, 0.9, 0.9, 0.95]),
            beta2: among(random, &[0.9, 0.95, 0.99, 0.999, 0.999]),
            epsilon: among(random, &[1e-8, 1e-8, 1e-6]),
        }
    }
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
    let g = crate::contract::number::parse(&format!("{g:.11e}")).unwrap_or(0.0);
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
        let count = count.clamp(FEWEST, MOST);
        Self {
            gradients: self.gradients.iter().cycle().take(count).copied().collect(),
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

    /// The largest size of a gradient.
    #[must_use]
    pub fn largest(&self) -> f64 {
        self.gradients.iter().fold(0.0, |m: f64, g| m.max(g.abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Address;

    fn open(hash: &str) -> (AdamState, Vec<String>) {
        let mut query = Query::new(&Address::parse(hash), AdamState::KEYS);
        let state = AdamState::from_query(&mut query);
        let notices = query.into_notices();
        (state, notices.into_iter().map(|n| n.key).collect())
    }

    #[test]
    fn what_cannot_be_used_is_named_and_the_rest_kept() {
        let (state, notices) = open("#/x?gradients=1,-2&beta1=1&rate=0&epsilon=0&beta2=0");
        assert_eq!(notices, ["beta1", "rate"]);
        assert_eq!(
            (state.gradients, state.epsilon, state.beta2),
            (vec![1.0, -2.0], 0.0, 0.0)
        );
        // A square that isn't a number any more would make √v̂ wrong.
        assert_eq!(open("#/x?gradients=1,1e-200").1, ["gradients"]);
        assert_eq!(open("#/x?gradients=").1, ["gradients"]);
        assert!(open("#/x?gradients=-0").0.gradients[0].is_sign_positive());
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
