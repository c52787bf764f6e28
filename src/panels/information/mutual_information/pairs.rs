//! Two words of the language at a distance: their mutual information, exactly, and what a sample of
//! such pairs says of it.

use super::state::{DISTANCES, MOST_WORDS, MutualState};
use crate::language::standard;
use crate::remembered::Remembered;
use nalgebra::DMatrix;
use numeric_core::information::{Unit, expected_plug_in, marginals, mutual_information};
use numeric_core::probability::families::Categorical;
use numeric_core::random::Random;
use std::sync::OnceLock;

/// I of two words 1, 2, … places apart in nats, up to the longest sentence.
pub fn by_distance() -> &'static [f64] {
    static FOUND: OnceLock<Vec<f64>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let found = standard().map(|l| l.source().mutual_informations(MOST_WORDS));
        let found = found.ok().and_then(Result::ok);
        found.unwrap_or_else(|| vec![f64::NAN; MOST_WORDS])
    })
}

/// I of two words so many places apart.
pub fn at_distance(distance: usize) -> f64 {
    let at = distance.checked_sub(1).and_then(|i| by_distance().get(i));
    at.copied().unwrap_or(f64::NAN)
}

/// The first order of the plug-in estimate's bias, times N: (pairs − first words − second words + 1)/2,
/// all counted where they are possible, for each distance.
pub fn first_order() -> &'static [f64] {
    static FOUND: OnceLock<Vec<f64>> = OnceLock::new();
    FOUND.get_or_init(|| (1..=DISTANCES).map(|d| freedom(&joint(d)) / 2.0).collect())
}

/// (possible pairs) − (possible rows) − (possible columns) + 1.
fn freedom(joint: &DMatrix<f64>) -> f64 {
    let possible = |list: &[f64]| list.iter().filter(|p| **p > 0.0).count() as f64;
    let (rows, columns) = marginals(joint).unwrap_or_default();
    possible(joint.as_slice()) - possible(&rows) - possible(&columns) + 1.0
}

fn joint(distance: usize) -> DMatrix<f64> {
    standard().map_or_else(
        |_| DMatrix::zeros(0, 0),
        |language| language.source().word_pairs(distance),
    )
}

/// What N pairs say, and what they say on average.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// The mutual information of the frequencies in nats: the plug-in estimate.
    pub plug_in: f64,
    /// Its mean over all samples.
    pub expected: f64,
    /// How far rounding may have moved that mean.
    pub rounding: f64,
    /// Its standard deviation, approximately.
    pub error: f64,
}

/// How many samples are remembered: most changes leave theirs as it was.
const REMEMBERED: usize = 24;

/// Distance, pairs, seed.
type Asked = (usize, usize, u64);

thread_local! {
    static DRAWN: Remembered<Asked, Sample> = const { Remembered::new(REMEMBERED) };
}

/// The sample of a state.
pub fn sample(state: &MutualState) -> Sample {
    let asked = (state.distance, state.pairs, state.seed);
    DRAWN.with(|all| all.value(asked, |asked| drawn(*asked)))
}

fn drawn((distance, pairs, seed): Asked) -> Sample {
    let joint = joint(distance);
    let n = pairs as f64;
    let nan = f64::NAN;
    let mut counts = vec![0.0; joint.len()];
    if let Ok(family) = Categorical::new(joint.as_slice()) {
        let mut random = Random::new(seed);
        for _ in 0..pairs {
            if let Some(count) = counts.get_mut(family.draw(&mut random)) {
                *count += 1.0 / n;
            }
        }
    }
    let frequencies = DMatrix::from_column_slice(joint.nrows(), joint.ncols(), &counts);
    // The logarithms of at most N are added up, divided by N, over all cells and margins.
    let terms = joint.len() + joint.nrows() + joint.ncols();
    let rounding = (terms as f64 + 8.0) * f64::EPSILON * 4.0 * n.ln();
    Sample {
        plug_in: mutual_information(&frequencies, Unit::Nats).unwrap_or(nan),
        expected: expected_plug_in(&joint, pairs).unwrap_or(nan),
        rounding,
        error: deviation(&joint, n),
    }
}

/// √(Var(log p/(p·p))/N + f/(2N²)): the delta method, and the variance of a χ² of f degrees of freedom,
/// which is what remains where the words are independent.
fn deviation(joint: &DMatrix<f64>, n: f64) -> f64 {
    let (rows, columns) = marginals(joint).unwrap_or_default();
    let (mut mean, mut square) = (0.0, 0.0);
    for (j, column) in columns.iter().enumerate() {
        for (i, row) in rows.iter().enumerate() {
            let p = joint[(i, j)];
            if p > 0.0 {
                let log = (p / row / column).ln();
                mean += p * log;
                square += p * log * log;
            }
        }
    }
    let spread = (square - mean * mean).max(0.0);
    // No sample fills more cells than it has pairs.
    (spread / n + freedom(joint).min(n) / (2.0 * n * n)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_forgets_and_a_sample_reads_too_much() {
        let known = [1.228, 0.754, 0.476, 0.247, 0.137, 0.077];
        for (ours, known) in by_distance().iter().zip(known) {
            assert!((ours - known).abs() < 5e-4, "{ours} {known}");
        }
        let state = MutualState {
            distance: 10,
            ..MutualState::default()
        };
        let found = sample(&state);
        assert!((at_distance(10) - 0.013).abs() < 5e-4);
        assert!((found.expected - 0.24).abs() < 0.01);
        assert!((found.plug_in - found.expected).abs() < 5.0 * found.error);
    }

    #[test]
    fn the_mean_of_many_samples_is_the_expected_one() {
        let of = |seed| drawn((3, 500, seed));
        let all: Vec<f64> = (1..=60).map(|seed| of(seed).plug_in).collect();
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        let square = all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 59.0;
        let one = of(1);
        assert!((mean - one.expected).abs() < 4.0 * (square / 60.0).sqrt());
    }
}
