//! Networks on the tape.
//!
//! A network is a description: which parameters it has ([`Parameters`], named as PyTorch would name
//! them) and how it records its computation on a [`Tape`](crate::tape::Tape) from their handles. The
//! same description trains in f32, is checked in f64, and is drawn by pages.

mod activation;
pub mod dense;
mod gpt;
mod layers;
mod lora;
mod mlp;
mod parameters;
pub mod tensors;
mod trainer;

pub use activation::Activation;
pub use gpt::{Gpt, GptConfig, GptNodes};
pub use layers::{Attention, Block, BlockNodes, FeedForward, LayerNorm, Linear};
pub use lora::Lora;
pub use mlp::{Mlp, MlpNodes};
pub use parameters::{Handles, Id, Parameter, Parameters};
pub use trainer::{Entry, Progress, Trainer, Training};
