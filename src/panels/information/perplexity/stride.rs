//! A long text in windows: how far apart they begin changes the perplexity of the same model on the
//! same words.

use crate::contract::prelude::*;

/// Words in a window of the trained model.
const WINDOW: usize = 32;
/// Words that are scored.
const WORDS: usize = 512;
/// The seed of the text.
#[cfg(test)]
const SEED: u64 = 11;

/// Stride, and the trained transformer's perplexity on [`WORDS`] words of the source in windows that
/// begin so many words apart: each predicts the word after each of its own, and those that the window
/// before didn't predict are scored. A test computes them anew, since hundreds of passes through the
/// network take too long for a page.
const MEASURED: [(f64, f64); 9] = [
    (1.0, 6.375_37),
    (2.0, 6.379_27),
    (4.0, 6.379_07),
    (8.0, 6.375_9),
    (16.0, 6.371_64),
    (20.0, 6.384_01),
    (24.0, 6.448_11),
    (30.0, 7.125_2),
    (32.0, 8.507_8),
];

/// The source's own perplexity on these words.
const TRUTH: f64 = 6.368_89;

/// Perplexity over stride, and the truth's.
pub fn plot() -> Plot {
    let truth = MEASURED.iter().map(|(stride, _)| (*stride, TRUTH));
    Plot::over(
        "stride, words",
        "perplexity",
        [
            Curve::solid("trained transformer", Tint::Model, MEASURED.to_vec()),
            Curve::dashed("source", Tint::Truth, truth.collect()),
        ],
    )
}

/// What the curve shows, in words.
pub fn says() -> String {
    let (first, last) = (MEASURED[0].1, MEASURED[MEASURED.len() - 1].1);
    format!(
        "The same {WORDS} words of the source and the same model, with windows of {WINDOW} words. Where \
         each window begins one word after the last, every word has as many before it as fit, and the \
         perplexity is {}. Where windows don’t overlap, the first words of each have hardly any, and it \
         is {}. With half a window of overlap nothing is lost, since a sentence has about ten words. The \
         source itself has {}. Recorded figures; a test of the project computes them anew.",
        rounded(first),
        rounded(last),
        rounded(TRUTH),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Model, conditionals, next_words, standard, trained};
    use numeric_core::language::Start;
    use numeric_core::probability::softmax;

    /// −ln p of the words that come after the last words of a window, from `from` on, summed.
    fn scored(known: &[usize], begin: usize, from: usize) -> f64 {
        let window = &known[begin..begin + WINDOW];
        let logits = trained().unwrap().logits(window).unwrap();
        let surprisal = |i: usize| {
            let row: Vec<f64> = logits.row(i).iter().copied().collect();
            -softmax(&row).unwrap()[known[begin + i + 1]].ln()
        };
        (from..WINDOW).map(surprisal).sum()
    }

    #[test]
    fn the_recorded_perplexities_are_those_of_the_model() {
        let language = standard().unwrap();
        let text = language.sample(SEED, WORDS, Start::Sentence);
        let known: Vec<usize> = [language.stop()].into_iter().chain(text.clone()).collect();
        let mut found = Vec::new();
        for (stride, _) in MEASURED {
            let stride = stride as usize;
            let mut total = scored(&known, 0, 0);
            for begin in (stride..=WORDS - WINDOW).step_by(stride) {
                total += scored(&known, begin, WINDOW - stride);
            }
            found.push((total / WORDS as f64).exp());
        }
        let rows = next_words(Model::Source, &text);
        let truth: f64 = conditionals(&rows, &text).iter().map(|p| -p.ln()).sum();
        let truth = (truth / WORDS as f64).exp();
        assert!(says().contains(&rounded(TRUTH)), "{}", says());
        for ((_, recorded), found) in MEASURED.iter().zip(&found) {
            assert!((recorded - found).abs() < 1e-4, "{found}");
        }
        assert!((TRUTH - truth).abs() < 1e-4, "{truth}");
    }
}
