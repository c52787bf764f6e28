//! Binomial: P(k) = C(n, k)·pᵏ(1 − p)ⁿ⁻ᵏ.

use super::{Distribution, Support, check_parameter, mean_of, positive_uniform};
use crate::error::{CoreError, Result};
use crate::probability::saddle::log_binomial;
use crate::probability::special::beta_shares;
use crate::random::Random;
use crate::real;

const OPERATION: &str = "binomial";
/// Keeps a draw, and a sum over all values, short.
const MOST_TRIALS: u64 = 1_000_000;

/// Successes in n independent trials with probability p: mean np, variance np(1 − p).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binomial {
    trials: u64,
    p: f64,
}

impl Binomial {
    /// Successes in `trials` trials.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] unless 0 ≤ p ≤ 1 and there are at most a million trials.
    pub fn new(trials: u64, p: f64) -> Result<Self> {
        if trials > MOST_TRIALS {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("{trials} trials are more than {MOST_TRIALS}"),
            ));
        }
        check_parameter(OPERATION, "p", p, (0.0, 1.0))?;
        Ok(Self { trials, p })
    }

    /// The likeliest p for a known number of trials: the mean divided by it.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`] without data; [`CoreError::NotAllowed`] for a value that is no integer
    /// from 0 to `trials`, and without trials, when every p is as likely.
    pub fn estimate(trials: u64, data: &[f64]) -> Result<Self> {
        if trials == 0 {
            return Err(CoreError::not_allowed(OPERATION, "no trial tells p"));
        }
        let support = Self::new(trials, 0.5)?.support();
        Self::new(trials, mean_of(OPERATION, data, support)? / trials as f64)
    }

    /// The number of trials, n.
    pub fn trials(&self) -> u64 {
        self.trials
    }

    /// The probability of success in each.
    pub fn p(&self) -> f64 {
        self.p
    }
}

impl Distribution for Binomial {
    fn mean(&self) -> f64 {
        self.trials as f64 * self.p
    }

    fn variance(&self) -> f64 {
        self.trials as f64 * self.p * (1.0 - self.p)
    }

    fn support(&self) -> Support {
        Support::Integers {
            first: 0,
            last: Some(self.trials),
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if !self.support().contains(x) {
            return f64::NEG_INFINITY;
        }
        log_binomial(x, self.trials as f64 - x, self.p)
    }

    /// P(X ≤ k) = I₁₋ₚ(n − k, k + 1).
    fn cumulative(&self, x: f64) -> f64 {
        let (trials, successes) = (self.trials as f64, x.floor());
        if successes < 0.0 {
            0.0
        } else if successes >= trials {
            1.0
        } else {
            // The complement's other half, since 1 − p is rounded.
            beta_shares(successes + 1.0, trials - successes, self.p).1
        }
    }

    /// Jumps from success to success by geometric waits, so a draw takes about n·min(p, 1 − p)
    /// steps.
    ///
    /// Source: L. Devroye, *Non-Uniform Random Variate Generation* (1986), §X.4.3, the first
    /// waiting time algorithm.
    fn sample(&self, random: &mut Random) -> f64 {
        let rarer = self.p.min(1.0 - self.p);
        let mut count = 0;
        if rarer > 0.0 {
            let scale = real::ln_1p(-rarer);
            let mut trial = 0.0;
            loop {
                // The smallest wait is one trial; the logarithm is 0 once in 2⁵³ draws.
                trial += (real::ln(positive_uniform(random)) / scale).ceil().max(1.0);
                if trial > self.trials as f64 {
                    break;
                }
                count += 1;
            }
        }
        let count = if self.p > 0.5 {
            self.trials - count
        } else {
            count
        };
        count as f64
    }
}
