//! Optimisation: why training works, measured.

pub mod step_sizes;
