//! What predicts the next word of the toy language.

use crate::choices;

/// A model of the toy language, from knowing nothing to knowing everything.
///
/// The n-gram models are the best of their order that there can be: the source's own conditional
/// probabilities, given only the last words of a text without beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Model {
    /// Every word is equally likely.
    Uniform,
    /// The share of each word in the language.
    Unigram,
    /// Given the word before.
    Bigram,
    /// Given the two words before.
    Trigram,
    /// The trained transformer, which sees the last 32 words.
    Transformer,
    /// The source of the language: the truth.
    Source,
}

choices! { Model {
    Model::Uniform => "uniform",
    Model::Unigram => "unigram",
    Model::Bigram => "bigram",
    Model::Trigram => "trigram",
    Model::Transformer => "transformer",
    Model::Source => "source" as "source (the truth)",
} }
