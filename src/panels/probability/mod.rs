//! Probability: distributions, likelihood, and what evidence makes of a prior.

pub mod bayes;
