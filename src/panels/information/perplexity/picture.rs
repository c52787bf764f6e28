//! The picture as data: the surprisals, all models, the stride of a window.

use super::state::PerplexityState;
use super::{Perplexity, stride};
use crate::contract::prelude::*;
use crate::language::{Model, words};

impl Picture for Perplexity {
    fn plates(state: &PerplexityState, reading: &Reading) -> Vec<Plate> {
        let models = Model::ALL.iter().map(|m| m.words().to_string());
        vec![
            Plate::bars(
                "Surprisal of each word, bits",
                words(&state.text),
                [("surprisal", Tint::Loss, reading.vector("surprisals"))],
            ),
            Plate::bars(
                "Perplexity of each model",
                models.collect(),
                [("perplexity", Tint::Model, reading.vector("perplexities"))],
            ),
            Plate::lines(
                "Perplexity of the trained transformer by the stride of its windows",
                stride::plot(),
            ),
        ]
    }
}

/// Each word with its number of choices.
pub fn names(state: &PerplexityState, reading: &Reading) -> Vec<String> {
    let choices = reading.vector("choices");
    let name = |(word, choices): (String, &f64)| {
        if choices.is_nan() {
            word
        } else {
            format!("{word} ({})", number::short(*choices))
        }
    };
    words(&state.text)
        .into_iter()
        .zip(choices)
        .map(name)
        .collect()
}

/// The exact perplexity of each model on an endless text of the source; that of the transformer isn't
/// known exactly.
pub fn floors() -> Vec<f64> {
    use crate::language::standard;
    let Ok(language) = standard() else {
        return Vec::new();
    };
    let source = language.source();
    let orders = source.conditional_entropies(3).unwrap_or_default();
    let mut all = vec![language.vocabulary() as f64];
    all.extend(orders.iter().map(|h| h.exp()));
    all.extend([f64::NAN, source.entropy_rate().exp()]);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors_fall_to_the_truth() {
        let found = floors();
        for (ours, known) in found
            .iter()
            .zip([73.0, 35.80, 10.48, 8.85, f64::NAN, 6.328])
        {
            assert!(known.is_nan() || (ours - known).abs() < 0.005, "{found:?}");
        }
        let state = PerplexityState::default();
        let reading = Perplexity::read(&state, None);
        assert_eq!(names(&state, &reading)[6], "sleeps (5)");
    }
}
