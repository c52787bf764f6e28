//! The examples, the features, and their singular values at each width of the sweep: what depends on
//! neither noise, ridge nor the present width.

use super::{Features, WidthProblem};
use nalgebra::DMatrix;
use numeric_core::random::Random;
use numeric_core::real;
use numeric_core::spectral::{LeastSquares, combination};
use std::f64::consts::PI;
use std::rc::Rc;

/// Features there are at most.
pub const MOST: usize = 1000;
/// Test points.
pub const TEST: usize = 500;
/// Units of the teacher.
pub const UNITS: usize = 4;
/// Widths of the sweep, in multiples of N.
const WIDTHS: [f64; 15] = [
    0.05, 0.125, 0.25, 0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0, 25.0,
];
/// Further ones, up to this many examples, where they take little time.
const FINER: [f64; 9] = [0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.85, 0.95, 1.05];
const FEW: usize = 25;

/// The data of a problem.
pub struct Data {
    /// What they follow from.
    pub problem: WidthProblem,
    /// The teacher at the examples.
    pub clean: Vec<f64>,
    /// Normal numbers of deviation 1, an example each.
    pub noise: Vec<f64>,
    /// The inputs of the examples and of the test points, in one dimension; empty otherwise.
    pub places: [Vec<f64>; 2],
    /// Features of the examples, a column each, not yet scaled by 1/√p.
    pub features: DMatrix<f64>,
    /// How far rounding may take the features of the examples from what they stand for, in the length of
    /// a column, one for each.
    pub rounded: Vec<f64>,
    /// The same features of the test points.
    pub test: DMatrix<f64>,
    /// The teacher at the test points.
    pub truth: Vec<f64>,
    /// Widths with their decomposition.
    pub sweep: Vec<(usize, Rc<LeastSquares>)>,
}

impl Data {
    /// Those of a problem.
    #[must_use]
    pub fn new(problem: WidthProblem) -> Self {
        made(problem)
    }

    /// The noisy values of the examples.
    #[must_use]
    pub fn targets(&self, noise: f64) -> Vec<f64> {
        let noisy = |(clean, z): (&f64, &f64)| clean + noise * z;
        self.clean.iter().zip(&self.noise).map(noisy).collect()
    }

    /// The decomposition of the features of a width.
    #[must_use]
    pub fn solver(&self, width: usize) -> Rc<LeastSquares> {
        let known = self.sweep.iter().find(|(w, _)| *w == width);
        known.map_or_else(|| solver(&self.features, width), |(_, known)| known.clone())
    }
}

/// Zeros, whose checks break, in the place of what didn't converge, which hasn't been seen.
fn solver(features: &DMatrix<f64>, width: usize) -> Rc<LeastSquares> {
    let found = LeastSquares::of(features, width);
    Rc::new(found.unwrap_or_else(|_| LeastSquares::of_zeros(features.nrows(), width)))
}

/// The widths of the sweep: N, and those that surround it.
#[must_use]
pub fn widths(examples: usize) -> Vec<usize> {
    let n = examples as f64;
    let finer = if examples <= FEW { &FINER[..] } else { &[] };
    let mut all: Vec<usize> = (WIDTHS.iter().chain(finer))
        .map(|ratio| (ratio * n).round() as usize)
        .chain([MOST])
        .filter(|width| (1..=MOST).contains(width))
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A stream of its own for each part, so that another number of examples changes nothing else.
#[must_use]
pub fn stream(seed: u64, which: u64) -> Random {
    Random::new(seed + 1_000_000 * which)
}

fn made(key: WidthProblem) -> Data {
    let mut data = match key.features {
        Features::Relu => relus(key),
        Features::Cosines => cosines(key),
    };
    data.noise = noise(key);
    let at = |width: usize| (width, solver(&data.features, width));
    data.sweep = widths(key.examples).into_iter().map(at).collect();
    data
}

/// Examples and test points of the teacher Σ vₖ·tanh(wₖ·x/√d)/√2 with normal v, w and x: the inputs, a
/// row for each point, and the teacher there.
pub(crate) fn taught(key: WidthProblem) -> ([DMatrix<f64>; 2], [Vec<f64>; 2]) {
    let d = key.inputs;
    let unit = 1.0 / (d as f64).sqrt();
    let inputs = |count: usize, which: u64| {
        let mut random = stream(key.seed, which);
        DMatrix::from_row_iterator(count, d, (0..count * d).map(|_| random.normal()))
    };
    let (x, x_test) = (inputs(key.examples, 1), inputs(TEST, 3));
    let mut teacher = stream(key.seed, 0);
    let (mut clean, mut truth) = (vec![0.0; key.examples], vec![0.0; TEST]);
    for _ in 0..UNITS {
        let w: Vec<f64> = (0..d).map(|_| teacher.normal() * unit).collect();
        let v = teacher.normal() / real::sqrt(2.0);
        for (sums, at) in [(&mut clean, &x), (&mut truth, &x_test)] {
            for (sum, z) in sums.iter_mut().zip(combination(at, &w)) {
                *sum += v * real::tanh(z);
            }
        }
    }
    ([x, x_test], [clean, truth])
}

/// Normal numbers of deviation 1, an example each: the noise of the examples.
pub(crate) fn noise(key: WidthProblem) -> Vec<f64> {
    let mut noise = stream(key.seed, 2);
    (0..key.examples).map(|_| noise.normal()).collect()
}

/// The features max(0, w·x/√d) with normal w of what [`taught`] gives.
fn relus(key: WidthProblem) -> Data {
    let d = key.inputs;
    let unit = 1.0 / (d as f64).sqrt();
    let ([x, x_test], [clean, truth]) = taught(key);
    let mut random = stream(key.seed, 4);
    // A feature is a sum of d products of rounded draws; what is below 0 is left out, and that enlarges
    // no error.
    let each = (d as f64 + 8.0) * f64::EPSILON * real::norm(x.as_slice());
    let (mut features, mut test, mut rounded) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..MOST {
        let w: Vec<f64> = (0..d).map(|_| random.normal() * unit).collect();
        let relu = |at: &DMatrix<f64>| combination(at, &w).into_iter().map(|z| z.max(0.0));
        rounded.push(each * real::norm(&w));
        features.extend(relu(&x));
        test.extend(relu(&x_test));
    }
    Data {
        problem: key,
        clean,
        noise: Vec::new(),
        places: [Vec::new(), Vec::new()],
        features: DMatrix::from_vec(key.examples, MOST, features),
        rounded,
        test: DMatrix::from_vec(TEST, MOST, test),
        truth,
        sweep: Vec::new(),
    }
}

/// Inputs that are uniform from −1 to 1, the teacher sin 4x, the features cos(kφ)/k with
/// φ = π(x + 1)/2, and 1 for k = 0; test points at equal distances.
fn cosines(key: WidthProblem) -> Data {
    let mut random = stream(key.seed, 1);
    let x: Vec<f64> = (0..key.examples)
        .map(|_| 2.0 * random.uniform() - 1.0)
        .collect();
    let odd = |t: usize| 2 * t + 1;
    let x_test: Vec<f64> = (0..TEST)
        .map(|t| odd(t) as f64 / TEST as f64 - 1.0)
        .collect();
    let teacher = |x: &Vec<f64>| x.iter().map(|x| real::sin(4.0 * x)).collect();
    let weight = |k: usize| 1.0 / (k as f64).max(1.0);
    let features = DMatrix::from_fn(key.examples, MOST, |i, k| {
        let angle = 0.5 * PI * (x.get(i).copied().unwrap_or_default() + 1.0);
        weight(k) * real::cos(k as f64 * angle)
    });
    // Three roundings of the angle kφ, which is at most kπ, and one of its cosine.
    let examples = (key.examples as f64).sqrt();
    let off = |k: usize| weight(k) * (1.5 * k as f64 * PI + 1.0) * f64::EPSILON;
    // kφ is a multiple of π/(2·TEST) at the test points, so that few cosines are enough.
    let round = 4 * TEST;
    let cosine = |m: usize| real::cos(PI * m as f64 / (2 * TEST) as f64);
    let table: Vec<f64> = (0..round).map(cosine).collect();
    let test = DMatrix::from_fn(TEST, MOST, |t, k| {
        let at = (k * odd(t)) % round;
        weight(k) * table.get(at).copied().unwrap_or_default()
    });
    Data {
        problem: key,
        clean: teacher(&x),
        noise: Vec::new(),
        truth: teacher(&x_test),
        places: [x, x_test],
        features,
        rounded: (0..MOST).map(|k| examples * off(k)).collect(),
        test,
        sweep: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sweep_surrounds_n() {
        assert_eq!(
            widths(40),
            [
                2, 5, 10, 20, 30, 36, 40, 44, 50, 60, 80, 120, 200, 400, 1000
            ]
        );
        for n in 2..=60 {
            let all = widths(n);
            assert!(
                all.contains(&n) && all.contains(&MOST) && all.len() > 7,
                "{all:?}"
            );
        }
    }

    #[test]
    fn more_examples_change_nothing_else() {
        let at = |examples: usize| {
            Data::new(WidthProblem {
                examples,
                inputs: 10,
                features: Features::Relu,
                seed: 4,
            })
        };
        let (few, many) = (at(10), at(12));
        assert_eq!((&few.test, &few.truth), (&many.test, &many.truth));
        assert_eq!(few.clean[..], many.clean[..10]);
        assert_eq!(few.noise[..], many.noise[..10]);
        assert_eq!(few.features.row(3), many.features.row(3));
    }
}
