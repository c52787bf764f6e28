//! A distribution, given by weights that are divided by their sum.

use super::row::row_of_numbers;
use super::{among, is_zero};
use crate::contract::Draw;
use crate::contract::kind::{Kind, Value};
use crate::contract::number::tidy;
use crate::contract::panel::below;
use numeric_core::random::Random;

/// Largest weight.
const LIMIT: f64 = 1e6;
const EXTREMES: [f64; 7] = [0.0, 0.0, 1.0, LIMIT, 1e-9, 1e-300, 0.5];

/// `fewest` to `most` weights that aren't negative, and not all zero.
#[derive(Clone, Copy, Debug)]
pub struct Weights {
    /// Fewest outcomes.
    pub fewest: usize,
    /// Most outcomes.
    pub most: usize,
}

/// What the weights were when a bar was taken hold of: dragged up to 1 and down again, it gives the
/// others their proportions back.
#[derive(Clone, Debug, PartialEq)]
pub struct Proportions {
    at: usize,
    before: Vec<f64>,
    after: Vec<f64>,
}

impl Weights {
    /// Weights of that many outcomes.
    #[must_use]
    pub const fn new(fewest: usize, most: usize) -> Self {
        Self { fewest, most }
    }

    /// The kind of their key.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::Vector {
            length: (self.fewest, self.most),
            min: 0.0,
            max: LIMIT,
        }
    }

    /// The weights enlarged or cut to a number of outcomes; never all zero.
    #[must_use]
    pub fn resized(self, weights: &[f64], n: usize) -> Vec<f64> {
        let n = n.clamp(self.fewest, self.most);
        let total: f64 = weights.iter().sum();
        let fill = (total / weights.len().max(1) as f64).clamp(f64::MIN_POSITIVE, LIMIT);
        let mut out: Vec<f64> = (0..n)
            .map(|i| weights.get(i).copied().unwrap_or(fill))
            .collect();
        if out.iter().all(|w| *w == 0.0) {
            out.fill(1.0);
        }
        out
    }

    /// Pasted weights for `n` outcomes, where they can be used.
    ///
    /// # Errors
    /// A message for the reader.
    pub fn pasted(self, list: Vec<f64>, n: usize) -> Result<Vec<f64>, String> {
        if list.len() != n {
            let has = list.len();
            return Err(format!("it has {has} numbers, but there are {n} outcomes"));
        }
        if list.iter().any(|w| !(0.0..=LIMIT).contains(w)) || list.iter().all(|w| *w == 0.0) {
            return Err(format!("weights must be from 0 to {LIMIT}, and not all 0"));
        }
        Ok(list)
    }

    /// One outcome's probability set; the others share the rest in their proportions, those that
    /// they had before the same bar was dragged further.
    #[must_use]
    pub fn dragged(
        self,
        weights: &[f64],
        (at, probability): (usize, f64),
        held: &mut Option<Proportions>,
    ) -> Vec<f64> {
        let before = match held.take() {
            Some(held) if held.at == at && held.after == weights => held.before,
            _ => weights.to_vec(),
        };
        let after: Vec<f64> = with_probability(&before, at, probability)
            .into_iter()
            .map(tidy)
            .collect();
        *held = Some(Proportions {
            at,
            before,
            after: after.clone(),
        });
        after
    }

    /// Why a row that the key allows can't be had.
    fn refusal(self, row: &[f64]) -> Option<String> {
        is_zero(row).then(|| "at least one weight above 0".into())
    }

    /// Random weights of a number of outcomes.
    fn random_of(self, random: &mut Random, draw: Draw, count: usize) -> Vec<f64> {
        match draw {
            Draw::Ordinary => (0..count)
                .map(|_| (1.0 + 99.0 * random.uniform()).round() / 100.0)
                .collect(),
            Draw::Extreme => {
                let mut weights: Vec<f64> =
                    (0..count).map(|_| among(random, &EXTREMES, 1.0)).collect();
                if weights.iter().all(|w| *w == 0.0) {
                    weights[below(random, count)] = 1.0;
                }
                weights
            }
        }
    }
}

/// Weights in which one outcome has that probability and the others share the rest in their
/// proportions; equally where all others are zero.
#[must_use]
pub fn with_probability(weights: &[f64], at: usize, probability: f64) -> Vec<f64> {
    let wanted = probability.clamp(0.0, 1.0);
    let others: f64 = weights
        .iter()
        .enumerate()
        .filter(|(i, _)| *i != at)
        .map(|(_, w)| w)
        .sum();
    let rest = 1.0 - wanted;
    weights
        .iter()
        .enumerate()
        .map(|(i, w)| {
            if i == at {
                wanted
            } else if others > 0.0 {
                rest * (w / others)
            } else {
                rest / (weights.len() - 1).max(1) as f64
            }
        })
        .collect()
}

row_of_numbers!(Weights);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const INPUT: Weights = Weights::new(2, 12);

    proptest! {
        #[test]
        fn dragging_keeps_the_others_proportions(
            w in proptest::collection::vec(0.01..10.0f64, 3..12), to in 0.0..0.99f64,
        ) {
            let next = with_probability(&w, 0, to);
            prop_assert!((next.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            prop_assert!((next[0] - to).abs() < 1e-15);
            prop_assert!((next[1] / next[2] - w[1] / w[2]).abs() < 1e-9 * w[1] / w[2]);
        }
    }

    #[test]
    fn a_bar_that_held_everything_gives_way_equally() {
        assert_eq!(
            with_probability(&[1.0, 0.0, 0.0], 0, 0.5),
            [0.5, 0.25, 0.25]
        );
    }

    #[test]
    fn proportions_come_back_when_a_bar_comes_back_down() {
        let mut held = None;
        let up = INPUT.dragged(&[0.2, 0.6, 0.2], (0, 1.0), &mut held);
        assert_eq!(up, [1.0, 0.0, 0.0]);
        let down = INPUT.dragged(&up, (0, 0.6), &mut held);
        assert_eq!(down, [0.6, 0.3, 0.1]);
        // Another bar, or weights from elsewhere, begin anew.
        assert_eq!(INPUT.dragged(&[1.0, 0.0], (0, 0.5), &mut held), [0.5, 0.5]);
    }

    #[test]
    fn outcomes_come_and_go() {
        assert_eq!(INPUT.resized(&[1.0, 3.0], 3), [1.0, 3.0, 2.0]);
        assert_eq!(INPUT.resized(&[0.0, 0.0, 5.0], 2), [1.0, 1.0]);
        assert_eq!(INPUT.resized(&[1.0, 3.0], 99).len(), 12);
    }
}
