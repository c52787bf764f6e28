//! The units of information and their names.

use super::mathml::Formula;
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

/// The formula with the name of the unit at its `\live{unit}`.
#[must_use]
pub fn with_unit(mut formula: Formula, unit: Unit) -> Formula {
    formula.live.push(("unit", unit.words().to_string()));
    formula
}

/// NumPy's logarithm to the unit's base.
#[must_use]
pub fn numpy_log(unit: Unit) -> &'static str {
    match unit {
        Unit::Bits => "np.log2",
        Unit::Nats => "np.log",
    }
}
