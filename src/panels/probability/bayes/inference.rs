//! Hypotheses weighed by evidence: Bayes' rule for given likelihoods, and for coins and their flips.

use super::state::BayesState;
use crate::contract::compare::rounding;
use crate::contract::lists::{At, argmax, normalised};
use numeric_core::probability::coins::log_joint;
use numeric_core::probability::{normalise_products, softmax};
use numeric_core::real;

/// What evidence makes of a prior.
pub struct Inference {
    /// The probability of each hypothesis before the evidence; n numbers that sum to 1.
    pub prior: Vec<f64>,
    /// The probability of each after it; none where the evidence has probability 0.
    pub posterior: Option<Vec<f64>>,
    /// Σᵢ P(Hᵢ)·P(E|Hᵢ).
    pub evidence: f64,
}

/// P(Hᵢ|E) = P(Hᵢ)·P(E|Hᵢ)/P(E), from the prior's weights and the likelihoods of a state.
pub fn rule(state: &BayesState, broken: Option<&str>) -> Inference {
    let weights = state.prior_weights();
    let prior = normalised(&weights);
    let joint: Vec<f64> = prior
        .iter()
        .zip(&state.likelihood)
        .map(|(p, l)| p * l)
        .collect();
    let posterior = normalise_products(&weights, &state.likelihood).ok();
    let evidence = normalise_products(&prior, &state.likelihood).ok();
    Inference {
        evidence: evidence.map_or(0.0, |(_, evidence)| evidence),
        posterior: posterior.map(|(posterior, _)| match broken {
            Some("rule") => normalised(&state.likelihood),
            Some("posterior-sums-to-one") => joint,
            _ => posterior,
        }),
        prior,
    }
}

/// What the flips of a coin say of which coin it is, and of the next flip.
pub struct Flips {
    pub prior: Vec<f64>,
    /// None where no coin with a prior above 0 can produce the flips.
    pub posterior: Option<Vec<f64>>,
    /// log P(coin) + log P(flips | coin), in nats.
    pub log_joint: Vec<f64>,
    pub heads: f64,
    pub tails: f64,
}

impl Flips {
    /// The probability that the next flip is a 1: Σ P(coin | flips)·θ.
    pub fn prediction(&self, coins: &[f64]) -> Option<f64> {
        let posterior = self.posterior.as_ref()?;
        Some(posterior.iter().zip(coins).map(|(p, c)| p * c).sum())
    }

    /// How far rounding may take the logarithm of a coin's joint probability: its terms have one sign, and
    /// 1 − θ has the rounding of θ.
    pub fn off(&self, coins: &[f64], at: usize) -> f64 {
        let theta = coins.at(at);
        let steep = self.heads + self.tails * theta / (1.0 - theta);
        let terms = [self.log_joint.at(at), steep].into_iter();
        rounding(terms.filter(|x| x.is_finite()))
    }

    /// The most probable coins: all that can't be told from the first of them.
    pub fn most_probable(&self, coins: &[f64]) -> Vec<usize> {
        let top = argmax(&self.log_joint);
        let off = |at| self.off(coins, at) + self.off(coins, top);
        let apart = |at: &usize| self.log_joint.at(top) - self.log_joint.at(*at);
        let all = 0..self.log_joint.len();
        all.filter(|at| *at == top || apart(at) <= off(*at))
            .collect()
    }

    /// The share of ones; NaN where there are no flips.
    pub fn frequency(&self) -> f64 {
        self.heads / (self.heads + self.tails)
    }

    /// Laplace's rule of succession, (ones + 1)/(flips + 2): the prediction of a uniform prior over
    /// all coins.
    pub fn laplace(&self) -> f64 {
        (self.heads + 1.0) / (self.heads + self.tails + 2.0)
    }
}

/// The posterior over the coins.
pub fn coins(state: &BayesState, broken: Option<&str>) -> Flips {
    let heads = state.flips.iter().sum::<f64>();
    counted(state, heads, state.flips.len() as f64 - heads, broken)
}

/// The same for counts of ones and zeros.
pub fn counted(state: &BayesState, heads: f64, tails: f64, broken: Option<&str>) -> Flips {
    let prior = normalised(&state.prior_weights());
    let log_joint = log_joint(&prior, &state.coins, heads, tails);
    let posterior = softmax(&log_joint).ok();
    Flips {
        posterior: posterior.map(|posterior| match broken {
            Some("posterior-sums-to-one") => log_joint.iter().map(|x| real::exp(*x)).collect(),
            _ => posterior,
        }),
        prior,
        log_joint,
        heads,
        tails,
    }
}

/// 2³⁰⁰ and 2⁻³⁰⁰: a product that becomes smaller than the second is multiplied by the first.
const UP: f64 = f64::from_bits((1023 + 300) << 52);
const DOWN: f64 = f64::from_bits((1023 - 300) << 52);

/// A product of factors of at most 1, m·2^(−300·k), which doesn't underflow.
#[derive(Clone, Copy)]
struct Small {
    m: f64,
    k: u32,
}

impl Small {
    fn of(m: f64) -> Self {
        Self { m, k: 0 }.raised()
    }

    fn raised(mut self) -> Self {
        while self.m > 0.0 && self.m < DOWN {
            self.m *= UP;
            self.k += 1;
        }
        self
    }

    fn times(self, other: Self) -> Self {
        let product = Self {
            m: self.m * other.m,
            k: self.k + other.k,
        };
        product.raised()
    }

    /// Its size beside products of `k` and more; 0 where it is far below them.
    fn beside(self, k: u32) -> f64 {
        (k..self.k).take(4).fold(self.m, |m, _| m * DOWN)
    }
}

/// The posterior flip by flip, as products: the second route.
pub fn flip_by_flip(state: &BayesState) -> Option<Vec<f64>> {
    let product = |(prior, coin): (&f64, &f64)| {
        let (head, tail) = (Small::of(*coin), Small::of(1.0 - coin));
        let flips = state.flips.iter();
        flips.fold(Small::of(*prior), |product, flip| {
            product.times(if *flip > 0.0 { head } else { tail })
        })
    };
    let prior = normalised(&state.prior_weights());
    let products: Vec<Small> = prior.iter().zip(&state.coins).map(product).collect();
    let possible = products.iter().filter(|p| p.m > 0.0);
    let least = possible.map(|p| p.k).min()?;
    let sizes: Vec<f64> = products
        .iter()
        .map(|p| if p.m > 0.0 { p.beside(least) } else { 0.0 })
        .collect();
    let total: f64 = sizes.iter().sum();
    Some(sizes.into_iter().map(|x| x / total).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panels::probability::bayes::state::BayesView;

    fn flipped(flips: &[f64]) -> BayesState {
        BayesState {
            view: BayesView::InContext,
            flips: flips.to_vec(),
            ..BayesState::default()
        }
    }

    #[test]
    fn the_rare_illness() {
        let found = rule(&BayesState::default(), None);
        let posterior = found.posterior.unwrap();
        assert!((posterior[0] - 0.009 / 0.0981).abs() < 1e-16);
        assert!((found.evidence - 0.0981).abs() < 1e-16);
    }

    #[test]
    fn nothing_underflows() {
        let tiny = rule(
            &BayesState {
                prior: Some(vec![1e-300, 3e-300, 0.0]),
                likelihood: vec![1e-300, 1e-300, 0.0],
                ..BayesState::default()
            },
            None,
        );
        let gaps = tiny.posterior.unwrap();
        let gaps = gaps
            .iter()
            .zip([0.25, 0.75, 0.0])
            .map(|(p, e)| (p - e).abs());
        assert!(gaps.fold(0.0, f64::max) < 1e-15);
        // Both factors subnormal, beside others that are large.
        let of = |prior: &[f64], likelihood: &[f64]| {
            let state = BayesState {
                prior: Some(prior.to_vec()),
                likelihood: likelihood.to_vec(),
                ..BayesState::default()
            };
            rule(&state, None).posterior.unwrap()
        };
        let mixed = of(&[1e-320, 1.0, 2.0], &[1e-5, 1e-320, 0.0]);
        assert!((mixed[0] - 1e-5 / 1.00001).abs() < 1e-20 && mixed[2] == 0.0);
        let (likely, rare) = (1e-315 * f64::powi(2.0, 200), 1e-316 * f64::powi(2.0, 200));
        let small = of(&[1e-315, 1.0], &[0.3, 1e-316]);
        assert!((small[0] - 0.3 * likely / (0.3 * likely + rare)).abs() < 1e-15);
        let mut flips = vec![1.0; 2400];
        flips.extend(vec![0.0; 2400]);
        let state = flipped(&flips);
        let even = coins(&state, None).posterior.unwrap();
        assert!((even[0] - 0.5).abs() < 1e-9, "{even:?}");
        let even = flip_by_flip(&state).unwrap();
        assert!((even[0] - 0.5).abs() < 1e-12, "{even:?}");
    }

    #[test]
    fn what_no_hypothesis_allows_has_no_posterior() {
        let state = BayesState {
            likelihood: vec![0.0, 0.5],
            prior: Some(vec![1.0, 0.0]),
            ..BayesState::default()
        };
        assert!(rule(&state, None).posterior.is_none());
        let state = BayesState {
            coins: vec![0.0, 1.0],
            ..flipped(&[1.0, 0.0])
        };
        assert!(coins(&state, None).posterior.is_none());
        assert!(flip_by_flip(&state).is_none());
    }

    #[test]
    fn ties_of_coins_are_found() {
        let found = |coins: &[f64], flips: &[f64]| {
            let state = BayesState {
                coins: coins.to_vec(),
                ..flipped(flips)
            };
            super::coins(&state, None).most_probable(coins)
        };
        assert_eq!(found(&[0.2, 0.8], &[1.0, 0.0]), [0, 1]);
        assert_eq!(found(&[1e-6, 0.999_999], &[1.0, 0.0]), [0, 1]);
        assert_eq!(found(&[0.1, 0.1, 0.9], &[0.0]), [0, 1]);
        assert_eq!(found(&[0.2, 0.800_000_01], &[1.0, 0.0]), [0]);
        assert_eq!(found(&[0.0, 1.0], &[1.0]), [1]);
    }

    #[test]
    fn heads_add_the_log_of_four_to_the_log_odds() {
        let found = coins(&flipped(&[1.0, 1.0, 0.0, 1.0]), None);
        let posterior = found.posterior.as_ref().unwrap();
        let odds = posterior[1] / posterior[0];
        assert!((odds - 16.0).abs() < 1e-13);
        let prediction = found.prediction(&[0.2, 0.8]).unwrap();
        assert!((prediction - (0.2 + 16.0 * 0.8) / 17.0).abs() < 1e-15);
        assert_eq!((found.frequency(), found.laplace()), (0.75, 4.0 / 6.0));
    }
}
