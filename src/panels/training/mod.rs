//! Training: the whole loop, and what it is made of.

pub mod adam;
pub mod classifier;
pub mod training_loop;
pub mod transformer;
