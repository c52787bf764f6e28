//! Least squares at one width: θ = Σ σ/(σ² + λ)·(u·y)·v over the singular values σ of the features Φ,
//! and the sweep over all widths.
//!
//! With F for the features before they are scaled by s = 1/√p, Φ = sF: the weights of F are sθ, its
//! singular values σ/s, and its ridge λ/s².

use super::data::Data;
use numeric_core::real::norm;
use numeric_core::spectral::{LeastSquares, combination};
use std::cell::OnceCell;
use std::rc::Rc;

/// The cut of the pseudo-inverse: a direction whose √(σ² + λ) isn't larger than this share of the
/// largest singular value is left out.
pub const CUT: f64 = 1e-10;

/// The features of one width.
pub struct Model {
    /// Examples and features.
    pub data: Rc<Data>,
    /// The decomposition of the features of this width.
    pub solver: Rc<LeastSquares>,
    /// How many features there are.
    pub width: usize,
    /// By what each feature is multiplied.
    pub scale: f64,
    /// How far rounding may have moved F, in the Frobenius norm: its sums of p and of N terms.
    pub backward: f64,
    /// What [`Model::off`] measures, once it is asked.
    measured: OnceCell<f64>,
}

/// A fit.
#[derive(Clone)]
pub struct Fit {
    /// θ.
    pub weights: Vec<f64>,
    /// What it says at the examples.
    pub fitted: Vec<f64>,
    /// What it says at the test points.
    pub predicted: Vec<f64>,
    /// The mean squared distance from the noisy examples.
    pub train: f64,
    /// The mean squared distance from the teacher at the test points.
    pub test: f64,
    /// ‖θ‖.
    pub norm: f64,
}

/// What the pictures show of a width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// How many features there are.
    pub width: usize,
    /// The training error.
    pub train: f64,
    /// The test error.
    pub test: f64,
    /// The smallest singular value of Φ; 0 where [`Model::backward`] explains it.
    pub smallest: f64,
    /// ‖θ‖.
    pub norm: f64,
    /// What rounding may leave of a training error of 0.
    pub doubt: f64,
}

/// A point for each width of the sweep.
#[must_use]
pub fn sweep(data: &Rc<Data>, noise: f64, ridge: f64) -> Vec<Point> {
    let y = data.targets(noise);
    let widths = data.sweep.iter().map(|(width, _)| *width);
    let at = |width| Model::new(data.clone(), data.solver(width), width).point(&y, ridge);
    widths.map(at).collect()
}

fn mean_square(a: &[f64], b: &[f64]) -> f64 {
    let squares = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b));
    squares.sum::<f64>() / a.len() as f64
}

impl Model {
    /// The features of a width, with their decomposition.
    #[must_use]
    pub fn new(data: Rc<Data>, solver: Rc<LeastSquares>, width: usize) -> Self {
        let terms = (width + data.problem.examples + 8) as f64;
        Self {
            scale: data.problem.scale(width),
            data,
            backward: 4.0 * terms * f64::EPSILON * norm(solver.values()),
            solver,
            width,
            measured: OnceCell::new(),
        }
    }

    /// The singular values of Φ, falling.
    #[must_use]
    pub fn values(&self) -> Vec<f64> {
        self.solver
            .values()
            .iter()
            .map(|s| self.scale * s)
            .collect()
    }

    /// The smallest singular value of Φ, and how far it is known.
    #[must_use]
    pub fn smallest(&self) -> (f64, f64) {
        let last = self.solver.values().last().copied().unwrap_or_default();
        (self.scale * last, self.scale * self.off(last))
    }

    /// How far rounding may have taken a singular value of F. [`Self::backward`] is a bound of any
    /// decomposition's rounding, and far above that of most: where it explains the whole value, what the
    /// factors of this one leave of F is measured, and the rounding of the features added.
    #[must_use]
    pub fn off(&self, value: f64) -> f64 {
        if value > self.backward {
            return self.backward;
        }
        let of_features = || norm(self.data.rounded.get(..self.width).unwrap_or_default());
        let measured = || self.solver.missed(&self.data.features) + of_features();
        *self.measured.get_or_init(measured)
    }

    /// How many directions the cut leaves at a ridge.
    #[must_use]
    pub fn kept(&self, ridge: f64) -> usize {
        let values = self.solver.values();
        values.iter().filter(|s| self.keeps(**s, ridge)).count()
    }

    fn keeps(&self, value: f64, ridge: f64) -> bool {
        let first = self.solver.values().first().copied().unwrap_or_default();
        value.hypot(ridge.sqrt() / self.scale) > CUT * first
    }

    /// σ/(σ² + λ) in the units of F, and 0 behind the cut.
    #[must_use]
    pub fn filter(&self, value: f64, ridge: f64) -> f64 {
        if self.keeps(value, ridge) && value > 0.0 {
            value / (value * value + ridge / (self.scale * self.scale))
        } else {
            0.0
        }
    }

    /// θ at a ridge; without one the solution of smallest norm.
    #[must_use]
    pub fn weights(&self, y: &[f64], ridge: f64) -> Vec<f64> {
        let theta = self.solver.solve(y, |value| self.filter(value, ridge));
        theta.into_iter().map(|x| x / self.scale).collect()
    }

    /// What weights come to.
    #[must_use]
    pub fn fit(&self, y: &[f64], weights: Vec<f64>) -> Fit {
        let raw: Vec<f64> = weights.iter().map(|x| x * self.scale).collect();
        let fitted = combination(&self.data.features, &raw);
        let predicted = combination(&self.data.test, &raw);
        Fit {
            train: mean_square(&fitted, y),
            test: mean_square(&predicted, &self.data.truth),
            norm: norm(&weights),
            fitted,
            predicted,
            weights,
        }
    }

    fn point(&self, y: &[f64], ridge: f64) -> Point {
        let fit = self.fit(y, self.weights(y, ridge));
        let last = self.solver.values().last().copied().unwrap_or_default();
        Point {
            width: self.width,
            train: fit.train,
            test: fit.test,
            smallest: self.scale * if last > self.backward { last } else { 0.0 },
            norm: fit.norm,
            doubt: self.missed(&fit, y).powi(2),
        }
    }

    /// How far rounding may take what a fit says at an example.
    #[must_use]
    pub fn missed(&self, fit: &Fit, y: &[f64]) -> f64 {
        let terms = (y.len() + 8) as f64;
        2.0 * self.scale * self.backward * fit.norm + terms * f64::EPSILON * norm(y)
    }

    /// How far rounding may take the weights of a fit: with the perturbation E of the features,
    /// ‖E‖/σ·(‖θ‖ + ‖r‖/σ), a few times, where σ is the smallest that counts and r what is left.
    ///
    /// Source: P.-Å. Wedin, *Perturbation Theory for Pseudo-Inverses*, BIT 13 (1973).
    #[must_use]
    pub fn doubt(&self, fit: &Fit, y: &[f64], ridge: f64) -> f64 {
        let kept = self.kept(ridge);
        let Some(last) = kept
            .checked_sub(1)
            .and_then(|at| self.solver.values().get(at))
        else {
            return 0.0;
        };
        let least = self.scale * last.hypot(ridge.sqrt() / self.scale);
        let rest = (mean_square(&fit.fitted, y) * y.len() as f64).sqrt();
        let rest = rest.hypot(ridge.sqrt() * fit.norm);
        3.0 * self.scale * self.backward / least * (fit.norm + rest / least)
    }
}
