//! Linear algebra: how information moves through a network.

pub mod attention;
pub mod attention_spectrum;
pub mod eigenvectors;
pub mod lora;
pub mod matrix_multiplication;
pub mod svd;
pub mod trained_head;
