//! Optimisation: why training works, measured.

pub mod flat_minima;
pub mod loss_landscape;
pub mod step_sizes;
