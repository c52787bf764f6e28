//! GPT-2's tokens: byte-level BPE. A text is cut into pieces, each piece into its bytes, and these are
//! joined pair by pair as the merges say.
//!
//! Sources: A. Radford et al., *Language Models are Unsupervised Multitask Learners* (2019), §2.2;
//! R. Sennrich, B. Haddow, A. Birch, *Neural Machine Translation of Rare Words with Subword Units*,
//! ACL 2016.

mod bytes;
mod files;
mod letters;
mod merge;
mod split;

use crate::error::{Gpt2Error, Result};
use merge::Merges;

/// How many numbers of a model may have no token: published models round their vocabulary up.
const SPARE: usize = 1000;

/// A vocabulary of byte strings, and how text becomes tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokenizer {
    /// By number; empty for a number without a token.
    texts: Vec<Vec<u8>>,
    of_bytes: [u32; 256],
    merges: Merges,
    end: Option<usize>,
    /// How many tokens a model must have: added ones may lie beyond, since no text becomes them.
    needed: usize,
    /// Whether a text that doesn't begin with a space gets one.
    space_before: bool,
}

fn refuse(what: String) -> Gpt2Error {
    Gpt2Error::Tokenizer(what)
}

impl Tokenizer {
    /// One more than the largest number of a token.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Never, since it has all bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The token `<|endoftext|>`, which stands before and after texts, where there is one. Typed as
    /// text it is text.
    #[must_use]
    pub fn end(&self) -> Option<usize> {
        self.end
    }

    /// Refuses a tokenizer of another model. Added tokens that the model doesn't have are allowed:
    /// fine-tuned models often name one for padding that they never use.
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::Tokenizer`] where it has tokens that the model doesn't, or far too few.
    pub fn fits(&self, vocabulary: usize) -> Result<()> {
        if self.needed <= vocabulary && vocabulary.saturating_sub(self.len()) <= SPARE {
            return Ok(());
        }
        Err(refuse(format!(
            "the tokenizer has {} tokens and the model {vocabulary}: they don’t belong together",
            self.len()
        )))
    }

    /// The tokens of a text.
    #[must_use]
    pub fn encode(&self, text: &str) -> Vec<usize> {
        let (mut all, mut piece) = (Vec::new(), Vec::new());
        let spaced = self.space_before && !text.is_empty() && !text.starts_with(' ');
        let spaced = spaced.then(|| format!(" {text}"));
        for part in split::pieces(spaced.as_deref().unwrap_or(text)) {
            piece.clear();
            piece.extend(part.bytes().map(|byte| self.of_bytes[usize::from(byte)]));
            merge::merge(&mut piece, &self.merges);
            all.extend(piece.iter().map(|token| *token as usize));
        }
        all
    }

    /// The bytes of a token, which need not be whole characters; none for an unknown one.
    #[must_use]
    pub fn bytes(&self, token: usize) -> &[u8] {
        self.texts.get(token).map_or(&[], Vec::as_slice)
    }

    /// The text of tokens; bytes that aren't UTF-8 become U+FFFD.
    #[must_use]
    pub fn decode(&self, tokens: &[usize]) -> String {
        let bytes: Vec<u8> = tokens
            .iter()
            .flat_map(|token| self.bytes(*token))
            .copied()
            .collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Each token as a reader sees it: its text where it is whole characters, otherwise its bytes in
    /// hexadecimal; its number where it has none, as models have that round their vocabulary up.
    #[must_use]
    pub fn shown(&self, token: usize) -> String {
        let bytes = self.bytes(token);
        if bytes.is_empty() {
            return format!("[{token}]");
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
