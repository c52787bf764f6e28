//! Models of the reader’s own text: its first four fifths are counted, the last fifth is held out.
//! Nobody knows the source of such a text, so it has no floors.

use super::state::{NgramState, ORDERS};
use crate::contract::prelude::*;
use crate::remembered::Remembered;
use numeric_core::ngram::{ContextTree, Scores, Smoothing};
use std::rc::Rc;
use training::words;

/// Fewer words than that aren’t divided.
pub const FEWEST: usize = 20;
/// The share that is held out is one in so many.
const PARTS: usize = 5;
/// A text that was divided and counted.
pub struct Own {
    /// Its different words, by number.
    pub vocabulary: Vec<String>,
    /// How many words were counted, and how many are held out.
    #[cfg_attr(not(any(test, target_arch = "wasm32")), allow(dead_code))]
    pub parts: [usize; 2],
    /// How the models of all orders fare.
    pub training: Scores,
    pub held_out: Scores,
    /// The counts.
    #[cfg_attr(not(any(test, target_arch = "wasm32")), allow(dead_code))]
    pub tree: ContextTree,
}

/// The own text of a state, divided and counted: none where there is none, or with the reason why it
/// can’t be.
pub fn own(state: &NgramState) -> Option<Result<Rc<Own>, String>> {
    thread_local! {
        static LAST: Remembered<(String, Smoothing), Result<Rc<Own>, String>> =
            const { Remembered::new(2) };
    }
    if state.own.trim().is_empty() {
        return None;
    }
    let key = (state.own.clone(), state.rule());
    Some(LAST.with(|last| last.value(key, |(text, rule)| made(text, *rule).map(Rc::new))))
}

fn made(text: &str, rule: Smoothing) -> Result<Own, String> {
    let words = words(text);
    if words.len() < FEWEST {
        return Err(format!(
            "Your text has {}; it takes at least {FEWEST} to count some and hold others out.",
            number::count(words.len(), "word")
        ));
    }
    let mut vocabulary = words.clone();
    vocabulary.sort_unstable();
    vocabulary.dedup();
    let ids: Vec<usize> = words
        .iter()
        .filter_map(|word| vocabulary.binary_search(word).ok())
        .collect();
    let counted = ids.len() - ids.len() / PARTS;
    let (first, last) = ids.split_at(counted);
    let scored = || {
        let mut tree = ContextTree::new(vocabulary.len(), ORDERS)?;
        tree.set(first)?;
        let held_out = tree.scores(&tree.path(last)?, rule)?;
        Ok((tree.own_scores(rule)?, held_out, tree))
    };
    let (training, held_out, tree) =
        scored().map_err(|e: numeric_core::error::CoreError| e.to_string())?;
    Ok(Own {
        parts: [first.len(), last.len()],
        vocabulary,
        training,
        held_out,
        tree,
    })
}

/// The order with the least held-out perplexity; none where all are infinite.
pub fn best(own: &Own) -> Option<usize> {
    let losses = &own.held_out.cross_entropies;
    let at = argmin(losses);
    losses.get(at).filter(|h| h.is_finite()).map(|_| at + 1)
}

/// What is said of it.
pub fn sentence(state: &NgramState) -> String {
    let own = match own(state) {
        None => {
            return "Paste or type a text in any language, up to 20,000 characters. It stays on this \
                    page, and in its address. Words end where Unicode’s rules say (UAX #29): each sign \
                    is a word, and so is each character of Chinese or Thai."
                .into();
        }
        Some(Err(problem)) => return problem,
        Some(Ok(own)) => own,
    };
    let [counted, held_out] = own.parts;
    let best = match best(&own) {
        Some(order) => format!("Held-out perplexity is least at order {order}."),
        None => "Held-out perplexity is infinite at every order.".into(),
    };
    format!(
        "The first {} are counted, and the last {} are held out; together they have {}, all of which \
         the models know. {best} Nobody knows the source of this text, so there is no floor.",
        number::count(counted, "word"),
        number::grouped(held_out as f64),
        number::count(own.vocabulary.len(), "different word"),
    )
}

/// Its numbers, where there is such a text.
pub fn readouts(state: &NgramState) -> Vec<Readout> {
    let Some(own) = own(state) else {
        return Vec::new();
    };
    let problem = own.as_ref().err().cloned();
    let none = || vec![f64::NAN; ORDERS];
    let exp = |list: &[f64]| list.iter().map(|h| h.exp()).collect::<Vec<_>>();
    let list = |of: &dyn Fn(&Own) -> Vec<f64>| own.as_ref().map_or_else(|_| none(), |own| of(own));
    let by_order = |name, label: &str, values: &[f64]| {
        Readout::vector(name, label, values)
            .rows(&super::read::orders())
            .missing(problem.clone())
    };
    let size = own
        .as_ref()
        .map_or(f64::NAN, |own| own.vocabulary.len() as f64);
    vec![
        Readout::scalar("own-vocabulary", "Different words of your text", size)
            .missing(problem.clone()),
        by_order(
            "own-train-perplexities",
            "Perplexity of the counted part of your text by order",
            &list(&|own| exp(&own.training.cross_entropies)),
        ),
        by_order(
            "own-held-out-perplexities",
            "Perplexity of the held-out part of your text by order",
            &list(&|own| exp(&own.held_out.cross_entropies)),
        ),
        by_order(
            "own-unseen",
            "Share of held-out words of your text whose context was never seen",
            &list(&|own| own.held_out.unseen.clone()),
        ),
    ]
}

/// Both perplexities over the order.
pub fn plot(state: &NgramState, reading: &Reading) -> Plot {
    let line = |name: &str| {
        let spot = |(at, y): (usize, &f64)| ((at + 1) as f64, *y);
        let finite = |p: &Spot| p.1.is_finite();
        (reading.vector(name).iter().enumerate())
            .map(spot)
            .filter(finite)
            .collect::<Vec<_>>()
    };
    Plot::over(
        "order n",
        "perplexity",
        vec![
            Curve::solid("training part", Tint::Model, line("own-train-perplexities")),
            Curve::solid(
                "held-out part",
                Tint::Loss,
                line("own-held-out-perplexities"),
            ),
        ],
    )
    .at(state.order as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_words_and_marks() {
        assert_eq!(
            words("The dog, “Bello”,\tsleeps.\nÀ bientôt!"),
            [
                "the", "dog", ",", "“", "bello", "”", ",", "sleeps", ".", "à", "bientôt", "!"
            ]
        );
        assert!(words(" \n").is_empty());
    }

    #[test]
    fn what_repeats_itself_is_soon_known() {
        let state = NgramState {
            own: "one two three four . ".repeat(12),
            ..NgramState::default()
        };
        let own = own(&state).unwrap().unwrap();
        assert_eq!((own.vocabulary.len(), own.parts), (5, [48, 12]));
        // One word decides the next one.
        assert!(own.held_out.cross_entropies[1] < 0.3);
        assert!((own.held_out.cross_entropies[0].exp() - 5.0).abs() < 0.2);
        assert!(best(&own).unwrap() > 1);
        assert!(sentence(&state).contains("The first 48 words are counted"));
        let texts = super::super::generate::own_texts(&state, &own);
        assert!(texts[6].contains("two three four ."), "{texts:?}");
    }

    #[test]
    fn too_short_a_text_says_so() {
        let state = NgramState {
            own: "one two".into(),
            ..NgramState::default()
        };
        assert!(own(&state).unwrap().is_err());
        assert!(sentence(&state).contains("2 words"));
        assert!(own(&NgramState::default()).is_none());
        assert!(readouts(&state)[1].missing.is_some());
    }
}
