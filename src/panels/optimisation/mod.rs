//! Optimisation: why training works, measured.

mod digits;
pub mod flat_minima;
mod learner;
pub mod loss_landscape;
pub mod overparameterization;
pub mod sgd_noise;
pub mod step_sizes;
