//! Optimisation: why training works, measured.

pub mod flat_minima;
pub mod step_sizes;
