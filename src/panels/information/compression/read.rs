//! `read`: the bits of the text by the chosen model and by Huffman’s code, what is lost by a flipped
//! bit, what the model itself takes, and the checks.

use super::coder::{self, Coded};
use super::predict::why_not;
use super::state::{CompressionState, Predictor, SymbolKind};
use super::text::Text;
use super::{Compression, check, cost, words};
use crate::contract::prelude::*;
use crate::language::{Model, conditionals, next_words, standard};
use numeric_core::language::Start;
use numeric_core::real;
use std::f64::consts::LN_2;
use std::rc::Rc;

/// Up to so many words one pass of the transformer is enough, which is made though it isn’t chosen.
const ONE_PASS: usize = 31;
/// Most symbols whose codewords are listed one by one.
const LISTED: usize = 2000;
/// Names of the ways to code, in the order of `bits-by-model`.
pub const WAYS: [&str; 6] = [
    "as UTF-8",
    "Huffman",
    "counts",
    "adaptive",
    "source",
    "transformer",
];

/// What everything else is said about.
pub struct Numbers {
    pub text: Rc<Text>,
    /// The code, or why there is none.
    pub coded: Result<Rc<Coded>, String>,
    pub bits: f64,
    pub ideal: f64,
    pub huffman_bits: f64,
    pub entropy: f64,
    /// Symbols read before the first wrong one.
    pub intact: f64,
    pub model_bits: f64,
    pub length_bits: f64,
    pub total_bits: f64,
    /// Symbols from which on the model has paid for itself.
    pub break_even: f64,
    /// Bits a symbol, as in [`WAYS`].
    pub by_model: Vec<f64>,
}

impl Numbers {
    /// The number of symbols.
    pub fn count(&self) -> f64 {
        self.text.ids.len() as f64
    }

    /// How far rounding may take the ideal and what follows from it.
    pub fn rounding(&self) -> f64 {
        self.coded
            .as_ref()
            .map_or(0.0, |c| rounding_of(&c.surprisals))
    }
}

/// How far rounding may take a sum of surprisals.
fn rounding_of(surprisals: &[f64]) -> f64 {
    rounding(surprisals.iter().copied().filter(|x| x.is_finite()))
}

pub fn numbers(state: &CompressionState, broken: Option<&str>) -> Numbers {
    let text = coder::text(state);
    let coded = coder::coded(state);
    let n = text.ids.len();
    let mut bits = coded.as_ref().map_or(f64::NAN, |c| c.bits.len() as f64);
    if broken == Some("within-two-bits")
        && let Ok(coded) = &coded
    {
        let steps = coded.narrowed.windows(2);
        bits = steps.map(|pair| (pair[1] - pair[0]).ceil()).sum();
    }
    let mut huffman_bits = text.huffman().bits as f64;
    if broken == Some("huffman-within-one-bit") {
        huffman_bits += 2.0 * n as f64;
    }
    let ideal = coded.as_ref().map_or(f64::NAN, |c| c.ideal);
    let intact = coded.as_ref().map_or(f64::NAN, |coded| match state.flip {
        None => coded.decoded as f64,
        flip => coder::intact(&text, state.model, &coder::arriving(&coded.bits, flip)) as f64,
    });
    let model_bits = cost::model(&text, state.symbols, state.model) as f64;
    let length_bits = cost::whole_number(n) as f64;
    let extra = if state.cost {
        model_bits + length_bits
    } else {
        0.0
    };
    let off = coded.as_ref().map_or(0.0, |c| rounding_of(&c.surprisals));
    Numbers {
        entropy: text.entropy() + 0.0,
        break_even: break_even(n as f64, model_bits, huffman_bits - ideal, off),
        by_model: by_model(state, &text, &coded),
        total_bits: bits + extra,
        text,
        coded,
        bits,
        ideal,
        huffman_bits,
        intact,
        model_bits,
        length_bits,
    }
}

/// Symbols n with n·(L − h) = M: what the model saves of Huffman’s L bits a symbol has paid its M bits.
/// Infinite where it saves nothing, or no more than rounding.
fn break_even(n: f64, model_bits: f64, saved: f64, off: f64) -> f64 {
    if saved.is_nan() || n == 0.0 {
        f64::NAN
    } else if saved <= off {
        f64::INFINITY
    } else {
        model_bits * n / saved
    }
}

/// −log₂ P of the text by each model, on another route than the coder’s: closed forms of all counts,
/// and probabilities of the words from the source and the network. NaN where there is none.
pub fn ideal(text: &Text, kind: SymbolKind, model: Predictor) -> f64 {
    let n = text.ids.len();
    if why_not(text, kind, model).is_some() {
        return f64::NAN;
    }
    match model {
        Predictor::Counts => n as f64 * text.entropy() + 0.0,
        Predictor::Adaptive => *text.ideals[0].get_or_init(|| adaptive(text)),
        Predictor::Source => *text.ideals[1].get_or_init(|| {
            let language = standard().ok();
            let surprisals = language.map(|l| l.source().surprisals(&text.ids, Start::Sentence));
            match surprisals {
                Some(Ok(nats)) => nats.iter().sum::<f64>() / LN_2 + 0.0,
                Some(Err(_)) => f64::INFINITY,
                None => f64::NAN,
            }
        }),
        Predictor::Transformer => {
            let p = conditionals(&next_words(Model::Transformer, &text.ids), &text.ids);
            p.iter().map(|p| 0.0 - p.min(1.0).log2()).sum::<f64>() + 0.0
        }
    }
}

/// How far rounding may take the bits of adaptive counts: the logarithms of n numbers, less those of n
/// others.
pub fn adaptive_rounding(text: &Text) -> f64 {
    let size = text.counts.len().max(1);
    let rising = (size..size + text.ids.len()).map(|k| k as f64);
    let falling = text
        .counts
        .iter()
        .flat_map(|count| (1..=*count).map(f64::from));
    rounding(rising.chain(falling).map(real::log2))
}

/// −log₂ of (a − 1)!·Π c! / (n + a − 1)! for an alphabet of a symbols.
fn adaptive(text: &Text) -> f64 {
    let size = text.counts.len().max(1);
    let rising = (size..size + text.ids.len()).map(|k| real::log2(k as f64));
    let rising: f64 = rising.sum();
    let largest = text.counts.iter().max().copied().unwrap_or(0);
    let mut factorials = vec![0.0];
    let mut sum = 0.0;
    for k in 1..=largest {
        sum += real::log2(f64::from(k));
        factorials.push(sum);
    }
    let of = |s: &usize| factorials[text.counts[*s] as usize];
    rising - text.occurring.iter().map(of).sum::<f64>() + 0.0
}

fn by_model(state: &CompressionState, text: &Text, coded: &Result<Rc<Coded>, String>) -> Vec<f64> {
    let n = text.ids.len() as f64;
    let of = |model| {
        let own = (state.model == model)
            .then_some(coded.as_ref().ok())
            .flatten();
        match own {
            Some(coded) => coded.ideal,
            // Many passes only where they were asked for.
            None if model == Predictor::Transformer && text.ids.len() > ONE_PASS => f64::NAN,
            None => ideal(text, state.symbols, model),
        }
    };
    let whole = [8.0 * text.bytes as f64, text.huffman().bits as f64];
    let models = Predictor::ALL.iter().map(|model| of(*model));
    whole
        .into_iter()
        .chain(models)
        .map(|bits| if n > 0.0 { bits / n } else { f64::NAN })
        .collect()
}

impl Read for Compression {
    fn read(state: &CompressionState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let noun = state.symbols.noun();
        let none = (n.text.ids.is_empty())
            .then(|| format!("The text is empty, so there is no {noun} to divide by."));
        let missing = n.coded.as_ref().err().cloned();
        let scalar =
            |name, label: String, x| Readout::scalar(name, label, x).missing(missing.clone());
        let per_symbol = |name, label: String, x: f64| {
            Readout::scalar(name, label, x / n.count())
                .missing(missing.clone().or_else(|| none.clone()))
        };
        let at = |list: Option<&f64>| list.copied().unwrap_or(f64::NAN);
        let coded = n.coded.as_ref().ok();
        let certain = coded.and_then(|c| c.certain.get(state.at)).copied();
        let ways = WAYS.map(str::to_owned);
        let mut readouts = vec![
            scalar("bits", "Bits of the arithmetic code".into(), n.bits),
            per_symbol(
                "bits-per-symbol",
                format!("Arithmetic code, bits a {noun}"),
                n.bits,
            ),
            scalar("ideal-bits", "Ideal −Σ log₂ p, bits".into(), n.ideal),
            Readout::scalar("huffman-bits", "Bits of Huffman’s code", n.huffman_bits),
            Readout::scalar(
                "huffman-per-symbol",
                format!("Huffman’s code, bits a {noun}"),
                n.huffman_bits / n.count(),
            )
            .missing(none.clone()),
            Readout::scalar(
                "entropy",
                format!("Entropy of the text’s counts, bits a {noun}"),
                n.entropy,
            ),
            Readout::scalar("symbol-count", format!("Number of {noun}s"), n.count()),
            scalar(
                "interval-bits",
                format!("−log₂ of the interval after {}", number::count(state.at, noun)),
                at(coded.and_then(|c| c.narrowed.get(state.at))),
            ),
            scalar(
                "certain-bits",
                "Bits that are certain then".into(),
                certain.map_or(f64::NAN, |bits| bits as f64),
            ),
            scalar(
                "intact",
                format!("Number of {noun}s decoded before the first wrong one"),
                n.intact,
            ),
            Readout::scalar("model-bits", "Size of the model, bits", n.model_bits),
            Readout::scalar("length-bits", "Bits that tell the length", n.length_bits),
            scalar(
                "total-bits",
                if state.cost {
                    "Code, length and model, bits"
                } else {
                    "Bits without the model’s size"
                }
                .into(),
                n.total_bits,
            ),
            Readout::scalar(
                "break-even",
                format!("Number of {noun}s that pay for the model, against Huffman’s code"),
                n.break_even,
            )
            .missing(missing.clone().or_else(|| none.clone()))
            .known_to(known(&n)),
            Readout::vector(
                "bits-by-model",
                format!("Ideal bits a {noun} by model"),
                &n.by_model,
            )
            .rows(&ways)
            .missing(n.by_model.iter().any(|b| b.is_nan()).then(|| {
                none.clone().unwrap_or_else(|| {
                    format!(
                        "The source and the transformer predict only words of the toy language, and \
                         the transformer isn’t asked about more than {ONE_PASS} words before it is \
                         chosen."
                    )
                })
            })),
        ];
        readouts.push(lengths(&n));
        Reading {
            checks: check::checks(state, &n, broken),
            sentence: words::sentence(state, &n),
            claim: words::claim(state, &n),
            readouts,
        }
    }
}

/// How far the break-even point is known: the saving is a difference.
fn known(n: &Numbers) -> f64 {
    let saved = n.huffman_bits - n.ideal;
    let known = n.break_even * (n.rounding() + rounding([n.huffman_bits])) / saved;
    if known.is_finite() { known } else { 0.0 }
}

fn lengths(n: &Numbers) -> Readout {
    let text = &n.text;
    let label = "Codeword lengths of Huffman’s code, bits";
    if text.occurring.len() > LISTED {
        return Readout::vector("huffman-lengths", label, &[f64::NAN]).missing(Some(format!(
            "The text has more than {} different symbols, too many to list.",
            number::grouped(LISTED as f64)
        )));
    }
    let names: Vec<String> = text.occurring.iter().map(|s| text.name(*s)).collect();
    Readout::vector("huffman-lengths", label, &text.lengths()).rows(&names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, symbols: SymbolKind, model: Predictor) -> Reading {
        let state = CompressionState {
            text: text.into(),
            symbols,
            model,
            at: 0,
            ..CompressionState::default()
        };
        Compression::read(&state, None)
    }

    #[test]
    fn adaptive_by_hand() {
        // 1/2 · 1/3 · 2/4 of a, b, a over two letters.
        let reading = read("aba", SymbolKind::Characters, Predictor::Adaptive);
        assert!((reading.scalar("ideal-bits") - 12_f64.log2()).abs() < 1e-14);
        assert_eq!(reading.vector("huffman-lengths"), [1.0, 1.0]);
    }

    #[test]
    fn a_saving_that_rounding_makes_pays_for_nothing() {
        assert_eq!(break_even(8.0, 100.0, 1e-15, 1e-14), f64::INFINITY);
        assert_eq!(break_even(8.0, 100.0, 1e-12, 1e-14), 8e14);
        // ½, ¼, ⅛, ⅛: Huffman’s code is ideal.
        let reading = read("aaaabbcd", SymbolKind::Characters, Predictor::Counts);
        assert_eq!(reading.scalar("break-even"), f64::INFINITY);
    }

    #[test]
    fn one_in_a_hundred_takes_huffman_a_whole_bit() {
        let text = format!("{}b", "a".repeat(99));
        let reading = read(&text, SymbolKind::Characters, Predictor::Counts);
        assert_eq!(reading.scalar("huffman-per-symbol"), 1.0);
        assert!((reading.scalar("entropy") - 0.0808).abs() < 1e-4);
        assert_eq!(reading.scalar("bits"), 9.0);
    }

    #[test]
    fn what_has_no_number_says_why() {
        let reading = read("hello world", SymbolKind::Words, Predictor::Source);
        assert!(reading.scalar("bits").is_nan() && reading.sentence.contains("“hello”"));
        assert_eq!(reading.scalar("huffman-bits"), 2.0);
        let reading = read("", SymbolKind::Bytes, Predictor::Counts);
        assert_eq!(
            (reading.scalar("bits"), reading.scalar("huffman-bits")),
            (0.0, 0.0)
        );
        assert!(reading.scalar("bits-per-symbol").is_nan());
        let reading = read("aaaa", SymbolKind::Characters, Predictor::Counts);
        assert_eq!(
            (reading.scalar("bits"), reading.scalar("huffman-bits")),
            (0.0, 0.0)
        );
    }

    #[test]
    fn the_thousand_words_take_what_is_known() {
        let reading = Compression::read(&CompressionState::default(), None);
        let known = [("bits", 2629.0, 0.5), ("ideal-bits", 2628.2, 0.05)];
        for (name, known, room) in known {
            let x = reading.scalar(name);
            assert!((x - known).abs() < room, "{name}: {x}");
        }
    }
}
