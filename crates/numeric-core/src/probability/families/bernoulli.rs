//! Bernoulli: P(1) = p, P(0) = 1 − p.

use super::{Distribution, Support, check_parameter, mean_of};
use crate::error::Result;
use crate::random::Random;
use crate::real;

const OPERATION: &str = "Bernoulli";
const SUPPORT: Support = Support::Integers {
    first: 0,
    last: Some(1),
};

/// One trial with probability p of success: mean p, variance p(1 − p).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bernoulli {
    p: f64,
}

impl Bernoulli {
    /// The trial that succeeds with probability p.
    ///
    /// # Errors
    ///
    /// [`NotAllowed`](crate::CoreError::NotAllowed) unless 0 ≤ p ≤ 1.
    pub fn new(p: f64) -> Result<Self> {
        check_parameter(OPERATION, "p", p, (0.0, 1.0))?;
        Ok(Self { p })
    }

    /// The likeliest p: the share of ones.
    ///
    /// # Errors
    ///
    /// [`Empty`](crate::CoreError::Empty) without data;
    /// [`NotAllowed`](crate::CoreError::NotAllowed) for a value other than 0 and 1.
    pub fn estimate(data: &[f64]) -> Result<Self> {
        Self::new(mean_of(OPERATION, data, SUPPORT)?)
    }

    /// The probability of success.
    pub fn p(&self) -> f64 {
        self.p
    }
}

impl Distribution for Bernoulli {
    fn mean(&self) -> f64 {
        self.p
    }

    fn variance(&self) -> f64 {
        self.p * (1.0 - self.p)
    }

    fn support(&self) -> Support {
        SUPPORT
    }

    fn log_density(&self, x: f64) -> f64 {
        if x == 1.0 {
            real::ln(self.p)
        } else if x == 0.0 {
            real::ln_1p(-self.p)
        } else {
            f64::NEG_INFINITY
        }
    }

    fn density(&self, x: f64) -> f64 {
        if x == 1.0 {
            self.p
        } else if x == 0.0 {
            1.0 - self.p
        } else {
            0.0
        }
    }

    fn cumulative(&self, x: f64) -> f64 {
        if x < 0.0 {
            0.0
        } else if x < 1.0 {
            1.0 - self.p
        } else {
            1.0
        }
    }

    /// 1 if a uniform number in [0, 1) is below p.
    fn sample(&self, random: &mut Random) -> f64 {
        f64::from(u8::from(random.uniform() < self.p))
    }
}
