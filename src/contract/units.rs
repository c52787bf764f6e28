//! The units of information and their names.

use crate::choices;
use numeric_core::information::Unit;

choices! { Unit { Unit::Bits => "bits", Unit::Nats => "nats" } }
