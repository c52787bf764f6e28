//! The state of `distributions`: a family, the parameters of all families, a sample, a place.

use crate::choices;
use crate::contract::input::{Choice, Number, Seed, Weights, Whole};
use crate::contract::prelude::*;
use crate::state;
use numeric_core::error::Result;
use numeric_core::probability::families::{
    Bernoulli, Beta, Binomial, Categorical, Cauchy, Exponential, Family, Gamma, Geometric, Normal,
    Poisson, Uniform,
};

/// The families.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Bernoulli,
    Binomial,
    Geometric,
    Poisson,
    Categorical,
    Uniform,
    Normal,
    Exponential,
    Gamma,
    Beta,
    Cauchy,
}

choices! {
    Kind {
        Kind::Bernoulli => "bernoulli" as "Bernoulli",
        Kind::Binomial => "binomial",
        Kind::Geometric => "geometric" as "geometric, counted from 1",
        Kind::Poisson => "poisson" as "Poisson",
        Kind::Categorical => "categorical",
        Kind::Uniform => "uniform",
        Kind::Normal => "normal",
        Kind::Exponential => "exponential",
        Kind::Gamma => "gamma",
        Kind::Beta => "beta",
        Kind::Cauchy => "cauchy" as "Cauchy",
    }
}

/// Keeps places and their distances exact to many digits.
const FAR: f64 = 1e6;
/// Keeps the sums over all values short.
const LARGE: f64 = 1e4;
/// The rarest success of a geometric variable: its mean is then a million trials.
const RAREST: f64 = 1e-6;
/// The narrowest interval.
const NARROW: f64 = 1e-6;

state! {
    /// A family with the parameters of all families, of which only its own matter; how many numbers
    /// are drawn; the place up to which the probability is added up.
    pub struct DistributionsState {
        /// the family of distributions
        family: Choice<Kind>() = Kind::Exponential,
        /// the probability of success (bernoulli, binomial, geometric)
        p: Number(0.0, 1.0).ordinary(0.05, 0.95).extremes(&[1e-9, RAREST, 0.5, 0.999_999]) = 0.3,
        /// how many trials there are (binomial)
        trials: Whole(1, LARGE as i64).label("trials n").log().ordinary(2, 40)
            .extremes(&[1, 2, 1000, LARGE as i64]) = 10,
        /// the rate λ, which is never a mean (poisson, exponential, gamma)
        rate: Number(1e-6, LARGE).label("rate λ").log().usual(0.1, 20.0).ordinary(0.2, 8.0)
            .extremes(&[1.0, 100.0]) = 1.0,
        /// the shape a (gamma)
        shape: Number(1e-3, LARGE).label("shape a").log().usual(0.1, 20.0).ordinary(0.5, 9.0)
            .extremes(&[1.0, 0.5, 0.05, 300.0]) = 2.0,
        /// the weights of the values 0, 1, … (categorical)
        weights: Weights(1, 16) = vec![0.1, 0.4, 0.2, 0.3],
        /// the lower end (uniform)
        low: Number(-FAR, FAR).usual(-10.0, 10.0).ordinary(-4.0, 0.0).edges(&[-FAR, 0.0, -1e-3]) = 0.0,
        /// the upper end (uniform)
        high: Number(-FAR, FAR).usual(-10.0, 10.0).ordinary(0.5, 6.0).edges(&[FAR, 1.0, 1e-3]) = 1.0,
        /// the mean μ (normal)
        mu: Number(-FAR, FAR).label("mean μ").usual(-10.0, 10.0).ordinary(-4.0, 4.0) = 0.0,
        /// the standard deviation σ (normal)
        sigma: Number(NARROW, FAR).label("deviation σ").log().usual(0.05, 20.0)
            .ordinary(0.2, 4.0).extremes(&[1.0]) = 1.0,
        /// the exponent at 0 (beta)
        a: Number(1e-3, LARGE).log().usual(0.1, 20.0).ordinary(0.4, 9.0)
            .extremes(&[1.0, 0.5, 0.05, 300.0]) = 2.0,
        /// the exponent at 1 (beta)
        b: Number(1e-3, LARGE).log().usual(0.1, 20.0).ordinary(0.4, 9.0)
            .extremes(&[1.0, 0.5, 0.05, 300.0]) = 5.0,
        /// the median x₀ (cauchy)
        location: Number(-FAR, FAR).label("median x₀").usual(-10.0, 10.0).ordinary(-4.0, 4.0) = 0.0,
        /// how far the quartiles are from the median, γ (cauchy)
        scale: Number(NARROW, FAR).label("scale γ").log().usual(0.05, 20.0)
            .ordinary(0.2, 4.0).extremes(&[1.0]) = 1.0,
        /// how many numbers are drawn
        samples: Whole(2, 100_000).label("draws n").log().ordinary(10, 2000)
            .extremes(&[2, 3, 100, 20_000]) = 100,
        /// the seed of the draws
        seed: Seed(999_999) = 1,
        /// the place up to which the probability is added up
        x: Number(-1e9, 1e9).usual(-10.0, 20.0).ordinary(-1.0, 6.0)
            .extremes(&[0.0, 1.0, 0.5, -1.0, 2.0, 7.0, 1e-9, 9999.0]) = 1.0,
    }
    start = start;
    agree = agree;
    objection = objection;
}

/// Refuses a geometric variable that never succeeds, and an interval without a width: of two ends that
/// don't fit the upper one, and the lower one where it doesn't fit the default either.
fn start(query: &mut Query) -> DistributionsState {
    let given = DistributionsState::filled(query);
    if given.family == Kind::Geometric && given.p < RAREST {
        query.reject("p", "a number from 0.000001 to 1 for this family");
    }
    if given.family == Kind::Uniform && too_narrow(&given) {
        query.reject("high", "a number above low by 0.000001 or more");
        let left = DistributionsState::filled(query);
        if too_narrow(&left) {
            query.reject("low", "a number below high by 0.000001 or more");
        }
    }
    DistributionsState::default()
}

fn too_narrow(state: &DistributionsState) -> bool {
    state.high - state.low < NARROW
}

fn agree(state: &mut DistributionsState) {
    if state.weights.iter().all(|w| *w == 0.0) {
        state.weights.fill(1.0);
    }
    if state.family == Kind::Geometric {
        state.p = state.p.max(RAREST);
    }
    if state.family == Kind::Uniform && too_narrow(state) {
        state.low = state.low.min(FAR - 1.0);
        state.high = state.low + 1e-3;
    }
}

fn objection(state: &DistributionsState) -> Option<&'static str> {
    match state.family {
        Kind::Uniform if too_narrow(state) => Some("The lower end stays below the upper one."),
        Kind::Geometric if state.p < RAREST => {
            Some("With p = 0 a success never comes, so p stays at 0.000001 or more.")
        }
        _ => None,
    }
}

impl Kind {
    /// Whether its values are integers.
    #[must_use]
    pub fn is_discrete(self) -> bool {
        matches!(
            self,
            Kind::Bernoulli | Kind::Binomial | Kind::Geometric | Kind::Poisson | Kind::Categorical
        )
    }

    /// What a variable of it is called.
    #[must_use]
    pub fn article_and_name(self) -> &'static str {
        match self {
            Kind::Bernoulli => "A Bernoulli variable",
            Kind::Binomial => "A binomial variable",
            Kind::Geometric => {
                "A geometric variable (trials up to the first success, counted from 1)"
            }
            Kind::Poisson => "A Poisson variable",
            Kind::Categorical => "A categorical variable",
            Kind::Uniform => "A uniform variable",
            Kind::Normal => "A normal variable",
            Kind::Exponential => "An exponential variable",
            Kind::Gamma => "A gamma variable",
            Kind::Beta => "A beta variable",
            Kind::Cauchy => "A Cauchy variable",
        }
    }
}

impl DistributionsState {
    /// The distribution.
    ///
    /// # Errors
    /// Never for a state whose parts agree: the limits of the keys are within those of the families.
    pub fn member(&self) -> Result<Family> {
        Ok(match self.family {
            Kind::Bernoulli => Family::Bernoulli(Bernoulli::new(self.p)?),
            Kind::Binomial => Family::Binomial(Binomial::new(self.trials as u64, self.p)?),
            Kind::Geometric => Family::Geometric(Geometric::new(self.p)?),
            Kind::Poisson => Family::Poisson(Poisson::new(self.rate)?),
            Kind::Categorical => Family::Categorical(Categorical::new(&self.weights)?),
            Kind::Uniform => Family::Uniform(Uniform::new(self.low, self.high)?),
            Kind::Normal => Family::Normal(Normal::new(self.mu, self.sigma)?),
            Kind::Exponential => Family::Exponential(Exponential::new(self.rate)?),
            Kind::Gamma => Family::Gamma(Gamma::new(self.shape, self.rate)?),
            Kind::Beta => Family::Beta(Beta::new(self.a, self.b)?),
            Kind::Cauchy => Family::Cauchy(Cauchy::new(self.location, self.scale)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Draw, State};
    use numeric_core::random::Random;

    #[test]
    fn every_state_is_a_distribution() {
        let mut random = Random::new(1);
        for _ in 0..400 {
            for draw in [Draw::Ordinary, Draw::Extreme] {
                let state = DistributionsState::random(&mut random, draw);
                assert!(state.member().is_ok(), "{state:?}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let at = DistributionsState::opened;
        let (s, notices) = at("#/x?family=geometric&p=0");
        assert_eq!((s.p, notices), (0.3, vec!["p".to_owned()]));
        assert_eq!(at("#/x?family=bernoulli&p=0").1, [""; 0]);
        let (s, notices) = at("#/x?family=uniform&low=3&high=2");
        assert_eq!((s.low, s.high), (0.0, 1.0));
        assert_eq!(notices.len(), 2);
        let (s, notices) = at("#/x?family=uniform&low=-3&high=-4");
        assert_eq!(
            (s.low, s.high, notices),
            (-3.0, 1.0, vec!["high".to_owned()])
        );
        // The keys of another family are accepted, and used for nothing.
        let (s, notices) = at("#/x?family=normal&mu=2&low=9&high=1&p=0");
        assert_eq!((s.mu, s.low, notices.len()), (2.0, 9.0, 0));
    }
}
