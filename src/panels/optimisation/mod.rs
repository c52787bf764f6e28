//! Optimisation: why training works, measured.

pub mod flat_minima;
pub mod loss_landscape;
pub mod sgd_noise;
pub mod step_sizes;
