//! Probability: random variables, likelihood, sampling and inference.

pub mod bayes;
pub mod distributions;
pub mod maximum_likelihood;
pub mod ngram;
pub mod sampling;
pub mod sequence_probability;
