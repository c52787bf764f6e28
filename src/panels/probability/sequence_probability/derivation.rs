//! The derivation: from the definition of a conditional probability to the sum of logarithms.

use super::SequenceProbability;
use super::state::SequenceState;
use super::words::{as_product, as_sum};
use crate::contract::prelude::*;

impl Derivation for SequenceProbability {
    fn derivation(state: &SequenceState, reading: &Reading) -> Vec<Step> {
        let p = reading.vector("conditionals");
        let at = |i: usize| p.get(i).copied().unwrap_or(1.0);
        let (joint, log) = (reading.scalar("joint"), reading.scalar("log-joint"));
        let count = state.text.len();
        let two = if at(0) == 0.0 { 0.0 } else { at(0) * at(1) };
        let second = if at(0) == 0.0 { 0.0 } else { at(1) };
        let pair = if count > 1 {
            m::formula!("{} · {} = {}", at(0), second, two)
        } else {
            m::formula!(
                "{} = {}",
                m::parts!("P ( {} )", m::sub(&m::mi("w"), &m::int(1))),
                at(0)
            )
        };
        let per_word = log / count as f64;
        vec![
            Step::new(
                "The definition of a conditional probability",
                fixed!(r"P(w_1, w_2) = P(w_1)\,P(w_2 \mid w_1)"),
                pair,
                "P(w₂ | w₁) is defined as P(w₁, w₂)/P(w₁), wherever P(w₁) isn’t 0. The numbers are \
                 those of the first two words.",
            ),
            Step::new(
                "The chain rule: the same for one word after the other",
                fixed!(
                    r"P(w_1, \ldots, w_n) = \prod_{i=1}^{n} \tint{model}{P(w_i \mid w_1, \ldots, w_{i-1})}"
                ),
                m::formula!("{} = {}", as_product(p), joint),
                "Take the first two words as one event, then the first three, and so on. Nothing is \
                 left out: this is an identity for every distribution over texts.",
            ),
            Step::new(
                "Logarithms make a sum of the product",
                fixed!(
                    r"\log P(w_1, \ldots, w_n) = \sum_{i=1}^{n} \log \tint{model}{P(w_i \mid w_1, \ldots, w_{i-1})}"
                ),
                m::formula!("{} = {}", as_sum(p), log),
                "A product of many factors below 1 falls under the smallest double-precision number, \
                 5·10⁻³²⁴, and becomes 0. The sum only grows in size, so it keeps its digits.",
            ),
            Step::new(
                "Per word, so that texts of different lengths can be compared",
                fixed!(r"\frac{1}{n} \log P(w_1, \ldots, w_n)"),
                m::formula!("{} / {} = {}", log, count, per_word),
                "Each further factor is at most 1, so a longer text is never more probable. The mean \
                 logarithm doesn’t depend on the length in that way; the exponential of its negative \
                 is the perplexity.",
            ),
            Step::new(
                "All continuations together",
                fixed!(
                    r"\sum_{w} P(w_1, \ldots, w_n, w) = P(w_1, \ldots, w_n) \sum_{w} P(w \mid w_1, \ldots, w_n) = P(w_1, \ldots, w_n)"
                ),
                m::formula!(
                    "{} · {} = {}",
                    joint,
                    if joint == 0.0 { 0.0 } else { 1.0 },
                    joint
                ),
                if log == f64::NEG_INFINITY {
                    "After what can’t be there is no distribution of the next word; all continuations \
                     have probability 0, as the text has."
                } else {
                    "The distribution of the next word sums to 1, so the text’s probability is divided \
                     among its continuations and none is lost."
                },
            ),
        ]
    }
}
