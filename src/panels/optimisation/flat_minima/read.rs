//! `read`: what follows from the state, and the reading of a training in its place.

use super::start::{SEEN, start};
use super::state::FlatMinimaState;
use super::{FlatMinima, outcome, words};
use crate::contract::prelude::*;
use numeric_core::network::dense::cast;
use training::{Curvature, FlatEnd, FlatReport, rescaled};

/// Places along the line.
pub const PLACES: usize = 21;
/// At how many examples outputs are compared before and after the rescaling.
const COMPARED: usize = 32;
/// Why most is missing before a training.
const UNTRAINED: &str = "The networks aren’t trained yet: press Train.";
/// Why nothing of the ReLU network is known after a training.
const LOST: &str = "The ReLU network diverged at this learning rate.";
/// Why the sharpness at a factor is missing for a moment.
const ASKED: &str = "The sharpness at this factor is being measured.";

/// The places along the line: 0 at the first network, 1 at the second.
pub fn places() -> Vec<f64> {
    (0..PLACES).map(|i| (i as f64 - 5.0) / 10.0).collect()
}

impl Read for FlatMinima {
    fn read(state: &FlatMinimaState, broken: Option<&str>) -> Reading {
        reading(state, None, broken)
    }
}

/// The reading of a state, and of a training as far as it has come.
pub fn reading(
    state: &FlatMinimaState,
    report: Option<&FlatReport>,
    broken: Option<&str>,
) -> Reading {
    let ends = report.and_then(|r| r.ends.as_ref());
    let names: Vec<String> = (0..2).map(|i| outcome::name(state, i)).collect();
    let of = |f: fn(&FlatEnd) -> f64| -> Vec<f64> {
        ends.map_or(vec![f64::NAN; 2], |ends| ends.iter().map(f).collect())
    };
    let missing = why_missing(state, ends);
    let pair = |name, label: &str, f: fn(&FlatEnd) -> f64| {
        Readout::vector(name, label, &of(f))
            .rows(&names)
            .sampled()
            .missing(missing.clone())
    };
    let most = state.most_steps().map(|n| n as f64);
    let (rescaled, why) = rescaled_sharpness(state, report);
    Reading {
        checks: vec![
            eigenvalue(state, ends, broken),
            function(state, report, broken),
        ],
        sentence: words::sentence(state, report),
        claim: ends.map(|ends| outcome::claim(state, ends)),
        readouts: vec![
            Readout::scalar(
                "threshold",
                "2/η, the sharpness above which gradient descent leaves a quadratic minimum",
                state.threshold(),
            ),
            Readout::vector("most-steps", "Steps of each training, at most", &most).rows(&names),
            pair(
                "sharpness",
                "Sharpness: largest eigenvalue of the Hessian of the training loss",
                |end| end.sharpness,
            ),
            pair(
                "train-loss",
                "Training loss, flipped labels included",
                |end| end.train,
            ),
            pair(
                "test-loss",
                "Loss on 1,000 new points, none flipped",
                |end| end.test,
            ),
            pair(
                "test-error",
                "Share of new points on the wrong side",
                |end| end.error,
            ),
            pair("steps-made", "Steps made", |end| end.steps as f64)
                .missing(ends.is_none().then(|| UNTRAINED.to_owned())),
            path(report).missing(missing.clone()),
            Readout::vector(
                "rescaled-sharpness",
                "Sharpness of the ReLU network before and after the rescaling",
                &rescaled,
            )
            .rows(&["before".into(), "after".into()])
            .sampled()
            .missing(why),
        ],
    }
}

/// Why sharpness and losses are missing, where they are.
fn why_missing(state: &FlatMinimaState, ends: Option<&[FlatEnd; 2]>) -> Option<String> {
    let Some(ends) = ends else {
        return Some(UNTRAINED.to_owned());
    };
    ends.iter().enumerate().find_map(|(i, end)| {
        let step = number::grouped(end.diverged? as f64);
        Some(format!(
            "The training with {} diverged at step {step}.",
            outcome::name(state, i)
        ))
    })
}

/// The losses along the line: training, then new points.
fn path(report: Option<&FlatReport>) -> Readout {
    let line = report.map_or(&[][..], |r| r.line.as_slice());
    let losses = nalgebra::DMatrix::from_fn(2, PLACES, |i, j| {
        line.get(j)
            .map_or(f64::NAN, |p| if i == 0 { p.train } else { p.test })
    });
    let columns: Vec<String> = places()
        .iter()
        .map(|t| format!("t = {}", rounded(*t)))
        .collect();
    Readout::matrix(
        "path-loss",
        "Losses along the straight line between the networks, 0 at the first and 1 at the second",
        &losses,
    )
    .named(&["training".into(), "new points".into()], &columns)
    .sampled()
}

/// Before and after, and why one is missing.
fn rescaled_sharpness(
    state: &FlatMinimaState,
    report: Option<&FlatReport>,
) -> ([f64; 2], Option<String>) {
    let none = [f64::NAN; 2];
    let done = report.filter(|r| r.ends.is_some());
    match (done, report.and_then(|r| r.rescaling.as_ref())) {
        (_, Some(found)) if found.asked.factor == state.rescale => {
            ([found.before, found.asked.sharpness], None)
        }
        (_, Some(found)) => ([found.before, f64::NAN], Some(ASKED.into())),
        (Some(done), None) if done.step >= done.steps => (none, Some(LOST.into())),
        _ => (none, Some(UNTRAINED.into())),
    }
}

fn eigenvalue(state: &FlatMinimaState, ends: Option<&[FlatEnd; 2]>, broken: Option<&str>) -> Check {
    let wrong = broken == Some("hessian-eigenvalue");
    let apart = |c: &Curvature| {
        let first = if wrong { c.gauss_newton } else { c.exact };
        ((first - c.difference).abs(), c.tolerance)
    };
    let nothing = (f64::NAN, f64::NAN);
    let before = || start(state).map_or(nothing, |start| apart(&start.curvature));
    let both = ends.map(|ends| {
        let there = ends.iter().filter(|end| end.diverged.is_none());
        let ratio = |x: &(f64, f64)| x.0 / x.1;
        there
            .map(|end| apart(&end.check))
            .max_by(|a, b| ratio(a).total_cmp(&ratio(b)))
    });
    let (residual, tolerance) = both.map_or_else(before, |found| found.unwrap_or(nothing));
    let lost = both.is_some_and(|found| found.is_none());
    Check::new("hessian-eigenvalue").states("The Rayleigh quotient vᵀHv of the eigenvector that power iteration has found is the \
                 curvature of the loss along it.").by("the slope of the loss along v, point by point in plain loops with bounds of their \
                rounding, and its finite difference at θ ± v/32,768; at twice the distance it tells \
                its own error").compares(residual, tolerance).unless(lost.then(|| "Both trainings diverged: nothing is left to compare.".to_owned()))
}

fn function(state: &FlatMinimaState, report: Option<&FlatReport>, broken: Option<&str>) -> Check {
    let divides = broken != Some("rescaling-keeps-the-function");
    let trained = report.and_then(|r| r.rescaling.as_ref());
    let found = start(state).and_then(|start| {
        let parameters: Vec<f64> = match trained {
            Some(found) => cast(&found.parameters),
            None => start.problem.relu_start.clone(),
        };
        let points = start.problem.train.first(COMPARED);
        rescaled(
            &start.problem.relu,
            &parameters,
            state.rescale,
            divides,
            &points,
        )
        .ok()
    });
    let (residual, tolerance) = found.map_or((f64::NAN, f64::NAN), |f| (f.residual, f.tolerance));
    Check::new("rescaling-keeps-the-function")
        .states(
            "A ReLU network computes the same with its first layer times α and the weights of its \
                 second layer divided by α.",
        )
        .by("the network as it was, point by point in plain loops with bounds of their rounding")
        .compares(residual, tolerance)
}

/// On what the first check was made.
pub fn examined(report: Option<&FlatReport>) -> String {
    let Some(ends) = report.and_then(|r| r.ends.as_ref()) else {
        return format!("at the start, on the first {SEEN} examples");
    };
    let there = ends.iter().filter(|end| end.diverged.is_none());
    match there.count() {
        0 => "nowhere, since both trainings diverged",
        1 => "at the network whose training didn’t diverge, on all 256 examples",
        _ => "at both trained networks, on all 256 examples",
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::super::outcome::tests::{end, report};
    use super::*;

    fn holds(reading: &Reading) -> Vec<bool> {
        reading.checks.iter().map(Check::holds).collect()
    }

    #[test]
    fn before_a_training_the_checks_are_there_and_the_rest_says_why_not() {
        let state = FlatMinimaState::default();
        let reading = FlatMinima::read(&state, None);
        assert_eq!(holds(&reading), [true, true]);
        assert_eq!(reading.scalar("threshold"), 20.0);
        assert_eq!(reading.vector("most-steps"), [3200.0, 3200.0]);
        assert!(reading.vector("sharpness").iter().all(|x| x.is_nan()));
        assert_eq!(reading.matrix("path-loss").shape(), (2, PLACES));
        assert!(reading.claim.is_none());
        let check = &reading.checks[0];
        assert!(check.tolerance < 1e-5, "{check:?}");
    }

    #[test]
    fn a_training_brings_the_rest() {
        let state = FlatMinimaState::default();
        let report = report(&state, [end(5.0, 0.09), end(8.0, 0.12)]);
        let reading = reading(&state, Some(&report), None);
        assert_eq!(holds(&reading), [true, true]);
        assert_eq!(reading.vector("sharpness"), [5.0, 8.0]);
        assert_eq!(reading.matrix("path-loss")[(1, 20)], 0.1);
        assert_eq!(reading.vector("rescaled-sharpness"), [11.0, 300.0]);
        assert!(reading.claim.as_ref().unwrap().stands);
        for (at, name) in ["hessian-eigenvalue", "rescaling-keeps-the-function"]
            .iter()
            .enumerate()
        {
            let broken = super::reading(&state, Some(&report), Some(name));
            assert_eq!(holds(&broken), [at != 0, at != 1]);
        }
        let other = FlatMinimaState {
            rescale: 2.0,
            ..state
        };
        let asked = super::reading(&other, Some(&report), None);
        assert_eq!(asked.vector("rescaled-sharpness")[0], 11.0);
        assert!(asked.vector("rescaled-sharpness")[1].is_nan());
        assert!(examined(Some(&report)).contains("256") && examined(None).contains("16"));
    }

    #[test]
    fn divergence_is_said_and_nothing_is_made_up() {
        let state = FlatMinimaState::default();
        let lost = FlatEnd {
            diverged: Some(12),
            check: Curvature {
                exact: f64::NAN,
                gauss_newton: f64::NAN,
                difference: f64::NAN,
                tolerance: f64::NAN,
            },
            ..end(f64::NAN, f64::NAN)
        };
        let mut one = report(&state, [end(5.0, 0.09), lost]);
        one.line.clear();
        let reading = super::reading(&state, Some(&one), None);
        assert_eq!(holds(&reading), [true, true]);
        let sharpness = reading
            .readouts
            .iter()
            .find(|r| r.name == "sharpness")
            .unwrap();
        assert!(sharpness.missing.as_ref().unwrap().contains("step 12"));
        assert!(examined(Some(&one)).contains("didn’t diverge"));
        one.ends = Some([lost, lost]);
        one.rescaling = None;
        let reading = super::reading(&state, Some(&one), None);
        assert!(reading.checks[0].undecided.is_some() && reading.checks[1].holds());
        assert!(
            reading
                .sentence
                .ends_with("checked nowhere, since both trainings diverged.")
        );
    }
}
