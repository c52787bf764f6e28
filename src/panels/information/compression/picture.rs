//! The picture as data: the interval that narrows, the bits that become certain, all models, the codewords of frequent symbols.

use super::Compression;
use super::read::WAYS;
use super::state::CompressionState;
use super::{coder, zoom};
use crate::contract::prelude::*;

impl Picture for Compression {
    fn plates(state: &CompressionState, reading: &Reading) -> Vec<Plate> {
        let mut plates = Vec::new();
        let zoom = zoom::zoom(state, None);
        if !zoom.points.is_empty() {
            let title = "Each symbol narrows the interval";
            plates.push(Plate::graph(title, zoom));
        }
        if coder::coded(state).is_ok() {
            let title = "Bits that are certain after each symbol";
            plates.push(Plate::lines(title, progress(state)));
        }
        let (names, bits) = ways(reading);
        if !names.is_empty() {
            let title = format!("Ideal bits a {} by model", state.symbols.noun());
            plates.push(Plate::bars(title, names, [("bits", Tint::Model, bits)]));
        }
        let (names, lengths) = frequent(state);
        if !names.is_empty() {
            let title = "Codeword lengths of Huffman’s code for the most frequent symbols, bits";
            plates.push(Plate::bars(
                title,
                names,
                [("length", Tint::Truth, lengths)],
            ));
        }
        plates
    }
}

/// The ways to code that have a number, and their bits a symbol.
pub fn ways(reading: &Reading) -> (Vec<String>, Vec<f64>) {
    let all = WAYS.iter().zip(reading.vector("bits-by-model"));
    all.filter(|(_, bits)| bits.is_finite())
        .map(|(name, bits)| ((*name).to_owned(), *bits))
        .unzip()
}

/// The ways whose −log₂ P is infinite, because they give a word probability 0.
pub fn infinite(bits: &[f64]) -> Vec<&'static str> {
    let all = WAYS.into_iter().zip(bits);
    all.filter(|(_, bits)| bits.is_infinite())
        .map(|(name, _)| name)
        .collect()
}

/// The most frequent symbols and their codeword lengths.
fn frequent(state: &CompressionState) -> (Vec<String>, Vec<f64>) {
    let text = coder::text(state);
    let lengths = text.lengths();
    let most = most_frequent(state, 12).into_iter();
    most.map(|(symbol, place)| {
        let length = lengths.get(place).copied().unwrap_or(0.0);
        (text.name(symbol), length)
    })
    .unzip()
}

/// The most frequent symbols, each with its place among those that occur.
pub fn most_frequent(state: &CompressionState, most: usize) -> Vec<(usize, usize)> {
    let text = coder::text(state);
    let mut all: Vec<(usize, usize)> = (text.occurring.iter().copied())
        .enumerate()
        .map(|(place, symbol)| (symbol, place))
        .collect();
    all.sort_by_key(|(symbol, _)| std::cmp::Reverse(text.counts.get(*symbol).copied()));
    all.truncate(most);
    all
}

/// Certain bits and −log₂ of the interval’s width over the symbols.
pub fn progress(state: &CompressionState) -> Plot {
    const POINTS: usize = 300;
    let Ok(coded) = coder::coded(state) else {
        return Plot::over("symbols coded", "bits", []);
    };
    let last = coded.certain.len() - 1;
    let step = last.div_ceil(POINTS).max(1);
    let places = || (0..last).step_by(step).chain([last]);
    let narrowed = places().map(|i| (i as f64, coded.narrowed.get(i).copied().unwrap_or(0.0)));
    let certain = places().map(|i| (i as f64, coded.certain.get(i).map_or(0.0, |b| *b as f64)));
    Plot::over(
        "symbols coded",
        "bits",
        [
            Curve::solid(
                "−log₂ width of the interval",
                Tint::Loss,
                narrowed.collect(),
            ),
            Curve::dashed("certain bits", Tint::Value, certain.collect()),
        ],
    )
    .at(state.at as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State as _;

    #[test]
    fn a_model_without_a_bar_is_named() {
        let by_model = |text: &str| {
            let state = CompressionState::opened(&format!("#/x?text={text}")).0;
            let reading = Compression::read(&state, None);
            infinite(reading.vector("bits-by-model"))
        };
        assert_eq!(by_model("the dog sleep."), ["source"]);
        assert!(by_model("the dog sleeps.").is_empty());
    }
}
