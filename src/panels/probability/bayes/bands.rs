//! Posterior and dropout against the number of data: the posterior narrows, dropout's spread stays.

use super::curves::between;
use super::state::BayesState;
use super::weight::{Weight, seen};
use crate::contract::prelude::*;

/// How often the data may be seen, and the pieces of a curve along that axis.
const MOST: f64 = 1e5;
const PIECES: usize = 50;

/// How many data are repeated; without data there is only the repeating.
fn each(state: &BayesState) -> f64 {
    state.x.len().max(1) as f64
}

fn along(state: &BayesState) -> &'static str {
    if state.x.is_empty() {
        "repeat"
    } else {
        "data N"
    }
}

/// Mean and standard deviation of the output at x = 1, as a band for the posterior and one for
/// dropout.
pub fn bands(state: &BayesState) -> Graph {
    let each = each(state);
    let place = |repeat: f64| (each * repeat).log10();
    let found: Vec<(f64, Weight)> = geometric(1.0, MOST, PIECES)
        .map(|r| (place(r), seen(state, r, None)))
        .collect();
    let posterior = |w: &Weight| (w.map, w.deviation);
    let dropout = |w: &Weight| (w.dropout(state.keep), w.spread(state.keep));
    let line = |of: &dyn Fn(&Weight) -> (f64, f64), sign: f64| -> Vec<Spot> {
        let at = |w: &Weight| {
            let (mean, deviation) = of(w);
            mean + sign * deviation
        };
        found.iter().map(|(x, w)| (*x, at(w))).collect()
    };
    let edges = [
        line(&posterior, 1.0),
        line(&posterior, -1.0),
        line(&dropout, 1.0),
        line(&dropout, -1.0),
    ];
    let all: Vec<f64> = edges.iter().flatten().map(|spot| spot.1).collect();
    let y = fitted(all.iter().copied(), &all);
    let repeat = state.repeat as f64;
    let here = place(repeat);
    // Where dropout has its name: on the lower edge, which the posterior soon leaves.
    let lower = edges[3].get(PIECES / 2).copied();
    let points = [
        Some(
            GraphPoint::new(
                "posterior",
                Tint::Truth,
                (here, seen(state, repeat, None).map),
            )
            .hollow(),
        ),
        lower
            .filter(|at| at.1.is_finite())
            .map(|at| GraphPoint::new("dropout", Tint::Model, at).hollow()),
    ];
    let curve = GraphCurve::through;
    Graph::over(
        (place(1.0) - 0.1, place(MOST) + 0.1),
        y,
        (along(state), "output at x = 1"),
    )
    .powers((true, false))
    .curves([
        between(Tint::Model, &edges[2], &edges[3]),
        between(Tint::Truth, &edges[0], &edges[1]),
        curve(Tint::Model, Stroke::Dashed, line(&dropout, 0.0)),
        curve(Tint::Score, Stroke::Thin, vec![(here, y.0), (here, y.1)]),
        curve(Tint::Truth, Stroke::Solid, line(&posterior, 0.0)),
    ])
    .points(points.into_iter().flatten())
}

/// The posterior's and dropout's standard deviation at x = 1, against the number of data.
pub fn spreads(state: &BayesState) -> Plot {
    let each = each(state);
    let times = || geometric(1.0, MOST, PIECES);
    let of = |measure: &dyn Fn(f64) -> f64| -> Vec<Spot> {
        times().map(|r| (each * r, measure(r))).collect()
    };
    Plot::over(
        along(state),
        "standard deviation at x = 1",
        [
            Curve::solid(
                "posterior",
                Tint::Truth,
                of(&|r| seen(state, r, None).deviation),
            ),
            Curve::dashed(
                "dropout",
                Tint::Model,
                of(&|r| seen(state, r, None).spread(state.keep)),
            ),
        ],
    )
    .log_x()
    .log_y()
    .at(each * state.repeat as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panels::probability::bayes::state::BayesView;

    #[test]
    fn the_band_of_the_posterior_narrows_and_that_of_dropout_stays() {
        let mut state = BayesState {
            view: BayesView::Dropout,
            ..BayesState::default()
        };
        let graph = bands(&state);
        // Along the upper edge and back along the lower one: the ends of the axis.
        let heights = |at: usize| {
            let p = &graph.curves[at].points;
            let last = p.len() / 2;
            [p[0].1 - p[p.len() - 1].1, p[last - 1].1 - p[last].1]
        };
        let ([first, last], [few, many]) = (heights(0), heights(1));
        assert!((first - last).abs() < 1e-12 && many < few / 100.0);
        (state.x, state.y) = (Vec::new(), Vec::new());
        let none = bands(&state);
        assert_eq!((none.points.len(), none.y.0 < none.y.1), (1, true));
    }
}
