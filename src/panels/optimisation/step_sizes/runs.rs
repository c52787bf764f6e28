//! Many noisy runs of one schedule, and what is exact beside them.

use super::crowd::{Crowd, Normals, Segment, advance, loss, unit};
use super::moments::{Recursion, averaged, cancels, stepped};
use super::scaled::Scaled;
use super::state::{Problem, StepSizesState};
use crate::remembered::Remembered;
use numeric_core::random::Random;
use numeric_core::real::mean;
use std::rc::Rc;

/// Runs there are at most.
pub const MOST: usize = 400;
/// Steps of all runs together that are made at once, where each is made; then there are fewer runs.
const UPDATES: usize = 500_000;
/// Runs there are at least.
const FEWEST: usize = 10;
/// Points of the picture to each factor of ten.
const EACH: f64 = 12.0;
/// Runs that are drawn one by one.
pub const DRAWN: usize = 6;

/// A schedule's runs and what is exact, at the points of the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub rates: Vec<f64>,
    pub points: Vec<Point>,
    /// How many runs there are.
    pub count: usize,
    /// What is left of the start: Π(1 − η).
    pub product: Scaled,
    /// The part of E θ² that is noise.
    pub spread: Scaled,
    /// E θ² of the quadratic, and how far rounding may have taken it, relative to it.
    pub square: Scaled,
    pub doubt: f64,
    /// The mean square of the average of the iterates of the quadratic; NaN where rounding leaves
    /// nothing of it.
    pub averaged: f64,
    /// Of the runs' last iterates: the mean square, on the quadratic relative to the exact one as well;
    /// of their averages; the mean loss of both.
    pub distance: f64,
    pub relative: f64,
    pub averaged_distance: f64,
    pub gap: f64,
    pub averaged_gap: f64,
    /// The standard error of the mean square, estimated from the runs.
    pub estimated_error: f64,
}

/// What the picture shows of a step. Distances are log₁₀ θ².
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    pub t: usize,
    /// Both sums so far.
    pub sums: [f64; 2],
    /// Of the quadratic, exact.
    pub exact: f64,
    /// Quantiles of the runs: 10, 25, 75 and 90 %.
    pub quantiles: [f64; 4],
    /// The mean of θ² over the runs.
    pub mean: f64,
    /// The mean over the runs of the squared average so far.
    pub averaged: f64,
    /// The first runs, one by one.
    pub drawn: [f64; DRAWN],
}

thread_local! {
    static LAST: Remembered<StepSizesState, Rc<Outcome>> = const { Remembered::new(1) };
}

/// The runs of a state; those of the last one are remembered, since reading and picture both use them.
pub fn outcome(state: &StepSizesState) -> Rc<Outcome> {
    LAST.with(|last| last.value(state.clone(), |state| Rc::new(made(state))))
}

/// The steps that the picture shows: twelve to each factor of ten, and the last.
fn shown(steps: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..)
        .map(|k| 10_f64.powf(f64::from(k) / EACH).round() as usize)
        .take_while(|t| *t < steps)
        .collect();
    all.dedup();
    all.push(steps);
    all
}

fn made(state: &StepSizesState) -> Outcome {
    let rates = state.rates();
    let quadratic = state.problem == Problem::Quadratic;
    let count = if quadratic {
        MOST
    } else {
        (UPDATES / state.steps).clamp(FEWEST, MOST)
    };
    let averaged = if cancels(&rates) {
        f64::NAN
    } else {
        averaged(&rates, state.start, state.noise)
    };
    let mut random = Random::new(state.seed);
    let mut normals = Normals::of(state.seed);
    let mut crowd = Crowd {
        theta: vec![unit(state, quadratic); count],
        sum: if quadratic && !averaged.is_finite() {
            Vec::new()
        } else {
            vec![0.0; count]
        },
    };
    let mut exact = Recursion::new(state.start, state.noise);
    let mut spread = Scaled::ZERO;
    let mut product = Scaled::ONE;
    let mut sums = [0.0; 2];
    let mut segment = Segment::new(exact.square.value);
    let mut points = Vec::new();
    let mut shown = shown(state.steps).into_iter().peekable();
    let mut from = 0;
    for (t, &rate) in (1_usize..).zip(&rates) {
        exact.step(rate);
        spread = stepped(spread, rate, state.noise);
        product = product.times(1.0 - rate);
        sums = [sums[0] + rate, sums[1] + rate * rate];
        segment.step(rate, state.noise);
        let here = shown.peek() == Some(&t);
        if !(here || quadratic && segment.is_large()) {
            continue;
        }
        if quadratic {
            segment.draw(&mut crowd, &mut normals);
            segment = Segment::new(exact.square.value);
        } else {
            let now = rates.get(from..t).unwrap_or_default();
            let Crowd { theta, sum } = &mut crowd;
            advance(state, now, theta, sum, &mut random);
            from = t;
        }
        if here {
            shown.next();
            let scale = if quadratic {
                exact.square.value.log10()
            } else {
                0.0
            };
            points.push(point(t, sums, exact.square.value.log10(), scale, &crowd));
        }
    }
    normals.keep();
    let square = exact.square.value;
    let last = Last::of(state, &crowd, square, averaged);
    Outcome {
        rates,
        points,
        count,
        product,
        spread,
        square,
        doubt: exact.square.doubt,
        averaged,
        distance: last.distance,
        relative: last.relative,
        averaged_distance: last.averaged,
        gap: last.gap,
        averaged_gap: last.averaged_gap,
        estimated_error: last.error,
    }
}

/// What the picture shows at one point; `scale` is added to log₁₀ of a run's square.
pub fn point(t: usize, sums: [f64; 2], exact: f64, scale: f64, crowd: &Crowd) -> Point {
    let log = |square: f64| square.log10() + scale;
    let squares: Vec<f64> = crowd.theta.iter().map(|x| x * x).collect();
    let drawn = std::array::from_fn(|k| squares.get(k).map_or(f64::NAN, |square| log(*square)));
    let mean = log(mean(&squares));
    let average = |sum: &f64| {
        let average = sum / t as f64;
        average * average
    };
    let averages: Vec<f64> = crowd.sum.iter().map(average).collect();
    Point {
        t,
        sums,
        exact,
        quantiles: quantiles(squares).map(log),
        mean,
        averaged: if averages.is_empty() {
            f64::INFINITY
        } else {
            self::mean(&averages).log10()
        },
        drawn,
    }
}

/// The quantiles of some squares. Each is put in its place, and what is larger behind it, where the next
/// one is looked for.
fn quantiles(mut squares: Vec<f64>) -> [f64; 4] {
    let count = squares.len();
    let mut from = 0;
    [0.1, 0.25, 0.75, 0.9].map(|part| {
        let index = (part * count as f64) as usize;
        let left = squares.get_mut(from..).unwrap_or_default();
        let place = index - from;
        if place >= left.len() {
            return 0.0;
        }
        from = index;
        *left.select_nth_unstable_by(place, f64::total_cmp).1
    })
}

/// What the runs come to.
struct Last {
    distance: f64,
    relative: f64,
    averaged: f64,
    gap: f64,
    averaged_gap: f64,
    error: f64,
}

impl Last {
    fn of(state: &StepSizesState, crowd: &Crowd, square: Scaled, averaged: f64) -> Self {
        let quadratic = state.problem == Problem::Quadratic;
        let squares: Vec<f64> = crowd.theta.iter().map(|x| x * x).collect();
        let relative = mean(&squares);
        let over = |of: &dyn Fn(f64) -> f64| {
            let all: Vec<f64> = (crowd.sum.iter())
                .map(|sum| of(sum / state.steps as f64))
                .collect();
            if all.is_empty() { averaged } else { mean(&all) }
        };
        let losses: Vec<f64> = (crowd.theta.iter())
            .map(|x| loss(state.problem, *x))
            .collect();
        let off = |x: &f64| (x - relative) * (x - relative);
        let spread = squares.iter().map(off).sum::<f64>();
        let count = squares.len() as f64;
        Self {
            distance: if quadratic {
                square.times(relative).value()
            } else {
                relative
            },
            gap: if quadratic {
                square.times(0.5 * relative).value()
            } else {
                mean(&losses)
            },
            relative,
            averaged: over(&|x| x * x),
            averaged_gap: over(&|x| loss(state.problem, x)),
            error: (spread / (count * (count - 1.0))).sqrt(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(problem: Problem, scale: f64, exponent: f64) -> StepSizesState {
        StepSizesState {
            problem,
            scale,
            exponent,
            ..StepSizesState::default()
        }
    }

    #[test]
    fn the_runs_of_the_quadratic_have_their_moments() {
        for (scale, exponent) in [(1.0, 1.0), (0.1, 0.0), (0.1, 1.0), (1.0, 0.5), (2.0, 0.0)] {
            let runs = made(&at(Problem::Quadratic, scale, exponent));
            assert_eq!(runs.count, MOST);
            // Seven per cent is one standard error at most.
            assert!(
                (runs.relative - 1.0).abs() < 0.3,
                "{scale} {exponent}: {}",
                runs.relative
            );
            let ratio = runs.averaged_distance / runs.averaged;
            assert!((ratio - 1.0).abs() < 0.3, "{scale} {exponent}: {ratio}");
            // Each segment is what its steps are.
            let last = runs.points.last().unwrap();
            assert!((last.exact - runs.square.log10()).abs() < 1e-12);
        }
    }

    #[test]
    fn the_other_problems_come_near_what_was_measured() {
        // Mean losses of the last iterate and of the average, from 400 runs: within a fifth or so.
        for (scale, exponent, steps, last, average) in [
            (1.0, 0.5, 1000, 0.031, 0.022),
            (1.0, 0.5, 10_000, 0.010, 0.002),
            (0.1, 0.0, 1000, 0.099, 0.125),
            (0.1, 0.0, 10_000, 0.091, 0.013),
            (1.0, 1.0, 1000, 0.014, 0.192),
        ] {
            let state = StepSizesState {
                steps,
                ..at(Problem::Absolute, scale, exponent)
            };
            let runs = made(&state);
            let near = |x: f64, y: f64| (x / y - 1.0).abs() < 0.35 || (x - y).abs() < 6e-4;
            assert!(
                near(runs.gap, last) && near(runs.averaged_gap, average),
                "{scale} {exponent} {steps}: {} {}",
                runs.gap,
                runs.averaged_gap
            );
        }
        let state = StepSizesState {
            start: 2.0,
            ..at(Problem::Quartic, 0.1, 0.0)
        };
        let runs = made(&state);
        assert!((runs.gap / 0.0118 - 1.0).abs() < 0.6, "{}", runs.gap);
        // From 5 a step of 1 explodes.
        let runs = made(&at(Problem::Quartic, 1.0, 0.0));
        assert_eq!((runs.distance, runs.gap), (f64::INFINITY, f64::INFINITY));
    }

    #[test]
    fn quantiles_are_those_of_the_sorted_squares() {
        let mut random = Random::new(2);
        for count in [1, 3, 10, 11, 400] {
            let mut squares: Vec<f64> = (0..count).map(|_| random.normal().powi(2)).collect();
            squares[0] = f64::INFINITY;
            let found = quantiles(squares.clone());
            squares.sort_unstable_by(f64::total_cmp);
            let at = |part: f64| squares[(part * f64::from(count)) as usize];
            assert_eq!(found, [0.1, 0.25, 0.75, 0.9].map(at), "{count}");
        }
    }

    #[test]
    fn points_of_the_picture() {
        assert_eq!(shown(1), [1]);
        assert_eq!(shown(3), [1, 2, 3]);
        let all = shown(100_000);
        assert!(all.is_sorted() && all.last() == Some(&100_000) && all.len() < 64);
        let mut unique = all.clone();
        unique.dedup();
        assert_eq!(unique, all);
    }
}
