//! Probability: distributions, likelihood, n-grams and sampling.

pub mod ngram;
pub mod sampling;
