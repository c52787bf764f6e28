//! What is drawn on the surface.

use super::GradientState;
use super::direction::{gradient, unit};
use crate::contract::prelude::*;
use crate::widgets::relief::Marks;

/// The point, its tangent plane, and two arrows in it.
pub fn marks(state: &GradientState, reading: &Reading, size: f64) -> Marks {
    let (x, y) = state.at;
    let height = reading.scalar("value");
    let g = gradient(reading);
    let mut marks = Marks {
        point: Some((x, y, height)),
        ..Marks::default()
    };
    if !state.ground().is_smooth() {
        return marks;
    }
    let on_plane = |(a, b): Spot| (x + a, y + b, height + g.0 * a + g.1 * b);
    let way = |(a, b): Spot, by: f64| (by * a, by * b);
    let half = 0.11 * size;
    let along = unit(g).unwrap_or((1.0, 0.0));
    let across = (-along.1, along.0);
    marks.sheet = [(1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0), (1.0, -1.0)]
        .map(|(s, t)| {
            let (a, b) = (way(along, s * half), way(across, t * half));
            on_plane((a.0 + b.0, a.1 + b.1))
        })
        .to_vec();
    if unit(g).is_some() {
        let tip = on_plane(way(along, 0.2 * size));
        marks.arrows.push((Tint::Gradient, (x, y, height), tip));
    }
    let tip = on_plane(way(state.unit(), 0.2 * size));
    marks.arrows.push((Tint::Model, (x, y, height), tip));
    marks
}
