//! Normal: density exp(−(x − μ)²/(2σ²))/(σ√(2π)).

use super::{Distribution, Support, mean_of};
use crate::error::{CoreError, Result};
use crate::random::Random;
use crate::real;

const OPERATION: &str = "normal";
/// ½·ln(2π).
const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_7;
const SUPPORT: Support = Support::Interval {
    low: f64::NEG_INFINITY,
    high: f64::INFINITY,
};

/// The bell curve: mean μ, variance σ².
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    mean: f64,
    deviation: f64,
}

impl Normal {
    /// The bell curve around μ with standard deviation σ (not the variance).
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] unless μ is finite and σ positive and finite.
    pub fn new(mean: f64, deviation: f64) -> Result<Self> {
        if !mean.is_finite() {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("mean {mean} is not finite"),
            ));
        }
        if !(deviation > 0.0 && deviation.is_finite()) {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("standard deviation {deviation} is not positive and finite"),
            ));
        }
        Ok(Self { mean, deviation })
    }

    /// The likeliest μ and σ: the mean, and the root of the mean squared deviation (divided by n,
    /// so that σ² is too small by the factor 1 − 1/n on average).
    ///
    /// σ is computed from the distances to the first value, so that data that are close together
    /// keep their digits.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`] without data; [`CoreError::NotAllowed`] for a value that is not finite,
    /// or if all are equal (the likelihood then grows without bound as σ → 0).
    pub fn estimate(data: &[f64]) -> Result<Self> {
        let mean = mean_of(OPERATION, data, SUPPORT)?;
        let first = data.first().copied().unwrap_or(0.0);
        let distances: Vec<f64> = data.iter().map(|&x| x - first).collect();
        let centre = real::sum(&distances) / data.len() as f64;
        let apart: Vec<f64> = distances.iter().map(|&d| d - centre).collect();
        let most = apart.iter().fold(0.0, |most: f64, d| most.max(d.abs()));
        // Divided by the largest, no square underflows; equal values are 0 apart, and refused.
        let squares: Vec<f64> = apart.iter().map(|&d| (d / most) * (d / most)).collect();
        let deviation = most * real::sqrt(real::sum(&squares) / data.len() as f64);
        Self::new(mean, deviation)
    }

    /// σ.
    pub fn deviation(&self) -> f64 {
        self.deviation
    }
}

impl Distribution for Normal {
    fn mean(&self) -> f64 {
        self.mean
    }

    fn variance(&self) -> f64 {
        self.deviation * self.deviation
    }

    fn support(&self) -> Support {
        SUPPORT
    }

    fn log_density(&self, x: f64) -> f64 {
        if !SUPPORT.contains(x) {
            return f64::NEG_INFINITY;
        }
        let score = (x - self.mean) / self.deviation;
        -0.5 * score * score - real::ln(self.deviation) - HALF_LN_TWO_PI
    }

    /// ½·erfc((μ − x)/(σ√2)).
    fn cumulative(&self, x: f64) -> f64 {
        let score = (self.mean - x) / self.deviation;
        0.5 * real::erfc(score * std::f64::consts::FRAC_1_SQRT_2)
    }

    /// μ + σZ, with Z from [`Random::normal`].
    fn sample(&self, random: &mut Random) -> f64 {
        self.mean + self.deviation * random.normal()
    }
}
