//! Models for the arithmetic coder: one that counts as it goes, and one made of any predictor.

use super::arithmetic::{MOST_FREQUENT, SymbolModel};
use crate::error::{CoreError, Result};
use crate::probability::normalise;
use std::collections::BTreeMap;

/// Frequencies after the last few symbols, counted from 1: the decoder learns what the coder
/// learned, so no table is sent along.
///
/// A symbol s after the context h has the probability (c(h, s) + 1)/(c(h) + n) for n symbols
/// (Laplace's rule). The context is the last `order`
/// symbols, fewer at the beginning.
#[derive(Debug, Clone)]
pub struct AdaptiveModel {
    symbols: usize,
    order: usize,
    context: Vec<usize>,
    /// Running sums by context.
    tables: BTreeMap<Vec<usize>, Vec<u32>>,
    fresh: Vec<u32>,
}

impl AdaptiveModel {
    /// A model of `symbols` symbols that has seen nothing.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`] without symbols; [`CoreError::NotAllowed`] for more than 65 536.
    pub fn new(symbols: usize, order: usize) -> Result<Self> {
        const OPERATION: &str = "adaptive model";
        if symbols == 0 {
            return Err(CoreError::Empty {
                operation: OPERATION,
            });
        }
        if symbols > 1 << 16 {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("{symbols} symbols are more than 65536"),
            ));
        }
        Ok(Self {
            symbols,
            order,
            context: Vec::new(),
            tables: BTreeMap::new(),
            fresh: (0..=symbols as u32).collect(),
        })
    }
}

impl SymbolModel for AdaptiveModel {
    fn cumulative(&mut self) -> Result<&[u32]> {
        Ok(self.tables.get(&self.context).unwrap_or(&self.fresh))
    }

    fn observe(&mut self, symbol: usize) -> Result<()> {
        if symbol >= self.symbols {
            return Err(CoreError::not_allowed(
                "adaptive model",
                format!("symbol {symbol} of {}", self.symbols),
            ));
        }
        let fresh = &self.fresh;
        let table = self
            .tables
            .entry(self.context.clone())
            .or_insert_with(|| fresh.clone());
        // A full table stops learning.
        if table[self.symbols] < MOST_FREQUENT {
            for sum in &mut table[symbol + 1..] {
                *sum += 1;
            }
        }
        self.context.push(symbol);
        if self.context.len() > self.order {
            self.context.remove(0);
        }
        Ok(())
    }
}

/// Any predictor as a model for coding: a function from the symbols so far to the next symbol's
/// probabilities, which become integer frequencies by [`integer_frequencies`].
pub struct PredictiveModel<F> {
    predict: F,
    history: Vec<usize>,
    cumulative: Vec<u32>,
}

impl<F: FnMut(&[usize]) -> Result<Vec<f64>>> PredictiveModel<F> {
    /// A model before its first symbol.
    pub fn new(predict: F) -> Self {
        Self {
            predict,
            history: Vec::new(),
            cumulative: Vec::new(),
        }
    }
}

impl<F: FnMut(&[usize]) -> Result<Vec<f64>>> SymbolModel for PredictiveModel<F> {
    fn cumulative(&mut self) -> Result<&[u32]> {
        let frequencies = integer_frequencies(&(self.predict)(&self.history)?)?;
        self.cumulative.clear();
        self.cumulative.push(0);
        let mut total = 0;
        self.cumulative.extend(frequencies.iter().map(|frequency| {
            total += frequency;
            total
        }));
        Ok(&self.cumulative)
    }

    fn observe(&mut self, symbol: usize) -> Result<()> {
        self.history.push(symbol);
        Ok(())
    }
}

/// Frequencies in proportion to the weights, at least 1 each, so that every symbol can be coded:
/// ⌊pᵢ·2²⁸⌋ + 1 for n symbols, summing to at most 2²⁸ + n.
///
/// A symbol that the weights call impossible costs about 28 bits. The others lose less than
/// n·2⁻²⁸·log₂ e bits.
///
/// # Errors
///
/// As for [`normalise`]; [`CoreError::NotAllowed`] for more than 2²⁸ weights.
pub fn integer_frequencies(weights: &[f64]) -> Result<Vec<u32>> {
    const SCALE: u32 = 1 << 28;
    if weights.len() > SCALE as usize {
        return Err(CoreError::not_allowed(
            "integer frequencies",
            format!("{} weights are too many", weights.len()),
        ));
    }
    let probabilities = normalise(weights)?;
    Ok(probabilities
        .iter()
        .map(|&p| (p * f64::from(SCALE)) as u32 + 1)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::super::{decode, encode};
    use super::*;
    use crate::portable_test;
    use crate::probability::families::Categorical;
    use crate::random::Random;
    use crate::real;

    #[portable_test]
    fn laplace_by_hand() {
        let mut model = AdaptiveModel::new(3, 0).unwrap();
        assert_eq!(model.cumulative().unwrap(), [0, 1, 2, 3]);
        model.observe(1).unwrap();
        model.observe(1).unwrap();
        assert_eq!(model.cumulative().unwrap(), [0, 1, 4, 5]);
        // −log₂ of 1/3 · 2/4 · 1/5.
        let encoded = encode(&[1, 1, 0], &mut AdaptiveModel::new(3, 0).unwrap()).unwrap();
        assert!((encoded.ideal_bits - real::log2(30.0)).abs() < 1e-14);
    }

    #[portable_test]
    fn contexts_are_kept_apart() {
        let text: Vec<usize> = (0..400).map(|index| index % 2).collect();
        let bits = |order| {
            let encoded = encode(&text, &mut AdaptiveModel::new(2, order).unwrap()).unwrap();
            let model = &mut AdaptiveModel::new(2, order).unwrap();
            assert_eq!(decode(&encoded.bits, text.len(), model).unwrap(), text);
            encoded.bits.len()
        };
        assert!(bits(0) > 400);
        assert!(bits(1) < 20 && bits(2) < 20);
    }

    #[portable_test]
    fn a_predictor_codes_at_its_cross_entropy() {
        // A chain that mostly repeats its last symbol.
        let row = |last: usize| {
            let mut weights = vec![0.1; 4];
            weights[last] = 0.7;
            weights
        };
        let mut random = Random::new(5);
        let mut text = vec![0];
        for index in 0..2_000 {
            let next = Categorical::new(&row(text[index]))
                .unwrap()
                .draw(&mut random);
            text.push(next);
        }
        let model = || {
            PredictiveModel::new(|history: &[usize]| {
                Ok(history.last().map_or(vec![0.25; 4], |&last| row(last)))
            })
        };
        let encoded = encode(&text, &mut model()).unwrap();
        assert_eq!(
            decode(&encoded.bits, text.len(), &mut model()).unwrap(),
            text
        );
        let surprisals: Vec<f64> = text
            .windows(2)
            .map(|pair| -real::log2(row(pair[0])[pair[1]]))
            .collect();
        assert!((encoded.ideal_bits - 2.0 - real::sum(&surprisals)).abs() < 1e-3);
        assert!(encoded.bits.len() as f64 - encoded.ideal_bits < 2.0);
    }

    #[portable_test]
    fn integer_frequencies_leave_nothing_out() {
        let frequencies = integer_frequencies(&[0.0, 1.0, 3.0]).unwrap();
        assert_eq!(frequencies, [1, (1 << 26) + 1, 3 * (1 << 26) + 1]);
        assert!(integer_frequencies(&[]).is_err() && integer_frequencies(&[f64::NAN]).is_err());
    }

    #[portable_test]
    fn what_is_refused() {
        assert!(AdaptiveModel::new(0, 1).is_err() && AdaptiveModel::new(1 << 17, 1).is_err());
        let mut model = AdaptiveModel::new(2, 1).unwrap();
        assert!(model.observe(2).is_err());
        assert!(encode(&[2], &mut model).is_err());
    }
}
