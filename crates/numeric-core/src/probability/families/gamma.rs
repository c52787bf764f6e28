//! Gamma: density λᵃxᵃ⁻¹e^(−λx)/Γ(a) for x ≥ 0.

use super::{Distribution, Support, check_parameter, positive_uniform};
use crate::error::{CoreError, Result};
use crate::probability::saddle::log_poisson_at;
use crate::probability::special::gamma_shares;
use crate::random::Random;
use crate::real;
use crate::split::Split;

const OPERATION: &str = "gamma";
const SUPPORT: Support = Support::Interval {
    low: 0.0,
    high: f64::INFINITY,
};
/// Shapes whose densities and draws keep their digits.
pub(super) const SHAPES: (f64, f64) = (1e-3, 1e6);

/// The wait for a events at a rate of λ (a need not be whole): mean a/λ, variance a/λ².
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gamma {
    shape: f64,
    rate: f64,
}

impl Gamma {
    /// The distribution with shape a and rate λ (not the scale 1/λ).
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] unless 10⁻³ ≤ a ≤ 10⁶ and λ is positive and finite.
    pub fn new(shape: f64, rate: f64) -> Result<Self> {
        check_parameter(OPERATION, "shape", shape, SHAPES)?;
        if !(rate > 0.0 && rate.is_finite()) {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("rate {rate} is not positive and finite"),
            ));
        }
        Ok(Self { shape, rate })
    }

    /// a.
    pub fn shape(&self) -> f64 {
        self.shape
    }

    /// λ.
    pub fn rate(&self) -> f64 {
        self.rate
    }
}

impl Distribution for Gamma {
    fn mean(&self) -> f64 {
        self.shape / self.rate
    }

    fn variance(&self) -> f64 {
        self.shape / self.rate / self.rate
    }

    fn support(&self) -> Support {
        SUPPORT
    }

    /// +∞ at 0 for a < 1.
    fn log_density(&self, x: f64) -> f64 {
        if !SUPPORT.contains(x) {
            return f64::NEG_INFINITY;
        }
        if self.shape == 1.0 {
            return real::ln(self.rate) - self.rate * x;
        }
        if x == 0.0 {
            return end(self.shape);
        }
        let (rate, place) = (Split::exact(self.rate), Split::exact(x));
        log_poisson_at(self.shape, rate, place) + real::ln(self.shape) - real::ln(x)
    }

    /// P(a, λx), the regularised incomplete gamma function.
    fn cumulative(&self, x: f64) -> f64 {
        gamma_shares(self.shape, self.rate * x).0
    }

    /// The exponential of a logarithm, which underflows to 0 for small shapes.
    fn sample(&self, random: &mut Random) -> f64 {
        real::exp(log_standard(self.shape, random)) / self.rate
    }
}

/// The logarithm of a density that is xᵃ⁻¹ near 0, at 0; a isn't 1.
pub(super) fn end(a: f64) -> f64 {
    if a < 1.0 {
        f64::INFINITY
    } else {
        f64::NEG_INFINITY
    }
}

/// ln X for X of the given shape and rate 1, finite also where X underflows.
///
/// Source: G. Marsaglia, W. W. Tsang, *A Simple Method for Generating Gamma Variables*, ACM TOMS 26
/// (2000); below shape 1 by X(a) = X(a + 1)·U^(1/a).
pub(super) fn log_standard(shape: f64, random: &mut Random) -> f64 {
    if shape < 1.0 {
        let boost = real::ln(positive_uniform(random)) / shape;
        return log_standard(shape + 1.0, random) + boost;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / real::sqrt(9.0 * d);
    loop {
        let x = random.normal();
        let base = 1.0 + c * x;
        if base <= 0.0 {
            continue;
        }
        let v = base * base * base;
        let u = positive_uniform(random);
        if real::ln(u) < 0.5 * x * x + d - d * v + d * real::ln(v) {
            return real::ln(d * v);
        }
    }
}
