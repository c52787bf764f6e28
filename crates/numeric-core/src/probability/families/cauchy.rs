//! Cauchy: density 1/(πγ(1 + ((x − x₀)/γ)²)).

use super::{Distribution, Support};
use crate::error::{CoreError, Result};
use crate::random::Random;
use crate::real;
use std::f64::consts::PI;

const OPERATION: &str = "Cauchy";
const SUPPORT: Support = Support::Interval {
    low: f64::NEG_INFINITY,
    high: f64::INFINITY,
};

/// A bell with tails so heavy that neither mean nor variance exists: ∫ |x|·p(x) dx is infinite. The
/// median is x₀, and the quartiles are x₀ ± γ. The mean of n draws has the distribution of one draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cauchy {
    location: f64,
    scale: f64,
}

impl Cauchy {
    /// The bell around the median x₀ whose quartiles are γ away from it.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] unless x₀ is finite and γ positive and finite.
    pub fn new(location: f64, scale: f64) -> Result<Self> {
        if !location.is_finite() {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("location {location} is not finite"),
            ));
        }
        if !(scale > 0.0 && scale.is_finite()) {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("scale {scale} is not positive and finite"),
            ));
        }
        Ok(Self { location, scale })
    }

    /// x₀, the median and the mode.
    pub fn location(&self) -> f64 {
        self.location
    }

    /// γ, half the distance between the quartiles.
    pub fn scale(&self) -> f64 {
        self.scale
    }
}

impl Distribution for Cauchy {
    /// NaN: the integral of x·p(x) doesn't converge.
    fn mean(&self) -> f64 {
        f64::NAN
    }

    /// NaN, since there is no mean to measure from.
    fn variance(&self) -> f64 {
        f64::NAN
    }

    fn support(&self) -> Support {
        SUPPORT
    }

    fn log_density(&self, x: f64) -> f64 {
        if !SUPPORT.contains(x) {
            return f64::NEG_INFINITY;
        }
        let score = (x - self.location) / self.scale;
        // Far out the square of the score may overflow.
        let spread = if score.abs() < 1e100 {
            real::ln_1p(score * score)
        } else {
            2.0 * real::ln(score.abs())
        };
        -real::ln(PI * self.scale) - spread
    }

    fn density(&self, x: f64) -> f64 {
        if !SUPPORT.contains(x) {
            return 0.0;
        }
        let score = (x - self.location) / self.scale;
        1.0 / (PI * self.scale * (1.0 + score * score))
    }

    /// ½ + arctan((x − x₀)/γ)/π, as one angle, so that a small probability keeps its digits.
    fn cumulative(&self, x: f64) -> f64 {
        libm::atan2(self.scale, self.location - x) / PI
    }

    /// x₀ + γ·tan(π(U − ½)) for a uniform U in [0, 1): the inverse of the cumulative distribution.
    fn sample(&self, random: &mut Random) -> f64 {
        let angle = PI * (random.uniform() - 0.5);
        self.location + self.scale * libm::tan(angle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn quartiles_are_one_scale_from_the_median() {
        let cauchy = Cauchy::new(2.0, 3.0).unwrap();
        for (x, expected) in [(-1.0, 0.25), (2.0, 0.5), (5.0, 0.75)] {
            let cumulative = cauchy.cumulative(x);
            assert!((cumulative - expected).abs() < 1e-16, "{cumulative}");
        }
        assert!((cauchy.density(2.0) * 3.0 * PI - 1.0).abs() < 1e-15);
        assert!((cauchy.density(5.0) * 6.0 * PI - 1.0).abs() < 1e-15);
        assert!(cauchy.mean().is_nan() && cauchy.variance().is_nan());
        // A tail of 1/(πx) keeps its digits.
        let tail = Cauchy::new(0.0, 1.0).unwrap().cumulative(-1e20);
        assert!((tail * PI * 1e20 - 1.0).abs() < 1e-15);
        assert!(cauchy.log_density(1e300).is_finite() && cauchy.density(1e300) == 0.0);
    }

    #[portable_test]
    fn means_of_draws_are_spread_like_one_draw() {
        // The share of means of 50 draws between the quartiles of one draw is a half.
        let cauchy = Cauchy::new(-1.0, 2.0).unwrap();
        let mut random = Random::new(4);
        let runs = 4000;
        let mut within = 0;
        for _ in 0..runs {
            let total: f64 = (0..50).map(|_| cauchy.sample(&mut random)).sum();
            within += u32::from((total / 50.0 + 1.0).abs() < 2.0);
        }
        let share = f64::from(within) / f64::from(runs);
        assert!((share - 0.5).abs() < 5.0 * 0.5 / 63.0, "{share}");
    }

    #[portable_test]
    fn what_is_refused() {
        assert!(Cauchy::new(f64::NAN, 1.0).is_err() && Cauchy::new(f64::INFINITY, 1.0).is_err());
        for scale in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Cauchy::new(0.0, scale).is_err());
        }
    }
}
