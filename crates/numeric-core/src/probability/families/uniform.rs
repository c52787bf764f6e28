//! Uniform: density 1/(b − a) from a to b.

use super::{Distribution, Support, mean_of};
use crate::error::{CoreError, Result};
use crate::random::Random;
use crate::real;

const OPERATION: &str = "uniform";

/// Any number from a to b: mean (a + b)/2, variance (b − a)²/12.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uniform {
    low: f64,
    high: f64,
}

impl Uniform {
    /// The numbers from `low` to `high`.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] unless low < high and both and their difference are finite.
    pub fn new(low: f64, high: f64) -> Result<Self> {
        let width = high - low;
        if !(width > 0.0 && width.is_finite()) {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("the interval from {low} to {high} is empty or endless"),
            ));
        }
        Ok(Self { low, high })
    }

    /// The likeliest interval: from the least to the greatest value.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`] without data; [`CoreError::NotAllowed`] for a value that is not finite,
    /// or if all are equal (the likelihood then has no maximum).
    pub fn estimate(data: &[f64]) -> Result<Self> {
        let anywhere = Support::Interval {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        };
        mean_of(OPERATION, data, anywhere)?;
        let low = data.iter().copied().fold(f64::INFINITY, f64::min);
        let high = data.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Self::new(low, high)
    }

    /// The least value, a.
    pub fn low(&self) -> f64 {
        self.low
    }

    /// The greatest value, b.
    pub fn high(&self) -> f64 {
        self.high
    }
}

impl Distribution for Uniform {
    fn mean(&self) -> f64 {
        0.5 * self.low + 0.5 * self.high
    }

    fn variance(&self) -> f64 {
        let width = self.high - self.low;
        width * width / 12.0
    }

    fn support(&self) -> Support {
        Support::Interval {
            low: self.low,
            high: self.high,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if self.support().contains(x) {
            -real::ln(self.high - self.low)
        } else {
            f64::NEG_INFINITY
        }
    }

    fn density(&self, x: f64) -> f64 {
        if self.support().contains(x) {
            1.0 / (self.high - self.low)
        } else {
            0.0
        }
    }

    /// The share of the interval that is at most x.
    fn cumulative(&self, x: f64) -> f64 {
        ((x - self.low) / (self.high - self.low)).clamp(0.0, 1.0) + 0.0
    }

    /// a + (b − a)·U for a uniform U in [0, 1).
    fn sample(&self, random: &mut Random) -> f64 {
        // Rounding may lead past the end by a unit in the last place.
        (self.low + (self.high - self.low) * random.uniform()).min(self.high)
    }
}
