//! The pictures as data: the slice from above with the training in it, and the losses along both axes.

use super::super::state::LandscapeState;
use super::read::plane;
use super::settings;
use crate::contract::contour::{Contours, Window};
use crate::contract::prelude::*;
use training::SliceReport;
use training::{SLICE_SIDE, SliceRecord};

/// The values of a and b, from left to right and from below to above.
pub fn places(state: &LandscapeState) -> Vec<f64> {
    let last = (SLICE_SIDE - 1) as f64;
    let at = |k: usize| state.reach * (2.0 * k as f64 / last - 1.0);
    (0..SLICE_SIDE).map(at).collect()
}

/// The losses along d₁ and along d₂, through the middle; as far as there are rows.
pub fn axes(heights: &[f64]) -> [Vec<f64>; 2] {
    let middle = SLICE_SIDE / 2;
    let at = |row: usize, column: usize| {
        let found = heights.get(row * SLICE_SIDE + column);
        found.copied().unwrap_or(f64::NAN)
    };
    [
        (0..SLICE_SIDE).map(|k| at(middle, k)).collect(),
        (0..SLICE_SIDE).map(|k| at(k, middle)).collect(),
    ]
}

/// The recorded slice, at the settings that it is of.
fn recorded(state: &LandscapeState) -> Option<SliceRecord> {
    SliceRecord::kept(&settings(state))
}

/// The slice that is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// The losses, row by row from below: as many rows as there are.
    heights: Vec<f64>,
    /// The way of the training; NaN where it doesn’t lie near the plane.
    way: Vec<Spot>,
    /// Whether it was recorded, and isn’t the reader’s own.
    pub is_recorded: bool,
}

/// That of the report; where it has none, the recorded one.
pub fn shown(state: &LandscapeState, report: Option<&SliceReport>) -> Shown {
    if let Some(plane) = plane(state, report) {
        return Shown {
            heights: plane.heights.clone(),
            way: plane.way(),
            is_recorded: false,
        };
    }
    recorded(state).map_or_else(Shown::default, |record| Shown {
        heights: record.heights,
        way: record.way,
        is_recorded: true,
    })
}

fn window(state: &LandscapeState) -> Window {
    Window::around((0.0, 0.0), state.reach)
}

/// The slice from above; stripes where it isn’t computed yet.
pub fn contours(state: &LandscapeState, shown: &Shown) -> Contours {
    let index = |at: f64| {
        let share = 0.5 * (at / state.reach + 1.0);
        (share * (SLICE_SIDE - 1) as f64).round() as usize
    };
    // The network computes in single precision.
    let epsilon = f64::from(f32::EPSILON);
    Contours::of(window(state), SLICE_SIDE, epsilon, |a, b| {
        let found = shown.heights.get(index(b) * SLICE_SIDE + index(a));
        found.copied().unwrap_or(f64::NAN)
    })
}

/// The way of the training, as far as it lies near the plane, and the trained network.
pub fn overlay(state: &LandscapeState, shown: &Shown) -> Graph {
    let seen = shown.way.clone();
    let nowhere = (f64::NAN, f64::NAN);
    let inside = |at: &Spot| at.0.abs() <= state.reach && at.1.abs() <= state.reach;
    let start = seen.first().copied().filter(inside).unwrap_or(nowhere);
    let Window { x, y } = window(state);
    let stroke = if shown.is_recorded {
        Stroke::Thin
    } else {
        Stroke::Solid
    };
    Graph::over(x, y, ("a", "b"))
        .equal()
        .curves([GraphCurve::through(Tint::Gradient, stroke, seen)])
        .points([
            GraphPoint::new("start", Tint::Gradient, start).hollow(),
            GraphPoint::new("θ", Tint::Input, (0.0, 0.0)),
        ])
}

/// The losses along both axes: those of the reading, or where it has none those that were recorded.
pub fn profile(reading: &Reading, state: &LandscapeState) -> Plot {
    let losses = reading.matrix("slice-loss");
    let own = losses.iter().any(|x| x.is_finite());
    let record = if own { None } else { recorded(state) };
    let along = |row: Vec<f64>| -> Vec<Spot> { places(state).into_iter().zip(row).collect() };
    let curves = match record {
        Some(record) => {
            let [first, second] = axes(&record.heights).map(along);
            [
                Curve::solid("along d₁, recorded", Tint::Score, first),
                Curve::dashed("along d₂, recorded", Tint::Score, second),
            ]
        }
        None => {
            let of = |i: usize, j: usize| losses.get((i, j)).copied().unwrap_or(f64::NAN);
            let row = |i: usize| along((0..SLICE_SIDE).map(|j| of(i, j)).collect());
            [
                Curve::solid("along d₁", Tint::Model, row(0)),
                Curve::dashed("along d₂", Tint::Value, row(1)),
            ]
        }
    };
    Plot::over("a along d₁, b along d₂", "training loss", curves)
}

/// The loss on the way.
pub fn training(state: &LandscapeState, report: Option<&SliceReport>) -> Plot {
    let (losses, name, tint) = match report {
        Some(report) => (report.losses.clone(), "training loss", Tint::Loss),
        None => (
            recorded(state).map_or_else(Vec::new, |record| record.losses),
            "training loss, recorded",
            Tint::Score,
        ),
    };
    let points = losses.into_iter().map(|(step, loss)| (step + 1.0, loss));
    let curve = Curve::solid(name, tint, points.collect());
    Plot::over("1 + step", "loss", [curve]).log_x().log_y()
}

#[cfg(test)]
mod tests {
    use super::super::super::state::Direction;
    use super::super::read::reading;
    use super::super::read::tests::{report, state};
    use super::*;

    #[test]
    fn a_slice_is_drawn_row_by_row() {
        let state = state();
        let half = contours(&state, &shown(&state, Some(&report(&state, 10))));
        assert_eq!(half.height(0, 0), 2.0);
        assert!((half.height(9, 20) - 0.3025).abs() < 1e-12);
        assert!(half.height(10, 0).is_nan() && half.side == SLICE_SIDE);
        let nothing = shown(&state, None);
        let none = contours(&state, &nothing);
        assert!(none.heights.iter().all(|h| h.is_nan()));
        let over = overlay(&state, &shown(&state, Some(&report(&state, 41))));
        assert_eq!(over.curves[0].points.len(), 3);
        assert_eq!(over.points[0].at, (-1.0, 0.0));
        assert_eq!(overlay(&state, &nothing).points.len(), 2);
        let losses = training(&state, Some(&report(&state, 1)));
        assert_eq!(losses.curves[0].points.len(), 2);
    }

    #[test]
    fn what_single_precision_rounds_has_no_level_lines() {
        let state = state();
        let mut flat = report(&state, SLICE_SIDE);
        let heights = &mut flat.plane.as_mut().unwrap().heights;
        for (k, height) in heights.iter_mut().enumerate() {
            *height = 0.25 + f64::from(f32::EPSILON) * 0.25 * (k % 3) as f64;
        }
        let drawn = contours(&state, &shown(&state, Some(&flat)));
        assert!(drawn.only.is_some() && drawn.levels.is_empty());
    }

    #[test]
    fn a_way_far_from_the_plane_is_not_drawn() {
        let state = state();
        let mut far = report(&state, 41);
        for place in &mut far.plane.as_mut().unwrap().path {
            place.off = 0.9 * place.far;
        }
        let over = overlay(&state, &shown(&state, Some(&far)));
        assert!(over.points[0].at.0.is_nan() && over.curves[0].points[0].0.is_nan());
    }

    #[test]
    fn what_was_recorded_is_shown_until_there_is_an_own_slice() {
        let state = LandscapeState::slice(Direction::Training, 32, 1.25);
        let record = shown(&state, None);
        assert!(record.is_recorded);
        assert!(contours(&state, &record).heights.iter().all(|h| *h > 0.0));
        // The start is in this plane, at a = −1.
        assert_eq!(overlay(&state, &record).points[0].at, (-1.0, 0.0));
        assert!(training(&state, None).curves[0].points.len() > 20);
        let drawn = profile(&reading(&state, None, None), &state);
        assert!(drawn.curves[0].name.ends_with("recorded"));
        assert!(drawn.curves[1].points.iter().all(|p| p.1 > 0.0));
        let own = report(&state, SLICE_SIDE);
        assert!(!shown(&state, Some(&own)).is_recorded);
        let drawn = profile(&reading(&state, Some(&own), None), &state);
        assert_eq!(drawn.curves[0].name, "along d₁");
        // Nothing is recorded of other settings.
        let other = LandscapeState { seed: 2, ..state };
        assert_eq!(shown(&other, None), Shown::default());
    }
}
