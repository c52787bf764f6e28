//! Calculus: how a network learns which way is better.

pub mod activations;
pub mod backpropagation;
pub mod chain_rule;
pub mod cross_entropy_gradient;
pub mod derivative;
pub mod gradient;
pub mod layer_norm;
pub mod softmax_jacobian;
