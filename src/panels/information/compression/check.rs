//! The checks: the text read back, the code against the probability of the text, Huffman’s code against
//! the entropy.

use super::coder;
use super::predict::SHORT;
use super::read::{Numbers, ideal};
use super::state::{CompressionState, Predictor};
use super::text::Text;
use crate::contract::prelude::*;
use numeric_core::real;
use std::f64::consts::LN_2;

pub fn checks(state: &CompressionState, n: &Numbers, broken: Option<&str>) -> Vec<Check> {
    let missing = n.coded.as_ref().err().cloned();
    vec![
        reads_back(state, n, broken).unless(missing.clone()),
        within_two_bits(state, n).unless(missing),
        huffman_within_one_bit(&n.text, n.huffman_bits),
    ]
}

/// Huffman’s code of a text with its bits.
pub fn huffman_within_one_bit(text: &Text, bits: f64) -> Check {
    let count = text.ids.len() as f64;
    let empty =
        (count == 0.0).then(|| "The text is empty: there is no mean length to compare.".to_owned());
    let length = bits / count;
    // Σ c·log₂ c, summed over the symbols in their order by count.
    let logs = text.occurring.iter().map(|s| {
        let c = f64::from(text.counts[*s]);
        c * real::ln(c)
    });
    let logs: Vec<f64> = logs.collect();
    let entropy = (real::ln(count) - real::sum(&logs) / count) / LN_2;
    let entropy_rounding = 2.0 * rounding([real::ln(count.max(1.0)), 1.0])
        + 2.0 * rounding(logs.iter().map(|x| x / count.max(1.0)));
    Check::new("huffman-within-one-bit")
        .states(
            "H ≤ L < H + 1: Huffman’s code takes less than one bit a symbol more than the \
                     entropy of the counts.",
        )
        .by(
            "the codewords of the text are written down and counted, and the entropy is \
                    log n − Σ c·log c / n",
        )
        .compares(
            excess(entropy, length) + excess(length, entropy + 1.0),
            entropy_rounding + rounding([length]),
        )
        .unless(empty)
}

/// The decoder, whose model sees only what it has decoded, against the text.
fn reads_back(state: &CompressionState, n: &Numbers, broken: Option<&str>) -> Check {
    let symbols = n.text.ids.len();
    let decoded = n.coded.as_ref().map_or(0, |coded| {
        let late = broken == Some("decodes-back");
        if late && let Some((_, rest)) = coded.bits.split_first() {
            coder::intact(&n.text, state.model, rest)
        } else {
            coded.decoded
        }
    });
    let huffman = if n.text.huffman().reads_back {
        0
    } else {
        symbols
    };
    Check::new("decodes-back")
        .states(
            "The decoder reads the text back from the bits, and Huffman’s tree reads it back from \
                 the codewords.",
        )
        .by(
            "a decoder with a model of its own, which sees only what was decoded, is compared with \
                the text symbol by symbol",
        )
        .compares((symbols - decoded + huffman) as f64, 0.0)
}

fn within_two_bits(state: &CompressionState, n: &Numbers) -> Check {
    let coded = n.coded.as_ref().ok();
    let whole = coded.and_then(|c| c.narrowed.last()).copied();
    let whole = whole.unwrap_or(f64::NAN);
    // Of a long text the network’s rows are the coder’s own.
    let network = state.model == Predictor::Transformer;
    let other = if network && n.text.ids.len() > SHORT {
        let p = coded.map(|c| c.surprisals.iter().map(|s| (-s).exp2()));
        p.map_or(f64::NAN, |p| p.map(|p| 0.0 - p.ln()).sum::<f64>() / LN_2)
    } else {
        ideal(&n.text, state.symbols, state.model)
    };
    // What has probability 0 is coded by the least frequency that there is.
    let bound = if other.is_finite() { other } else { whole };
    let symbols = n.count();
    let size = n.text.counts.len() as f64;
    // ⌊p·2²⁸⌋ + 1 of so many symbols add up to more than 2²⁸, and the coder’s integers are whole.
    let frequencies = if state.model.needs_words() {
        symbols * size * (-28.0_f64).exp2() / LN_2
    } else {
        0.0
    };
    let integers = symbols * (-29.0_f64).exp2();
    let log = (size + symbols).max(1.0).log2();
    let closed = (symbols + 8.0) * f64::EPSILON * 2.0 * symbols * log;
    Check::new("within-two-bits")
        .states(
            "The code has less than two bits more than −Σ log₂ p, and no fewer bits than its \
                 interval needs.",
        )
        .by(
            "the probability of the whole text comes from a closed form of the counts, or from the \
                words’ probabilities by the source or the network",
        )
        .compares(
            excess(n.bits, bound + 2.0) + excess(whole, n.bits),
            n.rounding() + closed + frequencies + integers + rounding([n.bits, whole]),
        )
}
