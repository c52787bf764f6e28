//! The words around the numbers: sentence, formula, question, claim.

use super::coverage::{self, Coverage};
use super::read::{Numbers, numbers};
use super::state::{DistributionsState, Kind};
use super::sums::{closed_off, mean_off};
use super::{Distributions, formulas};
use crate::contract::number::{given, rounded as r};
use crate::contract::prelude::*;
use numeric_core::probability::families::{Distribution, Family};

/// The family with its parameters: “A normal variable with μ = 0 and σ = 1”.
pub fn named(state: &DistributionsState) -> String {
    let with = match state.family {
        Kind::Bernoulli | Kind::Geometric => format!("p = {}", given(state.p)),
        Kind::Binomial => format!("n = {} and p = {}", state.trials, given(state.p)),
        Kind::Poisson | Kind::Exponential => format!("rate λ = {}", given(state.rate)),
        Kind::Categorical => number::count(state.weights.len(), "value"),
        Kind::Uniform => {
            return format!(
                "A uniform variable from {} to {}",
                given(state.low),
                given(state.high)
            );
        }
        Kind::Normal => format!("μ = {} and σ = {}", given(state.mu), given(state.sigma)),
        Kind::Gamma => format!(
            "shape a = {} and rate λ = {}",
            given(state.shape),
            given(state.rate)
        ),
        Kind::Beta => format!("a = {} and b = {}", given(state.a), given(state.b)),
        Kind::Cauchy => format!(
            "median {} and scale γ = {}",
            given(state.location),
            given(state.scale)
        ),
    };
    format!("{} with {with}", state.family.article_and_name())
}

pub fn sentence(state: &DistributionsState, n: &Numbers) -> String {
    let x = given(state.x);
    let here = if !state.family.is_discrete() {
        format!("the density at {x} is {}", r(n.density))
    } else if state.x.fract() == 0.0 {
        format!("the probability of {x} is {}", r(n.density))
    } else {
        format!("{x} itself is impossible, since only integers are possible")
    };
    let place = format!("P(X ≤ {x}) is {}, and {here}.", r(n.cumulative));
    let draws = number::count(state.samples, "draw");
    if state.family == Kind::Cauchy {
        return format!(
            "{} has no mean and no variance. {place} The mean of {draws} is {}. The mean of any \
             number of draws has the same distribution as a single draw, so it never settles.",
            named(state),
            r(n.sample_mean)
        );
    }
    let distance = if n.standard_error == 0.0 {
        "every draw has the same value".to_owned()
    } else {
        let side = if n.z < 0.0 { "below" } else { "above" };
        let z = number::significant(n.z.abs(), 3);
        let noun = if z == "1" { "error" } else { "errors" };
        format!(
            "{z} standard {noun} of {} {side} the expectation",
            r(n.standard_error)
        )
    };
    format!(
        "{} has mean {} and variance {}. {place} The mean of {draws} is {}: {distance}.",
        named(state),
        r(n.mean),
        r(n.variance),
        r(n.sample_mean)
    )
}

impl Words for Distributions {
    fn formula(state: &DistributionsState, reading: &Reading) -> Formula {
        formulas::density(state, reading.scalar("density"))
    }

    fn question(state: &DistributionsState) -> Question<DistributionsState> {
        if state.family == Kind::Cauchy {
            return quartiles(state);
        }
        let family = state.member().ok();
        let n = numbers(state, family.as_ref(), None);
        let of = |f: &dyn Fn(&Family) -> f64| family.as_ref().map_or(f64::NAN, f);
        // The mean of integers may be a hair below one of them.
        let off = of(&mean_off);
        let mean = if state.family.is_discrete() && (n.mean - n.mean.round()).abs() <= off {
            n.mean.round()
        } else {
            n.mean
        };
        let below = of(&|f| f.cumulative(mean));
        // The mean that P is taken at is rounded as well.
        let moved = match state.family.is_discrete() {
            true => 0.0,
            false => of(&|f| f.density(mean)) * off,
        };
        let half = (below - 0.5).abs() <= of(&|f| closed_off(f, mean)) + moved;
        Question::new(
            format!(
                "The mean of this variable is {}. How probable is a value of at most the mean?",
                r(mean)
            ),
            [
                ("It is more probable than 0.5", !half && below > 0.5),
                ("It is less probable than 0.5", !half && below < 0.5),
                ("It has probability 0.5", half),
            ],
            format!(
                "P(X ≤ {}) is {}. The mean is where the distribution balances: a value far away \
                 weighs more than one nearby, so the two sides needn’t be equally probable.",
                r(mean),
                r(below)
            ),
        )
        .then(DistributionsState {
            x: DistributionsState::x().input.clamped(mean) + 0.0,
            ..state.clone()
        })
    }
}

/// What averaging does to a Cauchy variable.
fn quartiles(state: &DistributionsState) -> Question<DistributionsState> {
    Question::new(
        format!(
            "Half of all draws lie between {} and {}. Between which values does the mean of {} lie \
             with probability 0.5?",
            given(state.location - state.scale),
            given(state.location + state.scale),
            number::count(state.samples, "draw")
        ),
        [
            ("Between values that are closer together", false),
            ("Between the same values", true),
            ("Between values that are further apart", false),
        ],
        "The mean of any number of independent Cauchy draws has exactly the distribution of one draw.",
    )
}

/// “The sample mean converges”, as the coverage of two standard errors.
pub fn claim(state: &DistributionsState) -> Option<Claim> {
    let coverage = coverage::of(state);
    let draws = number::count(state.samples, "draw");
    let (measured, verdict, stands) = match coverage {
        _ if !coverage::is_known(coverage) => return None,
        Coverage::Exactly(share) => {
            let stands = (share - coverage::NORMAL).abs() < 0.01;
            let verdict = if stands {
                "It holds here, to within one percentage point."
            } else {
                "It doesn’t hold at so few draws of this variable: it is a limit for large n."
            };
            let measured = format!(
                "For {draws} the probability is {}, computed from the exact distribution of their \
                 sum; in the limit it is {}.",
                percent(share),
                percent(coverage::NORMAL)
            );
            (measured, verdict, stands)
        }
        Coverage::Between(low, high) => (
            format!(
                "For {draws} the probability is between {} and {} by the theorem of Berry and \
                 Esseen. The histogram of many means counts it.",
                percent(low),
                percent(high)
            ),
            "It holds in the limit, and within these bounds here.",
            true,
        ),
        Coverage::Always => (
            "Every draw has the same value, so the standard error is 0 and the mean is always \
             exact."
                .into(),
            "It doesn’t hold for a variable that doesn’t vary: all means are right.",
            false,
        ),
        Coverage::Undefined => (
            format!(
                "There is no standard error. The quartiles of the mean of {draws} are {} and {}, as \
                 they are for a single draw: {} apart for every n, exactly.",
                given(state.location - state.scale),
                given(state.location + state.scale),
                given(2.0 * state.scale)
            ),
            "It fails for every n: the claim needs a variance, and a Cauchy variable has none.",
            false,
        ),
    };
    Some(Claim {
        says: "The mean of n draws converges to the expectation: for large n it lies within two \
               standard errors of it in about 95.4 % of all samples."
            .into(),
        measured,
        verdict: verdict.into(),
        stands,
    })
}

/// The area in the picture.
#[cfg(target_arch = "wasm32")]
pub fn area(state: &DistributionsState, reading: &Reading) -> String {
    format!(
        "P(X ≤ {}) = {}",
        given(state.x),
        r(reading.scalar("cumulative"))
    )
}

/// What the sample came to.
#[cfg(target_arch = "wasm32")]
pub fn path(state: &DistributionsState, reading: &Reading) -> String {
    let mean = r(reading.scalar("sample-mean"));
    if state.family == Kind::Cauchy {
        return format!("mean {mean}; dashed: quartiles of the mean, the same at every n");
    }
    format!(
        "mean {mean}, z = {}; dashed: μ ± 2σ/√n",
        number::significant(reading.scalar("z"), 3)
    )
}

/// Fewer draws than this are said to be few for the normal limit.
const FEW: usize = 30;

/// What the smooth curve over the means is.
pub fn limit(state: &DistributionsState) -> String {
    let n = number::count(state.samples, "draw");
    match state.family {
        Kind::Cauchy => format!(
            "curve: the distribution of the mean of {n}, again that of a single draw, exactly"
        ),
        Kind::Normal => format!("curve: the distribution of the mean of {n}, normal, exactly"),
        _ if state.samples < FEW => format!(
            "curve: the normal limit, which the central limit theorem states for large n; with only \
             {n} it needn’t fit yet"
        ),
        _ => "curve: the normal limit, which the central limit theorem states for large n".into(),
    }
}

/// How many means lie where about 95.4 % should, or between the quartiles of a Cauchy variable, where
/// half should.
#[cfg(target_arch = "wasm32")]
pub fn counted(state: &DistributionsState, means: &[f64]) -> String {
    let (centre, reach) = super::picture::band(state, state.samples as f64);
    let cauchy = state.family == Kind::Cauchy;
    let (place, expected) = if cauchy {
        (
            "between the quartiles x₀ ± γ",
            "50 % for every n".to_owned(),
        )
    } else {
        let expected = match coverage::of(state) {
            Coverage::Exactly(share) => percent(share),
            Coverage::Always => percent(1.0),
            _ => format!("{} for large n", percent(coverage::NORMAL)),
        };
        ("within μ ± 2σ/√n", expected)
    };
    if means.is_empty() {
        return format!(
            "none yet: press +100 to draw samples of {} each; expected {place}: {expected}",
            number::count(state.samples, "draw")
        );
    }
    // A mean exactly at the limit counts as within, whatever rounding does to the limit. Only means of
    // whole numbers can be exactly there, and their sums are exact.
    let within = (means.iter())
        .filter(|m| (**m - centre).abs() <= reach + rounding([**m, centre, reach]))
        .count();
    let share = within as f64 / means.len() as f64;
    format!(
        "{within} of {} {place}: {}; expected {expected}",
        number::grouped(means.len() as f64),
        percent(share)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rounding_makes_a_probability_a_half() {
        let answer =
            |state: &DistributionsState| Distributions::question(state).right().unwrap().to_owned();
        let of = |family, p| DistributionsState {
            family,
            p,
            trials: 9,
            ..DistributionsState::default()
        };
        assert!(answer(&of(Kind::Normal, 0.3)).contains("probability 0.5"));
        assert!(answer(&of(Kind::Bernoulli, 0.5)).contains("probability 0.5"));
        // 1 − p is 0.5000000001.
        assert!(answer(&of(Kind::Bernoulli, 0.4999999999)).contains("more probable"));
        // Nine throws of a fair coin, by an incomplete beta function.
        assert!(answer(&of(Kind::Binomial, 0.5)).contains("probability 0.5"));
    }

    #[test]
    fn the_curve_over_the_means_is_named() {
        let of = |family, samples| {
            limit(&DistributionsState {
                family,
                samples,
                ..DistributionsState::default()
            })
        };
        assert!(of(Kind::Exponential, 2).ends_with("with only 2 draws it needn’t fit yet"));
        assert!(of(Kind::Exponential, 30).ends_with("for large n"));
        assert!(!of(Kind::Normal, 2).contains("limit"));
        assert!(!of(Kind::Cauchy, 2).contains("normal"));
    }
}
