//! Arithmetic coding: a whole text becomes one interval, and a few bits name a number inside it.
//!
//! Each symbol narrows the interval in proportion to its frequency, so a text of probability
//! P = Π pᵢ ends with an interval of width about P, and −log₂ P + 2 bits are enough to name one of
//! its dyadic parts. Here low and high are integers of 62 bits; leading bits on which they agree
//! are written at once, and an interval that straddles the middle closely is widened with the bit
//! still pending. Frequencies sum to at most 2³⁰, so that rounding costs less than 2⁻²⁹ bits for
//! each symbol.
//!
//! Source: I. H. Witten, R. M. Neal, J. G. Cleary, *Arithmetic Coding for Data Compression*, CACM
//! 30 (1987), with wider integers and an end that writes no more bits than it needs.

use crate::error::{CoreError, Result};
use crate::real;

const OPERATION: &str = "arithmetic coding";
/// The largest sum of frequencies.
pub const MOST_FREQUENT: u32 = 1 << 30;
const BITS: u32 = 62;
const TOP: u64 = 1 << BITS;
const HALF: u64 = TOP / 2;
const QUARTER: u64 = TOP / 4;

/// What predicts the next symbol, the same way when coding and when decoding.
pub trait SymbolModel {
    /// The running sums c₀ = 0 ≤ c₁ ≤ … ≤ cₙ of the next symbol's frequencies: symbol s has the
    /// probability (cₛ₊₁ − cₛ)/cₙ. The last is between 1 and [`MOST_FREQUENT`].
    ///
    /// # Errors
    ///
    /// Whatever keeps the model from predicting.
    fn cumulative(&mut self) -> Result<&[u32]>;

    /// Takes in what the symbol was.
    ///
    /// # Errors
    ///
    /// Whatever keeps the model from going on.
    fn observe(&mut self, symbol: usize) -> Result<()>;

    /// A symbol's part of the running sums. A model of many symbols finds it without listing them.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a symbol of frequency 0; as [`Self::cumulative`].
    fn slot(&mut self, symbol: usize) -> Result<Slot> {
        slot(checked(self.cumulative()?)?, symbol)
    }

    /// The symbol whose part of the running sums holds a number below their total, which `target`
    /// makes of the total, and that part.
    ///
    /// # Errors
    ///
    /// As [`Self::slot`].
    fn locate(&mut self, target: &dyn Fn(u32) -> u32) -> Result<(usize, Slot)> {
        let cumulative = checked(self.cumulative()?)?;
        let target = target(cumulative[cumulative.len() - 1]);
        // The last symbol whose running sum is at most the target has a positive frequency.
        let symbol = cumulative.partition_point(|&sum| sum <= target) - 1;
        Ok((symbol, slot(cumulative, symbol)?))
    }
}

/// A symbol's part of the running sums: its probability is (to − from)/total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Where it begins.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// The sum of all frequencies.
    pub total: u32,
}

impl Slot {
    /// −log₂ of its share, in bits.
    pub fn surprisal(&self) -> f64 {
        real::log2(f64::from(self.total) / f64::from(self.to - self.from))
    }
}

/// A coded text.
#[derive(Debug, Clone, PartialEq)]
pub struct Encoded {
    /// The code: fewer than `ideal_bits` + 2 bits, none for an empty text.
    pub bits: Vec<bool>,
    /// −Σ log₂ pᵢ, the text's surprisal in bits under the model's integer frequencies.
    pub ideal_bits: f64,
}

/// Codes the symbols under a model in its first state.
///
/// # Errors
///
/// [`CoreError::NotAllowed`] for a symbol of frequency 0 and for frequencies that break the rules
/// of [`SymbolModel::cumulative`]; whatever the model reports.
pub fn encode(symbols: &[usize], model: &mut dyn SymbolModel) -> Result<Encoded> {
    let mut encoder = ArithmeticEncoder::default();
    let mut surprisals = Vec::with_capacity(symbols.len());
    for &symbol in symbols {
        let slot = model.slot(symbol)?;
        surprisals.push(slot.surprisal());
        encoder.push(slot);
        model.observe(symbol)?;
    }
    Ok(Encoded {
        bits: encoder.finish(),
        ideal_bits: real::sum(&surprisals),
    })
}

/// The coder between two symbols.
#[derive(Debug, Clone, Default)]
pub struct ArithmeticEncoder {
    interval: Interval,
    output: Output,
}

impl ArithmeticEncoder {
    /// Narrows the interval to a symbol's part, and writes the bits that are certain from then on.
    pub fn push(&mut self, slot: Slot) {
        self.interval.narrow(slot);
        while let Some(widening) = self.interval.widening() {
            match widening {
                Widening::Lower => self.output.write(false),
                Widening::Upper => self.output.write(true),
                Widening::Middle => self.output.pending += 1,
            }
            self.interval.widen(widening);
        }
    }

    /// How many bits are certain so far.
    pub fn certain(&self) -> usize {
        self.output.bits.len()
    }

    /// The whole code, with as few bits at its end as name a number in the last interval.
    #[must_use]
    pub fn finish(mut self) -> Vec<bool> {
        self.output.finish(&self.interval);
        self.output.bits
    }
}

/// The `count` symbols that were coded under the same model.
///
/// Bits that aren't a code give some symbols or an error; bits after the code are ignored.
///
/// # Errors
///
/// [`CoreError::NotAllowed`] for frequencies that break the rules of [`SymbolModel::cumulative`];
/// whatever the model reports.
pub fn decode(bits: &[bool], count: usize, model: &mut dyn SymbolModel) -> Result<Vec<usize>> {
    let mut decoder = ArithmeticDecoder::new(bits);
    let mut symbols = Vec::new();
    for _ in 0..count {
        let symbol = decoder.next_symbol(model)?;
        symbols.push(symbol);
        model.observe(symbol)?;
    }
    Ok(symbols)
}

/// The decoder between two symbols.
#[derive(Debug, Clone)]
pub struct ArithmeticDecoder<'a> {
    interval: Interval,
    bits: std::slice::Iter<'a, bool>,
    value: u64,
}

impl<'a> ArithmeticDecoder<'a> {
    /// A decoder before the first symbol.
    #[must_use]
    pub fn new(bits: &'a [bool]) -> Self {
        let mut decoder = Self {
            interval: Interval::default(),
            bits: bits.iter(),
            value: 0,
        };
        for _ in 0..BITS {
            decoder.value = 2 * decoder.value + decoder.next_bit();
        }
        decoder
    }

    /// After the end, zeros: every number that begins with the code lies in the interval.
    fn next_bit(&mut self) -> u64 {
        u64::from(self.bits.next().copied().unwrap_or(false))
    }

    /// The next symbol, which the model hasn't observed yet.
    ///
    /// # Errors
    ///
    /// As [`decode`].
    pub fn next_symbol(&mut self, model: &mut dyn SymbolModel) -> Result<usize> {
        let (interval, value) = (&self.interval, self.value);
        let (symbol, slot) = model.locate(&|total| interval.target(value, total))?;
        self.interval.narrow(slot);
        while let Some(widening) = self.interval.widening() {
            self.interval.widen(widening);
            self.value = 2 * (self.value - widening.offset()) + self.next_bit();
        }
        Ok(symbol)
    }
}

fn checked(cumulative: &[u32]) -> Result<&[u32]> {
    let valid = cumulative.len() >= 2
        && cumulative[0] == 0
        && cumulative.is_sorted()
        && (1..=MOST_FREQUENT).contains(&cumulative[cumulative.len() - 1]);
    if valid {
        return Ok(cumulative);
    }
    Err(CoreError::not_allowed(
        OPERATION,
        format!("frequencies must add up from 0 to between 1 and {MOST_FREQUENT}"),
    ))
}

fn slot(cumulative: &[u32], symbol: usize) -> Result<Slot> {
    if symbol >= cumulative.len() - 1 || cumulative[symbol] == cumulative[symbol + 1] {
        return Err(CoreError::not_allowed(
            OPERATION,
            format!("symbol {symbol} is impossible under the model"),
        ));
    }
    Ok(Slot {
        from: cumulative[symbol],
        to: cumulative[symbol + 1],
        total: cumulative[cumulative.len() - 1],
    })
}

/// The numbers from `low` to `high`, both inside, at the present scale.
#[derive(Debug, Clone)]
struct Interval {
    low: u64,
    high: u64,
}

/// Which half of the scale holds the whole interval.
#[derive(Clone, Copy)]
enum Widening {
    Lower,
    Upper,
    Middle,
}

impl Widening {
    /// Where that half begins.
    fn offset(self) -> u64 {
        match self {
            Self::Lower => 0,
            Self::Upper => HALF,
            Self::Middle => QUARTER,
        }
    }
}

impl Default for Interval {
    fn default() -> Self {
        Self {
            low: 0,
            high: TOP - 1,
        }
    }
}

impl Interval {
    fn narrow(&mut self, slot: Slot) {
        let width = u128::from(self.high - self.low + 1);
        let part = |sum: u32| (width * u128::from(sum) / u128::from(slot.total)) as u64;
        self.high = self.low + part(slot.to) - 1;
        self.low += part(slot.from);
    }

    /// The largest running sum whose part of the interval begins at the value or before.
    fn target(&self, value: u64, total: u32) -> u32 {
        let width = u128::from(self.high - self.low + 1);
        let inside = u128::from(value - self.low) + 1;
        ((inside * u128::from(total) - 1) / width) as u32
    }

    /// None when the interval is wider than a quarter of the scale and holds a whole quarter.
    fn widening(&self) -> Option<Widening> {
        if self.high < HALF {
            Some(Widening::Lower)
        } else if self.low >= HALF {
            Some(Widening::Upper)
        } else if self.low >= QUARTER && self.high < HALF + QUARTER {
            Some(Widening::Middle)
        } else {
            None
        }
    }

    fn widen(&mut self, widening: Widening) {
        self.low = 2 * (self.low - widening.offset());
        self.high = 2 * (self.high - widening.offset()) + 1;
    }
}

#[derive(Debug, Clone, Default)]
struct Output {
    bits: Vec<bool>,
    /// Bits that will be the opposite of the next one.
    pending: usize,
}

impl Output {
    fn write(&mut self, bit: bool) {
        self.bits.push(bit);
        self.bits.extend(std::iter::repeat_n(!bit, self.pending));
        self.pending = 0;
    }

    /// As few bits as name a dyadic part of the interval: the whole, a half or a quarter.
    fn finish(&mut self, interval: &Interval) {
        let Interval { low, high } = *interval;
        if low == 0 && high == TOP - 1 && self.pending == 0 {
            return;
        }
        if low == 0 {
            // The lower half, since the interval reaches beyond the middle.
            self.write(false);
        } else if high == TOP - 1 {
            // The upper half, which begins inside.
            self.write(true);
        } else {
            // One of the middle quarters, 01 or 10, is inside.
            let upper = low > QUARTER;
            self.write(upper);
            self.bits.push(!upper);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use crate::random::Random;

    /// The same frequencies for ever.
    struct Fixed(Vec<u32>);

    impl SymbolModel for Fixed {
        fn cumulative(&mut self) -> Result<&[u32]> {
            Ok(&self.0)
        }
        fn observe(&mut self, _: usize) -> Result<()> {
            Ok(())
        }
    }

    fn round_trip(symbols: &[usize], cumulative: &[u32]) -> Encoded {
        let encoded = encode(symbols, &mut Fixed(cumulative.to_vec())).unwrap();
        let model = &mut Fixed(cumulative.to_vec());
        assert_eq!(
            decode(&encoded.bits, symbols.len(), model).unwrap(),
            symbols
        );
        // What follows a code doesn't matter.
        let mut longer = encoded.bits.clone();
        longer.extend([true; 70]);
        let model = &mut Fixed(cumulative.to_vec());
        assert_eq!(decode(&longer, symbols.len(), model).unwrap(), symbols);
        encoded
    }

    #[portable_test]
    fn a_fair_coin_takes_a_bit_each() {
        let encoded = round_trip(&[0, 1, 1, 0], &[0, 1, 2]);
        assert_eq!(encoded.bits, [false, true, true, false]);
        assert_eq!(encoded.ideal_bits, 4.0);
    }

    #[portable_test]
    fn nothing_and_certainties_take_no_bits() {
        let nothing = round_trip(&[], &[0, 1, 2]);
        assert!(nothing.bits.is_empty() && nothing.ideal_bits == 0.0);
        assert!(round_trip(&[1; 100], &[0, 0, 7, 7]).bits.is_empty());
    }

    #[portable_test]
    fn within_two_bits_of_the_ideal() {
        let mut random = Random::new(1);
        for round in 0..400 {
            let symbols = 2 + round % 20;
            let largest = [2, 50, MOST_FREQUENT as usize / 32][round % 3];
            let mut cumulative = vec![0];
            let mut total = 0;
            for _ in 0..symbols {
                total += 1 + random.below(largest).unwrap() as u32;
                cumulative.push(total);
            }
            let length = random.below(200).unwrap();
            let text: Vec<usize> = (0..length)
                .map(|_| random.below(symbols).unwrap())
                .collect();
            let encoded = round_trip(&text, &cumulative);
            let excess = encoded.bits.len() as f64 - encoded.ideal_bits;
            assert!(excess < 2.0 + 1e-6 && excess > -1e-6, "{excess}");
        }
    }

    #[portable_test]
    fn a_long_text_stays_within_two_bits() {
        // Symbol 1 of (1, 1, 1)/3 keeps the interval around the middle: bits stay pending.
        let middle = round_trip(&vec![1; 30_000], &[0, 1, 2, 3]);
        let rare = round_trip(&vec![0; 3_000], &[0, 1, MOST_FREQUENT]);
        let mut random = Random::new(2);
        let mixed: Vec<usize> = (0..100_000).map(|_| random.below(3).unwrap()).collect();
        let mixed = round_trip(&mixed, &[0, 5, 6, 1_000_003]);
        for encoded in [middle, rare, mixed] {
            let excess = encoded.bits.len() as f64 - encoded.ideal_bits;
            assert!(excess < 2.0 && excess > -1e-3, "{excess}");
        }
    }

    #[portable_test]
    fn any_bits_can_be_read() {
        let mut random = Random::new(3);
        for _ in 0..200 {
            let count = random.below(80).unwrap();
            let bits: Vec<bool> = (0..count).map(|_| random.uniform() < 0.5).collect();
            let symbols = decode(&bits, 50, &mut Fixed(vec![0, 0, 3, 4, 4, 9])).unwrap();
            assert!(symbols.iter().all(|symbol| [1, 2, 4].contains(symbol)));
        }
    }

    #[portable_test]
    fn what_is_refused() {
        for symbol in [0, 2, 9, usize::MAX] {
            assert!(encode(&[symbol], &mut Fixed(vec![0, 0, 1])).is_err());
        }
        for cumulative in [vec![], vec![0], vec![0, 0], vec![1, 2], vec![0, 2, 1]] {
            assert!(encode(&[0], &mut Fixed(cumulative.clone())).is_err());
            assert!(decode(&[true], 1, &mut Fixed(cumulative)).is_err());
        }
        assert!(encode(&[0], &mut Fixed(vec![0, MOST_FREQUENT + 1])).is_err());
    }
}
