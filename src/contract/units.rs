//! The units of information and their names.

use super::number::measured;
use crate::choices;
use crate::contract::input::Choices;
use numeric_core::information::Unit;

choices! { Unit { Unit::Bits => "bits", Unit::Nats => "nats" } }

/// A number with its unit: `1 bit`, `0.5 nats`.
#[must_use]
pub fn information(x: f64, unit: Unit) -> String {
    measured(x, unit.words().trim_end_matches('s'))
}
