//! The words beside and below a picture: as wide as they are measured, so that none lies on another.

use super::{MARGIN, Pen, SANS, WIDTH};
use crate::contract::{Plot, Tint};
use std::f64::consts::PI;
use wasm_bindgen::JsValue;
use web_sys::CanvasRenderingContext2d;

/// From one line of names to the next.
pub const ROW: f64 = 22.0;
/// Between a name and the next.
const GAP: f64 = 26.0;
/// The most that a tilted name may take before it is cut.
const LONGEST: f64 = 110.0;
/// How far a name is turned.
const TILT: f64 = PI / 3.0;

/// How wide a text is in type of that size.
pub fn width(context: &CanvasRenderingContext2d, text: &str, size: f64) -> Result<f64, JsValue> {
    context.set_font(&format!("{size}px {SANS}"));
    Ok(context.measure_text(text)?.width())
}

/// Where the names of curves stand below them: how far to the right, and in which line from 0.
pub fn places(context: &CanvasRenderingContext2d, plot: &Plot) -> Result<Vec<(f64, f64)>, JsValue> {
    let room = WIDTH - 2.0 * MARGIN - 80.0;
    let (mut x, mut row) = (0.0, 0.0);
    let mut places = Vec::new();
    for curve in &plot.curves {
        let wide = width(context, &curve.name, 15.0)?;
        if x > 0.0 && x + wide > room {
            (x, row) = (0.0, row + 1.0);
        }
        places.push((x, row));
        x += wide + GAP;
    }
    Ok(places)
}

/// How much more height the names of bars take, if they are too wide to stand side by side.
pub fn tilted(
    context: &CanvasRenderingContext2d,
    labels: &[String],
) -> Result<Option<f64>, JsValue> {
    let group = ((WIDTH - 2.0 * MARGIN) / labels.len().max(1) as f64).min(280.0);
    let mut widest = 0.0_f64;
    for label in labels {
        widest = widest.max(width(context, label, 15.0)?);
    }
    // What is a little too wide is set in smaller type.
    let fits = widest <= 1.3 * (group - 6.0);
    Ok((!fits).then(|| widest.min(LONGEST) * TILT.sin()))
}

impl Pen<'_> {
    /// The names of bars' series at the right end of the plate's title, as large as there is room.
    pub(super) fn series(
        &self,
        title: &str,
        series: &[(String, Tint, Vec<f64>)],
        top: f64,
    ) -> Result<(), JsValue> {
        if series.len() < 2 {
            return Ok(());
        }
        let font = |size: f64| format!("600 {size}px {SANS}");
        let measure = |text: &str| -> Result<f64, JsValue> {
            self.context.set_font(&font(18.0));
            Ok(self.context.measure_text(text)?.width())
        };
        let mut widths = Vec::new();
        for (name, ..) in series {
            widths.push(measure(name)? + 18.0);
        }
        let all: f64 = widths.iter().sum();
        let room = WIDTH - 2.0 * MARGIN - measure(title)?;
        let part = (room / all).clamp(0.5, 1.0);
        let mut x = WIDTH - MARGIN - part * all;
        for ((name, tint, _), wide) in series.iter().zip(widths) {
            let colour = self.palette.tint(*tint);
            x += part * 18.0;
            self.text(name, x, top - 20.0, &font(part * 18.0), colour)?;
            x += part * (wide - 18.0);
        }
        Ok(())
    }

    /// A name that ends at a place, turned upwards, and cut where it is too long.
    pub(super) fn tilted(&self, name: &str, x: f64, y: f64) -> Result<(), JsValue> {
        let mut shown = name.to_owned();
        let mut kept = name.chars().count();
        while width(self.context, &shown, 15.0)? > LONGEST && kept > 1 {
            kept -= 1;
            shown = name.chars().take(kept).chain(['…']).collect();
        }
        self.context.save();
        self.context.translate(x + 4.0, y - 10.0)?;
        self.context.rotate(-TILT)?;
        self.context.set_text_align("right");
        self.context.set_fill_style_str(&self.palette.ink);
        self.context.fill_text(&shown, 0.0, 0.0)?;
        self.context.restore();
        Ok(())
    }
}
