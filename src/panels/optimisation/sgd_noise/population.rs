//! The gradients of all examples as one cloud: its moments, its main directions, and coordinates in
//! which batches are summed.

use super::enumeration::Enumeration;
use super::moments::{Moments, variance};
use super::network::{Example, PARAMETERS, Weights, moons, score};
use super::state::SgdNoiseState;
use crate::remembered::Remembered;
use nalgebra::DMatrix;
use numeric_core::real::dot;
use numeric_core::spectral::{SymmetricEigensystem, symmetric_eigensystem};
use std::rc::Rc;

/// What the coordinates leave out, as a share of σ².
const LEFT: f64 = 1e-10;

/// What the gradients follow from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Key {
    pub examples: usize,
    pub trained: bool,
    pub seed: u64,
}

/// The network, its data, and the gradients of all examples.
#[derive(Clone, Debug, PartialEq)]
pub struct Population {
    pub key: Key,
    pub examples: Vec<Example>,
    pub weights: Weights,
    /// Mean loss in nats, and accuracy.
    pub loss: f64,
    pub accuracy: f64,
    pub moments: Moments,
    /// |g|² of the full gradient, and how far rounding may take g.
    pub signal: f64,
    pub doubt: f64,
    /// The largest eigenvalues of Σ, falling.
    pub spectrum: Vec<f64>,
    /// The deviations gᵢ − g, a row for each example, along `width` orthonormal directions, of which
    /// the first two are the main ones. They hold all but 10⁻¹⁰ of σ².
    pub rows: Vec<f64>,
    pub width: usize,
    /// The full gradient along the two main directions.
    pub centre: [f64; 2],
    pub enumeration: Enumeration,
}

thread_local! {
    static LAST: Remembered<Key, Rc<Population>> = const { Remembered::new(3) };
}

/// The gradients of a state; those of the last few are remembered.
#[must_use]
pub fn of(state: &SgdNoiseState) -> Rc<Population> {
    let key = Key {
        examples: state.examples,
        trained: state.trained,
        seed: state.seed,
    };
    LAST.with(|last| last.value(key, |key| Rc::new(Population::new(*key))))
}

impl Population {
    fn new(key: Key) -> Self {
        let examples = moons(key.examples, key.seed);
        let fresh = Weights::fresh(key.seed);
        let weights = if key.trained {
            fresh.trained(&examples, key.seed)
        } else {
            fresh
        };
        let [loss, accuracy] = score(&weights, &examples);
        let mut deviations: Vec<f64> = Vec::with_capacity(PARAMETERS * examples.len());
        for example in &examples {
            deviations.extend(weights.gradient(*example).iter());
        }
        let count = examples.len() as f64;
        let mut full = [0.0; PARAMETERS];
        let mut sizes = [0.0; PARAMETERS];
        for row in deviations.chunks_exact(PARAMETERS) {
            for ((sum, size), x) in full.iter_mut().zip(&mut sizes).zip(row) {
                *sum += x / count;
                *size += x.abs() / count;
            }
        }
        for row in deviations.chunks_exact_mut(PARAMETERS) {
            row.iter_mut().zip(&full).for_each(|(x, mean)| *x -= mean);
        }
        let cloud = Cloud::of(&deviations);
        let along = |row: &[f64]| dot(row, &full);
        let projected: Vec<f64> = deviations.chunks_exact(PARAMETERS).map(along).collect();
        Self {
            key,
            moments: Moments {
                n: examples.len(),
                trace: cloud.trace,
                fourth: cloud.fourth,
                squares: cloud.squares,
            },
            signal: dot(&full, &full),
            doubt: (count + 2.0) * f64::EPSILON * sizes.iter().sum::<f64>(),
            centre: cloud.coordinates(&projected),
            spectrum: cloud.spectrum,
            rows: cloud.rows,
            width: cloud.width,
            enumeration: Enumeration::new(&weights, &examples),
            examples,
            weights,
            loss,
            accuracy,
        }
    }

    /// |g|², or with a mistake what is taken for it.
    #[must_use]
    pub fn signal_with(&self, broken: Option<&str>) -> f64 {
        match broken {
            Some("unbiased") => {
                let n = self.moments.n as f64;
                let factor = n / (n - 1.0);
                self.signal * factor * factor
            }
            _ => self.signal,
        }
    }

    /// Whether the full gradient is more than rounding.
    #[must_use]
    pub fn has_signal(&self) -> bool {
        self.signal.sqrt() > self.doubt
    }

    /// The exact variance of a batch of b.
    #[must_use]
    pub fn variance(&self, b: usize, replacement: bool) -> f64 {
        variance(self.moments.trace, self.moments.n, b, replacement, None)
    }

    /// The size at which the variance is |g|², not rounded: σ²/|g|² with replacement.
    #[must_use]
    pub fn equal(&self, replacement: bool, broken: Option<&str>) -> f64 {
        let scale = self.moments.trace / self.signal_with(broken);
        let n = self.moments.n as f64;
        if replacement {
            scale
        } else {
            scale * n / (n - 1.0 + scale)
        }
    }

    /// The whole size nearest to that, within what there is.
    #[must_use]
    pub fn critical_batch(&self, state: &SgdNoiseState) -> usize {
        let equal = self.equal(state.replacement, None);
        equal.round().clamp(1.0, self.moments.n as f64) as usize
    }

    /// The share of the noise along a main direction, from 0.
    #[must_use]
    pub fn share(&self, direction: usize) -> f64 {
        self.spectrum.get(direction).copied().unwrap_or(0.0) / self.moments.trace
    }

    /// Where the examples' gradients are along the two main directions.
    pub fn seen(&self) -> impl Iterator<Item = (f64, f64)> {
        let [x, y] = self.centre;
        self.rows.chunks_exact(self.width.max(1)).map(move |row| {
            (
                x + row.first().unwrap_or(&0.0),
                y + row.get(1).unwrap_or(&0.0),
            )
        })
    }
}

/// Deviations in few coordinates.
struct Cloud {
    trace: f64,
    fourth: f64,
    squares: f64,
    spectrum: Vec<f64>,
    rows: Vec<f64>,
    width: usize,
}

impl Cloud {
    /// The Cholesky decomposition of the matrix of all products dᵢ·dⱼ, with the largest remaining
    /// diagonal entry as the next pivot, until next to nothing remains. Its rows have the same products
    /// as the deviations themselves. Then they are turned to the eigenvectors of their covariance.
    ///
    /// Source: N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd edition, §10.3.
    fn of(deviations: &[f64]) -> Self {
        let all: Vec<&[f64]> = deviations.chunks_exact(PARAMETERS).collect();
        let count = all.len();
        let norms: Vec<f64> = all.iter().map(|row| dot(row, row)).collect();
        let total: f64 = norms.iter().sum();
        let mut left = norms.clone();
        let mut columns: Vec<Vec<f64>> = Vec::new();
        while columns.len() < PARAMETERS.min(count) && left.iter().sum::<f64>() > LEFT * total {
            let pivot = crate::contract::lists::argmax(&left);
            let (Some(row), Some(size)) = (all.get(pivot), left.get(pivot)) else {
                break;
            };
            let root = size.sqrt();
            let mut column: Vec<f64> = all.iter().map(|other| dot(row, other)).collect();
            for before in &columns {
                let at = before.get(pivot).copied().unwrap_or(0.0);
                for (x, b) in column.iter_mut().zip(before) {
                    *x -= at * b;
                }
            }
            for (x, left) in column.iter_mut().zip(&mut left) {
                *x /= root;
                *left = (*left - *x * *x).max(0.0);
            }
            columns.push(column);
        }
        let width = columns.len();
        let covariance = DMatrix::from_fn(width, width, |i, j| {
            columns
                .get(i)
                .zip(columns.get(j))
                .map_or(0.0, |(a, b)| dot(a, b) / count as f64)
        });
        let squares = covariance.iter().map(|x| x * x).sum();
        let system = symmetric_eigensystem(&covariance).unwrap_or(SymmetricEigensystem {
            values: vec![0.0; width],
            vectors: DMatrix::identity(width, width),
        });
        let mut rows = vec![0.0; count * width];
        for (k, column) in columns.iter().enumerate() {
            // Eigenvalues rise; the main directions come first here.
            let turned: Vec<f64> = (0..width).rev().map(|to| system.vectors[(k, to)]).collect();
            for (row, x) in rows.chunks_exact_mut(width).zip(column) {
                for (sum, v) in row.iter_mut().zip(&turned) {
                    *sum += x * v;
                }
            }
        }
        Self {
            trace: total / count as f64,
            fourth: norms.iter().map(|x| x * x).sum::<f64>() / count as f64,
            squares,
            spectrum: system.values.iter().rev().copied().collect(),
            rows,
            width,
        }
    }

    /// A vector along the two main directions, from its products with all deviations: a direction v is
    /// the mean of dᵢ·(dᵢ·v), divided by its eigenvalue.
    fn coordinates(&self, products: &[f64]) -> [f64; 2] {
        [0, 1].map(|k| {
            let rows = self.rows.chunks_exact(self.width.max(1));
            let terms = rows.zip(products);
            let sum: f64 = terms.map(|(row, p)| row.get(k).unwrap_or(&0.0) * p).sum();
            match self.spectrum.get(k) {
                Some(value) if *value > 0.0 => sum / (value * products.len() as f64),
                _ => 0.0,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gradients(p: &Population) -> Vec<Vec<f64>> {
        let of = |e: &Example| p.weights.gradient(*e).iter().copied().collect();
        p.examples.iter().map(of).collect()
    }

    #[test]
    fn few_coordinates_keep_all_products() {
        for trained in [false, true] {
            let p = of(&SgdNoiseState {
                examples: 100,
                trained,
                ..SgdNoiseState::default()
            });
            let all = gradients(&p);
            let mean: Vec<f64> = (0..PARAMETERS)
                .map(|k| all.iter().map(|g| g[k]).sum::<f64>() / 100.0)
                .collect();
            let off: Vec<Vec<f64>> = (all.iter())
                .map(|g| g.iter().zip(&mean).map(|(x, m)| x - m).collect())
                .collect();
            let rows: Vec<&[f64]> = p.rows.chunks_exact(p.width).collect();
            let trace = p.moments.trace;
            for i in 0..100 {
                for j in 0..100 {
                    let apart = dot(&off[i], &off[j]) - dot(rows[i], rows[j]);
                    assert!(apart.abs() < 1e-8 * trace, "{i} {j}: {apart}");
                }
            }
            // The centre is the full gradient along the direction of the first coordinate.
            for (k, centre) in p.centre.iter().enumerate().take(2) {
                let direction: Vec<f64> = (0..PARAMETERS)
                    .map(|at| {
                        off.iter()
                            .zip(&rows)
                            .map(|(o, row)| o[at] * row[k])
                            .sum::<f64>()
                    })
                    .collect();
                let length = dot(&direction, &direction).sqrt();
                let along = dot(&direction, &mean) / length;
                assert!((along - centre).abs() < 1e-7, "{along} {centre}");
            }
            let total: f64 = p.spectrum.iter().sum();
            assert!((total / trace - 1.0).abs() < 1e-9);
            assert!(p.width < 100 && p.spectrum.is_sorted_by(|a, b| a >= b));
        }
    }
}
