//! What each word of a sentence tells about the next one: it is hidden from the source, and the truth
//! about the next word is compared with what remains known. Beside it, where the trained model looks.

use super::pairs::at_distance;
use crate::language::{standard, trained};
use crate::remembered::Remembered;
use nalgebra::DMatrix;
use numeric_core::information::{Unit, kl_divergence};
use numeric_core::language::{Language, Start};
use std::rc::Rc;
use training::{Look, Reference};

/// A word that tells more than this, in nats, is informative; the others tell nothing but rounding.
pub const INFORMATIVE: f64 = 1e-9;

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
    let information = told(text);
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

/// What each word tells about the next one, given all the others.
pub fn told(text: &[usize]) -> Vec<f64> {
    let Ok(language) = standard() else {
        return vec![f64::NAN; text.len()];
    };
    let truth = next_word(language, text, None);
    let hidden = |at| next_word(language, text, Some(at));
    (0..text.len())
        .map(|at| divergence(truth.as_ref(), hidden(at).as_ref()))
        .collect()
}

/// The attention of the last word of a sentence: a row for each head, a column for each word.
pub fn last_row(look: &Look, count: usize) -> DMatrix<f64> {
    let (layers, heads) = heads();
    let all: Vec<_> = look.heads.iter().flatten().collect();
    // The full stop before the sentence is the first key.
    let weight = |row: usize, at: usize| {
        let head = all.get(row)?;
        head.weights.get((count, at + 1)).copied()
    };
    DMatrix::from_fn(layers * heads, count, |row, at| {
        weight(row, at).unwrap_or(f64::NAN)
    })
}

/// The mean over the heads of a layer.
pub fn layer_mean(attention: &DMatrix<f64>, layer: usize) -> Vec<f64> {
    let heads = heads().1;
    let rows = attention.rows(layer * heads, heads);
    let mean = |column: f64| column / heads as f64;
    rows.column_iter()
        .map(|column| mean(column.sum()))
        .collect()
}

/// How well both layers’ attention and nearness rank the informative words first.
pub fn rankings(told: &[f64], layers: &[Vec<f64>; 2]) -> [f64; 3] {
    if told.iter().any(|x| x.is_nan()) {
        return [f64::NAN; 3];
    }
    let informative: Vec<bool> = told.iter().map(|x| *x > INFORMATIVE).collect();
    let nearness: Vec<f64> = (0..told.len()).map(|at| at as f64).collect();
    [&layers[0], &layers[1], &nearness].map(|scores| auc(scores, &informative))
}

/// The true distribution of the next word, with one word hidden from the source; none after words that
/// never follow each other.
fn next_word(language: &Language, text: &[usize], hidden: Option<usize>) -> Option<Vec<f64>> {
    let mut belief = language.source().before(Start::Sentence);
    for (at, word) in text.iter().enumerate() {
        if hidden == Some(at) {
            belief.pass();
        } else {
            belief.observe(*word).ok()?;
        }
    }
    Some(belief.next_word())
}

fn divergence(p: Option<&Vec<f64>>, q: Option<&Vec<f64>>) -> f64 {
    let both = p.zip(q);
    both.and_then(|(p, q)| kl_divergence(p, q, Unit::Nats).ok())
        .unwrap_or(f64::NAN)
}

/// The probability that a word that counts is scored above one that doesn’t, ties as one half; NaN where
/// there aren’t both.
pub fn auc(scores: &[f64], counts: &[bool]) -> f64 {
    let of = |kind: bool| {
        let pairs = scores.iter().zip(counts);
        pairs.filter(move |(_, c)| **c == kind).map(|(s, _)| *s)
    };
    let (mut won, mut all) = (0.0, 0.0);
    for high in of(true) {
        for low in of(false) {
            all += 1.0;
            won += if high > low {
                1.0
            } else if high == low {
                0.5
            } else if high < low {
                0.0
            } else {
                f64::NAN
            };
        }
    }
    if all > 0.0 { won / all } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tokens;

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
        let counts = [true, false, true, false];
        assert_eq!(auc(&[4.0, 3.0, 2.0, 1.0], &counts), 0.75);
        assert_eq!(auc(&[1.0; 4], &counts), 0.5);
        assert!(auc(&[1.0], &[true]).is_nan());
        let impossible = hiding(&tokens("cat cat sleeps").unwrap());
        assert!(!impossible.is_possible() && impossible.auc[0].is_nan());
    }
}
