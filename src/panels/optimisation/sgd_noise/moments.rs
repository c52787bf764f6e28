//! What is known of a batch's gradient before one is drawn: how far it is from the full gradient in the
//! mean square, and how much that varies from batch to batch.

use numeric_core::real;

/// Moments of the deviations d = gᵢ − g of all examples from the full gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// How many examples there are.
    pub n: usize,
    /// σ² = tr Σ: the mean of |d|², divided by N.
    pub trace: f64,
    /// The mean of |d|⁴.
    pub fourth: f64,
    /// tr Σ², with Σ the covariance matrix, also divided by N.
    pub squares: f64,
}

/// The sizes at which the variance is measured: 1, 2, 4, …, and N.
#[must_use]
pub fn sizes(n: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..usize::BITS)
        .map(|power| 1_usize << power)
        .take_while(|size| *size < n)
        .collect();
    all.push(n);
    all
}

/// E|g_B − g|² of a mean of b of n gradients: σ²/b, and without replacement (n − b)/(n − 1) times that.
#[must_use]
pub fn variance(trace: f64, n: usize, b: usize, replacement: bool, broken: Option<&str>) -> f64 {
    let (n, b) = (n as f64, b as f64);
    let parts = match broken {
        Some("inverse-in-batch") => real::sqrt(b),
        _ => b,
    };
    let others = match broken {
        Some("finite-population") => n,
        _ => n - 1.0,
    };
    if replacement {
        trace / parts
    } else {
        trace / parts * ((n - b) / others)
    }
}

impl Moments {
    /// The variance of |g_B − g|². For the sum S of b deviations E|S|⁴ goes over all quadruples of
    /// drawn examples. With replacement only those count whose members are equal in pairs:
    /// Var |S|² = b·(E|d|⁴ − σ⁴) + 2·b·(b − 1)·tr Σ². Without, the quadruples of others count as well,
    /// since all deviations add up to 0.
    #[must_use]
    pub fn spread(&self, b: usize, replacement: bool) -> f64 {
        let (n, b) = (self.n as f64, b as f64);
        let square = self.trace * self.trace;
        let of_sum = if replacement {
            b * (self.fourth - square) + 2.0 * b * (b - 1.0) * self.squares
        } else {
            let rest = n - b;
            let alike = n * self.fourth * b * rest * (n * (n + 1.0) - 6.0 * b * rest);
            let pairs = n * n * (square + 2.0 * self.squares) * b * (b - 1.0) * rest * (rest - 1.0);
            let mean = b * rest / (n - 1.0) * self.trace;
            (alike + pairs) / (n * (n - 1.0) * (n - 2.0) * (n - 3.0)) - mean * mean
        };
        of_sum.max(0.0) / (b * b * b * b)
    }

    /// The standard error of the mean of |g_B − g|² over so many batches.
    #[must_use]
    pub fn error(&self, b: usize, replacement: bool, batches: usize) -> f64 {
        real::sqrt(self.spread(b, replacement) / batches as f64)
    }
}

/// A line through points by least squares, in logarithms of both.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// What each logarithm counts for in the slope.
    weights: Vec<f64>,
}

impl Fit {
    /// For values at these sizes.
    #[must_use]
    pub fn over(sizes: &[usize]) -> Self {
        let x: Vec<f64> = sizes.iter().map(|b| real::ln(*b as f64)).collect();
        let mean = real::sum(&x) / x.len() as f64;
        let spread: f64 = x.iter().map(|x| (x - mean) * (x - mean)).sum();
        let weights = x.iter().map(|x| (x - mean) / spread).collect();
        Self { weights }
    }

    /// The slope through the values; NaN where one isn't positive.
    #[must_use]
    pub fn slope(&self, values: &[f64]) -> f64 {
        let terms = self.weights.iter().zip(values);
        terms.map(|(w, value)| w * real::ln(*value)).sum()
    }

    /// Its standard error to first order, from those of the values, which are independent.
    #[must_use]
    pub fn error(&self, values: &[f64], errors: &[f64]) -> f64 {
        let terms = self.weights.iter().zip(values).zip(errors);
        let squares = terms.map(|((w, value), error)| {
            let part = w * error / value;
            part * part
        });
        real::sqrt(squares.sum::<f64>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use numeric_core::random::Random;

    /// Moments of points in the plane whose mean is 0, and the points.
    fn some(n: usize) -> (Moments, Vec<[f64; 2]>) {
        let mut random = Random::new(4);
        let mut points: Vec<[f64; 2]> = (0..n)
            .map(|_| [random.normal(), 2.0 * random.normal().powi(3)])
            .collect();
        for k in 0..2 {
            let mean = points.iter().map(|p| p[k]).sum::<f64>() / n as f64;
            points.iter_mut().for_each(|p| p[k] -= mean);
        }
        let mean = |of: &dyn Fn(&[f64; 2]) -> f64| points.iter().map(of).sum::<f64>() / n as f64;
        let length = |p: &[f64; 2]| p[0] * p[0] + p[1] * p[1];
        let entry = |a: usize, b: usize| mean(&|p| p[a] * p[b]);
        let moments = Moments {
            n,
            trace: mean(&length),
            fourth: mean(&|p| length(p) * length(p)),
            squares: entry(0, 0).powi(2) + 2.0 * entry(0, 1).powi(2) + entry(1, 1).powi(2),
        };
        (moments, points)
    }

    #[test]
    fn mean_and_spread_are_those_of_all_batches() {
        let (moments, points) = some(7);
        let squares = |groups: &[Vec<usize>]| {
            let of = |group: &Vec<usize>| {
                let sum = |k: usize| group.iter().map(|i| points[*i][k]).sum::<f64>();
                (sum(0).powi(2) + sum(1).powi(2)) / (group.len() as f64).powi(2)
            };
            let all: Vec<f64> = groups.iter().map(of).collect();
            let mean = all.iter().sum::<f64>() / all.len() as f64;
            let spread = all.iter().map(|x| (x - mean).powi(2)).sum::<f64>();
            (mean, spread / all.len() as f64)
        };
        for b in 1..=7 {
            let sets: Vec<Vec<usize>> = (0_usize..128)
                .map(|bits| (0..7).filter(|i| bits >> i & 1 == 1).collect())
                .filter(|group: &Vec<usize>| group.len() == b)
                .collect();
            let (mean, spread) = squares(&sets);
            assert!((mean - variance(moments.trace, 7, b, false, None)).abs() < 1e-13);
            assert!(
                (spread - moments.spread(b, false)).abs() < 1e-12,
                "{b}: {spread}"
            );
        }
        for b in 1..=4 {
            let count = 7_usize.pow(b as u32);
            let lists: Vec<Vec<usize>> = (0..count)
                .map(|i| (0..b).map(|k| i / 7_usize.pow(k as u32) % 7).collect())
                .collect();
            let (mean, spread) = squares(&lists);
            assert!((mean - variance(moments.trace, 7, b, true, None)).abs() < 1e-13);
            assert!(
                (spread - moments.spread(b, true)).abs() < 1e-12,
                "{b}: {spread}"
            );
        }
    }

    #[test]
    fn sizes_are_powers_of_two_and_the_whole() {
        assert_eq!(sizes(16), [1, 2, 4, 8, 16]);
        assert_eq!(sizes(17), [1, 2, 4, 8, 16, 17]);
        let fit = Fit::over(&sizes(16));
        let values = [3.0, 1.5, 0.75, 0.375, 0.1875];
        assert!((fit.slope(&values) + 1.0).abs() < 1e-15);
        assert!((fit.error(&values, &values) - fit.error(&[1.0; 5], &[1.0; 5])).abs() < 1e-15);
    }
}
