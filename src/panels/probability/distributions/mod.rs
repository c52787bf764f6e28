//! `distributions`: random variables, their expectation and variance, and what becomes of the mean of
//! many draws.

mod coverage;
mod derivation;
mod formulas;
// Used by the view alone, and tested natively.
mod handles;
mod picture;
mod read;
mod sample;
mod state;
mod sums;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::DistributionsState;

use crate::contract::prelude::*;
use crate::panels::curriculum;
use state::Kind;

/// The panel.
pub struct Distributions;

impl Panel for Distributions {
    type State = DistributionsState;

    const META: Meta = curriculum::DISTRIBUTIONS;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "sums-to-one": "The normalising constant is half as large as it should be, so that every \
                        probability and every density is doubled.";
        "mean": "Each x in the sum or integral of x·p(x) is a step too large: the next whole number, or, \
                 of a continuous variable, a standard deviation more.";
        "variance": "The variance of the mean of the draws, Var(X)/n, is given as that of one draw.";
        "cumulative": "P(X ≤ x) = 1 − P(X > x), and the 1 is left out, as where an antiderivative is \
                       taken at x and not subtracted at the lower end.";
    };

    const PRESETS: &'static [Preset<DistributionsState>] = &[
        Preset::new("coin", "a fair coin", |s| {
            take(s, Kind::Bernoulli, 0.0);
            s.p = 0.5;
        }),
        Preset::new("die", "a die", |s| {
            take(s, Kind::Categorical, 3.0);
            s.weights = vec![0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
        }),
        Preset::new("bell", "standard normal", |s| {
            take(s, Kind::Normal, 1.0);
            (s.mu, s.sigma) = (0.0, 1.0);
        }),
        Preset::new("poles", "a density infinite at both ends", |s| {
            take(s, Kind::Beta, 0.25);
            (s.a, s.b) = (0.5, 0.5);
        }),
        Preset::new("rare", "a rare event", |s| {
            take(s, Kind::Bernoulli, 0.0);
            s.p = 0.01;
        }),
        Preset::new("no-mean", "no mean: Cauchy", |s| {
            take(s, Kind::Cauchy, 1.0);
            (s.location, s.scale) = (0.0, 1.0);
        }),
    ];
}

fn take(state: &mut DistributionsState, family: Kind, x: f64) {
    (state.family, state.x) = (family, x);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::input::Choices;
    use crate::contract::{Draw, State};
    use numeric_core::probability::families::Distribution;
    use numeric_core::random::Random;

    #[test]
    fn mistakes_show_wherever_something_varies() {
        let mut random = Random::new(5);
        for &family in Kind::ALL {
            // Among them probabilities of a half, and means of 0.
            let usual = |x| DistributionsState {
                family,
                x,
                ..DistributionsState::default()
            };
            let mut states = vec![usual(0.0), usual(0.5), usual(1.0)];
            // The root of the mean of squares would be the mean but for rounding.
            states.extend([0.0, 1.0].map(|p| DistributionsState {
                p,
                mu: 1e6,
                sigma: 1e-6,
                low: 1e6 - 1e-6,
                high: 1e6,
                shape: 1e4,
                a: 1e4,
                b: 1e-3,
                weights: vec![p, 1.0 - p],
                ..usual(0.5)
            }));
            for draw in [Draw::Ordinary, Draw::Extreme] {
                states.extend((0..100).map(|_| DistributionsState {
                    family,
                    ..DistributionsState::random(&mut random, draw)
                }));
            }
            for mut state in states {
                state.agree();
                // Rounding explains a variance of 1e-300.
                let varies = (state.member()).is_ok_and(|m| m.variance() > f64::EPSILON);
                let shown = match family {
                    Kind::Cauchy => 2,
                    _ if varies => 4,
                    _ => 3,
                };
                let mistakes = ["sums-to-one", "cumulative", "mean", "variance"];
                for mistake in mistakes.into_iter().take(shown) {
                    let checks = Distributions::read(&state, Some(mistake)).checks;
                    let own = checks.iter().find(|check| check.name == mistake);
                    let holds = own.is_none_or(Check::holds);
                    assert!(!holds, "{mistake} isn’t seen at {state:?}");
                }
            }
        }
    }
}
