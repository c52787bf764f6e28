//! Least squares at one width: θ = Σ σ/(σ² + λ)·(u·y)·v over the singular values σ of the features Φ,
//! and the sweep over all widths.
//!
//! With F for the features before they are scaled by s = 1/√p, Φ = sF: the weights of F are sθ, its
//! singular values σ/s, and its ridge λ/s².

use super::data::{Data, Key, data, decomposed};
use super::state::WidthState;
use crate::contract::lists::norm;
use crate::remembered::Remembered;
use numeric_core::spectral::{LeastSquares, combination};
use std::rc::Rc;

/// The cut of the pseudo-inverse: a direction whose √(σ² + λ) isn't larger than this share of the
/// largest singular value is left out.
pub const CUT: f64 = 1e-10;

/// The features of one width.
pub struct Model {
    pub data: Rc<Data>,
    pub solver: Rc<LeastSquares>,
    pub width: usize,
    /// By what each feature is multiplied.
    pub scale: f64,
    /// How far rounding may have moved F, in the Frobenius norm: its sums of p and of N terms.
    pub backward: f64,
}

/// A fit.
#[derive(Clone)]
pub struct Fit {
    /// θ.
    pub weights: Vec<f64>,
    /// What it says at the examples and at the test points.
    pub fitted: Vec<f64>,
    pub predicted: Vec<f64>,
    /// Mean squared distances: from the noisy examples, and from the teacher at the test points.
    pub train: f64,
    pub test: f64,
    /// ‖θ‖.
    pub norm: f64,
}

/// What the pictures show of a width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub width: usize,
    pub train: f64,
    pub test: f64,
    /// The smallest singular value of Φ.
    pub smallest: f64,
    pub norm: f64,
    /// What rounding may leave of a training error of 0.
    pub doubt: f64,
}

thread_local! {
    static SWEEP: Remembered<(Key, f64, f64), Rc<Vec<Point>>> = const { Remembered::new(4) };
}

/// The noisy values of the examples.
pub fn targets(state: &WidthState, data: &Data) -> Vec<f64> {
    let noisy = |(clean, z): (&f64, &f64)| clean + state.noise * z;
    data.clean.iter().zip(&data.noise).map(noisy).collect()
}

/// A point for each width of the sweep.
pub fn sweep(state: &WidthState) -> Rc<Vec<Point>> {
    let key = (Key::of(state), state.noise, state.ridge);
    SWEEP.with(|known| {
        known.value(key, |_| {
            let data = data(state);
            let y = targets(state, &data);
            let widths = data.sweep.iter().map(|(width, _)| *width);
            Rc::new(
                widths
                    .map(|p| Model::at(state, p).point(&y, state.ridge))
                    .collect(),
            )
        })
    })
}

fn mean_square(a: &[f64], b: &[f64]) -> f64 {
    let squares = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b));
    squares.sum::<f64>() / a.len() as f64
}

impl Model {
    /// The features of a width.
    pub fn at(state: &WidthState, width: usize) -> Self {
        let solver = decomposed(state, width);
        let terms = (width + state.examples + 8) as f64;
        Self {
            data: data(state),
            scale: state.scale(width),
            backward: 4.0 * terms * f64::EPSILON * norm(solver.values()),
            solver,
            width,
        }
    }

    /// The singular values of Φ, falling.
    pub fn values(&self) -> Vec<f64> {
        self.solver
            .values()
            .iter()
            .map(|s| self.scale * s)
            .collect()
    }

    /// The smallest singular value of Φ; 0 where it is no larger than rounding.
    pub fn smallest(&self) -> f64 {
        let last = self.solver.values().last().copied().unwrap_or_default();
        if last > self.backward {
            self.scale * last
        } else {
            0.0
        }
    }

    /// How many directions the cut leaves at a ridge.
    pub fn kept(&self, ridge: f64) -> usize {
        let values = self.solver.values();
        values.iter().filter(|s| self.keeps(**s, ridge)).count()
    }

    fn keeps(&self, value: f64, ridge: f64) -> bool {
        let first = self.solver.values().first().copied().unwrap_or_default();
        value.hypot(ridge.sqrt() / self.scale) > CUT * first
    }

    /// σ/(σ² + λ) in the units of F, and 0 behind the cut.
    pub fn filter(&self, value: f64, ridge: f64) -> f64 {
        if self.keeps(value, ridge) && value > 0.0 {
            value / (value * value + ridge / (self.scale * self.scale))
        } else {
            0.0
        }
    }

    /// θ at a ridge; without one the solution of smallest norm.
    pub fn weights(&self, y: &[f64], ridge: f64) -> Vec<f64> {
        let theta = self.solver.solve(y, |value| self.filter(value, ridge));
        theta.into_iter().map(|x| x / self.scale).collect()
    }

    /// What weights come to.
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
        Point {
            width: self.width,
            train: fit.train,
            test: fit.test,
            smallest: self.smallest(),
            norm: fit.norm,
            doubt: self.missed(&fit, y).powi(2),
        }
    }

    /// How far rounding may take what a fit says at an example.
    pub fn missed(&self, fit: &Fit, y: &[f64]) -> f64 {
        let terms = (y.len() + 8) as f64;
        2.0 * self.scale * self.backward * fit.norm + terms * f64::EPSILON * norm(y)
    }

    /// How far rounding may take the weights of a fit: with the perturbation E of the features,
    /// ‖E‖/σ·(‖θ‖ + ‖r‖/σ), a few times, where σ is the smallest that counts and r what is left.
    ///
    /// Source: P.-Å. Wedin, *Perturbation Theory for Pseudo-Inverses*, BIT 13 (1973).
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
