//! Preference from rewards (Bradley and Terry), and the difference of rewards fitted to wins.

use super::state::BayesState;
use crate::contract::prelude::*;
use numeric_core::probability::softmax;
use numeric_core::real::{self, logistic};

/// What rewards and wins say.
pub struct Preference {
    /// The difference of the rewards.
    pub difference: f64,
    /// How probable it is that the first answer is preferred, σ(r₁ − r₂).
    pub preference: f64,
    /// The difference of greatest likelihood, log(a/b): infinite where one never won, NaN without
    /// comparisons.
    pub likelihood: f64,
    /// The most probable difference under a normal prior.
    pub map: f64,
    /// How far rounding may have moved that.
    pub map_off: f64,
}

/// The preference of a state's rewards, and what is fitted to its wins.
pub fn preference(state: &BayesState, broken: Option<&str>) -> Preference {
    let (first, second) = pair(&state.rewards);
    let difference = first - second + 0.0;
    let (a, b) = pair(&state.wins);
    let map = map(a, b, state.tau);
    Preference {
        difference,
        map_off: map_off(map, (a, b), state.tau),
        preference: match broken {
            Some("logistic-of-difference") => logistic(-difference),
            _ => logistic(difference),
        },
        likelihood: match (a > 0.0, b > 0.0) {
            (true, true) => real::ln(a / b) + 0.0,
            (true, false) => f64::INFINITY,
            (false, true) => f64::NEG_INFINITY,
            (false, false) => f64::NAN,
        },
        map,
    }
}

/// The two numbers of a list of two.
pub fn pair(list: &[f64]) -> (f64, f64) {
    match list {
        [a, b] => (*a, *b),
        _ => (f64::NAN, f64::NAN),
    }
}

/// The preference by the softmax over both rewards: the second route.
pub fn by_softmax(state: &BayesState) -> f64 {
    let both = softmax(&state.rewards).unwrap_or_default();
    both.first().copied().unwrap_or(f64::NAN)
}

/// The log posterior of a difference but for a constant, in nats: a·log σ(d) + b·log σ(−d) −
/// d²/(2τ²).
pub fn log_parts(d: f64, (a, b): (f64, f64), tau: f64) -> (f64, f64) {
    // log σ(d) = −log(1 + e⁻ᵈ), without overflow where d is far below 0.
    let log = |d: f64| {
        if d >= 0.0 {
            -real::ln_1p(real::exp(-d))
        } else {
            d - real::ln_1p(real::exp(d))
        }
    };
    let times = |n: f64, x: f64| if n == 0.0 { 0.0 } else { n * x };
    let z = d / tau;
    (-0.5 * z * z, times(a, log(d)) + times(b, log(-d)))
}

/// The difference at which the log posterior's derivative a·σ(−d) − b·σ(d) − d/τ² is 0, by Newton's
/// method within a bracket that is halved where a step would leave it. The derivative falls all along,
/// so there is one such difference; it lies between 0 and the one of greatest likelihood, and no
/// further from 0 than (a or b)·τ²/2, where the prior alone outweighs all comparisons.
fn map(a: f64, b: f64, tau: f64) -> f64 {
    if a == b {
        return 0.0;
    }
    if b > a {
        return 0.0 - map(b, a, tau);
    }
    let slope = |d: f64| a * logistic(-d) - b * logistic(d) - d / tau / tau;
    let bend = |d: f64| -(a + b) * logistic(d) * logistic(-d) - 1.0 / tau / tau;
    let (mut low, mut high) = (0.0, real::ln(a / b).min(0.5 * a * tau * tau));
    let mut d = 0.0;
    for _ in 0..200 {
        let here = slope(d);
        if here == 0.0 {
            return d;
        }
        if here > 0.0 {
            low = d;
        } else {
            high = d;
        }
        let newton = d - here / bend(d);
        let next = if newton > low && newton < high {
            newton
        } else {
            f64::midpoint(low, high)
        };
        if (next - d).abs() <= f64::EPSILON * d.abs() {
            return next;
        }
        d = next;
    }
    d
}

/// How far the most probable difference may be off: where the rounding of the three parts of the slope
/// hides its sign, divided by how fast the slope falls there.
fn map_off(d: f64, (a, b): (f64, f64), tau: f64) -> f64 {
    if a == b {
        return 0.0;
    }
    let parts = [a * logistic(-d), b * logistic(d), d / tau / tau];
    let bend = (a + b) * logistic(d) * logistic(-d) + 1.0 / tau / tau;
    rounding(parts) / bend + rounding([d])
}

/// How far the two routes to the preference are apart, and how far rounding may take them.
pub fn from_softmax(state: &BayesState, p: &Preference) -> (f64, f64) {
    let other = by_softmax(state);
    // Below the least normal number digits are lost.
    let tolerance = rounding([other]) + f64::MIN_POSITIVE;
    (distance(&[p.preference], &[other]), tolerance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_difference_of_one_is_preferred_at_odds_of_e() {
        let found = preference(&BayesState::default(), None);
        assert!((found.preference - 0.731_058_578_630_004_9).abs() < 1e-16);
        assert!((found.likelihood - (7.0_f64 / 3.0).ln()).abs() < 1e-15);
        assert!(found.map > 0.0 && found.map < found.likelihood);
        assert_eq!((logistic(1000.0), logistic(-1000.0)), (1.0, 0.0));
        assert!(logistic(-740.0) > 0.0);
    }

    #[test]
    fn who_never_won_has_no_finite_difference_but_a_most_probable_one() {
        let of = |wins: [f64; 2]| {
            preference(
                &BayesState {
                    wins: wins.to_vec(),
                    ..BayesState::default()
                },
                None,
            )
        };
        let (all, none) = (of([5.0, 0.0]), of([0.0, 5.0]));
        assert_eq!(
            (all.likelihood, none.likelihood),
            (f64::INFINITY, f64::NEG_INFINITY)
        );
        assert!(all.map > 1.0 && all.map < 2.0 && none.map == -all.map);
        let unplayed = of([0.0, 0.0]);
        assert!(unplayed.likelihood.is_nan());
        assert_eq!(unplayed.map, 0.0);
    }

    proptest! {
        #[test]
        fn the_derivative_is_zero_at_the_most_probable_difference(
            a in 0..1_000_000_u32, b in 0..50_u32, log_tau in -6.0..6.0_f64,
        ) {
            let (a, b, tau) = (f64::from(a), f64::from(b), 10_f64.powf(log_tau));
            let d = map(a, b, tau);
            let terms = [a * logistic(-d), b * logistic(d), d / tau / tau];
            let slope = terms[0] - terms[1] - terms[2];
            let bend = (a + b) * logistic(d) * logistic(-d) + 1.0 / tau / tau;
            let room = rounding(terms) / bend + 4.0 * f64::EPSILON * d.abs();
            prop_assert!((slope / bend).abs() <= room, "{a} {b} {tau}: {d}, {slope}");
        }
    }
}
