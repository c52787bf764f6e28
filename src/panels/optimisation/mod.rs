//! Optimisation: why training works, measured.

pub mod loss_landscape;
pub mod step_sizes;
