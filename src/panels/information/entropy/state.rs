//! The state of `entropy`: a distribution, a unit, and a sample.

use crate::contract::input::Choice;
use crate::contract::input::Seed;
use crate::contract::input::Weights;
use crate::contract::input::Whole;
use crate::state;
use numeric_core::information::Unit;

state! {
    /// Non-negative weights, divided by their sum; the unit of information; draws from the
    /// distribution.
    pub struct EntropyState {
        /// weights of the outcomes
        p: Weights(1, 12) = vec![0.5, 0.25, 0.125, 0.125],
        /// the unit of information
        unit: Choice<Unit>() = Unit::Bits,
        /// how many outcomes are drawn
        draws: Whole(1, 100_000).label("draws").log().ordinary(20, 2000) = 200,
        /// the seed of the draws
        seed: Seed(999_999) = 1,
    }
}
