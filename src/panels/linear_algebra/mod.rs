//! Linear algebra: how information moves through a network.

pub mod attention;
