//! The diagram on its canvas: the lines, their numbers, the units' pictures.

use super::super::super::layout::{Edge, Layout, Unit};
use super::super::super::picture::CLASS_TINTS;
use super::{Board, Numbers};
use crate::contract::{Tint, number};
use crate::frame::prelude::*;
use crate::widgets::dom::type_scale;
use crate::widgets::pixels::{Pixels, Ramp};
use crate::widgets::surface::Brush;
use nalgebra::DMatrix;
use std::cell::RefCell;

/// From one number to the next below it, and from a unit to the middle of the numbers beside it.
const LINE: f64 = 12.0;
const BESIDE: f64 = 26.0;

/// Most lines between two columns that have room for numbers; of more, only those into the chosen
/// unit have them.
const ROOM: usize = 16;

/// What draws the diagram, again whenever something in it changes.
pub fn painter(board: Board) -> impl Fn(&Brush) + 'static {
    let Board {
        live,
        sizes,
        numbers,
        edge,
        without,
        ..
    } = board;
    let pixels = RefCell::new(Pixels::default());
    move |brush| {
        live.tick.track();
        let layout = Layout::new(sizes.get(), brush.width);
        let parameters = live
            .with(|runs| runs.main().parameters())
            .unwrap_or_default();
        let shown = numbers.get();
        let values: Vec<DMatrix<f64>> = (0..parameters.len() / 2)
            .map(|layer| match shown {
                Numbers::Gradients => board.gradients(layer),
                _ => parameters[2 * layer].clone(),
            })
            .collect();
        lines(
            brush,
            &layout,
            &values,
            shown == Numbers::Gradients,
            edge.get(),
        );
        let omitted = if shown == Numbers::Nothing {
            0
        } else {
            labels(brush, &layout, &values, shown, live.chosen.get())
        };
        if without.get_untracked() != omitted {
            without.set(omitted);
        }
        draw_units(board, brush, &layout, &mut pixels.borrow_mut());
    }
}

/// The units' pictures, each in its frame.
fn draw_units(board: Board, brush: &Brush, layout: &Layout, pixels: &mut Pixels) {
    let live = board.live;
    let pictures = live.pictures();
    let ramp = ramp(brush, 0.9);
    let (side, chosen, pointed) = (layout.unit(), live.chosen.get(), live.pointed.get());
    for (index, unit) in layout.units().enumerate() {
        let (x, y) = layout.middle(unit);
        let place = (x - 0.5 * side, y - 0.5 * side);
        if let Some(picture) = pictures.all.get(index)
            && pixels.write(pictures.side, picture, &ramp).is_some()
        {
            pixels.draw(&brush.context, place, side);
        }
        let (colour, width) = if chosen == unit {
            (&brush.palette.ink, 3.0)
        } else if pointed == Some(unit) {
            (&brush.palette.ink, 1.5)
        } else {
            (&brush.palette.line, 1.0)
        };
        brush.context.set_stroke_style_str(colour);
        brush.context.set_line_width(width);
        brush.context.stroke_rect(place.0, place.1, side, side);
    }
}

/// From the first class's colour over the paper to the second's.
pub fn ramp(brush: &Brush, strength: f64) -> Ramp {
    let palette = &brush.palette;
    Ramp::new(
        palette.tint(CLASS_TINTS[0]),
        &palette.raised,
        palette.tint(CLASS_TINTS[1]),
        strength,
    )
}

/// A line for each number, as wide as it is large.
fn lines(
    brush: &Brush,
    layout: &Layout,
    values: &[DMatrix<f64>],
    gradients: bool,
    near: Option<Edge>,
) {
    let tint = if gradients {
        Tint::Gradient
    } else {
        Tint::Weight
    };
    // Weights of 1 have half the width; gradients are drawn relative to the largest.
    let most = values.iter().map(DMatrix::amax).fold(0.0, f64::max);
    for edge in layout.edges() {
        let x = value(values, edge);
        let part = if gradients {
            if most > 0.0 { x.abs() / most } else { 0.0 }
        } else {
            x.abs() / (1.0 + x.abs())
        };
        let colour = if x < 0.0 {
            &brush.palette.negative
        } else {
            brush.palette.tint(tint)
        };
        let ((ax, ay), (bx, by)) = layout.ends(edge);
        let context = &brush.context;
        context.set_stroke_style_str(colour);
        context.set_global_alpha(if near == Some(edge) {
            1.0
        } else {
            0.25 + 0.7 * part
        });
        context.set_line_width(0.75 + 5.0 * part + if near == Some(edge) { 1.5 } else { 0.0 });
        context.begin_path();
        context.move_to(ax, ay);
        let bend = 0.4 * (bx - ax);
        context.bezier_curve_to(ax + bend, ay, bx - bend, by, bx, by);
        context.stroke();
    }
    brush.context.set_global_alpha(1.0);
}

fn value(values: &[DMatrix<f64>], edge: Edge) -> f64 {
    let layer = values.get(edge.column - 1);
    layer
        .and_then(|m| m.get((edge.to, edge.from)).copied())
        .unwrap_or(0.0)
}

/// The numbers on the lines; how many lines had no room for theirs.
fn labels(
    brush: &Brush,
    layout: &Layout,
    values: &[DMatrix<f64>],
    shown: Numbers,
    chosen: Unit,
) -> usize {
    let mut omitted = 0;
    let context = &brush.context;
    context.set_font(&format!("{}px system-ui, sans-serif", 13.0 * type_scale()));
    context.set_text_align("center");
    context.set_text_baseline("middle");
    for edge in layout.edges() {
        let matrix = values.get(edge.column - 1);
        let crowded = matrix.is_none_or(|m| m.len() > ROOM);
        if crowded && (edge.column, edge.to) != chosen {
            omitted += 1;
            continue;
        }
        let ((ax, ay), (bx, by)) = layout.ends(edge);
        // Two digits and a minus have some 30 pixels.
        if bx - ax < 44.0 {
            omitted += 1;
            continue;
        }
        // On the side with more units, where the lines are far apart: one below the other, in the
        // order of the units at the other ends.
        let (to, from) = matrix.map_or((1, 1), DMatrix::shape);
        let below = |at: usize, count: usize| LINE * (at as f64 - 0.5 * (count as f64 - 1.0));
        let (x, y) = if crowded {
            on_curve((ax, ay), (bx, by), 0.25)
        } else if to >= from {
            (bx - BESIDE, by + below(edge.from, from))
        } else {
            (ax + BESIDE, ay + below(edge.to, to))
        };
        let x_here = value(values, edge);
        // A power of ten takes room: one digit is left for what is that small.
        let digits = if x_here.abs() < 1e-3 { 1 } else { 2 };
        let text = number::significant(x_here, digits);
        let width = context
            .measure_text(&text)
            .map_or(30.0, |measure| measure.width());
        context.set_fill_style_str(&brush.palette.raised);
        context.set_global_alpha(0.85);
        context.fill_rect(x - 0.5 * width - 2.0, y - 7.0, width + 4.0, 14.0);
        context.set_global_alpha(1.0);
        context.set_fill_style_str(brush.palette.tint(match shown {
            Numbers::Gradients => Tint::Gradient,
            _ => Tint::Weight,
        }));
        let _ = context.fill_text(&text, x, y);
    }
    omitted
}

/// A place on the bent line between two ends.
fn on_curve((ax, ay): (f64, f64), (bx, by): (f64, f64), part: f64) -> (f64, f64) {
    let bend = 0.4 * (bx - ax);
    let xs = [ax, ax + bend, bx - bend, bx];
    let ys = [ay, ay, by, by];
    let rest = 1.0 - part;
    let weights = [
        rest * rest * rest,
        3.0 * rest * rest * part,
        3.0 * rest * part * part,
        part * part * part,
    ];
    let at = |values: [f64; 4]| values.iter().zip(weights).map(|(v, w)| v * w).sum();
    (at(xs), at(ys))
}
