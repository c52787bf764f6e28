//! One start from its first step to its last.

use super::super::state::{LandscapeState, Unit};
use super::level;
use crate::remembered::Remembered;
use numeric_core::network::dense::Bend;
use numeric_core::random::Random;
use numeric_core::real;
use std::rc::Rc;
use training::{XOR_POINTS, XOR_STEPS, XOR_STUCK, XorNetwork};

/// Steps between two points of the curve.
const EVERY: u64 = 10;

/// A start, and where it ends.
pub struct Followed {
    /// Before its first step.
    pub start: XorNetwork,
    /// Steps made and the loss there.
    pub curve: Vec<(f64, f64)>,
    /// The loss at the end.
    pub loss: f64,
    /// The probability of class 1 at each of the four points, at the end.
    pub outputs: [f64; 4],
}

/// How a training has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// At a loss of 0.05 or less.
    Learned,
    /// At one of the three losses.
    Stuck(usize),
    /// Elsewhere.
    Elsewhere,
}

type Key = (bool, usize, usize, u64);

thread_local! {
    static FOLLOWED: Remembered<Key, Rc<Followed>> = const { Remembered::new(4) };
}

/// What the hidden units do.
pub fn bend(unit: Unit) -> Bend {
    match unit {
        Unit::Relu => Bend::Relu,
        Unit::Tanh => Bend::Tanh,
    }
}

impl Followed {
    /// The one that a state names.
    pub fn of(state: &LandscapeState) -> Rc<Self> {
        let key = (
            state.activation == Unit::Tanh,
            state.width,
            state.trial,
            state.seed,
        );
        FOLLOWED.with(|all| all.value(key, |_| Rc::new(Self::train(state))))
    }

    fn train(state: &LandscapeState) -> Self {
        let random = &mut Random::new(state.seed);
        let mut next = || XorNetwork::start(state.width, bend(state.activation), random);
        let start = (1..state.trial).fold(next(), |_, _| next());
        let mut network = start.clone();
        let mut curve = vec![(0.0, network.loss())];
        for step in 1..=XOR_STEPS {
            network.step();
            if step.is_multiple_of(EVERY) {
                curve.push((step as f64, network.loss()));
            }
        }
        let probability = |x| 1.0 / (1.0 + real::exp(-network.output(x)));
        Self {
            curve,
            loss: network.loss(),
            outputs: XOR_POINTS.map(|(x, _)| probability(x)),
            start,
        }
    }

    /// How it has ended.
    pub fn end(&self) -> End {
        match level(self.loss) {
            _ if self.loss <= XOR_STUCK => End::Learned,
            Some(level) => End::Stuck(level),
            None => End::Elsewhere,
        }
    }
}
