//! What each model says of the next word of a text.

use super::{Model, standard, trained};
use crate::contract::lists::{At, or_nan};
use crate::remembered::Remembered;
use numeric_core::language::{Language, Start};
use numeric_core::probability::softmax;
use std::rc::Rc;
use training::Reference;

/// The distribution of the next word at each place of a text: before its first word, after it, …,
/// after its last, so one more than it has words. A distribution that doesn't exist is NaN
/// throughout: that of the source or of the trigram model after words that never follow each other,
/// and the trained model's where it couldn't be loaded.
pub type Predicted = Vec<Vec<f64>>;

/// What a model says of the next word at each place of a text, which begins a sentence: the full stop
/// before it is known.
#[must_use]
pub fn next_words(model: Model, text: &[usize]) -> Predicted {
    let Ok(language) = standard() else {
        return vec![Vec::new(); text.len() + 1];
    };
    let words = language.vocabulary();
    match model {
        Model::Uniform => vec![vec![1.0 / words as f64; words]; text.len() + 1],
        Model::Unigram => vec![language.source().word_distribution(); text.len() + 1],
        Model::Bigram => by_order(language, text, 2),
        Model::Trigram => by_order(language, text, 3),
        Model::Transformer => by_network(language, text),
        Model::Source => truth(language, text),
    }
}

/// The probability of each word of a text in the distribution at its place.
#[must_use]
pub fn conditionals(rows: &Predicted, text: &[usize]) -> Vec<f64> {
    let pairs = text.iter().zip(rows);
    pairs.map(|(word, row)| row.at(*word)).collect()
}

/// Σ log P of the words of a text in nats: −∞ as soon as one can't follow, whatever comes after it,
/// which then has no probability of its own.
#[must_use]
pub fn log_joint(conditionals: &[f64]) -> f64 {
    if conditionals.contains(&0.0) {
        return f64::NEG_INFINITY;
    }
    conditionals.iter().map(|p| p.ln()).sum::<f64>() + 0.0
}

fn nowhere(language: &Language) -> Vec<f64> {
    vec![f64::NAN; language.vocabulary()]
}

/// The truth about a text that begins a sentence, as [`next_words`] lists it: the states of the language's
/// source are filtered by the words.
#[must_use]
pub fn truth(language: &Language, text: &[usize]) -> Predicted {
    let mut belief = Some(language.source().before(Start::Sentence));
    let mut all = Vec::with_capacity(text.len() + 1);
    for word in text.iter().map(Some).chain([None]) {
        all.push(
            belief
                .as_ref()
                .map_or_else(|| nowhere(language), |b| b.next_word()),
        );
        if let Some(word) = word {
            belief = belief.and_then(|mut b| b.observe(*word).is_ok().then_some(b));
        }
    }
    all
}

/// The best model of an order: the source's own distribution given the last words alone.
fn by_order(language: &Language, text: &[usize], order: usize) -> Predicted {
    let known: Vec<usize> = [language.stop()].iter().chain(text).copied().collect();
    (1..=known.len())
        .map(|end| {
            let context = &known[(end + 1).saturating_sub(order)..end];
            language
                .source()
                .after(context, Start::Anywhere)
                .map_or_else(|_| nowhere(language), |belief| belief.next_word())
        })
        .collect()
}

/// The trained model sees the full stop before the text and at most as many words as its context has,
/// the last ones.
fn by_network(language: &Language, text: &[usize]) -> Predicted {
    let Some(model) = trained() else {
        return vec![nowhere(language); text.len() + 1];
    };
    let known: Vec<usize> = [language.stop()].iter().chain(text).copied().collect();
    let context = Reference::config().context;
    let first = known.len().min(context);
    let mut all = window(&model, &known[..first]).as_ref().clone();
    for end in first + 1..=known.len() {
        let last = window(&model, &known[end - context..end]).last().cloned();
        all.push(last.unwrap_or_else(|| nowhere(language)));
    }
    all
}

/// How many windows of words are remembered: those of a long text that is typed on.
const REMEMBERED: usize = 400;

thread_local! {
    /// By the words of a window, the probabilities after each of them.
    static SEEN: Remembered<Vec<usize>, Rc<Predicted>> = const { Remembered::new(REMEMBERED) };
}

/// The probabilities after each of these words: one pass through the network, remembered, since most of
/// what is changed beside a text leaves the text as it is.
fn window(model: &Reference, tokens: &[usize]) -> Rc<Predicted> {
    SEEN.with(|seen| seen.value(tokens.to_vec(), |tokens| Rc::new(passed(model, tokens))))
}

fn passed(model: &Reference, tokens: &[usize]) -> Predicted {
    let rows = model.logits(tokens).map(|logits| {
        let row = |i: usize| logits.row(i).iter().copied().collect::<Vec<f64>>();
        (0..logits.nrows())
            .map(|i| or_nan(softmax(&row(i)), logits.ncols()))
            .collect::<Predicted>()
    });
    rows.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::input::Choices;
    use crate::language::{tokens, written};

    #[test]
    fn every_model_gives_distributions() {
        let text = tokens("The dog that the cats chase sleeps.").unwrap();
        assert_eq!(written(&text), "the dog that the cats chase sleeps .");
        for &model in Model::ALL {
            let rows = next_words(model, &text);
            assert_eq!(rows.len(), 9, "{model:?}");
            for row in rows {
                let sum: f64 = row.iter().sum();
                assert!((sum - 1.0).abs() < 1e-12, "{model:?}: {sum}");
            }
        }
    }

    #[test]
    fn the_first_sentence_has_the_probability_of_its_factors() {
        let text = tokens("the dog that the cats chase sleeps .").unwrap();
        let rows = next_words(Model::Source, &text);
        let factors: Vec<f64> = text.iter().zip(&rows).map(|(w, row)| row[*w]).collect();
        let known = [0.6, 0.1185, 0.6, 0.4091, 0.0889, 0.2824, 0.2, 0.4545];
        for (ours, known) in factors.iter().zip(known) {
            assert!((ours - known).abs() < 1e-4, "{factors:?}");
        }
        assert!((log_joint(&factors) + 10.131).abs() < 1e-3);
    }

    #[test]
    fn what_never_follows_has_no_next_word() {
        let text = tokens("cat cat sleeps").unwrap();
        let source = next_words(Model::Source, &text);
        assert_eq!(source[0][text[0]], 0.0);
        assert!(source[1].iter().all(|p| p.is_nan()));
        let trigram = next_words(Model::Trigram, &text);
        assert!(trigram[2].iter().all(|p| p.is_nan()));
        // One word alone always has a next one.
        assert!(
            next_words(Model::Bigram, &text)
                .concat()
                .iter()
                .all(|p| p.is_finite())
        );
        assert_eq!(log_joint(&[0.5, 0.0, f64::NAN]), f64::NEG_INFINITY);
    }

    #[test]
    fn the_network_forgets_what_is_more_than_its_context_ago() {
        let long = "the dog sleeps . ".repeat(12);
        let text = tokens(&long).unwrap();
        let rows = next_words(Model::Transformer, &text);
        assert_eq!(rows.len(), text.len() + 1);
        let other = tokens(&format!("a cat runs . {}", &long[17..])).unwrap();
        assert_eq!(next_words(Model::Transformer, &other).last(), rows.last());
    }
}
