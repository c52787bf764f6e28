//! Checkpoints of the GPT-2 family, opened from a reader's files: weights read in slices, byte-level
//! tokens, and a forward pass with a cache of keys and values that keeps all that its parts write.
//!
//! - [`picked`]: which of a reader's files is what.
//! - [`source`]: where a file's bytes come from.
//! - [`tensors`]: the safetensors format, read in slices.
//! - [`config`]: what config.json says.
//! - [`checkpoint`]: which tensors are a GPT-2, its sizes, and what it takes to run it.
//! - [`filled`]: a checkpoint that is in no file, for measurements.
//! - [`opening`]: the weights, read step by step.
//! - [`model`]: the forward pass.
//! - [`bpe`]: text to tokens and back.
//! - [`generate`]: tokens one after the other.
//!
//! Sources: A. Radford et al., *Language Models are Unsupervised Multitask Learners* (2019);
//! R. Sennrich, B. Haddow, A. Birch, *Neural Machine Translation of Rare Words with Subword Units*,
//! ACL 2016.

#![deny(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod bpe;
pub mod checkpoint;
pub mod config;
pub mod error;
pub mod filled;
pub mod generate;
pub mod model;
pub mod opening;
pub mod picked;
pub mod source;
pub mod tensors;

pub use bpe::Tokenizer;
pub use checkpoint::{Checkpoint, Estimate, Sizes};
pub use config::Config;
pub use error::{Gpt2Error, Result};
pub use generate::Generation;
pub use model::{Cache, Model, Pass};
pub use opening::Opening;
pub use picked::{Files, Picked};
pub use source::Source;
