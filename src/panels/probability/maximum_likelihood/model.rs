//! The five families: what data and parameters they can have, and their members.

use crate::choices;
use crate::contract::input::with_probability;
use crate::contract::names;
use numeric_core::probability::families::{
    Bernoulli, Categorical, Distribution, Exponential, Family, Normal, Poisson,
};

/// Fewest and most categories.
pub const CATEGORIES: (usize, usize) = (2, 16);
/// Smallest size of a number that isn't 0, where squares have to remain numbers.
pub const SMALLEST: f64 = 1e-100;

/// A family of distributions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// 1 with probability p, else 0.
    Bernoulli,
    /// One of some categories.
    Categorical,
    /// Counts at a rate λ.
    Poisson,
    /// Waiting times at a rate λ.
    Exponential,
    /// Numbers about μ with the standard deviation σ.
    Normal,
}

choices! {
    Model {
        Model::Bernoulli => "bernoulli" as "Bernoulli: 0 or 1",
        Model::Categorical => "categorical" as "categorical: one of k",
        Model::Poisson => "poisson" as "Poisson: counts",
        Model::Exponential => "exponential" as "exponential: waiting times",
        Model::Normal => "normal" as "normal: any numbers",
    }
}

impl Model {
    /// Whether p(x) is a probability and not a density.
    #[must_use]
    pub fn is_discrete(self) -> bool {
        matches!(self, Model::Bernoulli | Model::Categorical | Model::Poisson)
    }

    /// Whether it can have this datum.
    #[must_use]
    pub fn takes(self, x: f64) -> bool {
        let whole = x >= 0.0 && x.fract() == 0.0;
        let seen = x == 0.0 || x.abs() >= SMALLEST;
        match self {
            Model::Bernoulli => x == 0.0 || x == 1.0,
            Model::Categorical => whole && x < CATEGORIES.1 as f64,
            Model::Poisson => whole,
            Model::Exponential => x >= 0.0 && seen,
            Model::Normal => seen,
        }
    }

    /// Which data it can have, in words that finish "expected …".
    #[must_use]
    pub fn wants(self) -> &'static str {
        match self {
            Model::Bernoulli => "data of 0 and 1, which the Bernoulli family has",
            Model::Categorical => "whole numbers from 0 to 15, the numbers of the categories",
            Model::Poisson => "whole numbers from 0 on, which the Poisson family has",
            Model::Exponential => {
                "numbers from 0 on, which the exponential family has; each 0 or at least 1e-100"
            }
            Model::Normal => "numbers that are 0 or at least 1e-100 large",
        }
    }

    /// Some data to begin with.
    #[must_use]
    pub fn example(self) -> Vec<f64> {
        match self {
            Model::Bernoulli => vec![1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0],
            Model::Categorical => vec![0.0, 1.0, 0.0, 2.0, 0.0, 1.0, 3.0, 0.0, 1.0, 0.0],
            Model::Poisson => vec![2.0, 0.0, 3.0, 1.0, 4.0, 2.0, 1.0, 3.0],
            Model::Exponential => vec![0.4, 1.7, 0.2, 0.9, 2.8, 0.6],
            Model::Normal => vec![-0.6, 0.3, 0.8, 1.1, 1.9, 2.5],
        }
    }

    /// How many parameters it has; of categories the fewest that these data can have.
    #[must_use]
    pub fn parameters(self, data: &[f64]) -> usize {
        let most = data.iter().fold(0.0, |most: f64, x| most.max(*x));
        match self {
            Model::Categorical => (most as usize + 1).clamp(CATEGORIES.0, CATEGORIES.1),
            Model::Normal => 2,
            _ => 1,
        }
    }

    /// The parameters that are used where none are given.
    #[must_use]
    pub fn usual(self, count: usize) -> Vec<f64> {
        match self {
            Model::Bernoulli => vec![0.5],
            Model::Categorical => vec![1.0; count],
            Model::Poisson | Model::Exponential => vec![1.0],
            Model::Normal => vec![0.0, 1.0],
        }
    }

    /// Whether these can be its parameters, where it needs at least so many.
    ///
    /// # Errors
    /// What would be right, in words that finish "expected …".
    pub fn admits(self, theta: &[f64], fewest: usize) -> Result<(), String> {
        let one = |fits: &dyn Fn(f64) -> bool| matches!(theta, [x] if fits(*x));
        let positive = |x: f64| x >= SMALLEST;
        let (fits, expected) = match self {
            Model::Bernoulli => (
                one(&|p| (0.0..=1.0).contains(&p)),
                "one number from 0 to 1, the probability p of 1".into(),
            ),
            Model::Categorical => (
                (fewest..=CATEGORIES.1).contains(&theta.len())
                    && theta.iter().all(|w| *w >= 0.0)
                    && theta.iter().any(|w| *w > 0.0),
                format!(
                    "{fewest} to {} weights of categories, none negative and not all 0{}",
                    CATEGORIES.1,
                    if fewest > CATEGORIES.0 {
                        format!(", since the data go up to {}", fewest - 1)
                    } else {
                        String::new()
                    }
                ),
            ),
            Model::Poisson => (
                one(&|rate| rate == 0.0 || positive(rate)),
                "one number from 0 on, the rate λ; 0 or at least 1e-100".into(),
            ),
            Model::Exponential => (
                one(&positive),
                "one number above 0, the rate λ; at least 1e-100".into(),
            ),
            Model::Normal => (
                matches!(theta, [_, sigma] if positive(*sigma)),
                "two numbers, the mean μ and the standard deviation σ, which is at least 1e-100"
                    .into(),
            ),
        };
        if fits { Ok(()) } else { Err(expected) }
    }

    /// The member with these parameters; none where they don't fit.
    #[must_use]
    pub fn member(self, theta: &[f64]) -> Option<Family> {
        Some(match (self, theta) {
            (Model::Bernoulli, [p]) => Family::Bernoulli(Bernoulli::new(*p).ok()?),
            (Model::Categorical, weights) => Family::Categorical(Categorical::new(weights).ok()?),
            (Model::Poisson, [rate]) => Family::Poisson(Poisson::new(*rate).ok()?),
            (Model::Exponential, [rate]) => Family::Exponential(Exponential::new(*rate).ok()?),
            (Model::Normal, [mean, deviation]) => {
                Family::Normal(Normal::new(*mean, *deviation).ok()?)
            }
            _ => return None,
        })
    }

    /// The names of its parameters; the categories count from 0, as the data do.
    #[must_use]
    pub fn names(self, count: usize) -> Vec<String> {
        match self {
            Model::Bernoulli => vec!["p".into()],
            Model::Categorical => names::indexed("p", count),
            Model::Poisson | Model::Exponential => vec!["λ".into()],
            Model::Normal => vec!["μ".into(), "σ".into()],
        }
    }

    /// The parameters with one of them set. A category is given a probability, and the others keep
    /// their proportions.
    #[must_use]
    pub fn with(self, theta: &[f64], at: usize, value: f64) -> Vec<f64> {
        if self == Model::Categorical {
            return with_probability(theta, at, value);
        }
        let mut next = theta.to_vec();
        if let Some(entry) = next.get_mut(at) {
            *entry = value;
        }
        next
    }
}

/// The parameters of a member: probabilities of categories, where there are.
#[must_use]
pub fn parameters(member: &Family) -> Vec<f64> {
    match member {
        Family::Bernoulli(m) => vec![m.p()],
        Family::Categorical(m) => m.probabilities().to_vec(),
        Family::Poisson(m) => vec![m.rate()],
        Family::Exponential(m) => vec![m.rate()],
        Family::Normal(m) => vec![m.mean(), m.deviation()],
        _ => Vec::new(),
    }
}

/// The sizes of the terms that log p(x) is a sum of, added up: what rounding is proportional to.
#[must_use]
pub fn size(member: &Family, x: f64) -> f64 {
    let log = member.log_density(x);
    if !log.is_finite() {
        return 0.0;
    }
    match member {
        // A deviance, which is right to ten roundings of itself, and ½·ln 2πk.
        Family::Poisson(m) if m.rate() > 0.0 => 2.0 * log.abs() + x.ln_1p() + 1.0,
        Family::Exponential(m) => m.rate().ln().abs() + m.rate() * x,
        Family::Normal(m) => log.abs() + 2.0 * (m.deviation().ln().abs() + 1.0),
        _ => log.abs(),
    }
}
