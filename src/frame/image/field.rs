//! A field of shares as colours, with points on it.

use super::{MARGIN, Pen};
use crate::contract::Tint;
use nalgebra::DMatrix;
use std::f64::consts::TAU;
use wasm_bindgen::JsValue;

/// Height and width of the square: whole pixels for each of 80 cells, so that no seams show.
pub const SIDE: f64 = 400.0;

/// Draws numbers from 0 to 1 in two colours that fade towards one half, and points: discs of the
/// second colour, squares of the first.
pub fn field(
    pen: &Pen<'_>,
    values: &DMatrix<f64>,
    tints: (Tint, Tint),
    points: &[(f64, f64, bool)],
    top: f64,
) -> Result<(), JsValue> {
    let context = pen.context;
    let colour = |second: bool| pen.palette.tint(if second { tints.1 } else { tints.0 });
    let (across, down) = (SIDE / values.ncols() as f64, SIDE / values.nrows() as f64);
    for i in 0..values.nrows() {
        for j in 0..values.ncols() {
            let apart = 2.0 * values[(i, j)] - 1.0;
            context.set_fill_style_str(colour(apart > 0.0));
            context.set_global_alpha(0.7 * apart.abs().min(1.0));
            let (left, above) = (MARGIN + j as f64 * across, top + i as f64 * down);
            context.fill_rect(left, above, across, down);
        }
    }
    context.set_global_alpha(1.0);
    context.set_stroke_style_str(&pen.palette.paper);
    context.set_line_width(1.0);
    for (x, y, second) in points {
        let (x, y) = (MARGIN + x * SIDE, top + y * SIDE);
        context.set_fill_style_str(colour(*second));
        context.begin_path();
        if *second {
            context.arc(x, y, 4.5, 0.0, TAU)?;
        } else {
            context.rect(x - 4.0, y - 4.0, 8.0, 8.0);
        }
        context.fill();
        context.stroke();
    }
    Ok(())
}
