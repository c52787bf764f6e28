//! Calculus: how a network learns which way is better.

pub mod backpropagation;
pub mod derivative;
pub mod softmax_jacobian;
