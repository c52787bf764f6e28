//! Optimisation: why training works, measured.

pub mod sgd_noise;
pub mod step_sizes;
