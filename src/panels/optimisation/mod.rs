//! Optimisation: why training works, measured.

pub mod flat_minima;
mod learner;
pub mod loss_landscape;
pub mod overparameterization;
pub mod sgd_noise;
pub mod step_sizes;
