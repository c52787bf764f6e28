//! The surface from above: its heights, and what lies over its contours.

use super::direction::{at_angle, degrees};
use super::direction::{gradient, unit};
use super::measure::tangent;
use super::second::bends;
use super::state::GradientState;
use crate::contract::contour::Contours;
use crate::contract::prelude::*;

/// The length of the direction's arrow, as a share of the window.
const ARROW: f64 = 0.2;

fn moved(from: Spot, by: f64, along: Spot) -> Spot {
    (from.0 + by * along.0, from.1 + by * along.1)
}

/// How long the arrow of a slope is drawn: in proportion to it while it is small beside what is usual
/// in the window, and never too long.
fn drawn_length(contours: &Contours, slope: f64) -> f64 {
    let size = contours.window.size();
    let usual = (contours.range.1 - contours.range.0) / size;
    let share = slope.abs() / (slope.abs() + usual);
    if share.is_nan() {
        0.35 * size
    } else {
        0.35 * size * share
    }
}

/// Level set, right angle, eigenvectors, arrows and the point, over the contours.
pub fn overlay(state: &GradientState, reading: &Reading, contours: &Contours) -> Graph {
    let window = contours.window;
    let at = state.at;
    let g = gradient(reading);
    let smooth = state.ground().is_smooth();
    let uphill = unit(g).filter(|_| smooth);
    let size = window.size();
    let dragged = moved(at, ARROW * size, state.unit());
    let steep = uphill.map_or(at, |u| {
        let length = drawn_length(contours, reading.scalar("norm"));
        moved(at, length.max(0.03 * size), u)
    });
    Graph::over(window.x, window.y, ("x", "y"))
        .equal()
        .curves([
            level_curve(contours, reading.scalar("value")),
            axis(state, reading, size, 0),
            axis(state, reading, size, 1),
            right_angle(state, g, uphill, size),
        ])
        .arrows([
            GraphArrow::new(
                if uphill.is_some() {
                    "∇f".into()
                } else {
                    String::new()
                },
                Tint::Gradient,
                at,
                steep,
            ),
            GraphArrow::new("u", Tint::Model, at, dragged).dragged("direction", "the direction u"),
        ])
        .points([GraphPoint::new("", Tint::Input, at).dragged("at", "the point")])
}

/// The level set through the point.
fn level_curve(contours: &Contours, level: f64) -> GraphCurve {
    let gap = (f64::NAN, f64::NAN);
    let pieces = contours.level_set(level);
    GraphCurve::through(
        Tint::Value,
        Stroke::Solid,
        pieces.into_iter().flat_map(|(a, b)| [a, b, gap]).collect(),
    )
}

/// An eigenvector of the Hessian through the point, to both sides, with its length telling how strong
/// the bend is beside the other.
fn axis(state: &GradientState, reading: &Reading, size: f64, which: usize) -> GraphCurve {
    let found = bends(&reading.matrix("hessian")).filter(|_| state.ground().is_smooth());
    let points = match found {
        Some(both) => {
            let most = both[0].0.abs().max(both[1].0.abs());
            let (value, along) = both[which.min(1)];
            let share = if most > 0.0 { value.abs() / most } else { 0.0 };
            let half = size * (0.05 + 0.11 * share);
            vec![moved(state.at, -half, along), moved(state.at, half, along)]
        }
        None => Vec::new(),
    };
    GraphCurve::through(Tint::Spectrum, Stroke::Dashed, points)
}

/// The corner of a square between the gradient and the level set's measured tangent.
fn right_angle(state: &GradientState, g: Spot, uphill: Option<Spot>, size: f64) -> GraphCurve {
    let side = 0.042 * size;
    let corner = uphill.and_then(|up| {
        let along = tangent(state, g)?.along;
        let (a, b) = (moved(state.at, side, up), moved(state.at, side, along));
        Some(vec![a, moved(a, side, along), b])
    });
    GraphCurve::through(Tint::Gradient, Stroke::Thin, corner.unwrap_or_default())
}

/// The state after a handle was dragged.
pub fn dragged(state: &mut GradientState, name: &str, (x, y): Spot) {
    match name {
        "at" => state.at = GradientState::at().input.clamped((x, y)),
        "direction" => {
            let tip = (x - state.at.0, y - state.at.1);
            if unit(tip).is_some() {
                state.direction = at_angle(degrees(tip));
            }
        }
        "angle" => state.direction = at_angle(x),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::Gradient;
    use super::super::state::VARIABLES;
    use super::*;
    use crate::contract::contour::Window;
    use crate::expression::Typed;

    #[test]
    fn a_drag_moves_the_point_and_turns_the_direction() {
        let mut state = GradientState::default();
        dragged(&mut state, "at", (-1.25, 0.5));
        dragged(&mut state, "direction", (-1.25, 4.0));
        assert_eq!((state.at, state.direction), ((-1.25, 0.5), (0.0, 1.0)));
        dragged(&mut state, "direction", (-1.25, 0.5));
        assert_eq!(state.direction, (0.0, 1.0));
        dragged(&mut state, "angle", (180.0, 0.0));
        assert_eq!(state.direction, (-1.0, 0.0));
    }

    #[test]
    fn what_lies_over_the_contours_keeps_its_shape() {
        let window = Window::around((0.0, 0.0), 3.0);
        for text in ["x^2 + y^2", "|x| + |y|", "log(x)", "7"] {
            let state = GradientState {
                f: Typed::known(text, VARIABLES),
                at: (0.0, 1.0),
                ..GradientState::default()
            };
            let reading = Gradient::read(&state, None);
            let graph = overlay(
                &state,
                &reading,
                &Contours::of_formula(&state.f, window, 21),
            );
            assert_eq!(
                (graph.curves.len(), graph.arrows.len(), graph.points.len()),
                (4, 2, 1)
            );
            for arrow in &graph.arrows {
                assert!(arrow.tip.0.is_finite() && arrow.tip.1.is_finite(), "{text}");
            }
            assert_eq!(Gradient::plates(&state, &reading).len(), 3);
        }
    }
}
