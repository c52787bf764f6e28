//! `read`: exact and measured variances by batch size, the noise scale, and the three identities.

use super::draws::measured;
use super::enumeration::Enumeration;
use super::moments::{Fit, sizes, variance};
use super::population::{self, Population};
use super::state::SgdNoiseState;
use super::{SgdNoise, words};
use crate::contract::prelude::*;
use numeric_core::real;
use std::rc::Rc;

/// What everything else is said about.
pub struct Numbers {
    pub population: Rc<Population>,
    pub sizes: Vec<usize>,
    /// By size.
    pub exact: Vec<f64>,
    pub measured: Vec<f64>,
    pub errors: Vec<f64>,
    /// The slope through the measured variances, through the exact ones, and its standard error.
    pub slope: f64,
    pub exact_slope: f64,
    pub slope_error: f64,
    /// |g|².
    pub signal: f64,
    /// σ²/|g|²; NaN where g is nothing but rounding.
    pub scale: f64,
    /// The batch size at which the variance is |g|².
    pub equal: f64,
    /// The exact variance of the present batch size.
    pub here: f64,
}

impl Numbers {
    /// The same, measured.
    pub fn measured_here(&self, state: &SgdNoiseState) -> f64 {
        measured(state, &self.population, state.batch)
    }
}

/// Why there is no noise scale.
const NO_SIGNAL: &str = "The full gradient is no larger than its rounding, and the noise scale divides \
                         by its square.";

impl Read for SgdNoise {
    fn read(state: &SgdNoiseState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let all = &n.population;
        let rows: Vec<String> = n.sizes.iter().map(|b| format!("B = {b}")).collect();
        let by_size =
            |name, label: String, list: &[f64]| Readout::vector(name, label, list).rows(&rows);
        let batches = format!("{} batches", number::grouped(state.batches as f64));
        let no_signal = || (!all.has_signal()).then(|| NO_SIGNAL.to_owned());
        let paired = &all.enumeration.paired;
        let pair = |list: &[(usize, super::enumeration::Doubted)]| {
            list.first().map_or(f64::NAN, |(_, mean)| mean.value)
        };
        let count = paired.count;
        Reading {
            checks: checks(&all.enumeration, broken),
            sentence: words::sentence(state, &n),
            claim: Some(words::claim(state, &n)),
            readouts: vec![
                by_size(
                    "exact-variance",
                    "Exact variance of a batch’s gradient, by batch size".into(),
                    &n.exact,
                )
                .sampled(),
                by_size(
                    "variance",
                    format!("Variance measured over {batches} of each size"),
                    &n.measured,
                )
                .sampled(),
                by_size(
                    "standard-error",
                    format!("Standard error of the variance over {batches}, exact"),
                    &n.errors,
                ),
                Readout::scalar(
                    "slope",
                    "Slope of log variance over log B, measured",
                    n.slope,
                )
                .sampled(),
                Readout::scalar(
                    "exact-slope",
                    "The same of the exact variances",
                    n.exact_slope,
                ),
                Readout::scalar("slope-error", "Standard error of the slope", n.slope_error),
                Readout::scalar(
                    "slope-z",
                    "Distance of the measured slope from the exact one, in standard errors",
                    (n.slope - n.exact_slope) / n.slope_error,
                )
                .sampled(),
                Readout::scalar("noise-scale", "Noise scale tr Σ/|g|²", n.scale)
                    .sampled()
                    .missing(no_signal()),
                Readout::scalar(
                    "equal-batch",
                    "Batch size at which the variance is |g|², not rounded",
                    n.equal,
                )
                .missing(no_signal()),
                Readout::scalar(
                    "trace",
                    "σ² = tr Σ, the variance of a single example’s gradient",
                    all.moments.trace,
                ),
                Readout::scalar(
                    "gradient-norm",
                    "Length |g| of the full gradient",
                    real::sqrt(n.signal),
                )
                .known_to(all.doubt),
                Readout::scalar(
                    "share",
                    "Share of the noise along its main direction",
                    all.share(0),
                ),
                Readout::scalar(
                    "batch-variance",
                    format!("Exact variance at B = {}", state.batch),
                    n.here,
                ),
                Readout::scalar(
                    "batch-measured",
                    format!("The same, measured over {batches}"),
                    n.measured_here(state),
                )
                .sampled(),
                Readout::scalar(
                    "pairs-with-replacement",
                    format!(
                        "Variance at B = 2 over all {} ordered pairs of the first {count} examples",
                        number::grouped((count * count) as f64)
                    ),
                    pair(&paired.with),
                ),
                Readout::scalar(
                    "pairs-without-replacement",
                    format!(
                        "The same over all {} pairs of different examples",
                        number::grouped((count * (count - 1) / 2) as f64)
                    ),
                    pair(&paired.without),
                ),
                Readout::scalar("loss", "Mean loss of the network, nats", all.loss),
                Readout::scalar(
                    "accuracy",
                    "Share of examples it classifies rightly",
                    all.accuracy,
                ),
            ],
        }
    }
}

pub fn numbers(state: &SgdNoiseState, broken: Option<&str>) -> Numbers {
    let population = population::of(state);
    let all = &*population;
    let (n, trace) = (all.moments.n, all.moments.trace);
    let exact_at = |b: usize| variance(trace, n, b, state.replacement, broken) + 0.0;
    let sizes = sizes(n);
    let exact: Vec<f64> = sizes.iter().map(|b| exact_at(*b)).collect();
    let values = |b: &usize| measured(state, all, *b);
    let measured_all: Vec<f64> = sizes.iter().map(values).collect();
    let error = |b: &usize| all.moments.error(*b, state.replacement, state.batches);
    let errors: Vec<f64> = sizes.iter().map(error).collect();
    // Without replacement the variance of all examples is 0, which has no logarithm.
    let used = if state.replacement {
        sizes.len()
    } else {
        sizes.len() - 1
    };
    let cut = |list: &[f64]| list.get(..used).unwrap_or_default().to_vec();
    let fit = Fit::over(sizes.get(..used).unwrap_or_default());
    let known = |x: f64| if all.has_signal() { x } else { f64::NAN };
    let signal = all.signal_with(broken);
    Numbers {
        slope: fit.slope(&cut(&measured_all)),
        exact_slope: fit.slope(&cut(&exact)),
        slope_error: fit.error(&cut(&exact), &cut(&errors)),
        scale: known(trace / signal),
        equal: known(all.equal(state.replacement, broken)),
        here: exact_at(state.batch),
        signal,
        sizes,
        exact,
        measured: measured_all,
        errors,
        population,
    }
}

fn checks(all: &Enumeration, broken: Option<&str>) -> Vec<Check> {
    let count = all.paired.count as f64;
    let factor = match broken {
        Some("unbiased") => count / (count - 1.0),
        _ => 1.0,
    };
    let full: Vec<f64> = all.tape.iter().map(|x| x * factor).collect();
    let formula = |replacement: bool| {
        move |trace: f64, n: usize, b: usize| variance(trace, n, b, replacement, broken)
    };
    let both = |replacement: bool| {
        let [(a, b), (c, d)] =
            [&all.paired, &all.few].map(|g| g.compared(replacement, formula(replacement)));
        (worst([a, c]), worst([b, d]))
    };
    let (with, with_doubt) = both(true);
    let (without, without_doubt) = both(false);
    vec![
        Check::new("unbiased").states("The mean of a batch’s gradient over all batches is the full gradient.").by("the full gradient by the tape, from the mean loss of the first 64 examples at once; \
                    those of batches by hand-written backpropagation, one example at a time, for \
                    every pair of them").compares(distance(&full, &all.pairs), all.doubt),
        Check::new("inverse-in-batch").states("With replacement the variance is σ²/B.").by("every ordered pair of the first 64 examples, and every triple of the first ten, \
                    averaged; the residual is a share of σ²").compares(with, with_doubt),
        Check::new("finite-population").states("Without replacement the variance is (N − B)/(N − 1) times that.").by("every pair of different examples of the first 64, and every batch of every size \
                    of the first ten, averaged; the residual is a share of σ²").compares(without, without_doubt),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(trained: bool, replacement: bool, seed: u64) -> (SgdNoiseState, Reading) {
        let state = SgdNoiseState {
            trained,
            replacement,
            seed,
            ..SgdNoiseState::default()
        };
        let reading = SgdNoise::read(&state, None);
        (state, reading)
    }

    #[test]
    fn slopes_are_near_minus_one() {
        for trained in [false, true] {
            for seed in 1..6 {
                let (_, reading) = at(trained, true, seed);
                let of = |name: &str| reading.scalar(name);
                assert!((of("exact-slope") + 1.0).abs() < 1e-14);
                assert!(of("slope-z").abs() < 4.5, "{seed}: {}", of("slope-z"));
                assert!(of("slope-error") < 0.05 && (of("slope") + 1.0).abs() < 0.12);
            }
        }
    }

    #[test]
    fn without_replacement_all_examples_have_no_variance() {
        let (_, reading) = at(false, false, 1);
        for name in ["exact-variance", "variance", "standard-error"] {
            let list = reading.vector(name);
            assert_eq!((list.len(), list.last()), (10, Some(&0.0)), "{name}");
        }
        let half = reading.vector("exact-variance")[8];
        assert!((half - reading.scalar("trace") / 256.0 * 256.0 / 511.0).abs() < 1e-15);
        assert!(reading.scalar("exact-slope") < -1.0);
    }

    #[test]
    fn signal_equals_noise_at_the_equal_batch() {
        for replacement in [true, false] {
            let (_, reading) = at(true, replacement, 2);
            let (of, n) = (|name: &str| reading.scalar(name), 512.0);
            let b = of("equal-batch");
            let factor = if replacement {
                1.0
            } else {
                (n - b) / (n - 1.0)
            };
            let noise = of("trace") / b * factor;
            assert!((noise / of("gradient-norm").powi(2) - 1.0).abs() < 1e-12);
        }
    }
}
