//! Slopes along directions: in every one at the point, and on a walk through it.

use super::direction::{degrees, gradient, unit};
use super::read::slope_off;
use super::state::GradientState;
use crate::contract::contour::Window;
use crate::contract::prelude::*;

/// How far a walk goes to each side, as a share of the window.
const WALK: f64 = 0.3;
/// Pieces of a curve.
const PIECES: usize = 144;

/// The slope when leaving the point in every direction, and the cosine that a gradient would make of
/// it.
pub fn turning(state: &GradientState, reading: &Reading) -> Graph {
    let g = gradient(reading);
    let norm = reading.scalar("norm");
    let angles = (0..=PIECES).map(|k| -180.0 + 360.0 * k as f64 / PIECES as f64);
    let off = slope_off(state, g);
    let leaving = |along: Spot| number::known_to(state.leaving(along), off);
    let slope = |degrees: f64| {
        let (y, x) = degrees.to_radians().sin_cos();
        (leaving((x, y)), g.0 * x + g.1 * y)
    };
    let (mut real, mut cosine) = (Vec::new(), Vec::new());
    for angle in angles {
        let (leaving, dot) = slope(angle);
        real.push((angle, leaving));
        cosine.push((angle, dot));
    }
    let heights = real.iter().chain(&cosine).map(|p| p.1);
    let y = fitted(heights, &[0.0]);
    let turn_of = degrees(g);
    let known = unit(g).is_some() && state.ground().is_smooth();
    let mark = |name: &str, tint, at: Spot| {
        GraphPoint::new(name, tint, if known { at } else { (f64::NAN, f64::NAN) }).hollow()
    };
    let against = if turn_of > 0.0 {
        turn_of - 180.0
    } else {
        turn_of + 180.0
    };
    let here = state.angle();
    let up = |at: f64| vec![(at, y.0), (at, y.1)];
    Graph::over(
        (-180.0, 180.0),
        y,
        ("angle of u, in degrees", "derivative along u"),
    )
    .curves([
        GraphCurve::through(Tint::Value, Stroke::Solid, real),
        GraphCurve::through(Tint::Gradient, Stroke::Dashed, cosine),
        GraphCurve::through(Tint::Model, Stroke::Thin, up(here)),
    ])
    .points([
        GraphPoint::new("u", Tint::Model, (here, leaving(state.unit())))
            .dragged("angle", "the angle of the direction"),
        mark("‖∇f‖", Tint::Gradient, (turn_of, norm)),
        mark("−‖∇f‖", Tint::Gradient, (against, -norm)),
    ])
}

/// f on a straight walk through the point along the direction, its tangent, and the parabola that the
/// Hessian makes of it.
pub fn walk(state: &GradientState, reading: &Reading, window: Window) -> Graph {
    let reach = WALK * window.size();
    let (x, y) = state.unit();
    let height = |t: f64| state.f.value(&[state.at.0 + t * x, state.at.1 + t * y]);
    let value = reading.scalar("value");
    let slope = reading.scalar("directional");
    let h = reading.matrix("hessian");
    let entry = |i: usize, j: usize| h.get((i, j)).copied().unwrap_or(f64::NAN);
    let bend = x * (entry(0, 0) * x + entry(0, 1) * y) + y * (entry(1, 0) * x + entry(1, 1) * y);
    let smooth = state.ground().is_smooth();
    let at = |k: usize| -reach + 2.0 * reach * k as f64 / PIECES as f64;
    let span = fitted((0..=PIECES).map(|k| height(at(k))), &[value]);
    let of = |tint, stroke, f: &dyn Fn(f64) -> f64| {
        GraphCurve::of(tint, stroke, (-reach, reach), span, PIECES, f)
    };
    let none = f64::NAN;
    Graph::over((-reach, reach), span, ("distance along u", "f"))
        .curves([
            of(Tint::Value, Stroke::Solid, &height),
            of(Tint::Spectrum, Stroke::Dashed, &|t| {
                if smooth {
                    value + slope * t + 0.5 * bend * t * t
                } else {
                    none
                }
            }),
            of(Tint::Model, Stroke::Solid, &|t| {
                if smooth { value + slope * t } else { none }
            }),
        ])
        .points([GraphPoint::new("", Tint::Input, (0.0, value))])
}

#[cfg(test)]
mod tests {
    use super::super::Gradient;
    use super::super::state::VARIABLES;
    use super::*;
    use crate::expression::Typed;

    #[test]
    fn a_slope_without_a_bound_is_shown() {
        let state = GradientState {
            f: Typed::known("sqrt(x) + y", VARIABLES),
            at: (0.0, 1.0),
            direction: (0.0, 1.0),
        };
        let graph = turning(&state, &Gradient::read(&state, None));
        assert_eq!(graph.points[0].at, (90.0, 1.0));
        assert_eq!(graph.curves[0].points[PIECES / 2], (0.0, f64::INFINITY));
    }

    #[test]
    fn the_curve_of_slopes_is_a_cosine_where_there_is_a_gradient() {
        let state = GradientState::default();
        let reading = Gradient::read(&state, None);
        let graph = turning(&state, &reading);
        for (a, b) in graph.curves[0].points.iter().zip(&graph.curves[1].points) {
            assert!((a.1 - b.1).abs() < 1e-12);
        }
        let best = graph.curves[0]
            .points
            .iter()
            .map(|p| p.1)
            .fold(f64::MIN, f64::max);
        assert!(best <= reading.scalar("norm") && best > 0.999 * reading.scalar("norm"));
    }

    #[test]
    fn near_the_point_a_walk_is_its_parabola() {
        let state = GradientState::default();
        let reading = Gradient::read(&state, None);
        let graph = walk(&state, &reading, Window::around((0.0, 0.0), 0.01));
        for (a, b) in graph.curves[0].points.iter().zip(&graph.curves[1].points) {
            assert!((a.1 - b.1).abs() < 1e-14);
        }
    }
}
