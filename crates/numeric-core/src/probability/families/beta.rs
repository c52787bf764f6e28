//! Beta: density xᵃ⁻¹(1 − x)ᵇ⁻¹/B(a, b) for 0 ≤ x ≤ 1.

use super::gamma::{SHAPES, end, log_standard};
use super::{Distribution, Support, check_parameter, times_ln, times_ln_complement};
use crate::error::Result;
use crate::probability::saddle::log_binomial;
use crate::probability::special::beta_shares;
use crate::random::Random;
use crate::real;

const OPERATION: &str = "beta";
const SUPPORT: Support = Support::Interval {
    low: 0.0,
    high: 1.0,
};

/// A probability after a − 1 successes and b − 1 failures: mean a/(a + b), variance
/// ab/((a + b)²(a + b + 1)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beta {
    a: f64,
    b: f64,
}

impl Beta {
    /// The distribution with shapes a and b.
    ///
    /// # Errors
    ///
    /// [`NotAllowed`](crate::CoreError::NotAllowed) unless both are between 10⁻³ and 10⁶.
    pub fn new(a: f64, b: f64) -> Result<Self> {
        check_parameter(OPERATION, "a", a, SHAPES)?;
        check_parameter(OPERATION, "b", b, SHAPES)?;
        Ok(Self { a, b })
    }

    /// The shape at 0.
    pub fn a(&self) -> f64 {
        self.a
    }

    /// The shape at 1.
    pub fn b(&self) -> f64 {
        self.b
    }
}

impl Distribution for Beta {
    fn mean(&self) -> f64 {
        self.a / (self.a + self.b)
    }

    fn variance(&self) -> f64 {
        let total = self.a + self.b;
        self.a * self.b / (total * total * (total + 1.0))
    }

    fn support(&self) -> Support {
        SUPPORT
    }

    /// +∞ at 0 for a < 1 and at 1 for b < 1.
    fn log_density(&self, x: f64) -> f64 {
        if !SUPPORT.contains(x) {
            return f64::NEG_INFINITY;
        }
        let (a, b) = (self.a, self.b);
        if a == 1.0 {
            return real::ln(b) + times_ln_complement(b - 1.0, x);
        }
        if b == 1.0 {
            return real::ln(a) + times_ln(a - 1.0, x);
        }
        if x == 0.0 || x == 1.0 {
            return end(if x == 0.0 { a } else { b });
        }
        let scale = real::ln(a) + real::ln(b) - real::ln(a + b);
        log_binomial(a, b, x) + scale - real::ln(x) - real::ln_1p(-x)
    }

    /// Iₓ(a, b), the regularised incomplete beta function.
    fn cumulative(&self, x: f64) -> f64 {
        beta_shares(self.a, self.b, x).0
    }

    /// X/(X + Y) for gamma variables of shapes a and b.
    ///
    /// Source: L. Devroye, *Non-Uniform Random Variate Generation* (1986), §IX.4.1. Taken from
    /// the logarithms, since both may underflow.
    fn sample(&self, random: &mut Random) -> f64 {
        let x = log_standard(self.a, random);
        let y = log_standard(self.b, random);
        1.0 / (1.0 + real::exp(y - x))
    }
}
