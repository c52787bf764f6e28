//! The pictures as data: the slice from above with the training in it, and the losses along both axes.

use super::super::state::LandscapeState;
#[cfg(any(test, target_arch = "wasm32"))]
use super::read::plane;
#[cfg(any(test, target_arch = "wasm32"))]
use crate::contract::contour::{Contours, Window};
use crate::contract::prelude::*;
#[cfg(any(test, target_arch = "wasm32"))]
use training::SliceReport;
use training::{SLICE_SIDE, SlicePlane};

/// The values of a and b, from left to right and from below to above.
pub fn places(state: &LandscapeState) -> Vec<f64> {
    let last = (SLICE_SIDE - 1) as f64;
    let at = |k: usize| state.reach * (2.0 * k as f64 / last - 1.0);
    (0..SLICE_SIDE).map(at).collect()
}

/// The losses along d₁ and along d₂, through the middle; as far as there are rows.
pub fn axes(plane: &SlicePlane) -> [Vec<f64>; 2] {
    let middle = SLICE_SIDE / 2;
    let at = |row: usize, column: usize| {
        let found = plane.heights.get(row * SLICE_SIDE + column);
        found.copied().unwrap_or(f64::NAN)
    };
    [
        (0..SLICE_SIDE).map(|k| at(middle, k)).collect(),
        (0..SLICE_SIDE).map(|k| at(k, middle)).collect(),
    ]
}

#[cfg(any(test, target_arch = "wasm32"))]
fn window(state: &LandscapeState) -> Window {
    Window::around((0.0, 0.0), state.reach)
}

#[cfg(any(test, target_arch = "wasm32"))]
/// The slice from above; stripes where it isn’t computed yet.
pub fn contours(state: &LandscapeState, report: Option<&SliceReport>) -> Contours {
    let plane = plane(state, report);
    let index = |at: f64| {
        let share = 0.5 * (at / state.reach + 1.0);
        (share * (SLICE_SIDE - 1) as f64).round() as usize
    };
    Contours::of(window(state), SLICE_SIDE, |a, b| {
        let heights = plane.map_or(&[][..], |plane| &plane.heights);
        let found = heights.get(index(b) * SLICE_SIDE + index(a));
        found.copied().unwrap_or(f64::NAN)
    })
}

#[cfg(any(test, target_arch = "wasm32"))]
/// A place of the training belongs to the picture where it is nearer to the plane than to the network.
const NEAR: f64 = 0.5;

#[cfg(any(test, target_arch = "wasm32"))]
/// The way of the training, as far as it lies near the plane, and the trained network.
pub fn overlay(state: &LandscapeState, report: Option<&SliceReport>) -> Graph {
    let path = plane(state, report).map_or(&[][..], |plane| &plane.path);
    let seen = path.iter().map(|place| {
        if place.off <= NEAR * place.far {
            place.at
        } else {
            (f64::NAN, f64::NAN)
        }
    });
    let seen: Vec<Spot> = seen.collect();
    let nowhere = (f64::NAN, f64::NAN);
    let inside = |at: &Spot| at.0.abs() <= state.reach && at.1.abs() <= state.reach;
    let start = seen.first().copied().filter(inside).unwrap_or(nowhere);
    let Window { x, y } = window(state);
    Graph {
        x,
        y,
        names: ("a".into(), "b".into()),
        equal: true,
        curves: vec![GraphCurve::through(Tint::Gradient, Stroke::Solid, seen)],
        points: vec![
            GraphPoint::new("start", Tint::Gradient, start).hollow(),
            GraphPoint::new("θ", Tint::Input, (0.0, 0.0)),
        ],
        ..Graph::default()
    }
}

/// The losses along both axes.
pub fn profile(reading: &Reading, state: &LandscapeState) -> Plot {
    let losses = reading.matrix("slice-loss");
    let row = |i: usize| -> Vec<Spot> {
        let of = |j: usize| losses.get((i, j)).copied().unwrap_or(f64::NAN);
        let all = places(state).into_iter().enumerate();
        all.map(|(j, at)| (at, of(j))).collect()
    };
    Plot::over(
        "a along d₁, b along d₂",
        "training loss",
        [
            Curve::solid("along d₁", Tint::Model, row(0)),
            Curve::dashed("along d₂", Tint::Value, row(1)),
        ],
    )
}

#[cfg(any(test, target_arch = "wasm32"))]
/// The loss on the way.
pub fn training(report: Option<&SliceReport>) -> Plot {
    let losses = report.map_or(&[][..], |report| &report.losses);
    let points = losses.iter().map(|(step, loss)| (step + 1.0, *loss));
    let curve = Curve::solid("training loss", Tint::Loss, points.collect());
    Plot::over("1 + step", "loss", [curve]).log_x().log_y()
}

#[cfg(test)]
mod tests {
    use super::super::read::tests::{report, state};
    use super::*;

    #[test]
    fn a_slice_is_drawn_row_by_row() {
        let state = state();
        let half = contours(&state, Some(&report(&state, 10)));
        assert_eq!(half.height(0, 0), 2.0);
        assert!((half.height(9, 20) - 0.3025).abs() < 1e-12);
        assert!(half.height(10, 0).is_nan() && half.side == SLICE_SIDE);
        let none = contours(&state, None);
        assert!(none.heights.iter().all(|h| h.is_nan()));
        let over = overlay(&state, Some(&report(&state, 41)));
        assert_eq!(over.curves[0].points.len(), 3);
        assert_eq!(over.points[0].at, (-1.0, 0.0));
        assert_eq!(overlay(&state, None).points.len(), 2);
        assert_eq!(training(Some(&report(&state, 1))).curves[0].points.len(), 2);
    }

    #[test]
    fn a_way_far_from_the_plane_is_not_drawn() {
        let state = state();
        let mut far = report(&state, 41);
        for place in &mut far.plane.as_mut().unwrap().path {
            place.off = 0.9 * place.far;
        }
        let over = overlay(&state, Some(&far));
        assert!(over.points[0].at.0.is_nan() && over.curves[0].points[0].0.is_nan());
    }
}
