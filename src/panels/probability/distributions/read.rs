//! `read`: moments, density and distribution function, a sample, and the four identities.

use super::sample::{Sample, Source};
use super::state::{DistributionsState, Kind};
use super::sums::{Bounded, Sums, closed_off, doubt, sums};
use super::{Distributions, words};
use crate::contract::prelude::*;
use numeric_core::probability::families::{Distribution, Family};

/// Why a Cauchy variable has no mean.
const NO_MEAN: &str = "A Cauchy variable has no mean: its tails are so heavy that the integral of \
                       |x|·p(x) is infinite.";
/// Why there is nothing that is measured from the mean.
const NO_VARIANCE: &str = "A Cauchy variable has no mean to measure from, so that neither its variance \
                           nor a standard error exists.";

/// What everything else is said about.
pub struct Numbers {
    pub mean: f64,
    pub variance: f64,
    pub standard_error: f64,
    pub density: f64,
    pub cumulative: f64,
    pub sample_mean: f64,
    pub sample_variance: f64,
    pub z: f64,
}

impl Read for Distributions {
    fn read(state: &DistributionsState, broken: Option<&str>) -> Reading {
        // The limits of the keys are within those of the families, so nothing here fails; if it ever
        // did, the reader would see NaN and broken checks, not a blank page.
        let family = state.member().ok();
        let n = numbers(state, family.as_ref(), broken);
        let relative = |doubt: f64, x: f64| {
            if x.is_finite() {
                x * doubt * f64::EPSILON
            } else {
                0.0
            }
        };
        let offs = family.as_ref().map_or([0.0; 2], |family| {
            let density = relative(doubt(family, state.x), n.density);
            [density, closed_off(family, state.x)]
        });
        let cauchy = state.family == Kind::Cauchy;
        let no = |why: &str| cauchy.then(|| why.to_owned());
        let count = number::count(state.samples, "draw");
        let (density, below) = (
            if state.family.is_discrete() {
                "Probability of"
            } else {
                "Density at"
            },
            "Probability of at most",
        );
        let x = number::given(state.x);
        Reading {
            checks: checks(state, family.as_ref(), &n, broken),
            sentence: words::sentence(state, &n),
            claim: words::claim(state),
            readouts: vec![
                Readout::scalar("mean", "Mean, E(X)", n.mean).missing(no(NO_MEAN)),
                Readout::scalar("variance", "Variance, E((X − E(X))²)", n.variance)
                    .missing(no(NO_VARIANCE)),
                Readout::scalar(
                    "standard-error",
                    format!("Standard error of the mean of {count}"),
                    n.standard_error,
                )
                .missing(no(NO_VARIANCE)),
                Readout::scalar("density", format!("{density} {x}, p(x)"), n.density)
                    .known_to(offs[0]),
                Readout::scalar("cumulative", format!("{below} {x}, P(X ≤ x)"), n.cumulative)
                    .known_to(offs[1]),
                Readout::scalar("sample-mean", format!("Mean of {count}"), n.sample_mean).sampled(),
                Readout::scalar(
                    "sample-variance",
                    format!("Variance of {count}, divided by n − 1"),
                    n.sample_variance,
                )
                .sampled(),
                Readout::scalar(
                    "z",
                    "Distance of the sample’s mean from E(X), in standard errors",
                    n.z,
                )
                .sampled()
                .missing(no(NO_VARIANCE)),
            ],
        }
    }
}

/// The sample of a state.
pub fn sample(state: &DistributionsState) -> Option<Sample> {
    let source = Source::of(state).ok()?;
    Some(Sample::of(&source, state.samples, state.seed))
}

pub fn numbers(
    state: &DistributionsState,
    family: Option<&Family>,
    broken: Option<&str>,
) -> Numbers {
    let of = |f: &dyn Fn(&Family) -> f64| family.map_or(f64::NAN, f);
    let (true_mean, true_variance) = (of(&|f| f.mean()), of(&|f| f.variance()));
    let (density, cumulative) = (of(&|f| f.density(state.x)), of(&|f| f.cumulative(state.x)));
    let sample = sample(state);
    let [sample_mean, sample_variance] =
        sample.map_or([f64::NAN; 2], |s| [s.mean + 0.0, s.variance + 0.0]);
    let standard_error = (true_variance / state.samples as f64).sqrt();
    let step = if state.family.is_discrete() {
        1.0
    } else {
        true_variance.sqrt()
    };
    let off = sample_mean - true_mean;
    Numbers {
        mean: match broken {
            Some("mean") => true_mean + step,
            _ => true_mean + 0.0,
        },
        variance: match broken {
            Some("variance") => true_variance / state.samples as f64,
            _ => true_variance + 0.0,
        },
        density: match broken {
            Some("sums-to-one") => 2.0 * density,
            _ => density,
        },
        cumulative: match broken {
            Some("cumulative") => cumulative - 1.0,
            _ => cumulative,
        },
        z: if standard_error == 0.0 {
            0.0
        } else {
            off / standard_error
        },
        standard_error,
        sample_mean,
        sample_variance,
    }
}

fn checks(
    state: &DistributionsState,
    family: Option<&Family>,
    n: &Numbers,
    broken: Option<&str>,
) -> Vec<Check> {
    let unknown = Bounded {
        value: f64::NAN,
        off: 0.0,
    };
    let (s, below_off) = family.map_or(
        (
            Sums {
                total: unknown,
                mean: unknown,
                variance: unknown,
                below: unknown,
            },
            0.0,
        ),
        |family| (sums(family, state.x), closed_off(family, state.x)),
    );
    let cauchy = state.family == Kind::Cauchy;
    let no = |why: &str| cauchy.then(|| why.to_owned());
    let doubled = if broken == Some("sums-to-one") {
        2.0
    } else {
        1.0
    };
    let ulps = |count: f64, x: f64| count * f64::EPSILON * x.abs();
    let apart = |sum: f64, closed: f64| if cauchy { 0.0 } else { (sum - closed).abs() };
    let room = |off: f64| if cauchy { 0.0 } else { off };
    vec![
        Check::new("sums-to-one")
            .states("Σ p(x) = 1 over all values, or ∫ p(x) dx = 1.")
            .by(
                "each probability is added, until those that are left come to less than 10⁻²⁰ \
                    of the variance; a density is integrated by a double-exponential rule. What is \
                    left out, and how much half as many points change, are part of the tolerance",
            )
            .compares((doubled * s.total.value - 1.0).abs(), s.total.off),
        Check::new("mean")
            .states("E(X) = Σ x·p(x), or ∫ x·p(x) dx.")
            .by("the same sum or integral with x as a factor, against the closed form")
            .compares(
                apart(s.mean.value, n.mean),
                room(s.mean.off + ulps(4.0, n.mean)),
            )
            .unless(no(NO_MEAN)),
        Check::new("variance")
            .states("Var(X) = Σ (x − m)²·p(x), or ∫ (x − m)²·p(x) dx, with m = E(X).")
            .by(
                "the same sum or integral with (x − m)² as a factor, m being the mean that the \
                    sum comes to, against the closed form",
            )
            .compares(
                apart(s.variance.value, n.variance),
                room(s.variance.off + ulps(8.0, n.variance)),
            )
            .unless(no(NO_VARIANCE)),
        // The closed form may be 1 minus a small number.
        Check::new("cumulative")
            .states("P(X ≤ x) is the sum of p over all values up to x, or its integral.")
            .by(
                "the part of the sum or integral up to x, against the closed form of the \
                    distribution function",
            )
            .compares(
                (s.below.value - n.cumulative).abs(),
                s.below.off + below_off + 4.0 * f64::EPSILON,
            ),
    ]
}
