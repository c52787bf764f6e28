//! A function of two variables from above: shades of its height and its level lines on a canvas, and
//! over them a picture whose points and arrows are dragged.
//!
//! The canvas is drawn only when the heights change, so that a drag costs no more than the picture over
//! it.

use super::graph::{GraphView, inner};
use super::handles::Moved;
use super::pixels::{Pixels, Ramp};
use super::surface::{Brush, Surface};
use super::theme::Palette;
use crate::contract::Tint;
use crate::contract::contour::Contours;
use crate::contract::graph::Graph;
use leptos::prelude::*;
use std::cell::RefCell;
use std::sync::Arc;

/// The colours of low and of high ground.
pub const LOW: Tint = Tint::Query;
/// See [`LOW`].
pub const HIGH: Tint = Tint::Key;

/// The colours of heights, from the lowest to the highest.
#[must_use]
pub fn ramp(palette: &Palette, strength: f64) -> Ramp {
    Ramp::new(
        palette.tint(LOW),
        &palette.paper,
        palette.tint(HIGH),
        strength,
    )
}

/// A function from above.
#[component]
pub fn ContoursView(
    /// What it shows, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// The heights.
    #[prop(into)]
    contours: Signal<Arc<Contours>>,
    /// What lies over them, in the same window and with one scale for both axes.
    #[prop(into)]
    over: Signal<Graph>,
    /// Called with the name of a handle and where it was put.
    #[prop(into)]
    moved: Moved,
) -> impl IntoView {
    let pixels = RefCell::new(Pixels::default());
    let draw = move |brush: &Brush| {
        contours.with(|contours| paint(brush, contours, &mut pixels.borrow_mut()));
    };
    let remark = Memo::new(move |_| contours.with(|contours| contours.remark()));
    view! {
        <div class="contours">
            <Surface class="contours-field" draw=draw>
                <GraphView label=label graph=over moved=moved />
            </Surface>
        </div>
        {move || remark.get().map(|says| view! { <p class="keyline" data-level="">{says}</p> })}
    }
}

fn paint(brush: &Brush, contours: &Contours, pixels: &mut Pixels) {
    let context = &brush.context;
    let window = contours.window;
    let [left, top, width, height] = inner((brush.width, brush.height), window.x, window.y);
    let cells = contours.side.saturating_sub(1).max(1) as f64;
    let (across, down) = (width / cells, height / cells);
    context.save();
    context.begin_path();
    context.rect(left, top, width, height);
    context.clip();
    let shares: Vec<u8> = (0..contours.side)
        .rev()
        .flat_map(|row| (0..contours.side).map(move |column| (row, column)))
        .map(|(row, column)| {
            let share = contours.share(contours.height(row, column));
            (255.0 * share.unwrap_or(0.5)).round() as u8
        })
        .collect();
    if pixels
        .write(contours.side, &shares, &ramp(&brush.palette, 0.5))
        .is_some()
    {
        // The colour of a point of the grid is that of the middle of its pixel.
        let place = (left - 0.5 * across, top - 0.5 * down);
        pixels.draw(context, place, width + across);
    }
    hollows(brush, contours, (left, top), (across, down));
    let px = |(x, y): (f64, f64)| {
        (
            left + width * (x - window.x.0) / (window.x.1 - window.x.0),
            top + height * (1.0 - (y - window.y.0) / (window.y.1 - window.y.0)),
        )
    };
    context.set_stroke_style_str(&brush.palette.ink);
    context.set_line_width(1.0);
    context.set_global_alpha(0.38);
    context.begin_path();
    for level in &contours.levels {
        for (from, to) in contours.level_set(*level) {
            let (from, to) = (px(from), px(to));
            context.move_to(from.0, from.1);
            context.line_to(to.0, to.1);
        }
    }
    context.stroke();
    context.set_global_alpha(1.0);
    context.restore();
    context.set_stroke_style_str(&brush.palette.line);
    context.stroke_rect(left, top, width, height);
}

/// Where the function has no value: plain, with stripes.
fn hollows(
    brush: &Brush,
    contours: &Contours,
    (left, top): (f64, f64),
    (across, down): (f64, f64),
) {
    let context = &brush.context;
    let last = contours.side.saturating_sub(1) as f64;
    for row in 0..contours.side {
        let mut column = 0;
        while column < contours.side {
            let start = column;
            while column < contours.side && contours.height(row, column).is_nan() {
                column += 1;
            }
            if column > start {
                let x = left + (start as f64 - 0.5) * across;
                let y = top + (last - row as f64 - 0.5) * down;
                let colour = if row % 4 < 1 {
                    &brush.palette.line
                } else {
                    &brush.palette.raised
                };
                context.set_fill_style_str(colour);
                context.fill_rect(x, y, (column - start) as f64 * across, down + 0.5);
            }
            column += 1;
        }
    }
}
