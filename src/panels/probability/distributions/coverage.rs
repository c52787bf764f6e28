//! How often the mean of n draws lies within two standard errors of the expectation: exactly where the
//! distribution of a sum is known, and otherwise between two bounds.

use super::state::{DistributionsState, Kind};
use super::sums::mean_off;
use crate::contract::compare::rounding;
use numeric_core::probability::families::{Binomial, Categorical, Distribution, Family};
use numeric_core::probability::special::{beta_shares, gamma_shares};
use numeric_core::real;
use std::f64::consts::SQRT_2;

/// The share of a normal distribution within two standard deviations.
pub const NORMAL: f64 = 0.954_499_736_103_641_6;
/// Sums whose distribution takes larger parameters aren't computed: it would take too long to show.
const MOST: f64 = 1e6;
/// The constant of the theorem of Berry and Esseen.
///
/// Source: I. Shevtsova, *On the absolute constants in the Berry–Esseen type inequalities for
/// identically distributed summands* (2011).
const BERRY_ESSEEN: f64 = 0.4748;

/// How often.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Coverage {
    /// With this probability.
    Exactly(f64),
    /// With a probability between these two.
    Between(f64, f64),
    /// The values don't vary at all.
    Always,
    /// There is no standard error.
    Undefined,
}

/// The coverage at a state.
pub fn coverage(state: &DistributionsState, family: &Family) -> Coverage {
    let (mean, variance) = (family.mean(), family.variance());
    if mean.is_nan() {
        return Coverage::Undefined;
    }
    if variance == 0.0 {
        return Coverage::Always;
    }
    let n = state.samples as f64;
    // Limits of the sum of n draws.
    let (middle, reach) = (n * mean, 2.0 * real::sqrt(n * variance));
    let (low, high) = (middle - reach, middle + reach);
    // Integers from the first to the last that are within, whatever rounding does to the limits.
    let room = n * mean_off(family) + rounding([middle, reach]);
    let (first, last) = ((low - room).ceil(), (high + room).floor());
    let exact = match family {
        Family::Normal(_) => Some(1.0 - real::erfc(SQRT_2)),
        Family::Bernoulli(member) => successes(n, member.p(), (first, last)),
        Family::Binomial(member) => {
            successes(n * member.trials() as f64, member.p(), (first, last))
        }
        // The n-th success comes within k trials if k trials have n successes.
        Family::Geometric(member) => (last <= MOST).then(|| {
            let by = |k: f64| {
                if k < n {
                    0.0
                } else {
                    beta_shares(n, k - n + 1.0, member.p()).0
                }
            };
            by(last) - by(first - 1.0)
        }),
        Family::Poisson(_) => (middle <= MOST).then(|| {
            let by = |k: f64| {
                if k < 0.0 {
                    0.0
                } else {
                    gamma_shares(k + 1.0, middle).1
                }
            };
            by(last) - by(first - 1.0)
        }),
        Family::Exponential(_) => gamma(n),
        Family::Gamma(member) => gamma(n * member.shape()),
        _ => None,
    };
    match exact {
        Some(share) => Coverage::Exactly(share.clamp(0.0, 1.0)),
        None => between(n, kurtosis(family)),
    }
}

/// The share of a sum of exponential times, a gamma variable, within two standard deviations.
fn gamma(shape: f64) -> Option<f64> {
    let reach = 2.0 * real::sqrt(shape);
    let by = |x: f64| gamma_shares(shape, x).0;
    (shape <= MOST).then(|| by(shape + reach) - by(shape - reach))
}

/// The probability of so many successes in so many trials.
fn successes(trials: f64, p: f64, (first, last): (f64, f64)) -> Option<f64> {
    let by = |k: f64| Some(Binomial::new(trials as u64, p).ok()?.cumulative(k));
    (trials <= MOST).then(|| Some(by(last)? - by(first - 1.0)?))?
}

/// The distribution function of a standardised sum is within C·E|d|³/(σ³√n) of the normal one, at each
/// of two ends; and E|d|³ ≤ √(σ²·E d⁴).
fn between(n: f64, kurtosis: f64) -> Coverage {
    let off = 2.0 * BERRY_ESSEEN * real::sqrt(kurtosis / n);
    Coverage::Between((NORMAL - off).max(0.0), (NORMAL + off).min(1.0))
}

/// E d⁴/σ⁴ for the deviation d from the mean.
fn kurtosis(family: &Family) -> f64 {
    match family {
        Family::Binomial(member) => {
            let noise = member.p() * (1.0 - member.p());
            3.0 + (1.0 - 6.0 * noise) / (member.trials() as f64 * noise)
        }
        Family::Geometric(member) => 9.0 + member.p() * member.p() / (1.0 - member.p()),
        Family::Poisson(member) => 3.0 + 1.0 / member.rate(),
        Family::Uniform(_) => 1.8,
        Family::Gamma(member) => 3.0 + 6.0 / member.shape(),
        Family::Beta(member) => {
            let (a, b) = (member.a(), member.b());
            let sum = a + b;
            let above = (a - b) * (a - b) * (sum + 1.0) - a * b * (sum + 2.0);
            3.0 + 6.0 * above / (a * b * (sum + 2.0) * (sum + 3.0))
        }
        Family::Categorical(member) => fourth(member),
        _ => f64::INFINITY,
    }
}

fn fourth(member: &Categorical) -> f64 {
    let (mean, variance) = (member.mean(), member.variance());
    let term = |(k, p): (u32, &f64)| p * (f64::from(k) - mean).powi(4);
    let terms: Vec<f64> = (0..).zip(member.probabilities()).map(term).collect();
    real::sum(&terms) / (variance * variance)
}

/// Whether the claim is worth stating: bounds that say nothing aren't.
#[must_use]
pub fn is_known(coverage: Coverage) -> bool {
    !matches!(coverage, Coverage::Between(low, _) if low < 0.5)
}

/// The state's coverage; unknown where it is no distribution.
#[must_use]
pub fn of(state: &DistributionsState) -> Coverage {
    debug_assert!(state.family != Kind::Cauchy || state.scale > 0.0);
    let member = state.member();
    member.map_or(Coverage::Undefined, |family| coverage(state, &family))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_where_the_distribution_of_the_sum_is_known() {
        // By mpmath, from the gamma, binomial, Poisson and negative binomial sums.
        for (family, p, rate, samples, expected) in [
            (Kind::Exponential, 0.3, 1.0, 100, 0.955_027_947_074_346_2),
            (Kind::Exponential, 0.3, 5.0, 2, 0.953_377_869_665_932_7),
            (Kind::Bernoulli, 0.3, 1.0, 100, 0.962_548_570_754_205_8),
            (Kind::Poisson, 0.3, 3.0, 10, 0.945_816_957_392_734_8),
            (Kind::Geometric, 0.3, 1.0, 10, 0.956_115_844_852_369_7),
            (Kind::Normal, 0.3, 1.0, 7, NORMAL),
        ] {
            let state = DistributionsState {
                family,
                p,
                rate,
                samples,
                ..DistributionsState::default()
            };
            let Coverage::Exactly(share) = of(&state) else {
                panic!("{family:?}")
            };
            assert!(
                (share - expected).abs() < 1e-11,
                "{family:?}: {share}, {expected}"
            );
        }
    }

    #[test]
    fn bounds_close_in_on_the_normal_share() {
        let at = |family, samples| {
            let state = DistributionsState {
                family,
                samples,
                ..DistributionsState::default()
            };
            of(&state)
        };
        for family in [Kind::Categorical, Kind::Uniform, Kind::Beta] {
            let Coverage::Between(low, high) = at(family, 100_000) else {
                panic!("{family:?}")
            };
            assert!(low > 0.94 && low < NORMAL && high > NORMAL && high < 0.97);
        }
        assert_eq!(at(Kind::Cauchy, 100), Coverage::Undefined);
    }
}
