//! Information theory: how uncertainty, and closeness to the truth, are measured.

pub mod compression;
pub mod cross_entropy_kl;
pub mod entropy;
pub mod mutual_information;
pub mod perplexity;
pub mod rlhf_kl;
