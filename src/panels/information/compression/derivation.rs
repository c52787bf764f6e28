//! The derivation: from one symbol’s part of the interval to the bits of the text, Huffman’s whole
//! bits, and what the model costs.

use super::Compression;
use super::read::{WAYS, numbers};
use super::state::CompressionState;
use crate::contract::prelude::*;

impl Derivation for Compression {
    fn derivation(state: &CompressionState, reading: &Reading) -> Vec<Step> {
        let n = numbers(state, None);
        let scalar = |name| reading.scalar(name);
        let coded = n.coded.as_ref().ok();
        let last = n.text.ids.len().saturating_sub(1);
        let at = state.at.min(last);
        let narrowed = coded.and_then(|c| Some((*c.narrowed.get(at)?, *c.narrowed.get(at + 1)?)));
        let ideal = scalar("ideal-bits");
        let model = WAYS.iter().position(|way| *way == state.model.name());
        let own = model.map_or(f64::NAN, |way| reading.vector("bits-by-model").at(way));
        let symbol = n
            .text
            .ids
            .get(at)
            .map_or(String::new(), |s| n.text.name(*s));
        vec![
            Step::new(
                "A symbol narrows the interval in proportion to its probability",
                fixed!(r"w_{i+1} = w_i \cdot \tint{model}{p_i}"),
                // Without a symbol, or a model that predicts it, the interval is what it is at first.
                narrowed.map_or(fixed!(r"w_0 = 1"), |(before, after)| {
                    fixed!(
                        r"2^{-\live{before}} \cdot \tint{model}{\live{p}} = 2^{-\live{after}}";
                        before, p = (before - after).exp2(), after
                    )
                }),
                if symbol.is_empty() {
                    "There is no symbol in this text. The probability is a whole frequency divided by \
                     their sum."
                        .to_owned()
                } else {
                    format!(
                        "The symbol here is “{symbol}”, number {}. The probability is a whole frequency \
                         divided by their sum, so that coder and decoder compute with the same numbers \
                         to the last bit.",
                        at + 1
                    )
                },
            ),
            Step::new(
                "The whole text has an interval as wide as its probability",
                fixed!(r"P = \prod_i \tint{model}{p_i} = 2^{-\sum_i -\log_2 \tint{model}{p_i}}"),
                fixed!(r"-\log_2 P = \tint{loss}{\live{ideal}} \quad \mathrm{bits}"; ideal),
                "The product is the probability that the model gives to the text; its −log₂ is the sum \
                 of the surprisals, n times the cross-entropy.",
            ),
            Step::new(
                "Fewer than two bits more name a number inside it",
                fixed!(
                    r"2^{-k} \le \tfrac{P}{2} \;\Rightarrow\; \tint{value}{k} < \tint{loss}{-\log_2 P} + 2"
                ),
                fixed!(
                    r"\tint{value}{\live{bits}} < \tint{loss}{\live{ideal}} + 2";
                    bits = scalar("bits"), ideal
                ),
                "An interval at least twice as wide as 2⁻ᵏ contains a whole interval from m·2⁻ᵏ to \
                 (m + 1)·2⁻ᵏ, and every number in that begins with the same k bits. A symbol of \
                 probability 0 has no interval; here its frequency is at least 1 in 2²⁸.",
            ),
            Step::new(
                "Huffman’s code has whole bits for each symbol",
                fixed!(r"H \le L < H + 1"),
                fixed!(
                    r"\live{entropy} \le \live{mean} < \live{entropy} + 1";
                    entropy = scalar("entropy"), mean = scalar("huffman-per-symbol")
                ),
                "The two rarest symbols are joined again and again. No code with a word for each symbol \
                 is shorter, but a symbol of probability 0.99 still takes a whole bit, while it carries \
                 0.0145 bits.",
            ),
            Step::new(
                "The model has to be known to the decoder",
                fixed!(r"n^* = \frac{M}{L - h}"),
                fixed!(
                    r"\frac{\live{model}}{\live{mean} - \live{own}} = \live{pays}";
                    model = scalar("model-bits"), mean = scalar("huffman-per-symbol"),
                    own, pays = scalar("break-even")
                ),
                "M is the size of the model in bits, h its ideal bits a symbol. After n* symbols what it \
                 saves of Huffman’s L bits has paid for it; n* is infinite where it saves nothing. \
                 Huffman’s own table isn’t counted.",
            ),
        ]
    }
}
