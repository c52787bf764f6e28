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
    /// What that is called.
    top: &'static str,
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
        let slope = real::logistic(found.map);
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
            ("difference d", "most probable d"),
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
            // In this order, since the square of a weight of 10¹⁶⁰ would overflow.
            -0.5 * off * (off * certain)
        } else {
            0.0
        };
        (-0.5 * z * z, likelihood)
    };
    Product::new(
        ("weight w", "ridge"),
        (found.map, found.deviation),
        best,
        tau,
        Box::new(logs),
    )
}

impl Product {
    fn new(
        (name, top): (&'static str, &'static str),
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
            top,
            places,
            logs,
        }
    }

    fn curve(&self, height: impl Fn((f64, f64)) -> f64) -> Vec<Spot> {
        let at = |x: &f64| (*x, height((self.logs)(*x)));
        self.places.iter().map(at).collect()
    }

    /// From the first place to the last.
    fn span(&self) -> (f64, f64) {
        let end = |place: Option<&f64>| place.copied().unwrap_or(0.0);
        (end(self.places.first()), end(self.places.last()))
    }

    /// log prior + log likelihood at the posterior's peak, in nats, with each 0 at its own best.
    fn most(&self) -> f64 {
        let (prior, likelihood) = (self.logs)(self.peak);
        prior + likelihood
    }

    /// Prior, likelihood and posterior as areas, each divided by its largest value.
    pub fn heights(&self) -> Graph {
        let most = self.most();
        let of = [
            self.curve(|(p, _)| real::exp(p)),
            self.curve(|(_, l)| real::exp(l)),
            self.curve(|(p, l)| real::exp((p + l) - most)),
        ];
        let floor = self.curve(|_| 0.0);
        let curves = of
            .into_iter()
            .zip(LOOKS)
            .flat_map(|(line, (tint, stroke))| {
                [
                    between(tint, &line, &floor),
                    GraphCurve::through(tint, stroke, line),
                ]
            });
        Graph::over(
            self.span(),
            (0.0, 1.08),
            (self.name, "height, of its own largest"),
        )
        .curves(curves)
        .points([GraphPoint::new("", Tint::Truth, (self.peak, 1.0)).hollow()])
    }

    /// The logarithms of prior and likelihood as areas that hang from 0, one under the other: their
    /// lower edge is the log posterior, but for a constant, and has the same peak.
    pub fn sum(&self) -> Graph {
        const NATS: f64 = 8.0;
        let most = self.most();
        let low = 1.25 * most - NATS;
        let seen = |y: f64| if y > low { y } else { low };
        let top = self.curve(|_| 0.0);
        let prior = self.curve(|(p, _)| seen(p));
        let both = self.curve(|(p, l)| seen(p + l));
        let areas = [
            between(Tint::Key, &prior, &top),
            between(Tint::Value, &both, &prior),
        ];
        // What lies below the picture isn't drawn along its edge.
        let above = |line: Vec<Spot>| -> Vec<Spot> {
            let cut = |(x, y): Spot| (x, if y > low { y } else { f64::NAN });
            line.into_iter().map(cut).collect()
        };
        let [(key, dashed), _, (truth, solid)] = LOOKS;
        Graph::over(
            self.span(),
            (low, 0.05 * (0.0 - low)),
            (self.name, "nats, but for a constant"),
        )
        .curves((areas.into_iter()).chain([
            GraphCurve::through(key, dashed, above(prior)),
            GraphCurve::through(truth, solid, above(both)),
        ]))
        .points([GraphPoint::new(self.top, Tint::Truth, (self.peak, most)).hollow()])
    }
}

/// How prior, likelihood and posterior are drawn.
const LOOKS: [(Tint, Stroke); 3] = [
    (Tint::Key, Stroke::Dashed),
    (Tint::Value, Stroke::Dashed),
    (Tint::Truth, Stroke::Solid),
];

/// What lies between two lines.
pub fn between(tint: Tint, line: &[Spot], other: &[Spot]) -> GraphCurve {
    let around = line.iter().chain(other.iter().rev());
    GraphCurve::through(tint, Stroke::Filled, around.copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_likelihood_far_beyond_the_prior_leaves_an_axis() {
        let state = BayesState {
            view: BayesView::WeightDecay,
            x: vec![1e-155],
            y: vec![1e6],
            sigma: 1e-6,
            ..BayesState::default()
        };
        let sum = product(&state).sum();
        assert!(sum.y.0.is_finite() && sum.y.0 < sum.y.1, "{:?}", sum.y);
    }

    #[test]
    fn the_peak_is_where_the_sum_is_least() {
        for view in [BayesView::WeightDecay, BayesView::Preference] {
            let state = BayesState {
                view,
                ..BayesState::default()
            };
            let product = product(&state);
            let highest = |points: &[Spot]| {
                let all: Vec<f64> = points.iter().map(|p| p.1).collect();
                points[argmax(&all)]
            };
            let (heights, sum) = (product.heights(), product.sum());
            let outline = |graph: &Graph| highest(&graph.curves.last().unwrap().points);
            assert_eq!(outline(&heights), (product.peak, 1.0));
            assert_eq!(outline(&sum).0, product.peak);
            assert_eq!(sum.points[0].at, outline(&sum));
            // The likelihood hangs below the prior, so that both depths add up.
            let places = product.places.len();
            let [prior, both] = [0, 1].map(|of: usize| &sum.curves[of].points[..places]);
            for (at, x) in product.places.iter().enumerate() {
                let (p, l) = (product.logs)(*x);
                if p + l > sum.y.0 {
                    assert_eq!((prior[at].1, both[at].1), (p, p + l));
                }
            }
        }
    }
}
