//! The picture as data: the factors, the most probable next words, many copies of the text.

use super::SequenceProbability;
use super::state::SequenceState;
use crate::contract::prelude::*;
use crate::language::{Model, conditionals, next_words};
use crate::language::{place, vocabulary, words};

impl Picture for SequenceProbability {
    fn plates(state: &SequenceState, reading: &Reading) -> Vec<Plate> {
        const MOST: usize = 12;
        let order = by_probability(reading.vector("distribution"));
        let names = vocabulary();
        let most = order.iter().take(MOST);
        let (labels, heights): (Vec<String>, Vec<f64>) = most
            .map(|(id, p)| (names.get(*id).cloned().unwrap_or_default(), *p))
            .unzip();
        vec![
            Plate::bars(
                "Probability of each word given those before it",
                words(&state.text),
                [("probability", Tint::Model, reading.vector("conditionals"))],
            ),
            Plate::bars(
                format!("The most probable words {}", place(&state.text, state.word)),
                labels,
                [("probability", Tint::Weight, heights)],
            ),
            Plate::lines(
                "Many copies of the text: the product and the sum of the logarithms",
                copies(reading),
            ),
        ]
    }
}

/// Words and their probabilities, the most probable first; where a distribution doesn't exist, in the
/// order of the vocabulary.
pub fn by_probability(distribution: &[f64]) -> Vec<(usize, f64)> {
    let mut order: Vec<(usize, f64)> = distribution.iter().copied().enumerate().collect();
    order.sort_by(|a, b| b.1.partial_cmp(&a.1).unwrap_or(std::cmp::Ordering::Equal));
    order
}

/// Independent copies of the text: the probability of k of them is Pᵏ.
pub struct Copies {
    /// How many factors have been multiplied when the product becomes 0.
    pub lost: Option<usize>,
    /// Words, and log₁₀ of the product of their factors, as far as it is above 0.
    multiplied: Vec<(f64, f64)>,
    /// Words, and the sum of log₁₀ of their factors.
    added: Vec<(f64, f64)>,
}

/// The factors of copy after copy are multiplied, as a computer does, until the product is 0, and
/// their logarithms are added up.
fn copied(p: &[f64]) -> Copies {
    const MOST: usize = 20_000;
    let mut all = Copies {
        lost: None,
        multiplied: vec![(0.0, 0.0)],
        added: vec![(0.0, 0.0)],
    };
    if !p.iter().all(|p| *p > 0.0) {
        return all;
    }
    let (mut product, mut sum) = (1.0_f64, 0.0);
    for (at, factor) in (1..=MOST).zip(p.iter().cycle()) {
        product *= factor;
        sum += factor.log10();
        if product > 0.0 {
            all.multiplied.push((at as f64, product.log10()));
        } else if all.lost.is_none() {
            all.lost = Some(at);
        }
        all.added.push((at as f64, sum));
        // A little further than where the product is lost.
        if all.lost.is_some_and(|lost| at * 4 >= lost * 5) {
            break;
        }
    }
    all
}

/// Both routes to the logarithm of the probability of many copies.
pub fn copies(reading: &Reading) -> Plot {
    const POINTS: usize = 300;
    let all = copied(reading.vector("conditionals"));
    let thin = |points: Vec<(f64, f64)>| {
        let (step, end) = (points.len().div_ceil(POINTS), points.len() - 1);
        let kept = points.into_iter().enumerate();
        let kept = kept.filter(|(i, _)| i % step == 0 || *i == end);
        kept.map(|(_, point)| point).collect::<Vec<_>>()
    };
    Plot::over(
        "words of the copies",
        "log₁₀ P",
        [
            Curve::solid("sum of the logarithms", Tint::Loss, thin(all.added)),
            Curve::dashed(
                "logarithm of the product",
                Tint::Model,
                thin(all.multiplied),
            ),
        ],
    )
    .at(all.lost.map(|at| at as f64))
}

/// Where the product of many copies is lost, in words.
pub fn about_copies(reading: &Reading) -> String {
    let p = reading.vector("conditionals");
    let Some(lost) = copied(p).lost else {
        return "The text has probability 0, and so have its copies.".into();
    };
    let last: f64 = p.iter().cycle().take(lost - 1).product();
    let sum: f64 = p.iter().cycle().take(lost).map(|p| p.ln()).sum();
    format!(
        "In copy {}, with word {}, the product goes from {} to 0, since no double-precision number \
         is smaller than 4.9×10⁻³²⁴. The sum of the logarithms there is {} nats.",
        number::grouped(lost.div_ceil(p.len()) as f64),
        number::grouped(lost as f64),
        rounded(last),
        rounded(sum),
    )
}

/// The conditionals of the text under each model, one list for each.
pub fn of_all_models(state: &SequenceState) -> Vec<Vec<f64>> {
    let own = |model: &Model| conditionals(&next_words(*model, &state.text), &state.text);
    Model::ALL.iter().map(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_product_of_many_copies_is_lost_and_the_sum_is_not() {
        let state = SequenceState::default();
        let reading = SequenceProbability::read(&state, None);
        let lost = copied(reading.vector("conditionals")).lost.unwrap();
        // 10⁻⁴·⁴ each: below 10⁻³²⁴ with the 74th.
        assert_eq!(lost.div_ceil(8), 74);
        let says = about_copies(&reading);
        assert!(says.starts_with("In copy 74, with word 5"), "{says}");
        assert_eq!(of_all_models(&state).len(), 6);
    }
}
