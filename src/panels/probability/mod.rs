//! Probability: distributions, likelihood, sampling and Bayes' rule.

pub mod sequence_probability;
