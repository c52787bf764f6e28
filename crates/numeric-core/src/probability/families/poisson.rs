//! Poisson: P(k) = λᵏe^(−λ)/k!.

use super::{Distribution, Support, check_parameter, mean_of};
use crate::error::Result;
use crate::probability::saddle::log_poisson;
use crate::probability::special::gamma_shares;
use crate::random::Random;
use crate::real;

const OPERATION: &str = "Poisson";
const SUPPORT: Support = Support::Integers {
    first: 0,
    last: None,
};
/// Keeps a draw, and a sum over all values, short.
const LARGEST_RATE: f64 = 1e6;
/// Where rejection begins to be valid, and to take fewer steps than counting.
const REJECTION_FROM: f64 = 10.0;

/// How many events happen at a rate of λ: mean λ, variance λ. λ = 0 is never any.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Poisson {
    rate: f64,
}

impl Poisson {
    /// Events at a rate of λ.
    ///
    /// # Errors
    ///
    /// [`NotAllowed`](crate::CoreError::NotAllowed) unless 0 ≤ λ ≤ 10⁶.
    pub fn new(rate: f64) -> Result<Self> {
        check_parameter(OPERATION, "rate", rate, (0.0, LARGEST_RATE))?;
        Ok(Self { rate })
    }

    /// The likeliest λ: the mean.
    ///
    /// # Errors
    ///
    /// [`Empty`](crate::CoreError::Empty) without data;
    /// [`NotAllowed`](crate::CoreError::NotAllowed) for a value that is negative or no integer.
    pub fn estimate(data: &[f64]) -> Result<Self> {
        Self::new(mean_of(OPERATION, data, SUPPORT)?)
    }

    /// λ.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Multiplies uniforms until the product falls below e^(−λ).
    ///
    /// Source: D. E. Knuth, *The Art of Computer Programming* 2, 3rd ed. (1997), §3.4.1.
    fn sample_by_counting(&self, random: &mut Random) -> f64 {
        let threshold = real::exp(-self.rate);
        let mut product = random.uniform();
        let mut count = 0;
        while product > threshold {
            product *= random.uniform();
            count += 1;
        }
        f64::from(count)
    }

    /// Transformed rejection with squeeze.
    ///
    /// Source: W. Hörmann, *The transformed rejection method for generating Poisson random
    /// variables*, Insurance: Mathematics and Economics 12 (1993), algorithm PTRS.
    fn sample_by_rejection(&self, random: &mut Random) -> f64 {
        let b = 0.931 + 2.53 * real::sqrt(self.rate);
        let a = -0.059 + 0.02483 * b;
        let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
        let squeeze = 0.9277 - 3.6224 / (b - 2.0);
        loop {
            let u = random.uniform() - 0.5;
            let v = random.uniform();
            let edge = 0.5 - u.abs();
            let k = ((2.0 * a / edge + b) * u + self.rate + 0.43).floor();
            if edge >= 0.07 && v <= squeeze {
                return k;
            }
            if k < 0.0 || (edge < 0.013 && v > edge) {
                continue;
            }
            let hat = real::ln(v * inverse_alpha / (a / (edge * edge) + b));
            if hat <= self.log_density(k) {
                return k;
            }
        }
    }
}

impl Distribution for Poisson {
    fn mean(&self) -> f64 {
        self.rate
    }

    fn variance(&self) -> f64 {
        self.rate
    }

    fn support(&self) -> Support {
        SUPPORT
    }

    fn log_density(&self, x: f64) -> f64 {
        if !SUPPORT.contains(x) {
            return f64::NEG_INFINITY;
        }
        log_poisson(x, self.rate)
    }

    /// Q(k + 1, λ), the regularised incomplete gamma function.
    fn cumulative(&self, x: f64) -> f64 {
        let events = x.floor();
        if events < 0.0 {
            0.0
        } else if events == f64::INFINITY {
            1.0
        } else {
            gamma_shares(events + 1.0, self.rate).1
        }
    }

    /// By counting below λ = 10, by rejection from there.
    fn sample(&self, random: &mut Random) -> f64 {
        if self.rate < REJECTION_FROM {
            self.sample_by_counting(random)
        } else {
            self.sample_by_rejection(random)
        }
    }
}
