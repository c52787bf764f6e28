//! Calculus: how a network learns which way is better.

pub mod activations;
pub mod derivative;
pub mod softmax_jacobian;
