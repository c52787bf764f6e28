//! A crowd of runs, and how it makes its steps.
//!
//! On the quadratic everything is normal, so many steps are drawn as one, which is exact. On the other
//! problems each step is made.

use super::scaled::Scaled;
use super::state::{Problem, StepSizesState};
use numeric_core::random::Random;
use std::cell::RefCell;

/// Within a segment no factor grows beyond this, so that its square is in range.
const LARGE: f64 = 1e60;

/// The slope of the problem.
#[inline(always)]
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

/// The runs at one point: θ of each on the quadratic as a multiple of the root of E θ².
pub struct Crowd {
    pub theta: Vec<f64>,
    /// The sum of the iterates of each; empty where its mean square is out of range.
    pub sum: Vec<f64>,
}

/// The normal numbers of a seed: drawn once, and used again for every schedule.
pub struct Normals {
    seed: u64,
    random: Random,
    drawn: Vec<f64>,
    used: usize,
}

/// So many are kept at most, two megabytes.
const KEPT: usize = 1 << 18;

thread_local! {
    static NORMALS: RefCell<Option<Normals>> = const { RefCell::new(None) };
}

impl Normals {
    /// Those of a seed, from the first.
    pub fn of(seed: u64) -> Self {
        let known = NORMALS.take().filter(|known| known.seed == seed);
        let normals = known.unwrap_or_else(|| Self {
            seed,
            random: Random::new(seed),
            drawn: Vec::new(),
            used: 0,
        });
        Self { used: 0, ..normals }
    }

    /// Keeps them for the next time.
    pub fn keep(self) {
        if self.drawn.len() <= KEPT {
            NORMALS.set(Some(self));
        }
    }

    /// The next ones.
    fn some(&mut self, count: usize) -> &[f64] {
        let from = self.used;
        self.used += count;
        while self.drawn.len() < self.used {
            self.drawn.push(self.random.normal());
        }
        self.drawn.get(from..self.used).unwrap_or_default()
    }
}

/// Where all runs start.
pub fn unit(state: &StepSizesState, quadratic: bool) -> f64 {
    if !quadratic || state.start == 0.0 {
        state.start
    } else {
        state.start.signum()
    }
}

/// Several steps of the quadratic in one: θ' = P·θ + n₁ and S' = S + Q·θ + n₂ for the sum S of the
/// iterates, with normal n₁ and n₂ of variances V and W and covariance C.
pub struct Segment {
    before: Scaled,
    p: f64,
    q: f64,
    v: f64,
    c: f64,
    w: f64,
}

impl Segment {
    /// No step yet; `before` is E θ².
    pub fn new(before: Scaled) -> Self {
        Self {
            before,
            p: 1.0,
            q: 0.0,
            v: 0.0,
            c: 0.0,
            w: 0.0,
        }
    }

    pub fn step(&mut self, rate: f64, noise: f64) {
        let left = 1.0 - rate;
        let added = rate * noise;
        self.p *= left;
        self.q += self.p;
        self.v = left * left * self.v + added * added;
        self.w += 2.0 * left * self.c + self.v;
        self.c = left * self.c + self.v;
    }

    pub fn is_large(&self) -> bool {
        self.p.abs() > LARGE || self.v > LARGE * LARGE
    }

    pub fn draw(&self, crowd: &mut Crowd, normals: &mut Normals) {
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
        let needed = if fresh > 1e-17 {
            2 * crowd.theta.len()
        } else {
            0
        };
        let mut pairs = normals.some(needed).chunks_exact(2);
        let mut sums = crowd.sum.iter_mut();
        for theta in &mut crowd.theta {
            let (first, second) = match pairs.next() {
                Some(&[first, second]) => (first, second),
                _ => (0.0, 0.0),
            };
            if let Some(sum) = sums.next() {
                *sum += scale * *theta + along * first + across * second;
            }
            *theta = carried * *theta + fresh * first;
        }
    }
}

/// Every step of runs that are given by θ and the sum of the iterates of each.
pub fn advance(
    state: &StepSizesState,
    rates: &[f64],
    thetas: &mut [f64],
    sums: &mut [f64],
    random: &mut Random,
) {
    let runs = thetas.iter_mut().zip(sums);
    // A loop for each slope: half a million steps are made while a handle is dragged.
    match state.problem {
        Problem::Absolute => walk(state.noise, rates, runs, random, |theta| {
            slope(Problem::Absolute, theta)
        }),
        Problem::Quartic => walk(state.noise, rates, runs, random, |theta| {
            slope(Problem::Quartic, theta)
        }),
        Problem::Quadratic => walk(state.noise, rates, runs, random, |theta| theta),
    }
}

#[inline(always)]
fn walk<'a>(
    noise: f64,
    rates: &[f64],
    runs: impl Iterator<Item = (&'a mut f64, &'a mut f64)>,
    random: &mut Random,
    slope: impl Fn(f64) -> f64,
) {
    for (theta, sum) in runs {
        let (mut at, mut total) = (*theta, *sum);
        for rate in rates {
            let push = if noise > 0.0 {
                noise * nearly_normal(random)
            } else {
                0.0
            };
            at -= rate * (slope(at) + push);
            total += at;
        }
        // What has left the range doesn't come back.
        (*theta, *sum) = if at.is_finite() && total.is_finite() {
            (at, total)
        } else {
            (f64::INFINITY, f64::INFINITY)
        };
    }
}

/// A number of mean 0 and variance 1 that is quick to draw: the sum of the eight bytes of a random
/// number, each uniform on 0, …, 255, so that the sum has variance 8·(256² − 1)/12.
#[inline(always)]
fn nearly_normal(random: &mut Random) -> f64 {
    const EVERY_OTHER: u64 = 0x00ff_00ff_00ff_00ff;
    const ONES: u64 = 0x0001_0001_0001_0001;
    let bits = random.next_u64();
    let pairs = (bits & EVERY_OTHER) + ((bits >> 8) & EVERY_OTHER);
    let sum = pairs.wrapping_mul(ONES) >> 48;
    (sum as f64 - 1020.0) * (1.0 / 209.021_529_991_529_83)
}

#[cfg(test)]
mod tests {
    use super::*;
    use numeric_core::real::mean;

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
    fn normal_numbers_are_those_of_their_seed_every_time() {
        for seed in [3, 3, 4] {
            let mut random = Random::new(seed);
            let expected: Vec<f64> = (0..30).map(|_| random.normal()).collect();
            let mut normals = Normals::of(seed);
            let found = [normals.some(20).to_vec(), normals.some(10).to_vec()].concat();
            assert_eq!(found, expected);
            normals.keep();
        }
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
}
