//! A text that the trained model writes with the method, word by word.

use super::state::SamplingState;
use crate::language::{Model, next_words};
use numeric_core::probability::families::Categorical;
use numeric_core::probability::sampling::choose_in;
use numeric_core::random::Random;

/// How many words are written at a time.
pub const WORDS: usize = 24;

/// A word as it was chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    pub word: usize,
    /// How many words it was chosen from.
    pub candidates: usize,
    /// Its probability in the source; NaN after words that can’t follow each other.
    pub truth: f64,
}

/// The next word after a text; none where the trained model is missing.
pub fn next(state: &SamplingState, text: &[usize], random: &mut Random) -> Option<Written> {
    let scores = SamplingState {
        text: Some(text.to_vec()),
        ..state.clone()
    }
    .scores();
    let choice = choose_in(&scores, state.rule(), state.order).ok()?;
    let word = Categorical::new(&choice.probabilities).ok()?.draw(random);
    let truth = next_words(Model::Source, text).pop()?;
    Some(Written {
        word,
        candidates: choice.kept.len(),
        truth: truth.get(word).copied()?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::state::Method;
    use super::*;
    use crate::language::{tokens, written};

    #[test]
    fn greedy_decoding_repeats_itself() {
        let state = SamplingState {
            method: Method::Greedy,
            ..SamplingState::default()
        };
        let mut text = tokens("the dog").unwrap();
        let mut random = Random::new(1);
        for _ in 0..18 {
            let next = next(&state, &text, &mut random).unwrap();
            assert_eq!(next.candidates, 1);
            text.push(next.word);
        }
        assert!(
            written(&text[10..]).contains("the dogs"),
            "{}",
            written(&text)
        );
    }

    #[test]
    fn a_nucleus_never_writes_what_the_source_rules_out() {
        let state = SamplingState::default();
        let (mut text, mut random) = (Vec::new(), Random::new(3));
        for _ in 0..WORDS {
            let next = next(&state, &text, &mut random).unwrap();
            assert!(next.truth > 0.0 && next.candidates <= 73);
            text.push(next.word);
        }
    }
}
