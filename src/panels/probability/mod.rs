//! Probability: distributions, likelihood, n-grams and sampling.

pub mod sampling;
