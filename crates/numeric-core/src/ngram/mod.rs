//! n-gram models: the next token depends on the last n − 1 only.
//!
//! Tokens are numbers below the vocabulary's size V. A text has no marks added at its ends: its
//! first tokens are predicted from as many as there are, by the counts of that lower order.
//!
//! Sources: D. Jurafsky, J. H. Martin, *Speech and Language Processing*, 3rd ed. draft, ch. 3;
//! S. F. Chen, J. Goodman, *An Empirical Study of Smoothing Techniques for Language Modeling*,
//! Computer Speech and Language 13 (1999).

mod counts;
mod table;
mod tree;

pub use counts::NgramCounts;
pub use tree::{ContextTree, Path, Scores};

use crate::error::{CoreError, Result};
use crate::real;
use counts::{Row, check_tokens};

const OPERATION: &str = "n-gram model";

/// What the counts become probabilities by. c(h, w) counts w after the context h, c(h) is its sum
/// over w, and T(h) the number of different tokens seen after h. "Shorter" is the same model with
/// the context's oldest token left out; below the empty context it is 1/V for every token. After a
/// context that was never seen, the three interpolated models are the shorter one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Smoothing {
    /// Maximum likelihood, c(h, w)/c(h); no distribution after a context that was never seen.
    None,
    /// (c(h, w) + α)/(c(h) + αV): Lidstone's rule, Laplace's for α = 1.
    AddAlpha {
        /// α > 0.
        alpha: f64,
    },
    /// λ·c(h, w)/c(h) + (1 − λ)·shorter: Jelinek and Mercer's with one weight for all contexts.
    JelinekMercer {
        /// 0 ≤ λ < 1.
        lambda: f64,
    },
    /// (c(h, w) + T(h)·shorter)/(c(h) + T(h)): Witten and Bell's.
    WittenBell,
    /// (max(c(h, w) − D, 0) + D·T(h)·shorter)/c(h): Kneser and Ney's, interpolated. In the shorter
    /// contexts c counts the different tokens that were seen before (h, w) instead of how often.
    KneserNey {
        /// 0 < D ≤ 1.
        discount: f64,
    },
}

impl Smoothing {
    /// P(w | h) from c(h, w), c(h) and T(h) of a context that was seen, the vocabulary’s size and what
    /// the shorter context says.
    fn mixed(self, [count, total, types]: [f64; 3], vocabulary: f64, shorter: f64) -> f64 {
        match self {
            Self::None => count / total,
            // Divided by α, so that a large one doesn't overflow.
            Self::AddAlpha { alpha } if alpha > 1.0 => {
                (count / alpha + 1.0) / (total / alpha + vocabulary)
            }
            Self::AddAlpha { alpha } => (count + alpha) / (total + alpha * vocabulary),
            Self::JelinekMercer { lambda } => lambda * count / total + (1.0 - lambda) * shorter,
            Self::WittenBell => (count + types * shorter) / (total + types),
            Self::KneserNey { discount } => {
                ((count - discount).max(0.0) + discount * types * shorter) / total
            }
        }
    }

    fn check(self) -> Result<()> {
        let (name, value, allowed) = match self {
            Self::None | Self::WittenBell => return Ok(()),
            Self::AddAlpha { alpha } => ("alpha", alpha, alpha > 0.0 && alpha.is_finite()),
            Self::JelinekMercer { lambda } => ("lambda", lambda, (0.0..1.0).contains(&lambda)),
            Self::KneserNey { discount } => {
                ("discount", discount, discount > 0.0 && discount <= 1.0)
            }
        };
        if allowed {
            return Ok(());
        }
        Err(CoreError::not_allowed(
            OPERATION,
            format!("{name} {value} is out of range"),
        ))
    }
}

/// An n-gram model: counts, an order n and a smoothing.
#[derive(Debug, Clone, Copy)]
pub struct NgramModel<'a> {
    counts: &'a NgramCounts,
    order: usize,
    smoothing: Smoothing,
}

impl NgramModel<'_> {
    /// n.
    pub fn order(&self) -> usize {
        self.order
    }

    /// How many different contexts of n − 1 tokens were followed by a token.
    pub fn contexts(&self) -> usize {
        self.counts.by_length[self.order - 1].len()
    }

    /// How many different n-grams were seen: the numbers that a table of the model holds.
    pub fn ngrams(&self) -> usize {
        let rows = &self.counts.by_length[self.order - 1];
        rows.values().map(|row| row.counts.len()).sum()
    }

    /// P(· | context), one probability for each token, summing to 1 up to rounding. Only the last
    /// n − 1 tokens of the context count; a shorter one is predicted from by the lower order.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a token outside of the vocabulary, and, without smoothing,
    /// after a context that was never seen.
    pub fn distribution(&self, context: &[usize]) -> Result<Vec<f64>> {
        check_tokens(context, self.counts.vocabulary)?;
        let context = self.last(context);
        let mut probabilities = Vec::with_capacity(self.counts.vocabulary);
        for token in 0..self.counts.vocabulary {
            match self.smoothed(context, token) {
                Some(probability) => probabilities.push(probability),
                None => {
                    return Err(CoreError::not_allowed(
                        OPERATION,
                        format!("the context {context:?} was never seen, and nothing is smoothed"),
                    ));
                }
            }
        }
        Ok(probabilities)
    }

    /// P(token | context): one entry of [`distribution`](Self::distribution).
    ///
    /// # Errors
    ///
    /// As for [`distribution`](Self::distribution).
    pub fn probability(&self, context: &[usize], token: usize) -> Result<f64> {
        check_tokens(context, self.counts.vocabulary)?;
        check_tokens(&[token], self.counts.vocabulary)?;
        let context = self.last(context);
        self.smoothed(context, token).ok_or_else(|| {
            CoreError::not_allowed(
                OPERATION,
                format!("the context {context:?} was never seen, and nothing is smoothed"),
            )
        })
    }

    /// −log P(wₜ | wₜ₋ₙ₊₁ … wₜ₋₁) in nats for each token of a text; +∞ for what the model calls
    /// impossible, also, without smoothing, after a context that was never seen.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a token outside of the vocabulary.
    pub fn surprisals(&self, text: &[usize]) -> Result<Vec<f64>> {
        check_tokens(text, self.counts.vocabulary)?;
        Ok((0..text.len())
            .map(|position| {
                let context = self.last(&text[..position]);
                let probability = self.smoothed(context, text[position]).unwrap_or(0.0);
                // Rounding may pass 1, and 0 − 0 keeps −0 away.
                0.0 - real::ln(probability.min(1.0))
            })
            .collect())
    }

    /// The mean of the [`surprisals`](Self::surprisals), in nats per token: the cross-entropy of
    /// the text's empirical distribution and the model.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`] for an empty text; [`CoreError::NotAllowed`] for a token outside of the
    /// vocabulary.
    pub fn cross_entropy(&self, text: &[usize]) -> Result<f64> {
        if text.is_empty() {
            return Err(CoreError::Empty {
                operation: OPERATION,
            });
        }
        Ok(real::sum(&self.surprisals(text)?) / text.len() as f64)
    }

    /// e to the [`cross_entropy`](Self::cross_entropy): how many equally likely tokens would be as
    /// hard to predict.
    ///
    /// # Errors
    ///
    /// As for [`cross_entropy`](Self::cross_entropy).
    pub fn perplexity(&self, text: &[usize]) -> Result<f64> {
        Ok(real::exp(self.cross_entropy(text)?))
    }

    fn last<'t>(&self, context: &'t [usize]) -> &'t [usize] {
        &context[context.len().saturating_sub(self.order - 1)..]
    }

    /// None where nothing is smoothed and the context was never seen.
    fn smoothed(&self, context: &[usize], token: usize) -> Option<f64> {
        match self.smoothing {
            Smoothing::None => Some(self.of_row(self.row(context)?, token, f64::NAN)),
            Smoothing::AddAlpha { .. } => Some(match self.row(context) {
                Some(row) => self.of_row(row, token, f64::NAN),
                None => 1.0 / self.counts.vocabulary as f64,
            }),
            Smoothing::JelinekMercer { .. }
            | Smoothing::WittenBell
            | Smoothing::KneserNey { .. } => Some(self.interpolated(context, token)),
        }
    }

    fn of_row(&self, row: &Row, token: usize, shorter: f64) -> f64 {
        let counts = [row.count(token), row.total as f64, row.counts.len() as f64];
        let vocabulary = self.counts.vocabulary as f64;
        self.smoothing.mixed(counts, vocabulary, shorter)
    }

    /// From the empty context up, each step mixes the counts with what is known so far.
    fn interpolated(&self, context: &[usize], token: usize) -> f64 {
        let mut shorter = 1.0 / self.counts.vocabulary as f64;
        for length in 0..=context.len() {
            let suffix = &context[context.len() - length..];
            let continued =
                matches!(self.smoothing, Smoothing::KneserNey { .. }) && length < context.len();
            let row = if continued {
                self.counts.continuations[length].get(suffix)
            } else {
                self.row(suffix)
            };
            // Longer contexts were not seen either.
            let Some(row) = row else { break };
            shorter = self.of_row(row, token, shorter);
        }
        shorter
    }

    fn row(&self, context: &[usize]) -> Option<&Row> {
        self.counts.by_length[context.len()].get(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use crate::random::Random;

    const TEXT: [usize; 9] = [0, 1, 0, 1, 0, 2, 0, 1, 2];
    const SMOOTHINGS: [Smoothing; 5] = [
        Smoothing::None,
        Smoothing::AddAlpha { alpha: 0.3 },
        Smoothing::JelinekMercer { lambda: 0.6 },
        Smoothing::WittenBell,
        Smoothing::KneserNey { discount: 0.75 },
    ];

    fn close(values: &[f64], expected: &[f64]) {
        for (value, expected) in values.iter().zip(expected) {
            assert!((value - expected).abs() < 1e-15, "{values:?}");
        }
    }

    #[portable_test]
    fn bigrams_by_hand() {
        let counts = NgramCounts::new(&TEXT, 4, 2).unwrap();
        let after_zero = |smoothing| {
            let model = counts.model(2, smoothing).unwrap();
            model.distribution(&[2, 0]).unwrap()
        };
        // After 0: three times 1, once 2. Alone: 0 four times, 1 three times, 2 twice of nine.
        close(&after_zero(Smoothing::None), &[0.0, 0.75, 0.25, 0.0]);
        let added = [0.5 / 6.0, 3.5 / 6.0, 1.5 / 6.0, 0.5 / 6.0];
        close(&after_zero(Smoothing::AddAlpha { alpha: 0.5 }), &added);
        let alone = [4.0 / 9.0, 3.0 / 9.0, 2.0 / 9.0, 0.0];
        let half: Vec<f64> = [0.0, 0.75, 0.25, 0.0]
            .iter()
            .zip(alone)
            .map(|(two, one)| 0.5 * two + 0.25 * one + 0.25 * 0.25)
            .collect();
        close(&after_zero(Smoothing::JelinekMercer { lambda: 0.5 }), &half);
        // Witten–Bell: unigrams (c + 3/4)/12, then (c + 2·unigram)/6.
        let unigram = [4.75 / 12.0, 3.75 / 12.0, 2.75 / 12.0, 0.75 / 12.0];
        let witten_bell: Vec<f64> = [0.0, 3.0, 1.0, 0.0]
            .iter()
            .zip(unigram)
            .map(|(count, one)| (count + 2.0 * one) / 6.0)
            .collect();
        close(&after_zero(Smoothing::WittenBell), &witten_bell);
        // Kneser–Ney: 0 follows {1, 2}, 1 follows {0}, 2 follows {0, 1}: 2, 1, 2 of 5.
        let continued = [1.5, 0.5, 1.5, 0.0].map(|count| (count + 0.5 * 3.0 * 0.25) / 5.0);
        let kneser_ney: Vec<f64> = [0.0, 2.5, 0.5, 0.0]
            .iter()
            .zip(continued)
            .map(|(count, one)| (count + 0.5 * 2.0 * one) / 4.0)
            .collect();
        close(
            &after_zero(Smoothing::KneserNey { discount: 0.5 }),
            &kneser_ney,
        );
    }

    #[portable_test]
    fn distributions_sum_to_one() {
        let mut random = Random::new(1);
        let text: Vec<usize> = (0..300).map(|_| random.below(6).unwrap()).collect();
        let counts = NgramCounts::new(&text, 8, 5).unwrap();
        for order in 1..=5 {
            for smoothing in SMOOTHINGS {
                let model = counts.model(order, smoothing).unwrap();
                for start in 0..40 {
                    // Contexts that were seen, some that weren't, and short ones.
                    let mut context = text[start..start + start % 6].to_vec();
                    if start % 5 == 4 {
                        context.push(7);
                    }
                    match model.distribution(&context) {
                        Ok(p) => {
                            assert!((real::sum(&p) - 1.0).abs() < 1e-14, "{smoothing:?}");
                            assert!(p.iter().all(|p| (0.0..=1.0).contains(p)));
                            assert_eq!(p[3], model.probability(&context, 3).unwrap());
                        }
                        Err(_) => assert_eq!(smoothing, Smoothing::None),
                    }
                }
            }
        }
    }

    #[portable_test]
    fn unigrams_reach_the_empirical_entropy() {
        let counts = NgramCounts::new(&TEXT, 3, 1).unwrap();
        let model = counts.model(1, Smoothing::None).unwrap();
        let shares = [4.0 / 9.0, 3.0 / 9.0, 2.0 / 9.0];
        let entropy = crate::information::entropy(&shares, Default::default()).unwrap();
        assert!((model.cross_entropy(&TEXT).unwrap() - entropy).abs() < 1e-15);
        assert!((model.perplexity(&TEXT).unwrap() - real::exp(entropy)).abs() < 1e-14);
        assert_eq!((model.contexts(), model.ngrams()), (1, 3));
    }

    #[portable_test]
    fn higher_orders_fit_the_text_better_and_fail_elsewhere() {
        let counts = NgramCounts::new(&TEXT, 3, 6).unwrap();
        let on_text = |order| {
            let model = counts.model(order, Smoothing::None).unwrap();
            model.cross_entropy(&TEXT).unwrap()
        };
        assert!((1..6).all(|order| on_text(order + 1) <= on_text(order) + 1e-15));
        let model = counts.model(3, Smoothing::None).unwrap();
        assert_eq!(model.cross_entropy(&[2, 2, 1]).unwrap(), f64::INFINITY);
        assert_eq!(model.contexts(), 4);
        assert!(model.distribution(&[2, 2]).is_err() && model.probability(&[2, 2], 1).is_err());
        let smooth = counts.model(3, Smoothing::WittenBell).unwrap();
        assert!(smooth.cross_entropy(&[2, 2, 1]).unwrap().is_finite());
    }

    #[portable_test]
    fn nothing_seen_is_uniform() {
        let counts = NgramCounts::new(&[], 4, 3).unwrap();
        for smoothing in &SMOOTHINGS[1..] {
            let model = counts.model(3, *smoothing).unwrap();
            close(&model.distribution(&[0, 1]).unwrap(), &[0.25; 4]);
            assert_eq!(model.contexts(), 0);
        }
        let model = counts
            .model(1, Smoothing::AddAlpha { alpha: 1e300 })
            .unwrap();
        assert!(model.perplexity(&[1, 2]).unwrap() - 4.0 < 1e-14);
    }

    #[portable_test]
    fn what_is_refused() {
        assert!(matches!(
            NgramCounts::new(&[], 0, 1),
            Err(CoreError::Empty { .. })
        ));
        assert!(NgramCounts::new(&[4], 4, 1).is_err());
        assert!(NgramCounts::new(&[], 4, 0).is_err() && NgramCounts::new(&[], 4, 17).is_err());
        let counts = NgramCounts::new(&TEXT, 4, 3).unwrap();
        assert!(counts.model(0, Smoothing::None).is_err());
        assert!(counts.model(4, Smoothing::None).is_err());
        for value in [-0.1, f64::NAN, f64::INFINITY] {
            assert!(
                counts
                    .model(1, Smoothing::AddAlpha { alpha: value })
                    .is_err()
            );
            assert!(
                counts
                    .model(1, Smoothing::JelinekMercer { lambda: value })
                    .is_err()
            );
            assert!(
                counts
                    .model(1, Smoothing::KneserNey { discount: value })
                    .is_err()
            );
        }
        let model = counts.model(2, Smoothing::WittenBell).unwrap();
        assert!(model.distribution(&[4]).is_err() && model.probability(&[0], 4).is_err());
        assert!(model.surprisals(&[9]).is_err() && model.cross_entropy(&[]).is_err());
    }
}
