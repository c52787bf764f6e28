//! What is drawn on the surface.

use super::camera::{Camera, Place, TALL, View};
use crate::contract::Tint;
use crate::contract::contour::Contours;
use crate::widgets::path;
use crate::widgets::surface::Brush;
use std::f64::consts::TAU;

/// What is drawn on the surface.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// A point, with a line down to the ground.
    pub point: Option<Place>,
    /// A sheet through the point: its corners in turn.
    pub sheet: Vec<Place>,
    /// Arrows: colour, beginning and tip.
    pub arrows: Vec<(Tint, Place, Place)>,
}

/// Draws the marks over the surface.
pub fn over(brush: &Brush, contours: &Contours, marks: &Marks, view: View) {
    let camera = Camera::new(brush, contours, view);
    let context = &brush.context;
    let fits = |place: &Place| place.0.is_finite() && place.1.is_finite() && place.2.is_finite();
    if marks.sheet.len() > 2 && marks.sheet.iter().all(fits) {
        let corners = marks.sheet.iter();
        path::lines(context, corners.map(|place| Some(camera.at(*place))));
        context.close_path();
        context.set_fill_style_str(&brush.palette.raised);
        context.set_global_alpha(0.45);
        context.fill();
        context.set_global_alpha(0.9);
        context.set_stroke_style_str(&brush.palette.muted);
        context.set_line_width(1.0);
        context.stroke();
        context.set_global_alpha(1.0);
    }
    for (tint, from, tip) in &marks.arrows {
        if fits(from) && fits(tip) {
            arrow(brush, camera.at(*from), camera.at(*tip), *tint);
        }
    }
    if let Some(point) = marks.point.filter(fits) {
        let colour = brush.palette.tint(Tint::Input);
        let (x, y) = camera.at(point);
        let base = camera.seen({
            let (x, y, _) = camera.normal(point);
            (x, y, -TALL)
        });
        context.set_stroke_style_str(colour);
        context.set_line_width(1.0);
        path::dash(context, &[3.0, 3.0]);
        path::lines(context, [Some((x, y)), Some(base)]);
        context.stroke();
        path::dash(context, &[]);
        context.begin_path();
        let _ = context.arc(x, y, 5.0, 0.0, TAU);
        context.set_fill_style_str(colour);
        context.fill();
        context.set_stroke_style_str(&brush.palette.paper);
        context.set_line_width(1.5);
        context.stroke();
    }
}

fn arrow(brush: &Brush, from: (f64, f64), tip: (f64, f64), tint: Tint) {
    let context = &brush.context;
    let (dx, dy) = (tip.0 - from.0, tip.1 - from.1);
    let length = dx.hypot(dy);
    if length < 1.0 {
        return;
    }
    let head = 11.0_f64.min(0.6 * length);
    let (ux, uy) = (dx / length * head, dy / length * head);
    let colour = brush.palette.tint(tint);
    // A rim, so that it is seen on every shade.
    for (colour, wide) in [(brush.palette.paper.as_str(), 5.5), (colour, 3.0)] {
        context.set_stroke_style_str(colour);
        context.set_line_width(wide);
        context.begin_path();
        context.move_to(from.0, from.1);
        context.line_to(tip.0 - 0.6 * ux, tip.1 - 0.6 * uy);
        context.stroke();
    }
    context.set_fill_style_str(colour);
    context.begin_path();
    context.move_to(tip.0, tip.1);
    context.line_to(tip.0 - ux - 0.42 * uy, tip.1 - uy + 0.42 * ux);
    context.line_to(tip.0 - ux + 0.42 * uy, tip.1 - uy - 0.42 * ux);
    context.close_path();
    context.fill();
}
