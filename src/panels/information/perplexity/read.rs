//! `read`: each word's surprisal, their mean, and how many equally likely choices that is.

use super::state::PerplexityState;
use super::{Perplexity, words};
use crate::contract::prelude::*;
use crate::language::{self, MISSING, Model, conditionals, next_words, trained, vocabulary};
use crate::remembered::Remembered;
use numeric_core::information::{Unit, surprisal};
use std::f64::consts::LN_2;
use std::rc::Rc;

/// What everything else is said about.
pub struct Numbers {
    /// The probability of each word, that of the chosen one replaced.
    pub p: Vec<f64>,
    /// −log₂ p.
    pub surprisals: Vec<f64>,
    /// Their mean, bits a word.
    pub cross_entropy: f64,
    /// 2 to that power.
    pub perplexity: f64,
    /// That of each model with its own probabilities.
    pub perplexities: Vec<f64>,
    /// Letters, spaces and stops of the text.
    pub characters: usize,
    /// The same bits, divided by these.
    pub per_character: f64,
}

impl Numbers {
    /// How far rounding may take the perplexity; 0 where it is infinite.
    pub fn rounding(&self) -> f64 {
        // Each probability is a sum over the vocabulary: relative to it, its rounding is that of such a sum,
        // and its logarithm is off by as much. The mean of the logarithms is rounded besides.
        let each = rounding(vocabulary().iter().map(|_| 1.0)) / vocabulary().len() as f64;
        let bits = each / LN_2 + rounding(self.surprisals.iter().copied()) / self.p.len() as f64;
        let off = self.perplexity * (LN_2 * bits + 2.0 * f64::EPSILON);
        if off.is_finite() { off } else { 0.0 }
    }
}

impl Read for Perplexity {
    fn read(state: &PerplexityState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let text = language::words(&state.text);
        let models: Vec<String> = Model::ALL.iter().map(|m| m.words().to_string()).collect();
        let missing = missing(state, &n);
        let choices: Vec<f64> = n.p.iter().map(|p| 1.0 / p).collect();
        let scalar =
            |name, label: &str, x| Readout::scalar(name, label, x).missing(missing.clone());
        Reading {
            checks: checks(state, &n),
            sentence: words::sentence(state, &n),
            claim: Some(words::claim(state, &n)),
            readouts: vec![
                scalar("perplexity", "Perplexity, choices a word", n.perplexity),
                scalar(
                    "cross-entropy-bits",
                    "Cross-entropy, bits a word",
                    n.cross_entropy,
                ),
                Readout::vector("surprisals", "Surprisal of each word, bits", &n.surprisals)
                    .rows(&text)
                    .missing(missing.clone()),
                Readout::vector("choices", "Choices of each word, 1/p", &choices)
                    .rows(&text)
                    .missing(missing.clone()),
                Readout::vector(
                    "perplexities",
                    "Perplexity of each model with its own probabilities",
                    &n.perplexities,
                )
                .rows(&models)
                .missing(trained().is_none().then(absent)),
                scalar(
                    "bits-per-character",
                    "Cross-entropy, bits a character",
                    n.per_character,
                ),
                scalar(
                    "character-perplexity",
                    "Perplexity, choices a character",
                    n.per_character.exp2(),
                ),
            ],
        }
    }
}

/// How many texts are remembered, each by a model.
const REMEMBERED: usize = 24;

thread_local! {
    static OWN: Remembered<(Model, Vec<usize>), Rc<Vec<f64>>> = const { Remembered::new(REMEMBERED) };
}

/// A model's own probability of each word; computed once, since q leaves it as it is.
fn own(model: Model, text: &[usize]) -> Rc<Vec<f64>> {
    // Without the trained model it may come later.
    if model == Model::Transformer && trained().is_none() {
        return Rc::new(predicted(model, text));
    }
    let key = (model, text.to_vec());
    OWN.with(|all| all.value(key, |(model, text)| Rc::new(predicted(*model, text))))
}

/// What rounding lifts above 1 is 1.
fn predicted(model: Model, text: &[usize]) -> Vec<f64> {
    let all = conditionals(&next_words(model, text), text);
    all.into_iter()
        .map(|p| if p > 1.0 { 1.0 } else { p })
        .collect()
}

fn in_bits(p: &[f64]) -> Vec<f64> {
    let bits = |p: &f64| surprisal(*p, Unit::Bits).unwrap_or(f64::NAN);
    p.iter().map(bits).collect()
}

/// The mean; infinite as soon as one of them is, whatever comes after it.
fn mean(surprisals: &[f64]) -> f64 {
    if surprisals.contains(&f64::INFINITY) {
        return f64::INFINITY;
    }
    surprisals.iter().sum::<f64>() / surprisals.len() as f64
}

pub fn numbers(state: &PerplexityState, broken: Option<&str>) -> Numbers {
    let mut p = own(state.model, &state.text).to_vec();
    if let (Some(q), Some(place)) = (state.q, p.get_mut(state.word)) {
        *place = q;
    }
    let surprisals = in_bits(&p);
    let cross_entropy = mean(&surprisals);
    let perplexity = match broken {
        Some("bits-and-nats") => cross_entropy.exp(),
        Some("geometric-mean") if cross_entropy.is_finite() => {
            p.iter().map(|p| 1.0 / p).sum::<f64>() / p.len() as f64
        }
        _ => cross_entropy.exp2(),
    };
    let of = |model: &Model| {
        if broken == Some("uniform-is-vocabulary") && *model == Model::Uniform {
            let fewer = language::vocabulary().len() as f64 - 1.0;
            return mean(&in_bits(&vec![1.0 / fewer; state.text.len()])).exp2();
        }
        mean(&in_bits(&own(*model, &state.text))).exp2()
    };
    let characters = language::prose(&state.text).chars().count();
    Numbers {
        perplexities: Model::ALL.iter().map(of).collect(),
        per_character: cross_entropy * (p.len() as f64 / characters as f64),
        characters,
        cross_entropy,
        perplexity,
        surprisals,
        p,
    }
}

fn absent() -> String {
    format!("There is no number, since {MISSING}.")
}

/// Why some numbers don't exist.
fn missing(state: &PerplexityState, n: &Numbers) -> Option<String> {
    if state.model == Model::Transformer && trained().is_none() {
        return Some(absent());
    }
    n.p.iter().any(|p| p.is_nan()).then(|| {
        "Some words come after one that can’t follow by this model, and given what can’t be, nothing \
         has a probability."
            .into()
    })
}

fn checks(state: &PerplexityState, n: &Numbers) -> Vec<Check> {
    let count = n.p.len() as f64;
    let nats: Vec<f64> = n.p.iter().map(|p| 0.0 - p.ln()).collect();
    let known = || nats.iter().copied().filter(|x| x.is_finite());
    // An error of the mean is a relative error of its exponential.
    let part = 2.0 * rounding(known()) / count + rounding([1.0, n.cross_entropy.min(1e4)]);
    let size = |x: f64| if x.is_finite() { x } else { 0.0 };
    let in_nats = if n.p.contains(&0.0) {
        f64::INFINITY
    } else {
        nats.iter().sum::<f64>() / count
    };
    let vocabulary = language::vocabulary();
    let uniform = n.perplexities.first().copied().unwrap_or(f64::NAN);
    let nothing = || n.perplexity.is_nan().then(|| missing(state, n)).flatten();
    vec![
        Check::new("bits-and-nats")
            .states("2 to the cross-entropy in bits is e to the cross-entropy in nats.")
            .by("the natural logarithms are averaged separately, and e is raised to their mean")
            .compares(
                distance(&[n.perplexity], &[in_nats.exp()]),
                part * size(n.perplexity),
            )
            .unless(nothing()),
        Check::new("uniform-is-vocabulary")
            .states("The perplexity of the uniform model is the number of words in the vocabulary.")
            .by("the words of the vocabulary are counted")
            .compares(
                distance(&[uniform], &[vocabulary.len() as f64]),
                vocabulary.len() as f64
                    * (rounding(state.text.iter().map(|_| (vocabulary.len() as f64).ln())) / count
                        + rounding([1.0, (vocabulary.len() as f64).ln()])),
            ),
        Check::new("geometric-mean")
            .states("The perplexity is the geometric mean of 1/p over the words.")
            .by("the probabilities are multiplied, and the root of the product’s inverse is taken")
            .compares(
                distance(&[n.perplexity], &[inverse_root(&n.p)]),
                (part + rounding([count]) / count) * size(n.perplexity),
            )
            .unless(nothing()),
    ]
}

/// (1/Πp)^(1/n); the product is kept as m·2ᵉ with m between ½ and 1, so that it can't underflow.
pub fn inverse_root(p: &[f64]) -> f64 {
    if p.contains(&0.0) {
        return f64::INFINITY;
    }
    let (mut mantissa, mut exponent) = (1.0_f64, 0_i32);
    let mut into_range = |mut x: f64| {
        while x < 0.5 {
            x *= 2.0;
            exponent -= 1;
        }
        x
    };
    for factor in p {
        mantissa *= into_range(*factor);
        mantissa = into_range(mantissa);
    }
    let count = p.len() as f64;
    mantissa.powf(-1.0 / count) * (-f64::from(exponent) / count).exp2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentence_offers_three_and_a_half_choices() {
        let n = numbers(&PerplexityState::default(), None);
        assert!((n.perplexity - 3.55).abs() < 0.005, "{}", n.perplexity);
        assert_eq!(n.characters, 35);
        assert!((n.perplexities[0] - 73.0).abs() < 1e-11);
    }

    #[test]
    fn a_root_of_what_would_underflow() {
        assert!((inverse_root(&[1e-300; 20]) / 1e300 - 1.0).abs() < 1e-12);
        assert!(inverse_root(&[1.0, 5e-324]) > 4e161);
        assert!((inverse_root(&[0.5, 0.125]) - 4.0).abs() < 1e-15);
        assert_eq!(inverse_root(&[0.5, 0.0, f64::NAN]), f64::INFINITY);
    }
}
