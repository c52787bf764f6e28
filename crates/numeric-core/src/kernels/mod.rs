//! The loops that everything else spends its time in: matrix products, row-wise softmax, sums.
//!
//! They are compiled here, and not where they are used, because a page is compiled for size.

pub(crate) mod exponential;
pub(crate) mod lanes;
pub mod product;
pub(crate) mod rows;
pub(crate) mod sums;

pub use product::{Operand, Target};
