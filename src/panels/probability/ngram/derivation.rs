//! The derivation: chain rule, Markov assumption, counts, smoothing, perplexity, cost.

use super::Ngram;
use super::state::{Kind, NgramState, ORDERS};
use crate::contract::prelude::*;

impl Derivation for Ngram {
    fn derivation(state: &NgramState, reading: &Reading) -> Vec<Step> {
        let at = |name: &str, order: usize| {
            let list = reading.vector(name);
            list.at(order - 1)
        };
        let held_out = at("held-out-perplexities", state.order);
        let order = state.order as f64;
        vec![
            Step::new(
                "The chain rule is exact",
                fixed!(r"P(w_1 \ldots w_T) = \prod_{t=1}^{T} P(w_t \mid w_1 \ldots w_{t-1})"),
                fixed!(
                    r"\tint{truth}{e^{h}} = \tint{truth}{\live{source}}";
                    source = reading.scalar("source-perplexity")
                ),
                "No assumption is made yet. Whoever knew these conditional probabilities would have \
                 the perplexity of the source.",
            ),
            Step::new(
                "The Markov assumption",
                fixed!(
                    r"P(w_t \mid w_1 \ldots w_{t-1}) \approx P(w_t \mid w_{t-n+1} \ldots w_{t-1}), \qquad k = n - 1"
                ),
                fixed!(
                    r"n = \live{n}, \quad k = \live{k}, \quad \tint{truth}{e^{h_n}} = \tint{truth}{\live{floor}}";
                    n = order, k = order - 1.0, floor = reading.scalar("floor")
                ),
                "The order n counts the predicted word as well, so the context has k = n − 1 words. \
                 hₙ is the entropy of a word given the k words before it: the cross-entropy of the \
                 best model of this order. It is computed from the source and not from a text.",
            ),
            Step::new(
                "Counts are the maximum-likelihood estimate",
                fixed!(r"\hat P(w \mid h) = \frac{c(h\,w)}{c(h)}"),
                fixed!(
                    r"\text{contexts seen:} \;\; \live{contexts}, \qquad \tint{model}{\mathrm{PPL}_{\text{train}}} = \tint{model}{\live{train}}";
                    contexts = at("contexts", state.order),
                    train = at("train-perplexities", state.order)
                ),
                "c counts in the training text. The counts of all words after h add up to c(h). What \
                 never came gets probability 0, and one such word makes the perplexity infinite.",
            ),
            smoothed(state),
            Step::new(
                "Perplexity on held-out text",
                fixed!(
                    r"\tint{loss}{\mathrm{PPL}} = \exp\Bigl(-\frac{1}{N} \sum_{t=1}^{N} \ln P(w_t \mid h_t)\Bigr)"
                ),
                fixed!(
                    r"\tint{loss}{\live{ppl}} \qquad (\text{floor } \tint{truth}{\live{floor}})";
                    ppl = held_out, floor = reading.scalar("floor")
                ),
                "All orders are scored on the same 20,000 words; the first ones have shorter \
                 contexts. On a finite text the perplexity may come to lie below its expectation by \
                 chance, as the standard errors say.",
            ),
            Step::new(
                "The cost of the full context",
                fixed!(
                    r"T^2 \cdot d \;\text{ multiplications for } QK^\top, \qquad T \;\text{ look-ups}"
                ),
                fixed!(
                    r"T = 32,\; d = 64: \quad \live{full} \;\text{ against }\; \live{few}";
                    full = 32.0 * 32.0 * 64.0, few = 32.0
                ),
                format!(
                    "Attention compares every word with every word, n-gram models look one context \
                     up for each. Their price is memory: the contexts of order {ORDERS} are {} here.",
                    number::rounded(at("contexts", ORDERS))
                ),
            ),
        ]
    }
}

fn smoothed(state: &NgramState) -> Step {
    let title = "Smoothing gives unseen words a share";
    let order = fixed!(r"n = \live{n}"; n = state.order as f64);
    match state.smoothing {
        Kind::None => Step::new(
            title,
            fixed!(r"P(w \mid h) = \frac{c(h\,w)}{c(h)}"),
            order,
            "Nothing is smoothed here: after an unseen context there is no distribution at all.",
        ),
        Kind::AddAlpha => Step::new(
            title,
            fixed!(r"P(w \mid h) = \frac{c(h\,w) + \alpha}{c(h) + \alpha V}"),
            fixed!(r"\alpha = \live{a}, \quad V = 73"; a = state.alpha).given("a", state.alpha),
            "The added counts are spread evenly, whatever is known of shorter contexts. Where most \
             contexts are rare, the distribution comes close to the uniform one, whose perplexity \
             is V.",
        ),
        Kind::JelinekMercer => Step::new(
            title,
            fixed!(r"P(w \mid h) = \lambda\,\frac{c(h\,w)}{c(h)} + (1 - \lambda)\,P(w \mid h^{-})"),
            fixed!(r"\lambda = \live{l}"; l = state.lambda).given("l", state.lambda),
            "h⁻ is h without its first word; below the empty context stands the uniform \
             distribution. An unseen context is passed over.",
        ),
        Kind::WittenBell => Step::new(
            title,
            fixed!(r"P(w \mid h) = \frac{c(h\,w) + T(h)\,P(w \mid h^{-})}{c(h) + T(h)}"),
            order,
            "T(h) counts the different words that followed h: where many different ones did, another \
             new one is likely. h⁻ is h without its first word.",
        ),
        Kind::KneserNey => Step::new(
            title,
            fixed!(
                r"P(w \mid h) = \frac{\max(c(h\,w) - D,\, 0) + D\,T(h)\,P_{+}(w \mid h^{-})}{c(h)}"
            ),
            fixed!(r"D = \live{d}"; d = state.discount).given("d", state.discount),
            "D is taken off each count, and what it frees goes to the shorter context h⁻. There, P₊ \
             counts in how many different contexts a word came, not how often.",
        ),
    }
}
