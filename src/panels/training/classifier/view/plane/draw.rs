//! The plane on its canvas: the picture, the axes, the points, the cross.

use super::super::super::ClassifierState;
use super::super::super::layout::Layout;
use super::super::super::picture::CLASS_TINTS;
use super::super::super::pictures::mistaken;
use super::super::super::points::{HALF, Points};
use super::super::diagram::ramp;
use super::hand::Hand;
use crate::frame::prelude::*;
use crate::widgets::pixels::Pixels;
use crate::widgets::surface::Brush;
use std::cell::RefCell;
use std::f64::consts::TAU;

/// What draws the plane, again whenever something in it changes.
pub fn painter(hand: Hand, held_out: RwSignal<bool>) -> impl Fn(&Brush) + 'static {
    let live = hand.live;
    let pixels = RefCell::new(Pixels::default());
    move |brush| {
        let pictures = live.pictures();
        let sizes = live.context.state.with(ClassifierState::sizes);
        let pointed = live.pointed.get();
        let index = pointed
            .and_then(|unit| Layout::new(sizes, 1.0).units().position(|u| u == unit))
            .unwrap_or(pictures.all.len().saturating_sub(1));
        let mut pixels = pixels.borrow_mut();
        if let Some(picture) = pictures.all.get(index)
            && pixels
                .write(pictures.side, picture, &ramp(brush, 0.62))
                .is_some()
        {
            pixels.draw(&brush.context, (0.0, 0.0), brush.width);
        }
        axes(brush);
        hand.points.with(|points| {
            let Some((learned, others)) = points else {
                return;
            };
            if held_out.get() {
                marks(brush, others, 0.45, &[]);
            }
            // Rings where the network is wrong; a unit's own picture says nothing of that.
            live.tick.track();
            let wrong = live.with(|runs| mistaken(runs.main())).unwrap_or_default();
            let wrong = if pointed.is_none() { wrong } else { Vec::new() };
            marks(brush, learned, 1.0, &wrong);
        });
        if let Some(place) = hand.cursor.get() {
            cross(brush, place);
        }
    }
}

/// Where a place of the plane is in the frame.
fn pixel(brush: &Brush, [x, y]: [f64; 2]) -> (f64, f64) {
    (
        (0.5 + 0.5 * x / HALF) * brush.width,
        (0.5 - 0.5 * y / HALF) * brush.height,
    )
}

fn axes(brush: &Brush) {
    let context = &brush.context;
    let (x, y) = pixel(brush, [0.0, 0.0]);
    context.set_stroke_style_str(&brush.palette.muted);
    context.set_global_alpha(0.35);
    context.set_line_width(1.0);
    context.begin_path();
    context.move_to(x, 0.0);
    context.line_to(x, brush.height);
    context.move_to(0.0, y);
    context.line_to(brush.width, y);
    context.stroke();
    context.set_global_alpha(1.0);
}

/// Discs for blue, squares for orange, with a ring round those that are marked.
fn marks(brush: &Brush, points: &Points, alpha: f64, ringed: &[bool]) {
    let context = &brush.context;
    context.set_global_alpha(alpha);
    context.set_line_width(1.25);
    context.set_stroke_style_str(&brush.palette.paper);
    for i in 0..points.len() {
        let class = points.class[i];
        let (x, y) = pixel(brush, [points.x[(i, 0)], points.x[(i, 1)]]);
        context.set_fill_style_str(brush.palette.tint(CLASS_TINTS[class]));
        context.begin_path();
        if class == 1 {
            let _ = context.arc(x, y, 4.5, 0.0, TAU);
        } else {
            context.rect(x - 4.0, y - 4.0, 8.0, 8.0);
        }
        context.fill();
        context.stroke();
        if ringed.get(i) == Some(&true) {
            context.set_stroke_style_str(&brush.palette.ink);
            context.begin_path();
            let _ = context.arc(x, y, 8.0, 0.0, TAU);
            context.stroke();
            context.set_stroke_style_str(&brush.palette.paper);
        }
    }
    context.set_global_alpha(1.0);
}

fn cross(brush: &Brush, place: [f64; 2]) {
    let context = &brush.context;
    let (x, y) = pixel(brush, place);
    context.set_stroke_style_str(&brush.palette.ink);
    context.set_line_width(1.5);
    context.begin_path();
    for (dx, dy) in [(1.0, 0.0), (0.0, 1.0)] {
        context.move_to(x - 12.0 * dx, y - 12.0 * dy);
        context.line_to(x - 5.0 * dx, y - 5.0 * dy);
        context.move_to(x + 5.0 * dx, y + 5.0 * dy);
        context.line_to(x + 12.0 * dx, y + 12.0 * dy);
    }
    context.stroke();
}
