//! Queries, keys and values of a head of the trained model, for the panels that take such.

#[cfg(target_arch = "wasm32")]
mod reader;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use view::TrainedHead;

use super::attention::WORDS;
use crate::contract::registry::Part;
use crate::language;
use nalgebra::DMatrix;
use numeric_core::language::Language;
use training::{HeadLook, Reference};

/// The part of the program that reads the model. It is loaded when a head is first asked for, so that
/// the panels are opened without it.
pub const PART: Part = Part("trained_head");
/// The name of its files.
pub const ID: &str = "trained-head";

/// Digits after the point that are kept: enough for the weights' first three, and a short address.
const DIGITS: f64 = 1e3;
/// Most words of a sentence, the full stop that it begins after counted: what the panels have room for.
pub const MOST: usize = WORDS.len();

/// What a head reads of a sentence, a row for each word.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// The words, the full stop before the sentence first.
    pub words: Vec<String>,
    /// Queries.
    pub q: DMatrix<f64>,
    /// Keys.
    pub k: DMatrix<f64>,
    /// Values.
    pub v: DMatrix<f64>,
}

/// A sentence in a head of a layer (both from 0).
///
/// # Errors
///
/// In words: a word that the toy language doesn't have, or too many of them.
pub fn head(model: &Reference, sentence: &str, layer: usize, head: usize) -> Result<Head, String> {
    let language = language::standard()?;
    let words = sentence.trim().trim_end_matches('.');
    let typed = language
        .tokens(words)
        .map_err(|_| language::unknown(language, words))?;
    if typed.is_empty() || typed.len() >= MOST {
        return Err(format!(
            "A sentence of 1 to {} words fits here; this has {}.",
            MOST - 1,
            typed.len()
        ));
    }
    // A sentence begins after a full stop, for the model as in training.
    let mut tokens = vec![language.stop()];
    tokens.extend(typed);
    let look = model
        .head(&tokens, layer, head)
        .map_err(|e| e.to_string())?;
    Ok(Head::of(language, &tokens, &look))
}

impl Head {
    /// What a head reads of these words, rounded to so many digits as are kept.
    #[must_use]
    pub fn of(language: &Language, tokens: &[usize], look: &HeadLook) -> Self {
        let short = |m: &DMatrix<f64>| m.map(|x| (x * DIGITS).round() / DIGITS + 0.0);
        Self {
            words: tokens
                .iter()
                .map(|&id| language.word(id).unwrap_or_default().to_owned())
                .collect(),
            q: short(&look.q),
            k: short(&look.k),
            v: short(&look.v),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Read;
    use crate::panels::linear_algebra::attention::{AttentionPanel, AttentionState};
    use crate::panels::linear_algebra::attention_spectrum::{AttentionSpectrum, SpectrumState};

    #[test]
    fn the_panels_compute_what_the_model_does() {
        let bytes = include_bytes!("../../../assets/reference.safetensors");
        let model = Reference::read(bytes).unwrap();
        let language = Language::standard().unwrap();
        let sentence = "The dog that the cats chase sleeps.";
        let mut tokens = vec![language.stop()];
        tokens.extend(
            language
                .tokens("the dog that the cats chase sleeps")
                .unwrap(),
        );
        for layer in 0..2 {
            for head in 0..8 {
                let look = super::head(&model, sentence, layer, head).unwrap();
                let truth = model.head(&tokens, layer, head).unwrap().weights;
                let stepwise = AttentionPanel::read(&AttentionState::of_head(look.clone()), None);
                let chain = AttentionSpectrum::read(&SpectrumState::of_head(look), None);
                for reading in [stepwise, chain] {
                    let apart = (reading.matrix("weights") - &truth).amax();
                    assert!(apart < 0.01, "layer {layer}, head {head}: {apart}");
                }
            }
        }
        let error = head(&model, "the wolf sleeps", 0, 0).unwrap_err();
        assert!(error.contains("“wolf”"), "{error}");
        assert!(head(&model, "", 0, 0).is_err());
        assert!(head(&model, &"the dog ".repeat(9), 0, 0).is_err());
        assert!(head(&model, "the dog", 2, 0).is_err());
    }
}
