//! A computation as a graph on the canvas.

use super::{MARGIN, Pen, SANS, SERIF};
use crate::contract::flow::{Flow, FlowBox, FlowKind, Stage, curve, label_spot};
use crate::contract::lists::size;
use crate::contract::{Tint, number};
use nalgebra::DMatrix;
use wasm_bindgen::JsValue;

/// The largest scale, and the tallest picture.
const LARGEST: f64 = 1.3;
const TALLEST: f64 = 1500.0;

fn scale(flow: &Flow, width: f64) -> f64 {
    let across = width / flow.whole.0.max(1.0);
    across.min(TALLEST / flow.whole.1.max(1.0)).min(LARGEST)
}

/// How tall the picture is.
pub fn height(flow: &Flow, width: f64) -> f64 {
    flow.whole.1 * scale(flow, width) + 16.0
}

impl Pen<'_> {
    pub(super) fn flow(&self, flow: &Flow, top: f64, width: f64) -> Result<(), JsValue> {
        let c = self.context;
        c.save();
        c.translate(MARGIN, top + 8.0)?;
        let scale = scale(flow, width);
        c.scale(scale, scale)?;
        let gradient = self.palette.tint(Tint::Gradient);
        for link in &flow.links {
            let colour = match link.stage {
                Stage::Waiting => &self.palette.line,
                Stage::Valued => &self.palette.muted,
                Stage::Graded => gradient,
            };
            c.set_stroke_style_str(colour);
            c.set_line_width(if link.active { 3.0 } else { 1.5 });
            c.begin_path();
            let start = link.path.first().copied().unwrap_or_default();
            c.move_to(start.0, start.1);
            for [a, b, to] in curve(&link.path, flow.down) {
                c.bezier_curve_to(a.0, a.1, b.0, b.1, to.0, to.1);
            }
            c.stroke();
            let (x, y) = label_spot(&link.path, flow.down);
            let (text, colour) = match link.back {
                Some(x) => (number::short(x), gradient),
                None => (link.shape.clone(), self.palette.muted.as_str()),
            };
            c.set_text_align("left");
            c.set_font(&format!("11px {SANS}"));
            c.set_fill_style_str(colour);
            c.fill_text(&text, x, y)?;
        }
        for shown in &flow.boxes {
            self.flow_box(shown, flow.size)?;
        }
        c.restore();
        Ok(())
    }

    fn label(
        &self,
        text: &str,
        (x, y): (f64, f64),
        font: &str,
        colour: &str,
    ) -> Result<(), JsValue> {
        self.context.set_text_align("center");
        self.context.set_font(font);
        self.context.set_fill_style_str(colour);
        self.context.fill_text(text, x, y)
    }

    fn flow_box(&self, shown: &FlowBox, (wide, tall): (f64, f64)) -> Result<(), JsValue> {
        let c = self.context;
        let (left, top) = (shown.at.0 - wide / 2.0, shown.at.1 - tall / 2.0);
        c.set_fill_style_str(&self.palette.raised);
        c.fill_rect(left, top, wide, tall);
        c.set_stroke_style_str(match shown.kind {
            FlowKind::Input => self.palette.tint(Tint::Input),
            FlowKind::Output => self.palette.tint(Tint::Loss),
            _ => &self.palette.muted,
        });
        c.set_line_width(if shown.active { 3.0 } else { 1.2 });
        c.stroke_rect(left, top, wide, tall);
        let middle = shown.at.0;
        self.label(
            &shown.symbol,
            (middle, top + 20.0),
            &format!("600 15px {SERIF}"),
            &self.palette.ink,
        )?;
        if shown.stage == Stage::Waiting {
            return Ok(());
        }
        let number = format!("13px {SANS}");
        if shown.value.len() > 1 {
            self.cells(&shown.value, left + 0.29 * wide, top + 42.0, Tint::Value);
            if let Some(gradient) = &shown.gradient {
                self.cells(gradient, left + 0.71 * wide, top + 42.0, Tint::Gradient);
            }
            return Ok(());
        }
        if let (Some(x), true) = (shown.value.get(0), shown.kind != FlowKind::Constant) {
            let at = (middle, top + 38.0);
            self.label(
                &number::short(*x),
                at,
                &number,
                self.palette.tint(Tint::Value),
            )?;
        }
        if let Some(x) = shown.gradient.as_ref().and_then(|g| g.get(0)) {
            let text = format!("∂ {}", number::short(*x));
            let colour = self.palette.tint(Tint::Gradient);
            self.label(&text, (middle, top + 55.0), &number, colour)?;
        }
        Ok(())
    }

    fn cells(&self, values: &DMatrix<f64>, x: f64, y: f64, tint: Tint) {
        let (rows, columns) = values.shape();
        let side = (34.0 / rows.max(columns).max(1) as f64).min(9.0);
        let most = size(values.as_slice());
        for i in 0..rows {
            for j in 0..columns {
                self.shade(tint, values[(i, j)], most);
                self.context.fill_rect(
                    x + side * (j as f64 - columns as f64 / 2.0),
                    y + side * (i as f64 - rows as f64 / 2.0),
                    side - 1.0,
                    side - 1.0,
                );
                self.context.set_global_alpha(1.0);
            }
        }
    }
}
