//! Families of distributions: parameters, moments, densities, samplers, maximum likelihood.
//!
//! Every family checks its parameters once, in `new`; afterwards nothing can fail. A value is an
//! `f64` also where the family is discrete, so that one panel can show them all.
//!
//! Sources: N. L. Johnson, A. W. Kemp, S. Kotz, *Univariate Discrete Distributions*, 3rd ed.
//! (2005); N. L. Johnson, S. Kotz, N. Balakrishnan, *Continuous Univariate Distributions*, 2nd ed.
//! (1994); each sampler names its own.

mod bernoulli;
mod beta;
mod binomial;
mod categorical;
mod cauchy;
mod exponential;
mod gamma;
mod geometric;
mod normal;
mod poisson;
mod uniform;

pub use bernoulli::Bernoulli;
pub use beta::Beta;
pub use binomial::Binomial;
pub use categorical::Categorical;
pub use cauchy::Cauchy;
pub use exponential::Exponential;
pub use gamma::Gamma;
pub use geometric::Geometric;
pub use normal::Normal;
pub use poisson::Poisson;
pub use uniform::Uniform;

use crate::error::{CoreError, Result};
use crate::random::Random;
use crate::real;

/// Where a family has its probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Support {
    /// The integers from `first` to `last`, or without end.
    Integers {
        /// The smallest value.
        first: u64,
        /// The largest value, if there is one.
        last: Option<u64>,
    },
    /// The real numbers from `low` to `high`, either of which may be infinite.
    Interval {
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
    },
}

impl Support {
    /// Whether x is one of the values (NaN and the infinities never are).
    pub fn contains(self, x: f64) -> bool {
        match self {
            Self::Integers { first, last } => {
                x.is_finite()
                    && x == x.floor()
                    && x >= first as f64
                    && last.is_none_or(|last| x <= last as f64)
            }
            Self::Interval { low, high } => x.is_finite() && low <= x && x <= high,
        }
    }

    /// Whether the values are integers, so that the density is a probability.
    pub fn is_discrete(self) -> bool {
        matches!(self, Self::Integers { .. })
    }
}

/// What every family offers.
pub trait Distribution {
    /// The expectation E(X); NaN where there is none.
    fn mean(&self) -> f64;
    /// The variance E((X − E(X))²); NaN where there is none.
    fn variance(&self) -> f64;
    /// The values that X can take (a closed set; a density may be 0 or +∞ at its ends).
    fn support(&self) -> Support;
    /// log p(x) in nats: of the probability where X is discrete, else of the density; −∞ outside
    /// of the support and at NaN.
    fn log_density(&self, x: f64) -> f64;
    /// p(x): the probability where X is discrete, else the density; 0 outside of the support.
    fn density(&self, x: f64) -> f64 {
        real::exp(self.log_density(x))
    }
    /// P(X ≤ x), the cumulative distribution function in closed form; x isn't NaN.
    fn cumulative(&self, x: f64) -> f64;
    /// One draw of X. How many random numbers it takes may depend on them.
    fn sample(&self, random: &mut Random) -> f64;
}

/// One member of one of the families.
#[derive(Debug, Clone, PartialEq)]
pub enum Family {
    /// One trial.
    Bernoulli(Bernoulli),
    /// Successes in n trials.
    Binomial(Binomial),
    /// Trials to the first success.
    Geometric(Geometric),
    /// Events at a constant rate.
    Poisson(Poisson),
    /// One of n outcomes.
    Categorical(Categorical),
    /// Any number of an interval.
    Uniform(Uniform),
    /// The bell curve.
    Normal(Normal),
    /// The wait for an event at a constant rate.
    Exponential(Exponential),
    /// The wait for several such events.
    Gamma(Gamma),
    /// A probability that is itself uncertain.
    Beta(Beta),
    /// A bell without a mean.
    Cauchy(Cauchy),
}

impl Family {
    fn member(&self) -> &dyn Distribution {
        match self {
            Self::Bernoulli(member) => member,
            Self::Binomial(member) => member,
            Self::Geometric(member) => member,
            Self::Poisson(member) => member,
            Self::Categorical(member) => member,
            Self::Uniform(member) => member,
            Self::Normal(member) => member,
            Self::Exponential(member) => member,
            Self::Gamma(member) => member,
            Self::Beta(member) => member,
            Self::Cauchy(member) => member,
        }
    }

    /// The member of the same family under which the data are likeliest, in closed form.
    ///
    /// What the family holds fixed is taken from `self`: a binomial's number of trials, a
    /// categorical's number of outcomes.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`] without data; [`CoreError::NotAllowed`] for data outside of the
    /// support, where the likelihood has no maximum (a normal of equal data), and for gamma,
    /// beta and Cauchy, which have no closed form.
    pub fn estimate(&self, data: &[f64]) -> Result<Self> {
        Ok(match self {
            Self::Bernoulli(_) => Self::Bernoulli(Bernoulli::estimate(data)?),
            Self::Binomial(member) => Self::Binomial(Binomial::estimate(member.trials(), data)?),
            Self::Geometric(_) => Self::Geometric(Geometric::estimate(data)?),
            Self::Poisson(_) => Self::Poisson(Poisson::estimate(data)?),
            Self::Categorical(member) => {
                let outcomes = member.probabilities().len();
                Self::Categorical(Categorical::estimate(outcomes, data)?)
            }
            Self::Uniform(_) => Self::Uniform(Uniform::estimate(data)?),
            Self::Normal(_) => Self::Normal(Normal::estimate(data)?),
            Self::Exponential(_) => Self::Exponential(Exponential::estimate(data)?),
            Self::Gamma(_) | Self::Beta(_) | Self::Cauchy(_) => {
                return Err(CoreError::not_allowed(
                    "maximum likelihood",
                    "gamma, beta and Cauchy have no closed form",
                ));
            }
        })
    }
}

impl Distribution for Family {
    fn mean(&self) -> f64 {
        self.member().mean()
    }

    fn variance(&self) -> f64 {
        self.member().variance()
    }

    fn support(&self) -> Support {
        self.member().support()
    }

    fn log_density(&self, x: f64) -> f64 {
        self.member().log_density(x)
    }

    fn density(&self, x: f64) -> f64 {
        self.member().density(x)
    }

    fn cumulative(&self, x: f64) -> f64 {
        self.member().cumulative(x)
    }

    fn sample(&self, random: &mut Random) -> f64 {
        self.member().sample(random)
    }
}

/// The log-likelihood Σᵢ log p(xᵢ) of independent data, in nats; 0 without data.
///
/// −∞ as soon as one value is impossible, also where another one has an infinite density.
pub fn log_likelihood(distribution: &dyn Distribution, data: &[f64]) -> f64 {
    let terms: Vec<f64> = data.iter().map(|&x| distribution.log_density(x)).collect();
    if terms.contains(&f64::NEG_INFINITY) {
        f64::NEG_INFINITY
    } else {
        real::sum(&terms)
    }
}

/// `count` draws, one after the other: the first draws don't depend on how many follow.
pub fn samples(distribution: &dyn Distribution, count: usize, random: &mut Random) -> Vec<f64> {
    (0..count).map(|_| distribution.sample(random)).collect()
}

/// Checks one parameter against its closed range.
fn check_parameter(
    operation: &'static str,
    name: &str,
    value: f64,
    (low, high): (f64, f64),
) -> Result<()> {
    if low <= value && value <= high {
        return Ok(());
    }
    Err(CoreError::not_allowed(
        operation,
        format!("{name} {value} is not between {low} and {high}"),
    ))
}

/// The mean of data that all lie in the support.
fn mean_of(operation: &'static str, data: &[f64], support: Support) -> Result<f64> {
    if data.is_empty() {
        return Err(CoreError::Empty { operation });
    }
    if let Some((index, value)) = data
        .iter()
        .enumerate()
        .find(|&(_, &x)| !support.contains(x))
    {
        return Err(CoreError::not_allowed(
            operation,
            format!("value {value} at {index} is impossible"),
        ));
    }
    Ok(real::sum(data) / data.len() as f64)
}

/// factor·ln(x) with 0·ln 0 = 0.
fn times_ln(factor: f64, x: f64) -> f64 {
    if factor == 0.0 {
        0.0
    } else {
        factor * real::ln(x)
    }
}

/// factor·ln(1 − x) with 0·ln 0 = 0.
fn times_ln_complement(factor: f64, x: f64) -> f64 {
    if factor == 0.0 {
        0.0
    } else {
        factor * real::ln_1p(-x)
    }
}

/// Uniform in (0, 1], whose logarithm is finite.
fn positive_uniform(random: &mut Random) -> f64 {
    1.0 - random.uniform()
}

#[cfg(test)]
mod tests;
