//! Probability: distributions, likelihood, sampling and Bayes' rule.

pub mod maximum_likelihood;
