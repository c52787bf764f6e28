//! What is asked of a GPT-2, and what is told. Parts are counted as `gpt2::Model::parts` does: the
//! embedding, then for each layer its heads, the bias of its projection, its feed-forward layers.

use crate::generate::Sampling;
use serde::{Deserialize, Serialize};

/// What it is to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Gpt2Ask {
    /// Go through a text.
    Look(Gpt2Look),
    /// Write a text.
    Write(Gpt2Write),
}

/// A text to be gone through.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Gpt2Look {
    /// The number that the page gave it; each report carries it.
    pub number: u64,
    /// The text.
    pub text: String,
    /// Whether the token that ends texts stands before it.
    pub from_end: bool,
    /// Heads that write nothing, counted through all layers.
    pub off: Vec<u32>,
    /// The token after which is asked, counted from 0; the last one if there is none.
    pub place: Option<u32>,
    /// The token whose logit is explained; the most probable one if there is none.
    pub watched: Option<u32>,
    /// A head whose queries, keys and values are attached.
    pub head: Option<u32>,
    /// Whether the loss after every half-layer is computed too, once the rest has been told.
    pub losses: bool,
    /// A second text with as many tokens: each part's output at the place is taken from it in turn, once
    /// the rest has been told.
    pub other: Option<String>,
    /// Whether the same tokens are gone through one at a time with a cache too, once the rest has been told.
    pub cache: bool,
}

/// A text to be written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gpt2Write {
    /// The number that the page gave it; each report carries it.
    pub number: u64,
    /// How the text begins.
    pub text: String,
    /// Whether the token that ends texts stands before it.
    pub from_end: bool,
    /// Heads that write nothing, counted through all layers.
    pub off: Vec<u32>,
    /// How each token is drawn.
    pub sampling: Sampling,
    /// How many tokens at most.
    pub count: u32,
    /// The seed of the random numbers.
    pub seed: u64,
}

/// What was found in the files, before the weights are read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gpt2About {
    /// The number that the page gave the opening.
    pub number: u64,
    /// Blocks.
    pub layers: u32,
    /// The width of the stream.
    pub width: u32,
    /// Heads of a block.
    pub heads: u32,
    /// The longest sequence.
    pub context: u32,
    /// Different tokens.
    pub vocabulary: u32,
    /// Units of a block's feed-forward layers.
    pub units: u32,
    /// ε of the normalisations.
    pub epsilon: f32,
    /// The types of number in the file.
    pub types: Vec<String>,
    /// Tensors and files that aren't used.
    pub ignored: Vec<String>,
    /// Weights, the tied head counted once.
    pub parameters: u64,
    /// Bytes to be read.
    pub read: u64,
    /// Bytes of memory for the weights.
    pub weights: u64,
    /// Bytes of keys and values for the whole context.
    pub cache: u64,
    /// Operations for one token.
    pub operations: f64,
    /// The token that ends texts.
    pub end: Option<u32>,
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gpt2Work {
    /// Nothing, or it is done.
    Nothing,
    /// Weights are read; progress is in bytes.
    Reading,
    /// A text is gone through.
    Looking,
    /// A text is written; progress is in tokens.
    Writing,
}

/// How it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gpt2Report {
    /// The number of what was last asked.
    pub number: u64,
    /// Whether the weights are there.
    pub ready: bool,
    /// What is being done.
    pub work: Gpt2Work,
    /// How much of it is done.
    pub done: u64,
    /// How much there is.
    pub total: u64,
    /// Whether it goes on.
    pub playing: bool,
    /// Estimated seconds until the end; 0 if unknown.
    pub seconds_left: f64,
    /// Why it can't go on.
    pub ended: Option<String>,
}

/// A token with its probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Guess {
    /// Its number.
    pub token: u32,
    /// Its text.
    pub text: String,
    /// softmax(z).
    pub probability: f64,
}

/// What the model says at a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NextToken {
    /// The most probable tokens, falling.
    pub top: Vec<Guess>,
    /// The entropy of what comes next, in nats.
    pub entropy: f64,
    /// −ln p of the token that follows in the text; none after the last.
    pub surprisal: Option<f64>,
    /// That token's part of the running sums of whole frequencies, from where to where of what total, as
    /// an arithmetic coder takes it ([`numeric_core::coding::integer_frequencies`]).
    pub slot: Option<[u32; 3]>,
}

/// What it would say if it ended after a half-layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LensRow {
    /// The most probable tokens, falling.
    pub top: Vec<Guess>,
    /// Entropy in nats.
    pub entropy: f64,
    /// KL(what it says at the end ‖ this), in nats.
    pub kl: f64,
    /// The probability of the watched token.
    pub watched: f64,
}

/// A text that was gone through. Attached are:
///
/// - attention: for each head, layer by layer, a table of tokens×tokens with a row for each query;
/// - the stream: a table of tokens×width after the embedding and after each half-layer;
/// - the logits at the place;
/// - where a head was asked for, its queries, keys and values: each tokens×width of a head.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gpt2Seen {
    /// [`Gpt2Look::number`].
    pub number: u64,
    /// The tokens with their texts.
    pub tokens: Vec<(u32, String)>,
    /// The token after which is asked.
    pub place: u32,
    /// After each token.
    pub next: Vec<NextToken>,
    /// At the place: after the embedding and after each half-layer.
    pub lens: Vec<LensRow>,
    /// The length of what each part writes, at each token.
    pub lengths: Vec<Vec<f32>>,
    /// The token whose logit is explained.
    pub watched: (u32, String),
    /// Its logit at the place.
    pub logit: f64,
    /// What each part contributes to it, at the present scale of the last normalisation.
    pub contributions: Vec<f64>,
    /// What no part contributes to it: β·u of the last normalisation.
    pub constant: f64,
    /// The same contributions with each part divided by its own standard deviation: a mistake.
    pub alone: Vec<f64>,
    /// How far rounding alone may take contributions and constant together from the logit.
    pub rounding: f64,
}

/// What two tokens get after a text.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Gpt2Odds {
    /// Their logits.
    pub logits: [f64; 2],
    /// Their probabilities.
    pub probabilities: [f64; 2],
}

impl Gpt2Odds {
    /// ln of the quotient of their probabilities, which is the difference of their logits.
    #[must_use]
    pub fn log(self) -> f64 {
        self.logits[0] - self.logits[1]
    }
}

/// What comes of a text if one part’s output at a place is that of a second text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gpt2Patched {
    /// [`Gpt2Look::number`].
    pub number: u64,
    /// The tokens of the second text.
    pub other: Vec<(u32, String)>,
    /// The two tokens that are compared: the most probable next one after the text, and after the second
    /// one; where these are the same, the second most probable there.
    pub pair: [(u32, String); 2],
    /// What they get after the text as it is.
    pub now: Gpt2Odds,
    /// What they get after the second text.
    pub end: Gpt2Odds,
    /// What they get after the text with each part taken from the second one.
    pub parts: Vec<Gpt2Odds>,
}

/// What the tokens of a text give one at a time, with a cache of keys and values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Gpt2Cached {
    /// [`Gpt2Look::number`].
    pub number: u64,
    /// The largest difference between a logit and that of the pass over all tokens at once.
    pub apart: f64,
    /// Bytes that the cache holds at the end.
    pub bytes: u64,
}

/// A text that grows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gpt2Written {
    /// [`Gpt2Write::number`].
    pub number: u64,
    /// The tokens with which it began.
    pub prompt: Vec<u32>,
    /// The tokens that were written, with their texts.
    pub tokens: Vec<(u32, String)>,
    /// Their text.
    pub text: String,
    /// Whether it is at its end.
    pub ended: bool,
}

/// What is told of a GPT-2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Gpt2Told {
    /// What was found in the files; the weights wait to be read.
    Found(Gpt2About),
    /// How it stands.
    Stands(Gpt2Report),
    /// A text was gone through.
    Seen(Box<Gpt2Seen>),
    /// The number of a question, and nats a token of its text: by the stream after the embedding and after
    /// each half-layer, each token given those before it.
    Losses(u64, Vec<f64>),
    /// The same text with parts taken from a second one.
    Patched(Box<Gpt2Patched>),
    /// The same text a token at a time.
    Cached(Gpt2Cached),
    /// A text so far.
    Written(Gpt2Written),
}
