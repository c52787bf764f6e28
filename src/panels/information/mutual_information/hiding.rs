//! What each word of a sentence tells about the next one: it is hidden from the source, and the truth
//! about the next word is compared with what remains known. Beside it, where the trained model looks.

use super::pairs::at_distance;
use crate::language::{standard, trained};
use crate::remembered::Remembered;
use nalgebra::DMatrix;
use numeric_core::language::Language;
use std::rc::Rc;
use training::Reference;
use training::telling::{divergence, last_row, layer_mean, next_word, rankings, told};

/// What is known of a sentence, its words in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Hiding {
    /// KL(next word given all ‖ given all but this word), nats; NaN for an impossible sentence.
    pub information: Vec<f64>,
    /// I of two words as far apart as this word and the next one, nats.
    pub by_nearness: Vec<f64>,
    /// The attention of the last word: a row for each head, layer by layer, a column for each word.
    pub attention: DMatrix<f64>,
    /// KL(source‖model) of the next word, nats.
    pub model: f64,
    /// The same with one head switched off, for each head.
    pub without: Vec<f64>,
    /// How well each layer’s mean attention, and nearness, rank informative words before others.
    pub auc: [f64; 3],
}

impl Hiding {
    /// Whether the words can begin a sentence of the source.
    pub fn is_possible(&self) -> bool {
        self.information.iter().all(|x| x.is_finite())
    }

    /// The mean attention of a layer’s heads on each word.
    pub fn layer(&self, layer: usize) -> Vec<f64> {
        layer_mean(&self.attention, layer)
    }
}

/// Layers and heads of the trained model.
pub fn heads() -> (usize, usize) {
    let config = Reference::config();
    (config.layers, config.heads)
}

/// `1.1`, `1.2`, …: layer and head.
pub fn head_names() -> Vec<String> {
    let (layers, heads) = heads();
    (1..=layers)
        .flat_map(|layer| (1..=heads).map(move |head| format!("{layer}.{head}")))
        .collect()
}

/// How many sentences are remembered.
const REMEMBERED: usize = 16;

thread_local! {
    static SEEN: Remembered<Vec<usize>, Rc<Hiding>> = const { Remembered::new(REMEMBERED) };
}

/// What is known of a sentence; computed once, since most changes leave the sentence as it was.
pub fn hiding(text: &[usize]) -> Rc<Hiding> {
    // Without the model it may come later.
    if trained().is_none() {
        return Rc::new(of(text));
    }
    SEEN.with(|all| all.value(text.to_vec(), |text| Rc::new(of(text))))
}

fn of(text: &[usize]) -> Hiding {
    let count = text.len();
    let (layers, heads) = heads();
    let language = standard().ok();
    let truth = language.and_then(|l| next_word(l, text, None));
    let information = language.map_or_else(|| vec![f64::NAN; count], |l| told(l, text));
    let by_nearness: Vec<f64> = (0..count).map(|at| at_distance(count - at)).collect();
    let mut hiding = Hiding {
        information,
        by_nearness,
        attention: DMatrix::from_element(layers * heads, count, f64::NAN),
        model: f64::NAN,
        without: vec![f64::NAN; layers * heads],
        auc: [f64::NAN; 3],
    };
    if let Some(model) = trained() {
        // A sentence begins after a full stop, for the model as in training.
        let mut tokens = vec![language.map_or(0, Language::stop)];
        tokens.extend_from_slice(text);
        if let (Ok(look), Ok(without)) =
            (model.look(&tokens), model.next_without_each_head(&tokens))
        {
            hiding.attention = last_row(&look, count);
            hiding.model = divergence(truth.as_ref(), Some(&look.next));
            let off = without.iter().flatten();
            hiding.without = off
                .map(|next| divergence(truth.as_ref(), Some(next)))
                .collect();
        }
    }
    let layers = [hiding.layer(0), hiding.layer(1)];
    hiding.auc = rankings(&hiding.information, &layers);
    hiding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tokens;
    use numeric_core::language::Start;

    #[test]
    fn dog_tells_the_number_and_chase_that_a_verb_may_follow() {
        let text = tokens("the dog that the cats chase").unwrap();
        let found = hiding(&text);
        let known = [0.0, std::f64::consts::LN_2, 0.0, 0.0, 0.0, 0.348];
        for (ours, known) in found.information.iter().zip(known) {
            assert!((ours - known).abs() < 5e-4, "{:?}", found.information);
        }
        assert!((found.by_nearness[5] - 1.228).abs() < 5e-4);
        assert!((found.by_nearness[1] - 0.137).abs() < 5e-4);
        let at = |name: &str| head_names().iter().position(|n| n == name).unwrap();
        let (two, four) = (at("2.2"), at("2.4"));
        // Both look at “dog”; the prediction needs only one of them.
        assert!(found.model < 1e-3 && found.without[two] > 0.2 && found.without[four] < 2e-3);
        assert!((found.attention[(two, 1)] - 0.998).abs() < 5e-4);
        assert!((found.attention[(four, 1)] - 0.995).abs() < 5e-4);
    }

    #[test]
    fn hiding_a_word_is_summing_over_all_that_could_stand_there() {
        let language = standard().unwrap();
        let text = tokens("the cats that the dog sees sleep near a").unwrap();
        for at in 0..text.len() {
            let mut sum = vec![0.0; language.vocabulary()];
            let mut total = 0.0;
            for word in 0..language.vocabulary() {
                let mut other = text.clone();
                other[at] = word;
                let Ok(surprisals) = language.source().surprisals(&other, Start::Sentence) else {
                    continue;
                };
                let joint = (-surprisals.iter().sum::<f64>()).exp();
                let next = next_word(language, &other, None).unwrap();
                total += joint;
                for (sum, next) in sum.iter_mut().zip(next) {
                    *sum += joint * next;
                }
            }
            let hidden = next_word(language, &text, Some(at)).unwrap();
            for (sum, hidden) in sum.iter().zip(hidden) {
                assert!((sum / total - hidden).abs() < 1e-13);
            }
        }
    }

    #[test]
    fn ranks() {
        let impossible = hiding(&tokens("cat cat sleeps").unwrap());
        assert!(!impossible.is_possible() && impossible.auc[0].is_nan());
    }
}
