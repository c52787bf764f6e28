//! The text in bits and back, remembered, since most of what changes leaves text and model alone.

use super::predict::{Model, prepare, why_not};
use super::state::{CompressionState, Predictor, SymbolKind};
use super::text::Text;
use crate::remembered::Remembered;
use numeric_core::coding::{ArithmeticDecoder, ArithmeticEncoder, SymbolModel};
use numeric_core::error::Result as CoreResult;
use numeric_core::real;
use std::rc::Rc;

/// A text in the bits of the arithmetic coder.
pub struct Coded {
    /// What was written, its end included.
    pub bits: Vec<bool>,
    /// −log₂ p of each symbol by the model’s own probabilities.
    pub surprisals: Vec<f64>,
    /// −log₂ of the interval’s width before the first symbol and after each: by whole frequencies.
    pub narrowed: Vec<f64>,
    /// How many bits were certain then.
    pub certain: Vec<usize>,
    /// The sum of the surprisals.
    pub ideal: f64,
    /// How many symbols the decoder reads before the first wrong one.
    pub decoded: usize,
}

/// How many texts and codes are remembered.
const REMEMBERED: usize = 8;

type Divided = (String, SymbolKind);
type Code = Result<Rc<Coded>, String>;

thread_local! {
    static TEXTS: Remembered<Divided, Rc<Text>> = const { Remembered::new(REMEMBERED) };
    static CODES: Remembered<(Divided, Predictor), Code> = const { Remembered::new(REMEMBERED) };
}

/// The symbols of a state’s text.
pub fn text(state: &CompressionState) -> Rc<Text> {
    let key = (state.text.clone(), state.symbols);
    TEXTS.with(|all| all.value(key, |(text, symbols)| Rc::new(Text::new(text, *symbols))))
}

/// The code of a state’s text.
///
/// # Errors
///
/// Why the model doesn’t predict it, as a sentence.
pub fn coded(state: &CompressionState) -> Result<Rc<Coded>, String> {
    let text = text(state);
    if let Some(why) = why_not(&text, state.symbols, state.model) {
        return Err(why);
    }
    let key = ((state.text.clone(), state.symbols), state.model);
    CODES.with(|all| all.value(key, |(_, model)| code(&text, *model).map(Rc::new)))
}

fn code(text: &Text, model: Predictor) -> Result<Coded, String> {
    let mut coded = Coded {
        bits: Vec::new(),
        surprisals: Vec::with_capacity(text.ids.len()),
        narrowed: vec![0.0],
        certain: vec![0],
        ideal: 0.0,
        decoded: 0,
    };
    if text.ids.is_empty() {
        return Ok(coded);
    }
    let failed = |e: numeric_core::error::CoreError| format!("The text can’t be coded: {e}.");
    if model == Predictor::Transformer {
        prepare(text).map_err(failed)?;
    }
    let mut predictor = Model::new(text, model)?;
    let mut encoder = ArithmeticEncoder::default();
    let mut width = 0.0;
    for &symbol in &text.ids {
        let slot = predictor.slot(symbol).map_err(failed)?;
        let p = predictor.probability(symbol, slot).min(1.0);
        coded.surprisals.push(0.0 - real::log2(p));
        encoder.push(slot);
        width += slot.surprisal();
        coded.narrowed.push(width);
        coded.certain.push(encoder.certain());
        predictor.observe(symbol).map_err(failed)?;
    }
    coded.ideal = real::sum(&coded.surprisals);
    coded.bits = encoder.finish();
    coded.decoded = intact(text, model, &coded.bits);
    Ok(coded)
}

/// How many symbols of the text are read from these bits before the first wrong one. The decoder’s own
/// model sees only what was decoded.
pub fn intact(text: &Text, model: Predictor, bits: &[bool]) -> usize {
    let Ok(mut predictor) = Model::new(text, model) else {
        return 0;
    };
    let mut decoder = ArithmeticDecoder::new(bits);
    for (at, symbol) in text.ids.iter().enumerate() {
        match decoder.next_symbol(&mut predictor) {
            Ok(read) if read == *symbol && predictor.observe(read).is_ok() => {}
            _ => return at,
        }
    }
    text.ids.len()
}

/// The bits as they arrive, one of them perhaps flipped.
pub fn arriving(bits: &[bool], flip: Option<usize>) -> Vec<bool> {
    let mut bits = bits.to_vec();
    if let Some(bit) = flip.and_then(|at| bits.get_mut(at)) {
        *bit = !*bit;
    }
    bits
}

/// What the decoder makes of bits: the symbols from one on, at most so many.
pub fn decoded(
    text: &Text,
    model: Predictor,
    bits: &[bool],
    from: usize,
    most: usize,
) -> Vec<usize> {
    let end = text.ids.len().min(from + most);
    let Ok(mut predictor) = Model::new(text, model) else {
        return Vec::new();
    };
    let mut decoder = ArithmeticDecoder::new(bits);
    let mut all = Vec::with_capacity(end);
    while all.len() < end {
        match decoder.next_symbol(&mut predictor) {
            Ok(symbol) if predictor.observe(symbol).is_ok() => all.push(symbol),
            _ => break,
        }
    }
    all.split_off(from.min(all.len()))
}

/// The running sums of the model before each symbol from one to another, the last included.
pub fn sums(text: &Text, model: Predictor, from: usize, to: usize) -> CoreResult<Vec<Vec<u32>>> {
    let Ok(mut predictor) = Model::new(text, model) else {
        return Ok(Vec::new());
    };
    let mut all = Vec::new();
    for (at, symbol) in text.ids.iter().enumerate().take(to + 1) {
        if at >= from {
            all.push(predictor.cumulative()?.to_vec());
        }
        predictor.observe(*symbol)?;
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(text: &str, symbols: SymbolKind, model: Predictor) -> CompressionState {
        CompressionState {
            text: text.into(),
            symbols,
            model,
            ..CompressionState::default()
        }
    }

    #[test]
    fn every_model_reads_back_what_it_wrote() {
        use Predictor::{Adaptive, Counts, Source, Transformer};
        let long = "the dog that the cats chase sleeps . a cat runs . ".repeat(8);
        for (text, kind) in [
            ("abracadabra, ß€", SymbolKind::Bytes),
            ("abracadabra, ß€", SymbolKind::Characters),
            ("to be or not to be.", SymbolKind::Words),
            ("the cat cat sleeps the the .", SymbolKind::Words),
            (&long, SymbolKind::Words),
        ] {
            for model in [Counts, Adaptive, Source, Transformer] {
                let state = state(text, kind, model);
                let Ok(coded) = coded(&state) else { continue };
                let divided = super::text(&state);
                assert_eq!(coded.decoded, divided.ids.len(), "{text} {model:?}");
                let all = decoded(&divided, model, &coded.bits, 0, usize::MAX);
                assert_eq!(all, divided.ids);
                let flipped = arriving(&coded.bits, Some(0));
                assert!(intact(&divided, model, &flipped) < divided.ids.len());
            }
        }
    }

    #[test]
    fn an_impossible_word_takes_twenty_eight_bits() {
        let state = state("cat cat .", SymbolKind::Words, Predictor::Source);
        let coded = coded(&state).unwrap();
        assert!(coded.ideal.is_infinite() && coded.narrowed[1] > 27.9);
    }
}
