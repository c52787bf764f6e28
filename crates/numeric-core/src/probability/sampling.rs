//! Choosing the next token from logits: greedy, temperature, top-k, top-p and min-p.
//!
//! Outcomes are ranked by falling logit; of equal logits the one with the smaller index comes
//! first. What is kept is a beginning of that ranking, renormalised: softmax over the kept logits
//! alone. A logit of −∞ is never kept.
//!
//! Probabilities are added in the order of the ranking, one after the other, each sum rounded: in
//! that order 0.4 + 0.3 + 0.2 is less than 0.9, and a nucleus for p = 0.9 takes one more.
//!
//! Sources: A. Fan, M. Lewis, Y. Dauphin, *Hierarchical Neural Story Generation*, ACL 2018 (top-k);
//! A. Holtzman et al., *The Curious Case of Neural Text Degeneration*, ICLR 2020 (top-p);
//! M. Nguyen et al., *Turning Up the Heat: Min-p Sampling for Creative and Coherent LLM Outputs*,
//! ICLR 2025 (min-p).

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
        /// T ≥ 0.
        temperature: f64,
        /// 0 ≤ p ≤ 1; 1 keeps all, whatever rounding does to the sum, and 0 the largest.
        p: f64,
    },
    /// All whose probability is at least p times the largest one.
    MinP {
        /// T ≥ 0.
        temperature: f64,
        /// 0 ≤ p ≤ 1; 0 keeps all.
        p: f64,
    },
}

/// When the temperature is applied: before something is cut off, or to what is kept.
///
/// The ranking is the same for every temperature, so only [`Method::TopP`] and [`Method::MinP`]
/// tell the two apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// The cut is made in softmax(z/T).
    #[default]
    First,
    /// The cut is made in softmax(z); then T is applied.
    Last,
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

/// The outcomes that a method keeps, and their probabilities; the temperature comes first.
///
/// # Errors
///
/// As for [`choose_in`].
pub fn choose(logits: &[f64], method: Method) -> Result<Choice> {
    choose_in(logits, method, Order::First)
}

/// The outcomes that a method keeps when the temperature is applied at some time, and their
/// probabilities.
///
/// # Errors
///
/// [`CoreError::Empty`] without logits; [`CoreError::NotAllowed`] if one is NaN or +∞ or all are
/// −∞, unless T ≥ 0 is finite, for k = 0, and unless 0 ≤ p ≤ 1.
pub fn choose_in(logits: &[f64], method: Method, order: Order) -> Result<Choice> {
    let (temperature, cut) = method.parts()?;
    let before = tempered(logits, temperature)?;
    let ranked = ranking(logits);
    let kept = match order {
        Order::First => cut.keep(ranked, &before),
        Order::Last => cut.keep(ranked, &tempered(logits, 1.0)?),
    };
    keep(logits, kept, &before, temperature)
}

/// What is cut off.
enum Cut {
    Count(usize),
    Nucleus(f64),
    Ratio(f64),
}

impl Method {
    fn parts(self) -> Result<(f64, Cut)> {
        let (temperature, cut) = match self {
            Self::Greedy => (1.0, Cut::Count(1)),
            Self::Temperature { temperature } => (temperature, Cut::Count(usize::MAX)),
            Self::TopK { temperature, k } => (temperature, Cut::Count(k)),
            Self::TopP { temperature, p } => (temperature, Cut::Nucleus(p)),
            Self::MinP { temperature, p } => (temperature, Cut::Ratio(p)),
        };
        match cut {
            Cut::Count(0) => Err(CoreError::not_allowed(OPERATION, "k = 0 keeps nothing")),
            Cut::Nucleus(p) | Cut::Ratio(p) if !(0.0..=1.0).contains(&p) => Err(
                CoreError::not_allowed(OPERATION, format!("p = {p} is not between 0 and 1")),
            ),
            cut => Ok((temperature, cut)),
        }
    }
}

impl Cut {
    /// The beginning of the ranking that is kept where these are the probabilities.
    fn keep(&self, ranked: Vec<usize>, before: &[f64]) -> Vec<usize> {
        let count = match *self {
            Self::Count(k) => k,
            Self::Nucleus(p) => nucleus(&ranked, before, p),
            Self::Ratio(p) => {
                let largest = ranked.first().map_or(0.0, |&index| before[index]);
                ranked.partition_point(|&index| before[index] >= p * largest)
            }
        };
        ranked.into_iter().take(count).collect()
    }
}

/// The indices of the logits above −∞, by falling logit, then rising index.
pub fn ranking(logits: &[f64]) -> Vec<usize> {
    let mut ranked: Vec<usize> = (0..logits.len())
        .filter(|&index| logits[index] > f64::NEG_INFINITY)
        .collect();
    // The sort is stable. Adding 0 makes −0 equal to 0.
    ranked.sort_by(|&a, &b| (logits[b] + 0.0).total_cmp(&(logits[a] + 0.0)));
    ranked
}

/// softmax(z/T) as [`softmax_at`]; T = 0 is the limit T → 0, equal parts on the largest logits.
///
/// # Errors
///
/// As for [`choose_in`].
pub fn tempered(logits: &[f64], temperature: f64) -> Result<Vec<f64>> {
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

/// How many of the ranking have a probability of at least p together.
fn nucleus(ranked: &[usize], before: &[f64], p: f64) -> usize {
    if p == 1.0 {
        return ranked.len();
    }
    let mut mass = 0.0;
    for (before_it, &index) in ranked.iter().enumerate() {
        mass += before[index];
        if mass >= p {
            return before_it + 1;
        }
    }
    ranked.len()
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

    /// Top-p and min-p.
    fn at_one(p: f64) -> (Method, Method) {
        let temperature = 1.0;
        (
            Method::TopP { temperature, p },
            Method::MinP { temperature, p },
        )
    }

    #[portable_test]
    fn min_p_compares_with_the_largest() {
        let logits = [0.4, 0.1, 0.3, 0.2].map(real::ln);
        let kept = |p| choose(&logits, at_one(p).1).unwrap().kept;
        assert_eq!(kept(1.0), [0]);
        assert_eq!(kept(0.7), [0, 2]);
        assert_eq!(kept(0.49), [0, 2, 3]);
        assert_eq!(kept(0.0), [0, 2, 3, 1]);
        let ties = choose(&LOGITS, at_one(1.0).1).unwrap();
        assert_eq!(ties.kept, [1, 3]);
        // At T = 0 what isn't largest has probability 0, and p = 0 keeps it nevertheless.
        let cold = |p| {
            choose(
                &LOGITS,
                Method::MinP {
                    temperature: 0.0,
                    p,
                },
            )
            .unwrap()
        };
        assert_eq!(cold(0.1).kept, [1, 3]);
        assert_eq!(cold(0.0).kept, [1, 3, 0, 2]);
        assert_eq!(cold(0.0).probabilities, [0.0, 0.5, 0.0, 0.5, 0.0]);
    }

    #[portable_test]
    fn the_order_of_temperature_and_cut() {
        let logits = [3.0, 2.0, 1.0];
        let method = Method::TopP {
            temperature: 0.5,
            p: 0.8,
        };
        let first = choose_in(&logits, method, Order::First).unwrap();
        let last = choose_in(&logits, method, Order::Last).unwrap();
        assert_eq!((first.kept.len(), last.kept.len()), (1, 2));
        let two = crate::probability::softmax_at(&logits[..2], 0.5).unwrap();
        assert_eq!(last.probabilities, [two[0], two[1], 0.0]);
        // The mass is that at the temperature, whatever the cut was made in.
        let before = tempered(&logits, 0.5).unwrap();
        assert_eq!(last.kept_mass, before[0] + before[1]);
        for order in [Order::First, Order::Last] {
            let method = Method::TopK {
                temperature: 0.5,
                k: 2,
            };
            assert_eq!(choose_in(&logits, method, order).unwrap(), last);
        }
    }

    #[portable_test]
    fn sums_are_taken_by_rank() {
        let nucleus = |p| super::nucleus(&[3, 2, 1, 0], &[0.1, 0.2, 0.3, 0.4], p);
        assert_eq!((nucleus(0.0), nucleus(0.4), nucleus(0.7)), (1, 1, 2));
        // 0.4 + 0.3 + 0.2 = 0.8999999999999999.
        assert_eq!((nucleus(0.9), nucleus(0.9_f64.next_down())), (4, 3));
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
        for p in [-0.1, 1.1, f64::NAN] {
            let (top, min) = at_one(p);
            assert!(choose(&LOGITS, top).is_err());
            assert!(choose(&LOGITS, min).is_err());
        }
    }
}
