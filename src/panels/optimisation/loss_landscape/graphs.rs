//! The pictures as data: contours with the paths over them, what a learning rate does along the
//! eigenvectors, the losses step by step, and the shares of random matrices.

use super::here::Here;
use super::matrices::Shares;
use super::paths::{Path, Rule, chosen};
use super::stable::factors;
use super::state::LandscapeState;
use crate::contract::contour::Window;
use crate::contract::prelude::*;
use numeric_core::spectral::symmetric_eigensystem;

/// Points of the curves of the factors.
const PIECES: usize = 160;

/// The colour of an optimiser. Those that are drawn in the same way, full or dashed, also differ for the
/// colour-blind, in both themes.
pub fn tint(rule: Rule) -> Tint {
    match rule {
        Rule::Sgd => Tint::Gradient,
        Rule::Momentum => Tint::First,
        Rule::RmsProp => Tint::Second,
        Rule::Adam => Tint::Truth,
    }
}

/// Whether its path is dashed and ends in a ring.
pub fn is_dashed(rule: Rule) -> bool {
    matches!(rule, Rule::Momentum | Rule::Adam)
}

/// Its name in the key of the picture.
pub fn key(rule: Rule) -> &'static str {
    match rule {
        Rule::Sgd => "SGD",
        Rule::Momentum => "momentum, dashed",
        Rule::RmsProp => "RMSProp",
        Rule::Adam => "Adam, dashed",
    }
}

/// What is below a pixel of the page, as a part of the window.
pub const UNSEEN: f64 = 1.0 / 4000.0;

/// The four paths, the eigenvectors at the start, and the start to drag. Points of a path are left out that
/// are as close to the one before as `unseen`, as a part of the window: a path that has come to rest has
/// hundreds of them.
pub fn overlay(state: &LandscapeState, window: Window, unseen: f64) -> Graph {
    let apart = unseen * window.size();
    let here = Here::of(state, None);
    let paths = chosen(state);
    let of = |rule: Rule| paths.iter().find(|path| path.rule == rule);
    let mut curves: Vec<GraphCurve> = (0..2)
        .map(|which| axis(&here, state.start, window.size(), which))
        .collect();
    let nowhere = (f64::NAN, f64::NAN);
    let mut points = Vec::new();
    for rule in Rule::ALL {
        let spots = of(*rule).map_or(Vec::new(), |path| thinned(&path.spots, apart));
        let end = GraphPoint::new("", tint(*rule), spots.last().copied().unwrap_or(nowhere));
        let (end, stroke) = if is_dashed(*rule) {
            (end.hollow(), Stroke::Dashed)
        } else {
            (end, Stroke::Solid)
        };
        points.push(end);
        curves.push(GraphCurve::through(tint(*rule), stroke, spots));
    }
    points.push(GraphPoint::new("", Tint::Input, state.start).dragged("start", "the start"));
    Graph::over(window.x, window.y, ("x", "y"))
        .equal()
        .curves(curves)
        .points(points)
}

/// A path without the points that are as close to the one before, but with its end.
fn thinned(spots: &[Spot], apart: f64) -> Vec<Spot> {
    let mut kept: Vec<Spot> = Vec::with_capacity(spots.len());
    for (k, &(x, y)) in spots.iter().enumerate() {
        let is_near = |last: &Spot| (x - last.0).abs() < apart && (y - last.1).abs() < apart;
        if k + 1 == spots.len() || !kept.last().is_some_and(is_near) {
            kept.push((x, y));
        }
    }
    kept
}

/// An eigenvector of the Hessian through the start, longer for the larger eigenvalue.
fn axis(here: &Here, at: Spot, size: f64, which: usize) -> GraphCurve {
    let system = symmetric_eigensystem(&here.hessian()).ok();
    let points = system.map_or(Vec::new(), |system| {
        let most = lists::size(&system.values);
        let value = system.values.get(which).copied().unwrap_or(0.0);
        let share = if most > 0.0 { value.abs() / most } else { 0.0 };
        let half = size * (0.03 + 0.06 * share);
        let along = (system.vectors[(0, which)], system.vectors[(1, which)]);
        [-half, half]
            .map(|by| (at.0 + by * along.0, at.1 + by * along.1))
            .to_vec()
    });
    GraphCurve::through(Tint::Spectrum, Stroke::Dashed, points)
}

/// What a step multiplies the distance along each eigenvector by, |1 − ηλ|, against η; η is dragged.
pub fn threshold(state: &LandscapeState) -> Graph {
    let here = Here::of(state, None);
    let limit = here.threshold;
    let marked = limit.is_finite() && limit > 0.0;
    let top = if marked {
        (1.5 * limit).max(1.2 * state.rate)
    } else {
        2.0 * state.rate
    };
    let x = (0.0, top);
    let height = 2.2;
    let factor = |which: usize| {
        move |rate: f64, here: &Here| {
            factors(here.eigenvalues, rate)
                .get(which)
                .map_or(f64::NAN, |f| f.abs())
        }
    };
    let curve = |which: usize, stroke| {
        let of = factor(which);
        GraphCurve::of(Tint::Spectrum, stroke, x, (0.0, height), PIECES, |rate| {
            of(rate, &here)
        })
    };
    let line = |a: Spot, b: Spot, tint, stroke| GraphCurve::through(tint, stroke, vec![a, b]);
    let nowhere = (f64::NAN, f64::NAN);
    let at = factor(1)(state.rate, &here);
    let limit_at = if marked { (limit, 1.0) } else { nowhere };
    let place = (
        state.rate,
        if at.is_finite() { at.min(height) } else { 1.0 },
    );
    Graph::over(x, (0.0, height), ("learning rate η", "|1 − ηλ|"))
        .curves([
            line((0.0, 1.0), (top, 1.0), Tint::Loss, Stroke::Thin),
            line(
                (limit_at.0, 0.0),
                (limit_at.0, height),
                Tint::Loss,
                Stroke::Dashed,
            ),
            curve(0, Stroke::Dashed),
            curve(1, Stroke::Solid),
        ])
        .points([
            GraphPoint::new("2/λₘₐₓ", Tint::Loss, limit_at).hollow(),
            GraphPoint::new("η", Tint::Gradient, place).dragged("rate", "the learning rate"),
        ])
}

/// The state after a handle was dragged.
pub fn dragged(state: &mut LandscapeState, name: &str, (x, y): Spot) {
    match name {
        "start" => state.start = LandscapeState::start().input.clamped((x, y)),
        "rate" => {
            let input = LandscapeState::rate().input;
            state.rate = x.clamp(input.min, input.max);
        }
        _ => {}
    }
}

/// The losses step by step, as long as they aren't much larger than at the start.
pub fn losses(state: &LandscapeState) -> Plot {
    let first = state.f.value(&[state.start.0, state.start.1]);
    let most = 10.0
        * if first.is_finite() {
            first.abs().max(1.0)
        } else {
            100.0
        };
    let loss = |(x, y): Spot| {
        let loss = state.f.value(&[x, y]);
        if loss.abs() <= most { loss } else { f64::NAN }
    };
    let curve = |path: &Path| {
        let spots = path.spots.iter().enumerate();
        let points = spots.map(|(t, spot)| (t as f64, loss(*spot))).collect();
        if is_dashed(path.rule) {
            Curve::dashed(path.rule.words(), tint(path.rule), points)
        } else {
            Curve::solid(path.rule.words(), tint(path.rule), points)
        }
    };
    Plot::over("step t", "f", chosen(state).iter().map(curve))
}

/// The shares against n, on a logarithmic axis.
pub fn shares_plot(shares: &Shares) -> Plot {
    let line = |list: &[f64]| -> Vec<Spot> {
        let at = |(k, p): (usize, &f64)| ((k + 1) as f64, *p);
        list.iter().enumerate().map(at).collect()
    };
    let halves: Vec<f64> = (1..=shares.exact.len())
        .map(|n| 0.5_f64.powi(n as i32))
        .collect();
    Plot::over(
        "n",
        "probability",
        [
            Curve::solid("all eigenvalues positive", Tint::Truth, line(&shares.exact)),
            Curve::dashed(
                "share of the matrices drawn",
                Tint::Value,
                line(&shares.drawn),
            ),
            Curve::dashed("2⁻ⁿ, if they were independent", Tint::Score, line(&halves)),
        ],
    )
    .log_y()
}

#[cfg(test)]
mod tests {
    use super::super::state::VARIABLES;
    use super::*;
    use crate::expression::Typed;

    #[test]
    fn the_picture_keeps_its_shape() {
        for text in ["x^2 + y^2", "|x| + |y|", "log(x)", "7", "exp(x^2)"] {
            for start in [(0.0, 1.0), (1000.0, -3.0)] {
                let state = LandscapeState {
                    f: Typed::known(text, VARIABLES),
                    start,
                    rate: 3.0,
                    optimisers: vec![Rule::Adam],
                    ..LandscapeState::default()
                };
                let graph = overlay(&state, Window::holding(start), UNSEEN);
                assert_eq!((graph.curves.len(), graph.points.len()), (6, 5), "{text}");
                let factors = threshold(&state);
                assert_eq!(
                    (factors.curves.len(), factors.points.len()),
                    (4, 2),
                    "{text}"
                );
                assert_eq!(losses(&state).curves.len(), 1);
            }
        }
    }

    #[test]
    fn a_path_keeps_its_end_and_what_can_be_seen() {
        let state = LandscapeState {
            steps: 1000,
            ..LandscapeState::default()
        };
        let window = Window::holding(state.start);
        let graph = overlay(&state, window, UNSEEN);
        for (path, curve) in chosen(&state).iter().zip(graph.curves.iter().skip(2)) {
            assert_eq!(path.spots.first(), curve.points.first());
            assert_eq!(path.spots.last(), curve.points.last());
            // Each point that is left out is beside one that isn't.
            let room = UNSEEN * window.size();
            for (x, y) in &path.spots {
                let mut kept = curve.points.iter();
                assert!(kept.any(|(u, v)| (x - u).abs() <= room && (y - v).abs() <= room));
            }
        }
        // SGD comes to rest.
        assert!(graph.curves[2].points.len() < 300);
    }

    #[test]
    fn two_optimisers_are_dashed_and_two_are_not() {
        let graph = overlay(
            &LandscapeState::default(),
            Window::holding((0.01, 1.0)),
            UNSEEN,
        );
        let looks: Vec<_> = (graph.curves.iter().skip(2))
            .map(|curve| (curve.tint, curve.stroke))
            .collect();
        let (full, dashed) = (Stroke::Solid, Stroke::Dashed);
        assert_eq!(
            looks,
            [
                (Tint::Gradient, full),
                (Tint::First, dashed),
                (Tint::Second, full),
                (Tint::Truth, dashed)
            ]
        );
        let hollow: Vec<bool> = graph.points.iter().map(|point| point.hollow).collect();
        assert_eq!(hollow, [false, true, false, true, false]);
        assert_eq!(key(Rule::Adam), "Adam, dashed");
    }

    #[test]
    fn the_start_and_the_learning_rate_are_dragged() {
        let mut state = LandscapeState::default();
        dragged(&mut state, "start", (0.5, -1.25));
        dragged(&mut state, "rate", (0.0, 7.0));
        assert_eq!((state.start, state.rate), ((0.5, -1.25), 1e-6));
        dragged(&mut state, "rate", (0.25, 7.0));
        assert_eq!(state.rate, 0.25);
    }
}
