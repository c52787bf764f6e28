//! One weight w of y = w·x + noise: the normal posterior, ridge regression, and dropout.

use super::state::{BayesState, BayesView};
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::error::Result;
use numeric_core::real;
use numeric_core::tape::Tape;

/// The sums over the data, each seen `repeat` times, that all else follows from. Data of extreme sizes
/// are divided by the largest first, so that no square over- or underflows: x = u·wide, y = v·high.
pub struct Sums {
    /// How many data are seen.
    pub count: f64,
    /// Σ u².
    uu: f64,
    /// Σ u·v.
    uv: f64,
    /// Σ |u·v|: what Σ u·v may have cancelled from.
    all: f64,
    wide: f64,
    high: f64,
}

/// What the data and the prior say of the weight.
pub struct Weight {
    pub sums: Sums,
    /// λ = σ²/τ².
    pub lambda: f64,
    /// The most probable weight, Σxy/(Σx² + λ); the mean of the posterior too.
    pub map: f64,
    /// The standard deviation of the posterior, σ/√(Σx² + λ).
    pub deviation: f64,
    /// The weight of least squares, Σxy/Σx²; NaN where all x are 0, since every weight then fits
    /// equally well.
    pub least_squares: f64,
    /// How far rounding may have moved `map` and `least_squares`.
    pub off: [f64; 2],
    /// The same of a sum over the data in which nothing cancels, relative to it.
    roundings: f64,
}

impl Sums {
    fn new(x: &[f64], y: &[f64], repeat: f64) -> Self {
        let unit = |list: &[f64]| {
            let most = lists::size(list);
            let usual = most == 0.0 || (1e-100..1e100).contains(&most);
            if usual { 1.0 } else { most }
        };
        let (wide, high) = (unit(x), unit(y));
        let products = || x.iter().zip(y).map(|(x, y)| (x / wide) * (y / high));
        let squares = x.iter().map(|x| (x / wide) * (x / wide));
        Self {
            count: repeat * x.len() as f64,
            uu: repeat * squares.sum::<f64>(),
            uv: repeat * products().sum::<f64>(),
            all: repeat * products().map(f64::abs).sum::<f64>(),
            wide,
            high,
        }
    }

    /// Σx².
    pub fn xx(&self) -> f64 {
        self.uu * self.wide * self.wide
    }

    /// Σxy.
    pub fn xy(&self) -> f64 {
        self.uv * self.wide * self.high + 0.0
    }

    /// A sum of products of u and v over Σx² + λ. λ is no smaller than 1e-24, so that what
    /// underflows in Σx² is nothing beside it.
    fn over(&self, products: f64, lambda: f64) -> f64 {
        products * self.wide / (self.xx() + lambda) * self.high + 0.0
    }

    /// A sum of products of u and v over Σx².
    fn over_squares(&self, products: f64) -> f64 {
        products / self.uu * (self.high / self.wide) + 0.0
    }
}

/// How often the data are seen: only dropout's view repeats them.
pub fn repeats(state: &BayesState) -> f64 {
    match state.view {
        BayesView::Dropout => state.repeat as f64,
        _ => 1.0,
    }
}

/// What a state says of its weight.
pub fn weight(state: &BayesState, broken: Option<&str>) -> Weight {
    seen(state, repeats(state), broken)
}

/// The same with the data seen another number of times.
pub fn seen(state: &BayesState, repeat: f64, broken: Option<&str>) -> Weight {
    let sums = Sums::new(&state.x, &state.y, repeat);
    let lambda = state.sigma * state.sigma / (state.tau * state.tau);
    let least_squares = sums.over_squares(sums.uv);
    // How many roundings a sum over the data and what is done to it may have.
    let roundings = (state.x.len() as f64 + 8.0) * f64::EPSILON;
    let map = match broken {
        Some("map-is-ridge") if sums.uu > 0.0 => least_squares,
        _ => sums.over(sums.uv, lambda),
    };
    Weight {
        lambda,
        map,
        deviation: state.sigma / real::sqrt(sums.xx() + lambda),
        least_squares: if sums.uu > 0.0 {
            least_squares
        } else {
            f64::NAN
        },
        off: [
            roundings * sums.over(sums.all, lambda),
            if sums.uu > 0.0 {
                roundings * sums.over_squares(sums.all)
            } else {
                0.0
            },
        ],
        roundings,
        sums,
    }
}

impl Weight {
    /// The mean output at x = 1 of the weight that minimises the squared error with inverted dropout
    /// on x. Inverted dropout puts x·m/q in the place of x, m being 1 with probability q and 0
    /// otherwise: Σx² becomes Σx²/q, so the weight is q times that of least squares. NaN where
    /// least squares has no weight.
    ///
    /// Source: S. Wager, S. Wang, P. Liang, *Dropout Training as Adaptive Regularization* (2013), §2.
    pub fn dropout(&self, keep: f64) -> f64 {
        keep * self.least_squares + 0.0
    }

    /// The standard deviation of dropout's output at x = 1, |ŵ|·√((1 − q)/q).
    pub fn spread(&self, keep: f64) -> f64 {
        self.dropout(keep).abs() * real::sqrt((1.0 - keep) / keep)
    }

    /// How far rounding may have moved the posterior's standard deviation, in which nothing cancels.
    pub fn deviation_off(&self) -> f64 {
        self.roundings * self.deviation
    }

    /// The same of dropout's.
    pub fn spread_off(&self, keep: f64) -> f64 {
        let of_weight = keep * self.off[1] * real::sqrt((1.0 - keep) / keep);
        of_weight + rounding([self.spread(keep)])
    }
}

/// How far a Newton step on the ridge loss r·Σ(y − w·x)² + λ·w² leads away from a weight, and how far
/// rounding alone may lead: the second route, whose gradient comes from the tape.
pub fn from_ridge(state: &BayesState, w: &Weight) -> (f64, f64) {
    let repeat = repeats(state);
    let curvature = 2.0 * (w.sums.xx() + w.lambda);
    let slope = gradient(state, repeat, w.map, w.lambda).unwrap_or(f64::NAN);
    let at = state.x.iter().zip(&state.y);
    let terms = at.flat_map(|(x, y)| {
        let x = x.abs();
        [
            2.0 * repeat * x * x * w.map.abs(),
            2.0 * repeat * x * y.abs(),
        ]
    });
    let terms = terms.chain([2.0 * w.lambda * w.map.abs()]);
    // Below the least normal number digits are lost.
    let lost = f64::MIN_POSITIVE * (1.0 + w.sums.count);
    let tolerance = 2.0 * rounding(terms.chain([lost])) / curvature + w.off[0];
    ((slope / curvature).abs(), tolerance + f64::MIN_POSITIVE)
}

/// The derivative of the ridge loss in w, by reverse mode.
fn gradient(state: &BayesState, repeat: f64, w: f64, lambda: f64) -> Result<f64> {
    let column = |list: &[f64]| DMatrix::from_column_slice(list.len(), 1, list);
    let mut tape = Tape::new();
    let w = tape.variable(DMatrix::from_element(1, 1, w));
    let squared = tape.multiply(w, w)?;
    let mut loss = tape.scale(squared, lambda)?;
    if !state.x.is_empty() {
        let x = tape.constant(column(&state.x));
        let y = tape.constant(column(&state.y));
        let fitted = tape.matrix_product(x, w)?;
        let errors = tape.subtract(y, fitted)?;
        let squares = tape.multiply(errors, errors)?;
        let sum = tape.sum(squares)?;
        let sum = tape.scale(sum, repeat)?;
        loss = tape.add(loss, sum)?;
    }
    let slope = tape.jacobian(loss, w)?;
    Ok(slope.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(x: &[f64], y: &[f64], sigma: f64, tau: f64) -> BayesState {
        BayesState {
            view: BayesView::WeightDecay,
            x: x.to_vec(),
            y: y.to_vec(),
            sigma,
            tau,
            ..BayesState::default()
        }
    }

    #[test]
    fn ridge_by_hand() {
        let w = weight(&of(&[1.0, 2.0], &[1.0, 3.0], 2.0, 0.5), None);
        assert_eq!((w.lambda, w.map, w.least_squares), (16.0, 7.0 / 21.0, 1.4));
        assert!((w.deviation - 2.0 / 21.0_f64.sqrt()).abs() < 1e-16);
        assert_eq!(w.dropout(0.5), 0.7);
        assert_eq!((w.spread(0.5), w.spread(1.0)), (0.7, 0.0));
    }

    #[test]
    fn the_sizes_of_the_data_do_not_matter() {
        let w = weight(&of(&[1e-200, 2e-200], &[1e6, 2e6], 1.0, 1.0), None);
        assert!((w.least_squares / 1e206 - 1.0).abs() < 1e-14);
        assert!((w.map / 5e-194 - 1.0).abs() < 1e-14, "{}", w.map);
        let none = weight(&of(&[], &[], 1.0, 3.0), None);
        assert_eq!((none.map, none.deviation), (0.0, 3.0));
        assert!(none.least_squares.is_nan() && none.dropout(0.5).is_nan());
    }

    #[test]
    fn the_spread_of_dropout_does_not_shrink_with_data() {
        let state = BayesState {
            view: BayesView::Dropout,
            ..BayesState::default()
        };
        let (few, many) = (seen(&state, 1.0, None), seen(&state, 1e4, None));
        assert!((few.spread(0.8) - many.spread(0.8)).abs() < 1e-15);
        assert!(many.deviation < few.deviation / 90.0);
    }
}
