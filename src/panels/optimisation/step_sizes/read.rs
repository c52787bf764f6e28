//! `read`: the two sums, the exact mean squares, the runs, and the three identities.

use super::crowd::slope;
use super::moments::{self, Average, Doubted};
use super::runs::{Outcome, outcome};
use super::scaled::Scaled;
use super::state::{Problem, StepSizesState};
use super::{StepSizes, series, words};
use crate::contract::prelude::*;
use numeric_core::real;
use std::rc::Rc;

/// Why nothing is known of an average.
const CANCELS: &str = "The first iterates explode to both sides, and later ones come back: almost all \
                       of their sum cancels, and rounding leaves nothing of it.";

/// What everything else is said about.
pub struct Numbers {
    pub sum: f64,
    pub squares: f64,
    /// What the sums come to in the end.
    pub sum_limit: f64,
    pub squares_limit: f64,
    pub mean_square: Scaled,
    /// Of the mean of θ² over the runs.
    pub standard_error: f64,
    pub z: f64,
    pub averaged: f64,
    /// The same forwards, with how far rounding may take it.
    ahead: Average,
    pub outcome: Rc<Outcome>,
}

impl Read for StepSizes {
    fn read(state: &StepSizesState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let quadratic = state.problem == Problem::Quadratic;
        let steps = number::count(state.steps, "step");
        let runs = words::which_runs(n.outcome.count);
        let of = state.problem.words();
        let no = || n.outcome.averaged.is_nan().then(|| CANCELS.to_owned());
        let none = || no().filter(|_| quadratic);
        let truth = |x: bool| f64::from(u8::from(x));
        Reading {
            checks: checks(state, &n),
            sentence: words::sentence(state, &n),
            claim: Some(words::claim(state)),
            readouts: vec![
                Readout::scalar("sum", format!("Ση after {steps}"), n.sum),
                Readout::scalar("sum-of-squares", format!("Ση² after {steps}"), n.squares),
                Readout::scalar(
                    "sum-diverges",
                    "Whether Ση = ∞ (1 for yes), which is so for a ≤ 1",
                    truth(state.sum_diverges()),
                ),
                Readout::scalar(
                    "squares-converge",
                    "Whether Ση² < ∞ (1 for yes), which is so for a > ½",
                    truth(state.squares_converge()),
                ),
                Readout::scalar("sum-limit", "Ση over all t", n.sum_limit),
                Readout::scalar("squares-limit", "Ση² over all t", n.squares_limit),
                Readout::scalar(
                    "mean-square",
                    format!("E θ² of ½θ² after {steps}, exact"),
                    n.mean_square.value(),
                ),
                Readout::scalar(
                    "remaining",
                    "Π(1 − η): E θ of ½θ² as a multiple of the start",
                    n.outcome.product.value() + 0.0,
                ),
                Readout::scalar(
                    "averaged-mean-square",
                    format!("E of the squared average of the iterates of ½θ² after {steps}, exact"),
                    n.averaged,
                )
                // Iterates that explode to both sides cancel in their sum.
                .known_to(4.0 * n.ahead.off)
                .missing(no()),
                Readout::scalar(
                    "standard-error",
                    "Standard error of the mean of θ² over 400 runs of ½θ²",
                    n.standard_error,
                ),
                Readout::scalar(
                    "distance",
                    format!("Mean of θ² over {runs} of {of}"),
                    n.outcome.distance,
                )
                .sampled(),
                Readout::scalar("z", "Its distance from E θ², in standard errors", n.z)
                    .sampled()
                    .missing((!quadratic).then(|| {
                        format!("The exact mean square is that of ½θ²; none is known for {of}.")
                    })),
                Readout::scalar(
                    "averaged",
                    format!("Mean of the squared average of the iterates over {runs} of {of}"),
                    n.outcome.averaged_distance,
                )
                .sampled()
                .missing(none()),
                Readout::scalar(
                    "gap",
                    format!("Mean loss of the last iterate over {runs} of {of}"),
                    n.outcome.gap,
                )
                .sampled(),
                Readout::scalar(
                    "averaged-gap",
                    format!("Mean loss of the average of the iterates over {runs} of {of}"),
                    n.outcome.averaged_gap,
                )
                .sampled()
                .missing(none()),
            ],
        }
    }
}

pub fn numbers(state: &StepSizesState, broken: Option<&str>) -> Numbers {
    let outcome = outcome(state);
    let rates = outcome.rates.as_slice();
    let counted = match broken {
        Some("sums") => rates.get(1..).unwrap_or_default(),
        _ => rates,
    };
    let squares: Vec<f64> = counted.iter().map(|rate| rate * rate).collect();
    let bias = outcome.product.times(state.start).squared();
    let spread = outcome.spread;
    let both = spread.times(2.0).plus(bias.times(4.0));
    // Var θ² = 2·v² + 4·m²·v for a normal variable of mean m and variance v.
    let relative = (spread.over(outcome.square) * both.over(outcome.square)).sqrt();
    let error = relative / (outcome.count as f64).sqrt();
    let z = match state.problem {
        Problem::Quadratic if error > 0.0 => (outcome.relative - 1.0) / error,
        Problem::Quadratic => 0.0,
        _ => f64::NAN,
    };
    let ahead = moments::averaged_forwards(rates, state.start, state.noise);
    let noise = if state.noise > 0.0 {
        spread.root() * both.root() / 20.0
    } else {
        0.0
    };
    let [sum_limit, squares_limit] = limits(state);
    Numbers {
        sum: real::sum(counted),
        squares: real::sum(&squares),
        sum_limit,
        squares_limit,
        mean_square: match broken {
            Some("recursion") => moments::wrong_mean_square(rates, state.start, state.noise),
            _ => outcome.square,
        },
        standard_error: noise,
        z,
        averaged: match broken {
            Some("average") if !outcome.averaged.is_nan() => ahead.independent,
            _ => outcome.averaged,
        },
        ahead,
        outcome,
    }
}

/// What Ση and Ση² come to in the end.
pub fn limits(state: &StepSizesState) -> [f64; 2] {
    let c = state.scale;
    [
        c * series::limit(state.exponent, state.shift),
        c * c * series::limit(2.0 * state.exponent, state.shift),
    ]
}

fn checks(state: &StepSizesState, n: &Numbers) -> Vec<Check> {
    let first = series::powers(state.exponent, state.shift, state.steps);
    let second = series::powers(2.0 * state.exponent, state.shift, state.steps);
    let c = state.scale;
    let apart = |sum: f64, other: f64| (sum / other - 1.0).abs();
    let (second_route, doubt) = second_route(state, &n.outcome);
    vec![
        // A power is off by two units in the last place, its square by four; products and the
        // compensated sum add a few.
        Check::new("sums")
            .states("Ση and Ση² over the steps that are made.")
            .by(
                "the formula of Euler and Maclaurin: the integral of c·x^(−a), half of the terms \
                    at its ends, and four corrections; the residual is relative",
            )
            .compares(
                worst([
                    apart(n.sum, c * first.value),
                    apart(n.squares, c * c * second.value),
                ]),
                first.doubt.max(second.doubt) + 12.0 * f64::EPSILON,
            ),
        Check::new("recursion")
            .states("E θ² = (1 − η)²·E θ² + η²·σ² at each step of ½θ².")
            .by(
                "for a constant learning rate the closed form of a geometric sum; without noise \
                    the descent itself, simulated; otherwise the closed solution, summed from the \
                    last step to the first; the residual is relative",
            )
            .compares(
                n.mean_square.apart(second_route),
                n.outcome.doubt + doubt + 8.0 * f64::EPSILON,
            ),
        Check::new("average")
            .states(
                "The mean square of the average of the iterates of ½θ² is the sum of the squares \
                     that the start and each noise add to it.",
            )
            .by(
                "E θ², E θS and E S² of the sum S are carried forwards from step to step, and \
                    how far rounding may take them beside them",
            )
            .compares(
                distance(&[n.averaged], &[n.ahead.mean_square]),
                2.0 * n.ahead.off,
            )
            .unless(n.outcome.averaged.is_nan().then(|| CANCELS.to_owned())),
    ]
}

/// E θ² by another route, and how far rounding may take that.
fn second_route(state: &StepSizesState, outcome: &Outcome) -> (Scaled, f64) {
    let (start, noise, rates) = (state.start, state.noise, outcome.rates.as_slice());
    let closed = match state.exponent {
        0.0 => moments::constant(state.scale, state.steps, start, noise),
        _ => None,
    };
    let simulated = || {
        let step = |theta: f64, rate: f64| theta - rate * slope(Problem::Quadratic, theta);
        moments::simulated(rates, start, step).filter(|_| noise == 0.0)
    };
    match closed.or_else(simulated) {
        Some(Doubted { value, doubt }) => (value, doubt),
        // It forgets its errors as the recursion does.
        None => (moments::unrolled(rates, start, noise), outcome.doubt),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_theory_is_told_by_the_exponent() {
        let at = |exponent: f64| {
            let state = StepSizesState {
                exponent,
                ..StepSizesState::default()
            };
            let reading = StepSizes::read(&state, None);
            (
                reading.scalar("sum-diverges"),
                reading.scalar("squares-converge"),
            )
        };
        assert_eq!(at(1.0), (1.0, 1.0));
        assert_eq!(at(0.5), (1.0, 0.0));
        assert_eq!(at(0.0), (1.0, 0.0));
        assert_eq!(at(1.000_001), (0.0, 1.0));
        assert_eq!(at(0.500_001), (1.0, 1.0));
    }

    #[test]
    fn the_runs_stand_beside_what_is_exact() {
        let state = StepSizesState {
            exponent: 0.5,
            ..StepSizesState::default()
        };
        let reading = StepSizes::read(&state, None);
        let of = |name: &str| reading.scalar(name);
        assert!((of("mean-square") - 0.00504).abs() < 5e-6);
        assert!((of("standard-error") / of("mean-square") - (2.0_f64 / 400.0).sqrt()).abs() < 1e-9);
        assert!(
            (of("distance") - of("mean-square") - of("z") * of("standard-error")).abs() < 1e-15
        );
        assert!(of("z").abs() < 4.0);
        assert!((of("averaged-mean-square") - 0.0001).abs() < 1e-5);
    }

    #[test]
    fn fewer_runs_than_the_picture_has_are_said_to_be_the_first() {
        let of = |problem| {
            let state = StepSizesState {
                problem,
                ..StepSizesState::default()
            };
            StepSizes::read(&state, None).sentence
        };
        let said = of(Problem::Absolute);
        assert!(
            said.contains("the first 50 of the picture’s 400 runs of |θ| have"),
            "{said}"
        );
        let said = of(Problem::Quadratic);
        assert!(said.contains("; 400 runs have"), "{said}");
    }
}
