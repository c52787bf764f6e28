//! Prior, likelihood and posterior of one number as curves: what multiplies, and what adds up.

use super::preference::{log_parts, pair, preference};
use super::state::{BayesState, BayesView};
use super::weight::weight;
use crate::contract::prelude::*;
use numeric_core::real;

/// Pieces of a curve over the whole axis, and around each peak.
const PIECES: usize = 160;
const AROUND: usize = 60;

/// log prior and log likelihood at a place, in nats.
type Logs = Box<dyn Fn(f64) -> (f64, f64)>;

/// Prior and likelihood over one number, a weight or a difference.
pub struct Product {
    /// What the number is called.
    name: &'static str,
    /// Where the posterior has its peak.
    peak: f64,
    /// The places at which the curves are drawn, rising.
    places: Vec<f64>,
    /// The logarithms of prior and likelihood, each but for a constant.
    logs: Logs,
}

/// Prior and likelihood of the weight or of the difference that a state is about.
pub fn product(state: &BayesState) -> Product {
    if state.view == BayesView::Preference {
        let (a, b) = pair(&state.wins);
        let (found, tau) = (preference(state, None), state.tau);
        let slope = super::preference::logistic(found.map);
        let certain = (a + b) * slope * (1.0 - slope) + 1.0 / tau / tau;
        let deviation = 1.0 / real::sqrt(certain);
        // Where one of them never won, the likelihood has no highest point, and tends to 1.
        let most = if found.likelihood.is_finite() {
            log_parts(found.likelihood, (a, b), tau).1
        } else {
            0.0
        };
        let logs = move |d: f64| {
            let (prior, likelihood) = log_parts(d, (a, b), tau);
            (prior, likelihood - most)
        };
        return Product::new(
            "difference d",
            (found.map, deviation),
            found.likelihood,
            tau,
            Box::new(logs),
        );
    }
    let found = weight(state, None);
    let (best, tau) = (found.least_squares, state.tau);
    // 1/σ_L², the certainty of the likelihood alone.
    let certain = found.sums.xx() / state.sigma / state.sigma;
    let logs = move |w: f64| {
        let (z, off) = (w / tau, w - best);
        let likelihood = if certain > 0.0 {
            -0.5 * off * off * certain
        } else {
            0.0
        };
        (-0.5 * z * z, likelihood)
    };
    Product::new(
        "weight w",
        (found.map, found.deviation),
        best,
        tau,
        Box::new(logs),
    )
}

impl Product {
    fn new(
        name: &'static str,
        (peak, deviation): (f64, f64),
        best: f64,
        tau: f64,
        logs: Logs,
    ) -> Self {
        // The likelihood's peak is in the picture unless it is far beyond all else.
        let near = (best - peak).abs() < 12.0 * deviation;
        let best = if near { best } else { peak };
        let low = peak.min(best).min(0.0) - 4.0 * deviation;
        let high = peak.max(best).max(0.0) + 4.0 * deviation;
        let mut places: Vec<f64> = even(low, high, PIECES).collect();
        for (at, wide) in [(peak, deviation), (best, deviation), (0.0, tau)] {
            let around = even(at - 4.0 * wide, at + 4.0 * wide, AROUND);
            places.extend(around.filter(|x| (low..=high).contains(x)));
            places.push(at);
        }
        places.sort_by(f64::total_cmp);
        places.dedup();
        Self {
            name,
            peak,
            places,
            logs,
        }
    }

    fn curve(&self, height: impl Fn((f64, f64)) -> f64) -> Vec<Spot> {
        let at = |x: &f64| (*x, height((self.logs)(*x)));
        self.places.iter().map(at).collect()
    }

    /// Prior, likelihood and posterior, each divided by its largest value.
    pub fn heights(&self) -> Plot {
        let (prior, likelihood) = (self.logs)(self.peak);
        let most = prior + likelihood;
        Plot::over(
            self.name,
            "height, of the curve’s own largest",
            [
                Curve::solid(
                    "posterior",
                    Tint::Truth,
                    self.curve(|(p, l)| real::exp((p + l) - most)),
                ),
                Curve::dashed("prior", Tint::Key, self.curve(|(p, _)| real::exp(p))),
                Curve::dashed("likelihood", Tint::Value, self.curve(|(_, l)| real::exp(l))),
            ],
        )
        .at(self.peak)
    }

    /// The negative logarithms, which add up: their sum is least at the posterior's peak.
    pub fn penalties(&self) -> Plot {
        Plot::over(
            self.name,
            "nats, but for a constant",
            [
                Curve::solid(
                    "−log posterior: the sum",
                    Tint::Truth,
                    self.curve(|(p, l)| 0.0 - (p + l)),
                ),
                Curve::dashed("−log prior", Tint::Key, self.curve(|(p, _)| 0.0 - p)),
                Curve::dashed("−log likelihood", Tint::Value, self.curve(|(_, l)| 0.0 - l)),
            ],
        )
        .at(self.peak)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_where_the_sum_is_least() {
        for view in [BayesView::WeightDecay, BayesView::Preference] {
            let state = BayesState {
                view,
                ..BayesState::default()
            };
            let product = product(&state);
            let (heights, sum) = (product.heights(), product.penalties());
            let highest = |points: &[Spot], sign: f64| {
                let all: Vec<f64> = points.iter().map(|p| sign * p.1).collect();
                points[argmax(&all)]
            };
            let top = highest(&heights.curves[0].points, 1.0);
            assert_eq!(top, (heights.here.unwrap(), 1.0));
            assert_eq!(highest(&sum.curves[0].points, -1.0).0, top.0);
        }
    }
}
