//! Linear algebra: how information moves through a network.

pub mod attention;
pub mod matrix_multiplication;
