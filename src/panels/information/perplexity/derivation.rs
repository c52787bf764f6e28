//! The derivation: from one word's surprisal to the number of choices.

use super::Perplexity;
use super::read::numbers;
use super::state::PerplexityState;
use crate::contract::prelude::*;
use crate::language::{place, quoted, vocabulary};

impl Derivation for Perplexity {
    fn derivation(state: &PerplexityState, reading: &Reading) -> Vec<Step> {
        let n = numbers(state, None);
        let s = reading.vector("surprisals").at(state.word);
        let (h, ppl) = (
            reading.scalar("cross-entropy-bits"),
            reading.scalar("perplexity"),
        );
        let count = n.p.len() as f64;
        let words = vocabulary().len() as f64;
        let word = state.text.get(state.word).copied().unwrap_or_default();
        vec![
            Step::new(
                "The surprisal of one word",
                fixed!(r"s_i = \log_2 \frac{1}{\tint{model}{p_i}} = -\log_2 \tint{model}{p_i}"),
                fixed!(
                    r"-\log_2 \tint{model}{\live{p}} = \live{s} \quad \mathrm{bits}";
                    p = (-s).exp2(), s
                ),
                format!(
                    "The word here is {}, {}. 1/p is the number of equally likely words among which it \
                     would be as surprising.",
                    quoted(word),
                    place(&state.text, state.word)
                ),
            ),
            Step::new(
                "The cross-entropy is the mean over all words",
                fixed!(r"\tint{loss}{H} = \frac{1}{n} \sum_{i=1}^{n} -\log_2 \tint{model}{p_i}"),
                fixed!(
                    r"\frac{\live{total}}{\live{n}} = \tint{loss}{\live{h}} \quad \mathrm{bits}";
                    total = h * count, n = count, h
                ),
                "Full stops are words and are counted. The first word is predicted too: the full stop \
                 before the text is known.",
            ),
            Step::new(
                "Two to this power is a geometric mean",
                fixed!(
                    r"2^{\tint{loss}{H}} = \prod_{i=1}^{n} \Bigl(2^{-\log_2 \tint{model}{p_i}}\Bigr)^{1/n} = \Bigl(\prod_{i=1}^{n} \frac{1}{\tint{model}{p_i}}\Bigr)^{1/n}"
                ),
                fixed!(r"2^{\tint{loss}{\live{h}}} = \live{ppl}"; h, ppl),
                "A power of a sum is a product of powers. So perplexity averages logarithms: to average \
                 the perplexities of words, batches or documents gives another, larger number.",
            ),
            Step::new(
                "The same in nats",
                fixed!(r"2^{\tint{loss}{H}} = e^{\tint{loss}{H} \ln 2}"),
                fixed!(
                    r"e^{\tint{loss}{\live{nats}}} = \live{ppl}";
                    nats = h * std::f64::consts::LN_2, ppl
                ),
                "A loss is usually in nats, and then e is raised to it. Perplexity itself has no unit.",
            ),
            Step::new(
                "The uniform model",
                fixed!(r"\Bigl(\prod_{i=1}^{n} \frac{1}{1/|V|}\Bigr)^{1/n} = |V|"),
                fixed!(r"2^{\log_2 \live{words}} = \live{again}"; words, again = words),
                "Every word has the probability 1/|V|, whatever the text. It isn’t an upper limit: \
                 where p is smaller than 1/|V|, 1/p is larger than |V|.",
            ),
            Step::new(
                "The same bits a character",
                fixed!(
                    r"\tint{loss}{H}_{\mathrm{character}} = \tint{loss}{H}\,\frac{n}{\mathrm{characters}}"
                ),
                fixed!(
                    r"\live{h} \cdot \frac{\live{n}}{\live{characters}} = \live{per}";
                    h, n = count, characters = n.characters as f64,
                    per = reading.scalar("bits-per-character")
                ),
                "The text has the same total of bits, divided by more units: the perplexity is smaller \
                 though nothing is predicted better. So only perplexities over the same units can be \
                 compared.",
            ),
        ]
    }
}
