//! Exponential: density λe^(−λx) for x ≥ 0.

use super::{Distribution, Support, mean_of};
use crate::error::{CoreError, Result};
use crate::random::Random;
use crate::real;

const OPERATION: &str = "exponential";
const SUPPORT: Support = Support::Interval {
    low: 0.0,
    high: f64::INFINITY,
};

/// The wait for an event that happens at a rate of λ: mean 1/λ, variance 1/λ².
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exponential {
    rate: f64,
}

impl Exponential {
    /// The wait for an event at a rate of λ.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] unless λ is positive and finite.
    pub fn new(rate: f64) -> Result<Self> {
        if !(rate > 0.0 && rate.is_finite()) {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("rate {rate} is not positive and finite"),
            ));
        }
        Ok(Self { rate })
    }

    /// The likeliest λ: 1 over the mean.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`] without data; [`CoreError::NotAllowed`] for a value that is negative or
    /// not finite, or if all are 0 (the likelihood then grows without bound).
    pub fn estimate(data: &[f64]) -> Result<Self> {
        Self::new(1.0 / mean_of(OPERATION, data, SUPPORT)?)
    }

    /// λ.
    pub fn rate(&self) -> f64 {
        self.rate
    }
}

impl Distribution for Exponential {
    fn mean(&self) -> f64 {
        1.0 / self.rate
    }

    fn variance(&self) -> f64 {
        1.0 / (self.rate * self.rate)
    }

    fn support(&self) -> Support {
        SUPPORT
    }

    fn log_density(&self, x: f64) -> f64 {
        if SUPPORT.contains(x) {
            real::ln(self.rate) - self.rate * x
        } else {
            f64::NEG_INFINITY
        }
    }

    fn density(&self, x: f64) -> f64 {
        if SUPPORT.contains(x) {
            self.rate * real::exp(-self.rate * x)
        } else {
            0.0
        }
    }

    /// 1 − e^(−λx).
    fn cumulative(&self, x: f64) -> f64 {
        -real::exp_m1(-self.rate * x.max(0.0)) + 0.0
    }

    /// −ln(1 − U)/λ for a uniform U in [0, 1): the inverse of the cumulative distribution.
    fn sample(&self, random: &mut Random) -> f64 {
        -real::ln_1p(-random.uniform()) / self.rate
    }
}
