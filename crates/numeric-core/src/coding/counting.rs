//! Models without context for alphabets of any size: fixed frequencies, and counts that grow.

use super::arithmetic::{MOST_FREQUENT, Slot, SymbolModel};
use crate::error::{CoreError, Result};

fn impossible(symbol: usize) -> CoreError {
    CoreError::not_allowed(
        "arithmetic coding",
        format!("symbol {symbol} is impossible under the model"),
    )
}

/// The same frequencies for every symbol of the text.
#[derive(Debug, Clone)]
pub struct FixedModel {
    cumulative: Vec<u32>,
}

impl FixedModel {
    /// The model of these frequencies.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] unless they sum to between 1 and [`MOST_FREQUENT`].
    pub fn new(frequencies: &[u32]) -> Result<Self> {
        let mut cumulative = vec![0_u32];
        let mut total = 0_u64;
        for &frequency in frequencies {
            total += u64::from(frequency);
            cumulative.push(total.min(u64::from(u32::MAX)) as u32);
        }
        if !(1..=u64::from(MOST_FREQUENT)).contains(&total) {
            return Err(CoreError::not_allowed(
                "fixed model",
                format!("frequencies that sum to {total}"),
            ));
        }
        Ok(Self { cumulative })
    }

    fn part(&self, symbol: usize) -> Option<Slot> {
        let slot = Slot {
            from: *self.cumulative.get(symbol)?,
            to: *self.cumulative.get(symbol.checked_add(1)?)?,
            total: *self.cumulative.last()?,
        };
        (slot.from < slot.to).then_some(slot)
    }
}

impl SymbolModel for FixedModel {
    fn cumulative(&mut self) -> Result<&[u32]> {
        Ok(&self.cumulative)
    }

    fn observe(&mut self, _: usize) -> Result<()> {
        Ok(())
    }

    fn slot(&mut self, symbol: usize) -> Result<Slot> {
        self.part(symbol).ok_or_else(|| impossible(symbol))
    }

    fn locate(&mut self, target: &dyn Fn(u32) -> u32) -> Result<(usize, Slot)> {
        let target = target(self.cumulative.last().copied().unwrap_or(0));
        let above = self.cumulative.partition_point(|&sum| sum <= target);
        let symbol = above.saturating_sub(1);
        Ok((symbol, self.slot(symbol)?))
    }
}

/// Counts that begin at 1 and grow with the text (Laplace's rule): symbol s has the probability
/// (c(s) + 1)/(m + n) after m symbols, for n different ones.
///
/// The sums are kept in a binary indexed tree, so a symbol takes log₂ n steps and not n.
/// Source: P. M. Fenwick, *A New Data Structure for Cumulative Frequency Tables*, Software: Practice
/// and Experience 24 (1994).
#[derive(Debug, Clone)]
pub struct CountingModel {
    /// `tree[i]` is the sum of the frequencies of the symbols from i − (the lowest bit of i) to i − 1.
    tree: Vec<u32>,
    total: u32,
    listed: Vec<u32>,
}

impl CountingModel {
    /// A model of so many symbols that has seen nothing.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`] without symbols; [`CoreError::NotAllowed`] for more than 2²⁴.
    pub fn new(symbols: usize) -> Result<Self> {
        const OPERATION: &str = "counting model";
        if symbols == 0 {
            return Err(CoreError::Empty {
                operation: OPERATION,
            });
        }
        if symbols > 1 << 24 {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("{symbols} symbols are more than 2²⁴"),
            ));
        }
        Ok(Self {
            tree: (0..=symbols).map(|i| lowest_bit(i) as u32).collect(),
            total: symbols as u32,
            listed: Vec::new(),
        })
    }

    fn symbols(&self) -> usize {
        self.tree.len() - 1
    }

    /// The sum of the frequencies of the symbols before this one.
    fn before(&self, symbol: usize) -> u32 {
        let mut sum = 0;
        let mut at = symbol;
        while at > 0 {
            sum += self.tree[at];
            at -= lowest_bit(at);
        }
        sum
    }
}

fn lowest_bit(i: usize) -> usize {
    i & i.wrapping_neg()
}

impl SymbolModel for CountingModel {
    fn cumulative(&mut self) -> Result<&[u32]> {
        self.listed = (0..=self.symbols()).map(|s| self.before(s)).collect();
        Ok(&self.listed)
    }

    fn observe(&mut self, symbol: usize) -> Result<()> {
        if symbol >= self.symbols() {
            return Err(impossible(symbol));
        }
        // A full table stops learning.
        if self.total < MOST_FREQUENT {
            self.total += 1;
            let mut at = symbol + 1;
            while at < self.tree.len() {
                self.tree[at] += 1;
                at += lowest_bit(at);
            }
        }
        Ok(())
    }

    fn slot(&mut self, symbol: usize) -> Result<Slot> {
        if symbol >= self.symbols() {
            return Err(impossible(symbol));
        }
        Ok(Slot {
            from: self.before(symbol),
            to: self.before(symbol + 1),
            total: self.total,
        })
    }

    fn locate(&mut self, target: &dyn Fn(u32) -> u32) -> Result<(usize, Slot)> {
        let mut left = target(self.total);
        let mut symbol = 0;
        let mut step = self.tree.len().next_power_of_two();
        while step > 0 {
            let next = symbol + step;
            if let Some(&sum) = self.tree.get(next)
                && sum <= left
            {
                left -= sum;
                symbol = next;
            }
            step /= 2;
        }
        Ok((symbol, self.slot(symbol)?))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AdaptiveModel, decode, encode};
    use super::*;
    use crate::portable_test;
    use crate::random::Random;

    #[portable_test]
    fn counting_is_the_adaptive_model_without_context() {
        let mut random = Random::new(4);
        for symbols in [1, 2, 3, 7, 8, 73, 256] {
            let text: Vec<usize> = (0..500).map(|_| random.below(symbols).unwrap()).collect();
            let slow = encode(&text, &mut AdaptiveModel::new(symbols, 0).unwrap()).unwrap();
            let fast = encode(&text, &mut CountingModel::new(symbols).unwrap()).unwrap();
            assert_eq!(slow, fast, "{symbols}");
            let model = &mut CountingModel::new(symbols).unwrap();
            assert_eq!(decode(&fast.bits, text.len(), model).unwrap(), text);
        }
        let mut model = CountingModel::new(3).unwrap();
        model.observe(1).unwrap();
        assert_eq!(model.cumulative().unwrap(), [0, 1, 3, 4]);
    }

    #[portable_test]
    fn fixed_frequencies_are_coded_and_decoded() {
        let model = || FixedModel::new(&[0, 3, 0, 5, 0]).unwrap();
        let text = [1, 3, 3, 1, 3];
        let encoded = encode(&text, &mut model()).unwrap();
        assert_eq!(decode(&encoded.bits, 5, &mut model()).unwrap(), text);
        assert_eq!(model().cumulative().unwrap(), [0, 0, 3, 3, 8, 8]);
    }

    #[portable_test]
    fn what_is_refused() {
        assert!(FixedModel::new(&[]).is_err() && FixedModel::new(&[0, 0]).is_err());
        assert!(FixedModel::new(&[MOST_FREQUENT, 1]).is_err());
        assert!(CountingModel::new(0).is_err() && CountingModel::new(1 << 25).is_err());
        for symbol in [0, 2, usize::MAX] {
            assert!(encode(&[symbol], &mut FixedModel::new(&[0, 1]).unwrap()).is_err());
        }
        assert!(encode(&[3], &mut CountingModel::new(3).unwrap()).is_err());
    }
}
