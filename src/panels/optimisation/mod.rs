//! Optimisation: why training works, measured.

pub mod overparameterization;
pub mod step_sizes;
