//! Which token followed which context, and how often.

use super::{NgramModel, OPERATION, Smoothing};
use crate::error::{CoreError, Result};
use std::collections::BTreeMap;

/// Enough to pass the length of any sentence that counts can know.
pub(super) const LARGEST_ORDER: usize = 16;

/// How often each token followed each context of up to n − 1 tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct NgramCounts {
    pub(super) vocabulary: usize,
    /// By the length of the context.
    pub(super) by_length: Vec<BTreeMap<Vec<usize>, Row>>,
    /// The same with, for each (h, w), the number of different tokens before it.
    pub(super) continuations: Vec<BTreeMap<Vec<usize>, Row>>,
}

/// What followed one context.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Row {
    pub(super) total: u64,
    pub(super) counts: BTreeMap<usize, u64>,
}

impl NgramCounts {
    /// Counts the n-grams of a text for n = 1, …, `largest_order`.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`] without a vocabulary; [`CoreError::NotAllowed`] unless the order is
    /// between 1 and 16, and for a token outside of the vocabulary.
    pub fn new(text: &[usize], vocabulary: usize, largest_order: usize) -> Result<Self> {
        if vocabulary == 0 {
            return Err(CoreError::Empty {
                operation: OPERATION,
            });
        }
        if !(1..=LARGEST_ORDER).contains(&largest_order) {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("order {largest_order} is not between 1 and {LARGEST_ORDER}"),
            ));
        }
        check_tokens(text, vocabulary)?;
        let mut by_length = vec![BTreeMap::<Vec<usize>, Row>::new(); largest_order];
        for (length, rows) in by_length.iter_mut().enumerate() {
            for window in text.windows(length + 1) {
                let (context, token) = (&window[..length], window[length]);
                // Few contexts are new: look up before making a key.
                match rows.get_mut(context) {
                    Some(row) => row.add(token),
                    None => rows.entry(context.to_vec()).or_default().add(token),
                }
            }
        }
        let mut continuations = vec![BTreeMap::<Vec<usize>, Row>::new(); largest_order - 1];
        for (rows, longer) in continuations.iter_mut().zip(&by_length[1..]) {
            for (context, row) in longer {
                let shorter = rows.entry(context[1..].to_vec()).or_default();
                for &token in row.counts.keys() {
                    shorter.add(token);
                }
            }
        }
        Ok(Self {
            vocabulary,
            by_length,
            continuations,
        })
    }

    /// The size of the vocabulary, V.
    pub fn vocabulary(&self) -> usize {
        self.vocabulary
    }

    /// The largest order counted.
    pub fn largest_order(&self) -> usize {
        self.by_length.len()
    }

    /// A model of some order on these counts.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] unless the order is between 1 and the largest one, and for a
    /// smoothing whose number is outside of its range.
    pub fn model(&self, order: usize, smoothing: Smoothing) -> Result<NgramModel<'_>> {
        if !(1..=self.largest_order()).contains(&order) {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!(
                    "order {order} is not between 1 and {}",
                    self.largest_order()
                ),
            ));
        }
        smoothing.check()?;
        Ok(NgramModel {
            counts: self,
            order,
            smoothing,
        })
    }
}

impl Row {
    fn add(&mut self, token: usize) {
        self.total += 1;
        *self.counts.entry(token).or_default() += 1;
    }

    pub(super) fn count(&self, token: usize) -> f64 {
        self.counts.get(&token).copied().unwrap_or(0) as f64
    }
}

pub(super) fn check_tokens(tokens: &[usize], vocabulary: usize) -> Result<()> {
    match tokens.iter().find(|&&token| token >= vocabulary) {
        None => Ok(()),
        Some(token) => Err(CoreError::not_allowed(
            OPERATION,
            format!("token {token} is not in a vocabulary of {vocabulary}"),
        )),
    }
}
