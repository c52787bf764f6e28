//! A text in a GPT-2 of the reader's, coded: the model told each token's part of its whole frequencies,
//! so the bits are exact; what lies beside these parts stays with the model.

mod parts;

use super::check::huffman_within_one_bit;
use super::text::{Text, ranked};
use crate::contract::prelude::*;
use crate::contract::{Address, Foreign};
use crate::panels::training::transformer::{Told, visible};
use number::{count, measured, rounded as r};
use numeric_core::coding::Slot;
use parts::{code, intact};
use std::f64::consts::LN_2;
use std::sync::Arc;

/// Tokens that are drawn as bars.
pub const DRAWN: usize = 40;
/// Bits of a weight.
const WEIGHT: f64 = 32.0;

/// What a GPT-2 told of a text, as a code.
#[derive(Clone, Debug)]
pub struct OfGpt2 {
    told: Arc<Told>,
    number: u64,
    /// The bit, counted from 0, that arrives flipped.
    pub flip: Option<usize>,
}

struct Numbers {
    /// The tokens, the first one included.
    text: Text,
    slots: Vec<Slot>,
    code: Vec<bool>,
    bits: f64,
    ideal: f64,
    narrowed: f64,
    huffman_bits: f64,
}

impl OfGpt2 {
    /// A text as it arrives, unless a bit is flipped.
    pub fn new(told: Arc<Told>, flip: Option<usize>) -> Self {
        let number = told.again().number();
        Self { told, number, flip }
    }

    /// The tokens that are coded, and the part of each: the first one’s is that of the uniform
    /// distribution.
    fn coded(&self) -> (Vec<(usize, String)>, Vec<Slot>) {
        let told = &self.told;
        let tokens = told.first.iter().chain(&told.tokens).cloned();
        let uniform = told.first.as_ref().map(|(token, _)| Slot {
            from: *token as u32,
            to: *token as u32 + 1,
            total: told.vocabulary as u32,
        });
        let slots = uniform.into_iter().chain(told.slots.iter().copied());
        (tokens.collect(), slots.collect())
    }

    /// −log₂ of the uniform distribution, where the first token takes it.
    fn first_bits(&self) -> Option<f64> {
        let first = self.told.first.as_ref();
        first.map(|_| (self.told.vocabulary as f64).log2())
    }

    /// The tokens and the bits that each takes.
    pub fn taken(&self) -> (Vec<String>, Vec<f64>) {
        let (tokens, slots) = self.coded();
        let names = tokens.into_iter().map(|(_, text)| visible(&text));
        (names.collect(), slots.iter().map(Slot::surprisal).collect())
    }

    /// The bits as they were written.
    pub fn code(&self) -> Vec<bool> {
        code(&self.coded().1)
    }

    /// The text up to the first token that the decoder reads wrongly.
    pub fn read(&self) -> String {
        let (tokens, slots) = self.coded();
        let right = intact(&slots, &arriving(&code(&slots), self.flip));
        tokens
            .into_iter()
            .take(right)
            .map(|(_, text)| visible(&text))
            .collect()
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.told.text
    }

    /// Tokens of the text.
    pub fn count(&self) -> usize {
        self.told.tokens.len() + usize::from(self.told.first.is_some())
    }

    /// Ways to write the text, with their bits a token.
    pub fn ways(&self) -> (Vec<String>, Vec<f64>) {
        let n = self.numbers(None);
        let all = [
            ("as UTF-8", 8.0 * self.text().len() as f64),
            ("Huffman", n.huffman_bits),
            ("the GPT-2", n.bits),
        ];
        let each = all.map(|(_, bits)| bits / self.count() as f64);
        (all.map(|(name, _)| name.to_owned()).to_vec(), each.to_vec())
    }

    /// What the decoder has besides the bits.
    pub fn cost(&self) -> String {
        format!(
            "The decoder needs the same model: its {} take {} as numbers of {WEIGHT} bits, which aren’t \
             counted, nor is the length of the text. Huffman’s code is for these tokens alone, and its table \
             isn’t counted either.",
            count(self.told.parameters as usize, "parameter"),
            measured(WEIGHT * self.told.parameters as f64, "bit"),
        )
    }

    fn numbers(&self, broken: Option<&str>) -> Numbers {
        let (tokens, slots) = self.coded();
        let list: Vec<usize> = tokens.iter().map(|(token, _)| *token).collect();
        let (different, ids) = ranked(&list);
        let name = |token: &usize| tokens.iter().find(|(other, _)| other == token);
        let name = |token: &usize| name(token).map_or_else(String::new, |(_, text)| visible(text));
        let raw: Vec<String> = different.iter().map(name).collect();
        let size = raw.len();
        let text = Text::of_symbols(ids, raw, size, self.text().len());
        let code = code(&slots);
        let each = slots.iter().map(Slot::surprisal);
        let bits = match broken {
            Some("within-two-bits") => each.clone().map(f64::ceil).sum(),
            _ => code.len() as f64,
        };
        let more = if broken == Some("huffman-within-one-bit") {
            2.0 * list.len() as f64
        } else {
            0.0
        };
        Numbers {
            bits,
            ideal: self.told.nats.iter().sum::<f64>() / LN_2 + self.first_bits().unwrap_or(0.0),
            narrowed: each.sum(),
            huffman_bits: text.huffman().bits as f64 + more,
            text,
            slots,
            code,
        }
    }

    fn checks(&self, n: &Numbers, broken: Option<&str>) -> Vec<Check> {
        let late = usize::from(broken == Some("decodes-back"));
        let read = intact(&n.slots, n.code.get(late..).unwrap_or_default());
        let huffman = if n.text.huffman().reads_back {
            0
        } else {
            n.slots.len()
        };
        let count = n.slots.len() as f64;
        let size = self.told.vocabulary as f64;
        // ⌊p·2²⁸⌋ + 1 of so many tokens add up to more than 2²⁸, the model’s own sums are of as many
        // terms, and the coder’s integers are whole.
        let frequencies = count * size * ((-28.0_f64).exp2() + 4.0 * f64::EPSILON) / LN_2;
        let integers = count * (-29.0_f64).exp2();
        vec![
            Check::new("decodes-back").states("The decoder reads the tokens back from the bits, and Huffman’s tree reads them back \
                         from the codewords.").by("a decoder that is given each coded token’s part, and nothing else, finds the number \
                        that the bits name inside it, token by token").compares((n.slots.len() - read + huffman) as f64, 0.0),
            Check::new("within-two-bits").states("The code has less than two bits more than −Σ log₂ p, and no fewer bits than its \
                         interval needs.").by("the probabilities are the model’s own logarithms, not the whole frequencies").compares(excess(n.bits, n.ideal + 2.0) + excess(n.narrowed, n.bits), frequencies
                    + integers
                    + rounding([n.ideal, n.bits, n.narrowed])
                    + rounding(self.told.nats.iter().copied())),
            huffman_within_one_bit(&n.text, n.huffman_bits),
        ]
    }
}

/// The bits as they arrive.
pub fn arriving(bits: &[bool], flip: Option<usize>) -> Vec<bool> {
    super::coder::arriving(bits, flip)
}

impl Foreign for OfGpt2 {
    fn number(&self) -> u64 {
        self.number
    }

    fn title(&self) -> String {
        self.told.title()
    }

    fn reading(&self, broken: Option<&str>) -> Reading {
        let n = self.numbers(broken);
        let tokens = self.count() as f64;
        let bytes = self.text().len() as f64;
        let (names, taken) = self.taken();
        let read = intact(&n.slots, &arriving(&n.code, self.flip)) as f64;
        let scalar = |name, label: &str, x| Readout::scalar(name, label, x);
        let readouts = vec![
            scalar("bits", "Bits of the arithmetic code", n.bits),
            scalar(
                "bits-per-symbol",
                "Arithmetic code, bits a token",
                n.bits / tokens,
            ),
            scalar(
                "bits-per-byte",
                "Arithmetic code, bits a byte",
                n.bits / bytes,
            ),
            scalar("ideal-bits", "Ideal −Σ log₂ p, bits", n.ideal),
            scalar("huffman-bits", "Bits of Huffman’s code", n.huffman_bits),
            scalar(
                "huffman-per-symbol",
                "Huffman’s code, bits a token",
                n.huffman_bits / tokens,
            ),
            scalar(
                "entropy",
                "Entropy of the text’s counts, bits a token",
                n.text.entropy() + 0.0,
            ),
            scalar("symbol-count", "Number of tokens", tokens),
            scalar(
                "intact",
                "Number of tokens decoded before the first wrong one",
                read,
            ),
            scalar(
                "model-bits",
                "Size of the model, bits",
                WEIGHT * self.told.parameters as f64,
            ),
            Readout::vector("token-bits", "Bits that each token takes", &taken).rows(&names),
        ];
        let top = argmax(&taken);
        let flipped = self.flip.map_or_else(String::new, |flip| {
            format!(
                " With bit {} flipped {} of {} come back.",
                flip + 1,
                number::grouped(read),
                count(self.count(), "token")
            )
        });
        let sentence = format!(
            "With the probabilities of the GPT-2 in “{}” the arithmetic coder writes {}, {}, in {}: {} a token, \
             {} a byte. −Σ log₂ p is {}. Most bits go to {}, {}.{}{flipped}",
            self.told.name,
            count(self.count(), "token"),
            count(self.text().len(), "byte"),
            measured(n.bits, "bit"),
            measured(n.bits / tokens, "bit"),
            measured(n.bits / bytes, "bit"),
            measured(n.ideal, "bit"),
            names
                .get(top)
                .map_or_else(String::new, |name| format!("“{name}”")),
            r(taken.at(top)),
            self.told.first_says(self.first_bits()),
        );
        Reading {
            checks: self.checks(&n, broken),
            readouts: readouts.into_iter().map(Readout::sampled).collect(),
            sentence,
            claim: None,
        }
    }

    fn formula(&self) -> Formula {
        let n = self.numbers(None);
        fixed!(
            r"\tint{value}{k} < \tint{loss}{-\sum_i \log_2 p_i} + 2 : \quad \tint{value}{\live{bits}} < \tint{loss}{\live{ideal}} + 2";
            bits = n.bits, ideal = n.ideal
        )
    }

    fn question(&self) -> Question<Address> {
        let n = self.numbers(None);
        Question::whether(
            "Huffman’s code is made for the tokens of this text alone. Are its codewords shorter than what the \
             GPT-2 needs, both without what the decoder must have besides?",
            n.huffman_bits < n.bits,
            format!(
                "Huffman’s code takes {}, the arithmetic code with the GPT-2’s probabilities {}. Where each \
                 token of a short text occurs once, its own counts are an easy code, but the table of them \
                 would be the text again.",
                measured(n.huffman_bits, "bit"),
                measured(n.bits, "bit")
            ),
        )
    }

    fn derivation(&self) -> Vec<Step> {
        let n = self.numbers(None);
        let (_, taken) = self.taken();
        let top = argmax(&taken);
        let slot = n.slots.get(top).copied();
        let part = slot.map_or(f64::NAN, |slot| f64::from(slot.to - slot.from));
        let total = slot.map_or(f64::NAN, |slot| f64::from(slot.total));
        vec![
            Step::new(
                "A token’s part of the whole frequencies",
                fixed!(r"p_i = \frac{f_i}{\sum_v f_v}"),
                fixed!(
                    r"\frac{\live{part}}{\live{total}} = 2^{-\live{bits}}";
                    part, total, bits = (total / part).log2()
                ),
                "The token here is the one that takes most bits. The frequency is the probability times 2²⁸, \
                 rounded down, and 1 more, so that every token can be coded. The model told where its part \
                 begins and ends, not the parts of all others.",
            ),
            Step::new(
                "The whole text has an interval as wide as its probability",
                fixed!(r"-\log_2 P = \sum_i -\log_2 \tint{model}{p_i}"),
                fixed!(r"-\log_2 P = \tint{loss}{\live{ideal}} \quad \mathrm{bits}"; ideal = n.ideal),
                "The product is the probability that the model gives to the text.",
            ),
            Step::new(
                "Fewer than two bits more name a number inside it",
                fixed!(r"\tint{value}{k} < \tint{loss}{-\log_2 P} + 2"),
                fixed!(
                    r"\tint{value}{\live{bits}} < \tint{loss}{\live{ideal}} + 2";
                    bits = n.bits, ideal = n.ideal
                ),
                "One of the dyadic parts of half that width lies inside the interval.",
            ),
        ]
    }

    fn plates(&self) -> Vec<Plate> {
        let (mut names, mut taken) = self.taken();
        names.truncate(DRAWN);
        taken.truncate(DRAWN);
        let (ways, each) = self.ways();
        vec![
            Plate::bars(
                "Bits that each token takes",
                names,
                [("bits", Tint::Model, taken)],
            ),
            Plate::bars("Bits a token", ways, [("bits a token", Tint::Model, each)]),
        ]
    }
}
