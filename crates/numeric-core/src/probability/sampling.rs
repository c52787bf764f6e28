//! Choosing the next token from logits: greedy, temperature, top-k and top-p.
//!
//! Outcomes are ranked by falling logit; of equal logits the one with the smaller index comes
//! first. What is kept is a beginning of that ranking, renormalised: softmax over the kept logits
//! alone. A logit of −∞ is never kept.
//!
//! Sources: A. Fan, M. Lewis, Y. Dauphin, *Hierarchical Neural Story Generation*, ACL 2018 (top-k);
//! A. Holtzman et al., *The Curious Case of Neural Text Degeneration*, ICLR 2020 (top-p).

use super::families::Categorical;
use super::{largest_index, softmax_at};
use crate::error::{CoreError, Result};
use crate::random::Random;
use crate::real;

const OPERATION: &str = "sampling";

/// How the next token is chosen. A temperature T divides the logits first; T = 0 stands for the
/// limit T → 0, all probability in equal parts on the largest logits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// The first of the largest logits, always.
    Greedy,
    /// All outcomes, softmax(z/T).
    Temperature {
        /// T ≥ 0.
        temperature: f64,
    },
    /// The k largest logits (exactly k, if there are as many that are finite; equal logits at the
    /// edge are kept by rank).
    TopK {
        /// T ≥ 0.
        temperature: f64,
        /// How many are kept, at least 1; more than there are keeps all.
        k: usize,
    },
    /// The nucleus: as few of the largest as have a probability of at least p together (equal
    /// logits at the edge are kept by rank).
    TopP {
        /// T ≥ 0, applied before the nucleus is found.
        temperature: f64,
        /// 0 < p ≤ 1; 1 keeps all, whatever rounding does to the sum.
        p: f64,
    },
}

/// What a [`Method`] makes of some logits.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The outcomes kept, by rank.
    pub kept: Vec<usize>,
    /// The probability that softmax at this temperature gives to all of them together.
    pub kept_mass: f64,
    /// One probability for each outcome, 0 for what isn't kept, summing to 1 up to rounding.
    pub probabilities: Vec<f64>,
}

impl Choice {
    /// `count` outcomes drawn by [`Categorical::draw`].
    ///
    /// # Errors
    ///
    /// None for a choice made by [`choose`].
    pub fn draws(&self, count: usize, random: &mut Random) -> Result<Vec<usize>> {
        Ok(Categorical::new(&self.probabilities)?.draws(count, random))
    }
}

/// The outcomes that a method keeps, and their probabilities.
///
/// # Errors
///
/// [`CoreError::Empty`] without logits; [`CoreError::NotAllowed`] if one is NaN or +∞ or all are
/// −∞, unless T ≥ 0 is finite, for k = 0, and unless 0 < p ≤ 1.
pub fn choose(logits: &[f64], method: Method) -> Result<Choice> {
    let first = largest_index(OPERATION, logits)?;
    let ranked = ranking(logits);
    match method {
        Method::Greedy => {
            let before = tempered(logits, 1.0)?;
            keep(logits, vec![first], &before, 1.0)
        }
        Method::Temperature { temperature } => {
            let before = tempered(logits, temperature)?;
            keep(logits, ranked, &before, temperature)
        }
        Method::TopK { temperature, k } => {
            if k == 0 {
                return Err(CoreError::not_allowed(OPERATION, "k = 0 keeps nothing"));
            }
            let before = tempered(logits, temperature)?;
            let kept = ranked.into_iter().take(k).collect();
            keep(logits, kept, &before, temperature)
        }
        Method::TopP { temperature, p } => {
            if !(p > 0.0 && p <= 1.0) {
                return Err(CoreError::not_allowed(
                    OPERATION,
                    format!("p = {p} is not above 0 and at most 1"),
                ));
            }
            let before = tempered(logits, temperature)?;
            let kept = nucleus(ranked, &before, p);
            keep(logits, kept, &before, temperature)
        }
    }
}

/// The indices of the logits above −∞, by falling logit, then rising index.
fn ranking(logits: &[f64]) -> Vec<usize> {
    let mut ranked: Vec<usize> = (0..logits.len())
        .filter(|&index| logits[index] > f64::NEG_INFINITY)
        .collect();
    // The sort is stable. Adding 0 makes −0 equal to 0.
    ranked.sort_by(|&a, &b| (logits[b] + 0.0).total_cmp(&(logits[a] + 0.0)));
    ranked
}

/// Softmax at a temperature that may be 0, the limit.
fn tempered(logits: &[f64], temperature: f64) -> Result<Vec<f64>> {
    if temperature != 0.0 {
        return softmax_at(logits, temperature);
    }
    let largest = logits[largest_index(OPERATION, logits)?];
    let ties = logits.iter().filter(|&&logit| logit == largest).count();
    let share = 1.0 / ties as f64;
    Ok(logits
        .iter()
        .map(|&logit| if logit == largest { share } else { 0.0 })
        .collect())
}

fn nucleus(ranked: Vec<usize>, before: &[f64], p: f64) -> Vec<usize> {
    if p == 1.0 {
        return ranked;
    }
    let mut mass = 0.0;
    let mut count = 0;
    for &index in &ranked {
        mass += before[index];
        count += 1;
        if mass >= p {
            break;
        }
    }
    ranked.into_iter().take(count).collect()
}

fn keep(logits: &[f64], kept: Vec<usize>, before: &[f64], temperature: f64) -> Result<Choice> {
    let masses: Vec<f64> = kept.iter().map(|&index| before[index]).collect();
    let mut masked = vec![f64::NEG_INFINITY; logits.len()];
    for &index in &kept {
        masked[index] = logits[index];
    }
    Ok(Choice {
        kept_mass: real::sum(&masses).min(1.0),
        probabilities: tempered(&masked, temperature)?,
        kept,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use crate::probability::softmax;

    const LOGITS: [f64; 5] = [1.0, 3.0, -2.0, 3.0, f64::NEG_INFINITY];

    fn top_k(k: usize) -> Choice {
        let method = Method::TopK {
            temperature: 1.0,
            k,
        };
        choose(&LOGITS, method).unwrap()
    }

    fn top_p(p: f64) -> Choice {
        let method = Method::TopP {
            temperature: 1.0,
            p,
        };
        choose(&LOGITS, method).unwrap()
    }

    #[portable_test]
    fn greedy_takes_the_first_of_the_largest() {
        let choice = choose(&LOGITS, Method::Greedy).unwrap();
        assert_eq!(choice.kept, [1]);
        assert_eq!(choice.probabilities, [0.0, 1.0, 0.0, 0.0, 0.0]);
        assert_eq!(choice.kept_mass, softmax(&LOGITS).unwrap()[1]);
        assert_eq!(choice.draws(4, &mut Random::new(1)).unwrap(), [1; 4]);
    }

    #[portable_test]
    fn temperature_zero_is_the_limit() {
        let at = |temperature| {
            let method = Method::Temperature { temperature };
            choose(&LOGITS, method).unwrap().probabilities
        };
        assert_eq!(at(0.0), [0.0, 0.5, 0.0, 0.5, 0.0]);
        assert_eq!(at(0.0), at(1e-3));
        assert_eq!(at(1.0), softmax(&LOGITS).unwrap());
    }

    #[portable_test]
    fn top_k_by_rank() {
        assert_eq!(top_k(1).kept, [1]);
        assert_eq!(top_k(2).probabilities, [0.0, 0.5, 0.0, 0.5, 0.0]);
        assert_eq!(top_k(3).kept, [1, 3, 0]);
        for all in [4, 5, 100] {
            assert_eq!(top_k(all).kept, [1, 3, 0, 2]);
            assert_eq!(top_k(all).probabilities, softmax(&LOGITS).unwrap());
            assert!((top_k(all).kept_mass - 1.0).abs() < 1e-15);
        }
    }

    #[portable_test]
    fn top_p_keeps_as_few_as_reach_p() {
        let probabilities = softmax(&LOGITS).unwrap();
        assert_eq!(top_p(1e-9).kept, [1]);
        assert_eq!(top_p(probabilities[1]).kept, [1]);
        assert_eq!(top_p(probabilities[1].next_up()).kept, [1, 3]);
        assert_eq!(top_p(0.95).kept, [1, 3, 0]);
        assert_eq!(top_p(1.0).kept, [1, 3, 0, 2]);
        assert_eq!(top_p(1.0).probabilities, probabilities);
        let kept = top_p(0.9);
        assert!(kept.kept_mass >= 0.9);
        assert!((probabilities[3] / kept.kept_mass - kept.probabilities[3]).abs() < 1e-15);
    }

    #[portable_test]
    fn the_nucleus_is_found_after_the_temperature() {
        let logits = [2.0, 1.0, 0.0];
        let kept = |temperature| {
            let method = Method::TopP {
                temperature,
                p: 0.9,
            };
            choose(&logits, method).unwrap().kept.len()
        };
        assert_eq!((kept(0.0), kept(0.3), kept(1.0), kept(10.0)), (1, 1, 2, 3));
    }

    #[portable_test]
    fn frequencies_follow_the_probabilities() {
        let choice = top_k(3);
        let count = 20_000;
        let draws = choice.draws(count, &mut Random::new(4)).unwrap();
        for (index, &p) in choice.probabilities.iter().enumerate() {
            let share = draws.iter().filter(|&&draw| draw == index).count() as f64 / count as f64;
            assert!((share - p).abs() <= 5.0 * real::sqrt(p * (1.0 - p) / count as f64));
        }
    }

    #[portable_test]
    fn what_is_refused() {
        let temperature = |temperature| Method::Temperature { temperature };
        assert!(matches!(
            choose(&[], Method::Greedy),
            Err(CoreError::Empty { .. })
        ));
        for logits in [
            [f64::NAN, 0.0],
            [f64::INFINITY, 0.0],
            [f64::NEG_INFINITY; 2],
        ] {
            assert!(choose(&logits, Method::Greedy).is_err());
            assert!(choose(&logits, temperature(0.0)).is_err());
        }
        for bad in [-1.0, f64::NAN, f64::INFINITY] {
            assert!(choose(&LOGITS, temperature(bad)).is_err());
        }
        let k = Method::TopK {
            temperature: 1.0,
            k: 0,
        };
        assert!(choose(&LOGITS, k).is_err());
        for p in [0.0, -0.1, 1.1, f64::NAN] {
            let method = Method::TopP {
                temperature: 1.0,
                p,
            };
            assert!(choose(&LOGITS, method).is_err());
        }
    }
}
