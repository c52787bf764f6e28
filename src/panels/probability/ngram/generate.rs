//! Text by the models of all orders, with the words that the source never puts there.

use super::corpus;
use super::own::Own;
use super::state::{NgramState, ORDERS};
use crate::language::standard;
use numeric_core::language::{Language, Start};
use numeric_core::probability::families::Categorical;
use numeric_core::random::Random;

/// Words of each text.
const WORDS: usize = 18;

/// A text of one order: each word, and whether it can follow what was written before it.
pub type Text = Vec<(usize, bool)>;

/// A text of each order, after a full stop. Without smoothing a text ends where its context was never
/// followed by a word.
pub fn texts(state: &NgramState) -> Vec<Text> {
    let Ok(language) = standard() else {
        return Vec::new();
    };
    (1..=ORDERS)
        .map(|order| {
            let own = NgramState {
                order,
                ..state.clone()
            };
            text(&own, language).unwrap_or_default()
        })
        .collect()
}

fn text(state: &NgramState, language: &Language) -> Result<Text, String> {
    let source = language.source();
    let mut random = Random::new(state.seed);
    let mut known = vec![language.stop()];
    let mut belief = source.before(Start::Sentence);
    let mut text = Vec::new();
    corpus::of(state, |corpus| {
        for _ in 0..WORDS {
            let next = corpus.tree.distribution(state.order, state.rule(), &known);
            let Ok(next) = next else { break };
            let word = Categorical::new(&next)?.draw(&mut random);
            let follows = belief.observe(word).is_ok();
            if !follows {
                // From here on only this word is known.
                belief = source.after(&[word], Start::Anywhere)?;
            }
            known.push(word);
            text.push((word, follows));
        }
        Ok(())
    })?;
    Ok(text)
}

/// Text by the models of all orders of the reader’s own text, as if it began again.
pub fn own_texts(state: &NgramState, own: &Own) -> Vec<String> {
    let rule = state.rule();
    let text = |order| {
        let mut random = Random::new(state.seed);
        let mut known: Vec<usize> = Vec::new();
        while known.len() < WORDS {
            let Ok(next) = own.tree.distribution(order, rule, &known) else {
                break;
            };
            let Ok(next) = Categorical::new(&next) else {
                break;
            };
            known.push(next.draw(&mut random));
        }
        let word = |id: &usize| own.vocabulary.get(*id).cloned();
        let words: Vec<String> = known.iter().filter_map(word).collect();
        words.join(" ")
    };
    (1..=ORDERS).map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_contexts_write_fewer_impossible_words() {
        let texts = texts(&NgramState::default());
        assert_eq!(texts.len(), ORDERS);
        let wrong = |text: &Text| text.iter().filter(|(_, follows)| !follows).count();
        assert!(texts.iter().all(|text| text.len() == WORDS));
        assert!(wrong(&texts[0]) > wrong(&texts[6]));
    }
}
