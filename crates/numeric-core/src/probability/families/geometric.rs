//! Geometric: P(k) = (1 − p)ᵏ⁻¹·p for k = 1, 2, …

use super::{
    Distribution, Support, check_parameter, mean_of, positive_uniform, times_ln_complement,
};
use crate::error::Result;
use crate::random::Random;
use crate::real;

const OPERATION: &str = "geometric";
const SUPPORT: Support = Support::Integers {
    first: 1,
    last: None,
};
/// Below this a draw would leave the integers that an `f64` tells apart.
const LEAST_P: f64 = 1e-12;

/// Trials to the first success, that one included: mean 1/p, variance (1 − p)/p².
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Geometric {
    p: f64,
}

impl Geometric {
    /// Trials that succeed with probability p.
    ///
    /// # Errors
    ///
    /// [`NotAllowed`](crate::CoreError::NotAllowed) unless 1e-12 ≤ p ≤ 1.
    pub fn new(p: f64) -> Result<Self> {
        check_parameter(OPERATION, "p", p, (LEAST_P, 1.0))?;
        Ok(Self { p })
    }

    /// The likeliest p: 1 over the mean.
    ///
    /// # Errors
    ///
    /// [`Empty`](crate::CoreError::Empty) without data;
    /// [`NotAllowed`](crate::CoreError::NotAllowed) for a value that is no positive integer.
    pub fn estimate(data: &[f64]) -> Result<Self> {
        Self::new(1.0 / mean_of(OPERATION, data, SUPPORT)?)
    }

    /// The probability of success in each trial.
    pub fn p(&self) -> f64 {
        self.p
    }
}

impl Distribution for Geometric {
    fn mean(&self) -> f64 {
        1.0 / self.p
    }

    fn variance(&self) -> f64 {
        (1.0 - self.p) / (self.p * self.p)
    }

    fn support(&self) -> Support {
        SUPPORT
    }

    fn log_density(&self, x: f64) -> f64 {
        if !SUPPORT.contains(x) {
            return f64::NEG_INFINITY;
        }
        real::ln(self.p) + times_ln_complement(x - 1.0, self.p)
    }

    /// 1 − (1 − p)ᵏ.
    fn cumulative(&self, x: f64) -> f64 {
        let trials = x.floor().max(0.0);
        -real::exp_m1(times_ln_complement(trials, self.p)) + 0.0
    }

    /// ⌈ln U / ln(1 − p)⌉ for a uniform U in (0, 1].
    ///
    /// Source: L. Devroye, *Non-Uniform Random Variate Generation* (1986), §X.2.
    fn sample(&self, random: &mut Random) -> f64 {
        let u = positive_uniform(random);
        (real::ln(u) / real::ln_1p(-self.p)).ceil().max(1.0)
    }
}
