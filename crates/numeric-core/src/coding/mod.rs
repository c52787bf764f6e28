//! A model is a compressor: codes whose length is the model's surprisal, nearly.
//!
//! Lengths are in bits throughout, and a coded text is a list of bits, so that a page can show
//! them.

mod adaptive;
mod arithmetic;
mod counting;
mod huffman;

pub use adaptive::{AdaptiveModel, PredictiveModel, integer_frequencies};
pub use arithmetic::{
    ArithmeticDecoder, ArithmeticEncoder, Encoded, MOST_FREQUENT, Slot, SymbolModel, decode, encode,
};
pub use counting::{CountingModel, FixedModel};
pub use huffman::HuffmanCode;
