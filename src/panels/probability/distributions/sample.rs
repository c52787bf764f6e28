//! Draws: one sample with its running mean, remembered, and the means of many samples in parts.

use super::state::{DistributionsState, Kind};
use crate::remembered::Remembered;
use numeric_core::error::Result;
use numeric_core::probability::families::{
    Categorical, Cauchy, Distribution, Exponential, Family, Gamma, Normal, Support, Uniform,
};
use numeric_core::random::Random;
use numeric_core::real;
use std::rc::Rc;

/// Points of the running mean that are kept.
const POINTS: usize = 240;
/// Standard deviations to each side of the mean, and values more, that a table of values holds: what
/// is left out is less probable than any number that a generator gives.
const TABLE: (f64, f64) = (12.0, 60.0);

/// Draws of a family without place and scale, which are multiplied in later: x = place + scale·z.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    member: Family,
    place: f64,
    scale: f64,
    /// For counts: the smallest value of a table, and the probabilities from there on. A draw is the
    /// inverse of the distribution function, whatever the parameters.
    table: Option<(f64, Categorical)>,
}

impl Source {
    /// The draws of a state.
    ///
    /// # Errors
    /// Never for a state whose parts agree.
    pub fn of(state: &DistributionsState) -> Result<Self> {
        let plain = |member: Family, place: f64, scale: f64| Self {
            member,
            place,
            scale,
            table: None,
        };
        Ok(match state.family {
            Kind::Uniform => {
                let width = state.high - state.low;
                plain(Family::Uniform(Uniform::new(0.0, 1.0)?), state.low, width)
            }
            Kind::Normal => plain(
                Family::Normal(Normal::new(0.0, 1.0)?),
                state.mu,
                state.sigma,
            ),
            Kind::Cauchy => Self::cauchy(state.location, state.scale)?,
            Kind::Exponential => {
                let unit = Family::Exponential(Exponential::new(1.0)?);
                plain(unit, 0.0, 1.0 / state.rate)
            }
            Kind::Gamma => {
                let unit = Family::Gamma(Gamma::new(state.shape, 1.0)?);
                plain(unit, 0.0, 1.0 / state.rate)
            }
            Kind::Binomial | Kind::Poisson => {
                let member = state.member()?;
                let table = Some(table(&member)?);
                Self {
                    table,
                    ..plain(member, 0.0, 1.0)
                }
            }
            _ => plain(state.member()?, 0.0, 1.0),
        })
    }

    /// Draws of a Cauchy variable.
    ///
    /// # Errors
    /// Never for numbers that are finite.
    pub fn cauchy(place: f64, scale: f64) -> Result<Self> {
        Ok(Self {
            member: Family::Cauchy(Cauchy::new(0.0, 1.0)?),
            place,
            scale,
            table: None,
        })
    }

    /// Draws of a normal variable.
    ///
    /// # Errors
    /// Never for numbers that are finite.
    pub fn normal(place: f64, scale: f64) -> Result<Self> {
        Ok(Self {
            member: Family::Normal(Normal::new(0.0, 1.0)?),
            place,
            scale,
            table: None,
        })
    }

    /// One draw, without place and scale.
    fn draw(&self, random: &mut Random) -> f64 {
        match &self.table {
            Some((first, table)) => first + table.draw(random) as f64,
            None => self.member.sample(random),
        }
    }

    fn placed(&self, z: f64) -> f64 {
        self.place + self.scale * z
    }
}

/// The probabilities of a count around its mean.
fn table(member: &Family) -> Result<(f64, Categorical)> {
    let Support::Integers { first, last } = member.support() else {
        return Ok((0.0, Categorical::new(&[1.0])?));
    };
    let reach = TABLE.0 * real::sqrt(member.variance()) + TABLE.1;
    let low = (member.mean() - reach).floor().max(first as f64);
    let high = (member.mean() + reach).ceil();
    let high = last.map_or(high, |last| high.min(last as f64));
    let count = (high - low) as u32;
    let weights: Vec<f64> = (0..=count)
        .map(|k| member.density(low + f64::from(k)))
        .collect();
    Ok((low, Categorical::new(&weights)?))
}

/// What is known of one sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Its mean.
    pub mean: f64,
    /// Its variance, divided by n − 1.
    pub variance: f64,
    /// The mean of the first draws, at rising numbers of draws up to n.
    pub path: Vec<(f64, f64)>,
}

impl Sample {
    /// The sample of a source.
    #[must_use]
    pub fn of(source: &Source, count: usize, seed: u64) -> Self {
        let unit = remembered(source, count, seed);
        Self {
            mean: source.placed(unit.mean),
            variance: unit.variance * source.scale * source.scale,
            path: (unit.path.iter())
                .map(|&(n, mean)| (n, source.placed(mean)))
                .collect(),
        }
    }
}

/// What a sample without place and scale depends on.
type Key = (Family, usize, u64);

/// How many samples are kept: the present one, and the one beside it.
const KEPT: usize = 2;

thread_local! {
    static SAMPLES: Remembered<Key, Rc<Sample>> = const { Remembered::new(KEPT) };
}

/// The sample of the source without place and scale, drawn only where it isn't one of the last: what
/// moves x, a mean or a scale draws nothing.
fn remembered(source: &Source, count: usize, seed: u64) -> Rc<Sample> {
    let key = (source.member.clone(), count, seed);
    SAMPLES.with(|all| all.value(key, |_| Rc::new(drawn(source, count, seed))))
}

fn drawn(source: &Source, count: usize, seed: u64) -> Sample {
    let mut random = Random::new(seed);
    let draws: Vec<f64> = (0..count).map(|_| source.draw(&mut random)).collect();
    let ratio = (count as f64).powf(1.0 / POINTS as f64);
    let (mut total, mut next) = (0.0, 1.0_f64);
    let mut path = Vec::with_capacity(POINTS);
    for (at, z) in (1_usize..).zip(&draws) {
        let n = at as f64;
        total += z;
        if n >= next || at == count {
            path.push((n, total / n));
            next = (next * ratio).max(n + 1.0);
        }
    }
    let n = count as f64;
    let mean = real::sum(&draws) / n;
    let squares: Vec<f64> = draws.iter().map(|z| (z - mean) * (z - mean)).collect();
    Sample {
        mean,
        variance: real::sum(&squares) / (n - 1.0),
        path,
    }
}

/// The means of many samples of a state, drawn in parts so that the page stays responsive. Sample j
/// has a seed of its own.
#[derive(Clone, Debug)]
pub struct Reruns {
    source: Source,
    samples: usize,
    seed: u64,
    random: Random,
    total: f64,
    drawn: usize,
    /// The means of the samples that are complete.
    pub means: Vec<f64>,
    /// How many there are to be.
    pub wanted: usize,
}

impl Reruns {
    /// Samples there are at most.
    pub const MOST: usize = 2000;

    /// None yet.
    #[must_use]
    pub fn new(state: &DistributionsState) -> Option<Self> {
        Some(Self {
            source: Source::of(state).ok()?,
            samples: state.samples,
            seed: state.seed,
            random: Random::new(Self::seed(state.seed, 0)),
            total: 0.0,
            drawn: 0,
            means: Vec::new(),
            wanted: 0,
        })
    }

    /// The first sample is the one that the readouts are of; a million more is beyond all seeds.
    fn seed(seed: u64, run: usize) -> u64 {
        seed + 1_000_000 * run as u64
    }

    /// So many more.
    pub fn more(&mut self, count: usize) {
        self.wanted = (self.wanted + count).min(Self::MOST);
    }

    /// Whether some are left to draw.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.means.len() < self.wanted
    }

    /// Draws so many numbers, or fewer where there are enough.
    pub fn advance(&mut self, draws: usize) {
        for _ in 0..draws {
            if !self.is_busy() {
                return;
            }
            self.total += self.source.draw(&mut self.random);
            self.drawn += 1;
            if self.drawn == self.samples {
                let mean = self.total / self.samples as f64;
                self.means.push(self.source.placed(mean));
                (self.total, self.drawn) = (0.0, 0);
                self.random = Random::new(Self::seed(self.seed, self.means.len()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(family: Kind) -> DistributionsState {
        DistributionsState {
            family,
            samples: 2000,
            ..DistributionsState::default()
        }
    }

    #[test]
    fn samples_are_near_what_theory_says() {
        use crate::contract::input::Choices;
        for family in Kind::ALL {
            let state = state(*family);
            let member = state.member().unwrap();
            let sample = Sample::of(&Source::of(&state).unwrap(), state.samples, 3);
            if *family == Kind::Cauchy {
                assert!(sample.mean.is_finite());
                continue;
            }
            let error = (member.variance() / 2000.0).sqrt();
            assert!(
                (sample.mean - member.mean()).abs() < 5.0 * error,
                "{family:?}"
            );
            let ratio = sample.variance / member.variance();
            assert!((ratio - 1.0).abs() < 0.3, "{family:?}: {ratio}");
            let last = sample.path.last().unwrap();
            assert!((last.0, (last.1 - sample.mean).abs() < 1e-9) == (2000.0, true));
        }
    }

    #[test]
    fn reruns_come_in_parts_and_begin_with_the_sample() {
        let state = state(Kind::Gamma);
        let sample = Sample::of(&Source::of(&state).unwrap(), state.samples, state.seed);
        let mut whole = Reruns::new(&state).unwrap();
        whole.more(3);
        whole.advance(usize::MAX);
        assert!((whole.means[0] - sample.mean).abs() < 1e-12 && whole.means.len() == 3);
        let mut parts = Reruns::new(&state).unwrap();
        parts.more(3);
        while parts.is_busy() {
            parts.advance(777);
        }
        assert_eq!(parts.means, whole.means);
    }
}
