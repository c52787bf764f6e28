//! Queries, keys and values of a head of the trained model, as a state of this panel.

use super::state::{AttentionState, MOST_TOKENS};
use nalgebra::DMatrix;
use numeric_core::attention::Mask;
use numeric_core::language::Language;
use training::Reference;

/// Digits after the point that are kept: enough for the weights' first three, and a short address.
const DIGITS: f64 = 1e3;

/// The state of a sentence in a head (both from 0), or why there is none.
///
/// # Errors
///
/// In words: a word that the toy language doesn't have, or too many of them.
pub fn state(
    model: &Reference,
    sentence: &str,
    layer: usize,
    head: usize,
) -> Result<AttentionState, String> {
    let language = Language::standard().map_err(|e| e.to_string())?;
    let words = sentence.trim().trim_end_matches('.');
    let typed = language
        .tokens(words)
        .map_err(|_| unknown(&language, words))?;
    if typed.is_empty() || typed.len() >= MOST_TOKENS {
        return Err(format!(
            "A sentence of 1 to {} words fits here; this has {}.",
            MOST_TOKENS - 1,
            typed.len()
        ));
    }
    // A sentence begins after a full stop, for the model as in training.
    let mut tokens = vec![language.stop()];
    tokens.extend(typed);
    let look = model
        .head(&tokens, layer, head)
        .map_err(|e| e.to_string())?;
    let short = |m: &DMatrix<f64>| m.map(|x| (x * DIGITS).round() / DIGITS + 0.0);
    Ok(AttentionState {
        tokens: tokens
            .iter()
            .map(|&id| language.word(id).unwrap_or_default().to_owned())
            .collect(),
        q: short(&look.q),
        k: short(&look.k),
        v: short(&look.v),
        scale: true,
        mask: Mask::Causal,
        step: 5,
    })
}

fn unknown(language: &Language, words: &str) -> String {
    let word = words
        .split_whitespace()
        .find(|word| language.tokens(word).is_err());
    let some: Vec<&str> = (1..language.vocabulary())
        .step_by(9)
        .filter_map(|id| language.word(id))
        .collect();
    format!(
        "The model knows {} words, and “{}” is none of them. Some that it knows: {}.",
        language.vocabulary(),
        word.unwrap_or_default(),
        some.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Panel;
    use crate::panels::linear_algebra::attention::AttentionPanel;

    #[test]
    fn the_panel_computes_what_the_model_does() {
        let bytes = include_bytes!("../../../../assets/reference.safetensors");
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
                let state = state(&model, sentence, layer, head).unwrap();
                let weights = AttentionPanel::read(&state, None).matrix("weights");
                let truth = model.head(&tokens, layer, head).unwrap().weights;
                let apart = (weights - truth).amax();
                assert!(apart < 0.01, "layer {layer}, head {head}: {apart}");
            }
        }
        let error = state(&model, "the wolf sleeps", 0, 0).unwrap_err();
        assert!(error.contains("“wolf”"), "{error}");
        assert!(state(&model, "", 0, 0).is_err());
        assert!(state(&model, &"the dog ".repeat(9), 0, 0).is_err());
        assert!(state(&model, "the dog", 2, 0).is_err());
    }
}
