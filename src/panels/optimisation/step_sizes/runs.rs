//! Many noisy runs of one schedule.
//!
//! On the quadratic everything is normal, so a run is drawn from one point of the picture to the next,
//! which is exact. On the other problems each step is made.

use super::moments::{Recursion, averaged};
use super::scaled::Scaled;
use super::state::{Problem, StepSizesState};
use numeric_core::random::Random;
use std::cell::RefCell;
use std::rc::Rc;

/// Runs there are at most.
pub const MOST: usize = 400;
/// Steps of all runs together, where each is made; then there are fewer runs.
const UPDATES: usize = 500_000;
/// Runs there are at least.
const FEWEST: usize = 10;
/// Points of the picture to each factor of ten.
const EACH: f64 = 12.0;
/// Between two points no factor grows beyond this, so that its square is in range.
const LARGE: f64 = 1e60;
/// Runs that are drawn one by one.
#[cfg(any(test, target_arch = "wasm32"))]
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
    /// The mean square of the average of the iterates of the quadratic.
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
    #[cfg(any(test, target_arch = "wasm32"))]
    pub drawn: [f64; DRAWN],
}

thread_local! {
    static LAST: RefCell<Option<(StepSizesState, Rc<Outcome>)>> = const { RefCell::new(None) };
}

/// The runs of a state; those of the last one are remembered, since reading and picture both use them.
pub fn outcome(state: &StepSizesState) -> Rc<Outcome> {
    let known = LAST.with_borrow(|last| {
        let last = last.as_ref().filter(|(known, _)| known == state);
        last.map(|(_, outcome)| Rc::clone(outcome))
    });
    known.unwrap_or_else(|| {
        let outcome = Rc::new(made(state));
        LAST.set(Some((state.clone(), Rc::clone(&outcome))));
        outcome
    })
}

/// The slope of the problem.
pub fn slope(problem: Problem, theta: f64) -> f64 {
    match problem {
        Problem::Quadratic => theta,
        Problem::Absolute if theta == 0.0 => 0.0,
        Problem::Absolute => theta.signum(),
        Problem::Quartic => theta * theta * theta,
    }
}

/// The loss, which is 0 at the minimum.
pub fn loss(problem: Problem, theta: f64) -> f64 {
    match problem {
        Problem::Quadratic => 0.5 * theta * theta,
        Problem::Absolute => theta.abs(),
        Problem::Quartic => 0.25 * (theta * theta) * (theta * theta),
    }
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

/// The runs at one point: θ of each on the quadratic as a multiple of the root of E θ².
struct Crowd {
    theta: Vec<f64>,
    /// The sum of the iterates of each; empty where its mean square is out of range.
    sum: Vec<f64>,
}

fn made(state: &StepSizesState) -> Outcome {
    let rates = state.rates();
    let quadratic = state.problem == Problem::Quadratic;
    let count = if quadratic {
        MOST
    } else {
        (UPDATES / state.steps).clamp(FEWEST, MOST)
    };
    let averaged = averaged(&rates, state.start, state.noise);
    let mut random = Random::new(state.seed);
    let mut crowd = Crowd {
        theta: vec![unit(state, quadratic); count],
        sum: if quadratic && averaged.is_infinite() {
            Vec::new()
        } else {
            vec![0.0; count]
        },
    };
    let mut exact = Recursion::new(state.start, state.noise);
    let mut spread = Recursion::new(0.0, state.noise);
    let mut product = Scaled::ONE;
    let mut sums = [0.0; 2];
    let mut segment = Segment::new(exact.square.value);
    let mut points = Vec::new();
    let mut shown = shown(state.steps).into_iter().peekable();
    let mut from = 0;
    for (t, &rate) in (1_usize..).zip(&rates) {
        exact.step(rate);
        spread.step(rate);
        product = product.times(1.0 - rate);
        sums = [sums[0] + rate, sums[1] + rate * rate];
        segment.step(rate, state.noise);
        let here = shown.peek() == Some(&t);
        if !(here || quadratic && segment.is_large()) {
            continue;
        }
        if quadratic {
            segment.draw(&mut crowd, &mut random);
            segment = Segment::new(exact.square.value);
        } else {
            advance(state, &rates[from..t], &mut crowd, &mut random);
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
    let square = exact.square.value;
    let last = Last::of(state, &crowd, square, averaged);
    Outcome {
        rates,
        points,
        count,
        product,
        spread: spread.square.value,
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

/// Where all runs start.
fn unit(state: &StepSizesState, quadratic: bool) -> f64 {
    if !quadratic || state.start == 0.0 {
        state.start
    } else {
        state.start.signum()
    }
}

/// Several steps of the quadratic in one: θ' = P·θ + n₁ and S' = S + Q·θ + n₂ for the sum S of the
/// iterates, with normal n₁ and n₂ of variances V and W and covariance C.
struct Segment {
    before: Scaled,
    p: f64,
    q: f64,
    v: f64,
    c: f64,
    w: f64,
}

impl Segment {
    /// No step yet; `before` is E θ².
    fn new(before: Scaled) -> Self {
        Self {
            before,
            p: 1.0,
            q: 0.0,
            v: 0.0,
            c: 0.0,
            w: 0.0,
        }
    }

    fn step(&mut self, rate: f64, noise: f64) {
        let left = 1.0 - rate;
        let added = rate * noise;
        self.p *= left;
        self.q += self.p;
        self.v = left * left * self.v + added * added;
        self.w += 2.0 * left * self.c + self.v;
        self.c = left * self.c + self.v;
    }

    fn is_large(&self) -> bool {
        self.p.abs() > LARGE || self.v > LARGE * LARGE
    }

    fn draw(&self, crowd: &mut Crowd, random: &mut Random) {
        let kept = self.before.times(self.p).times(self.p);
        let added = Scaled::of(self.v);
        let all = kept.plus(added);
        let (carried, fresh) = if all == Scaled::ZERO {
            (0.0, 0.0)
        } else {
            (
                kept.over(all).sqrt() * self.p.signum(),
                added.over(all).sqrt(),
            )
        };
        let scale = self.before.root() * self.q;
        let deviation = self.v.sqrt();
        let (along, across) = if deviation > 0.0 {
            let along = self.c / deviation;
            (along, (self.w - along * along).max(0.0).sqrt())
        } else {
            (0.0, 0.0)
        };
        // Beyond the last place nothing has to be drawn.
        let noisy = fresh > 1e-17;
        let mut sums = crowd.sum.iter_mut();
        for theta in &mut crowd.theta {
            let (first, second) = if noisy {
                (random.normal(), random.normal())
            } else {
                (0.0, 0.0)
            };
            if let Some(sum) = sums.next() {
                *sum += scale * *theta + along * first + across * second;
            }
            *theta = carried * *theta + fresh * first;
        }
    }
}

/// Every step of every run.
fn advance(state: &StepSizesState, rates: &[f64], crowd: &mut Crowd, random: &mut Random) {
    for (theta, sum) in crowd.theta.iter_mut().zip(&mut crowd.sum) {
        for rate in rates {
            let noise = if state.noise > 0.0 {
                state.noise * nearly_normal(random)
            } else {
                0.0
            };
            *theta -= rate * (slope(state.problem, *theta) + noise);
            *sum += *theta;
        }
        // What has left the range doesn't come back.
        if !theta.is_finite() || !sum.is_finite() {
            (*theta, *sum) = (f64::INFINITY, f64::INFINITY);
        }
    }
}

/// A number of mean 0 and variance 1 that is quick to draw: the sum of the eight bytes of a random
/// number, each uniform on 0, …, 255, so that the sum has variance 8·(256² − 1)/12.
fn nearly_normal(random: &mut Random) -> f64 {
    const EVERY_OTHER: u64 = 0x00ff_00ff_00ff_00ff;
    const ONES: u64 = 0x0001_0001_0001_0001;
    let bits = random.next_u64();
    let pairs = (bits & EVERY_OTHER) + ((bits >> 8) & EVERY_OTHER);
    let sum = pairs.wrapping_mul(ONES) >> 48;
    (sum as f64 - 1020.0) * (1.0 / 209.021_529_991_529_83)
}

/// The picture at one point; `scale` is added to log₁₀ of a run's square.
fn point(t: usize, sums: [f64; 2], exact: f64, scale: f64, crowd: &Crowd) -> Point {
    let log = |square: f64| square.log10() + scale;
    let mut squares: Vec<f64> = crowd.theta.iter().map(|x| x * x).collect();
    #[cfg(any(test, target_arch = "wasm32"))]
    let drawn = std::array::from_fn(|k| squares.get(k).map_or(f64::NAN, |square| log(*square)));
    let mean = log(mean(&squares));
    squares.sort_unstable_by(f64::total_cmp);
    let at = |part: f64| {
        let index = (part * squares.len() as f64) as usize;
        squares.get(index).map_or(f64::NEG_INFINITY, |s| log(*s))
    };
    let average = |sum: &f64| {
        let average = sum / t as f64;
        average * average
    };
    let averages: Vec<f64> = crowd.sum.iter().map(average).collect();
    Point {
        t,
        sums,
        exact,
        quantiles: [at(0.1), at(0.25), at(0.75), at(0.9)],
        mean,
        averaged: if averages.is_empty() {
            f64::INFINITY
        } else {
            self::mean(&averages).log10()
        },
        #[cfg(any(test, target_arch = "wasm32"))]
        drawn,
    }
}

fn mean(list: &[f64]) -> f64 {
    list.iter().sum::<f64>() / list.len() as f64
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
    fn a_segment_is_what_its_steps_are() {
        let rates = [0.9, 0.3, 1.4, 0.2];
        let mut segment = Segment::new(Scaled::ONE);
        rates.iter().for_each(|rate| segment.step(*rate, 0.7));
        // By the response of θ and S to each push.
        let (mut p, mut q) = (1.0, 0.0);
        let (mut v, mut c, mut w) = (0.0, 0.0, 0.0);
        for rate in rates {
            p *= 1.0 - rate;
            q += p;
        }
        for (at, rate) in rates.iter().enumerate() {
            let (mut theta, mut sum) = (0.7 * rate, 0.7 * rate);
            for later in &rates[at + 1..] {
                theta *= 1.0 - later;
                sum += theta;
            }
            v += theta * theta;
            c += theta * sum;
            w += sum * sum;
        }
        let found = [segment.p, segment.q, segment.v, segment.c, segment.w];
        for (x, y) in found.into_iter().zip([p, q, v, c, w]) {
            assert!((x - y).abs() < 1e-14, "{x} {y}");
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
    fn noise_has_mean_nought_and_variance_one() {
        let mut random = Random::new(1);
        let draws: Vec<f64> = (0..100_000).map(|_| nearly_normal(&mut random)).collect();
        let squares: Vec<f64> = draws.iter().map(|x| x * x).collect();
        assert!(mean(&draws).abs() < 0.02);
        assert!((mean(&squares) - 1.0).abs() < 0.02);
        assert!(
            (8.0 * (65_536.0 - 1.0) / 12.0_f64 - 209.021_529_991_529_83_f64.powi(2)).abs() < 1e-8
        );
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
