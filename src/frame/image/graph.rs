//! A picture over two axes on the canvas.

use super::{MARGIN, Pen, SANS, WIDTH};
use crate::contract::graph::{Graph, Stroke};
use crate::contract::pixels::middle_of;
use crate::contract::plane::Spot;
use crate::contract::ticks::along;
use crate::widgets::path;
use std::f64::consts::TAU;
use wasm_bindgen::JsValue;

/// Room for the numbers beside and below.
const LEFT: f64 = 80.0;
const BELOW: f64 = 44.0;
/// How high the picture itself is, and at most where both axes have one scale.
const HEIGHT: f64 = 260.0;
const TALLEST: f64 = 460.0;
/// About so many numbers stand at an axis.
const MARKS: f64 = 6.0;

/// Width and height of the picture itself.
fn size(graph: &Graph) -> (f64, f64) {
    let width = WIDTH - 2.0 * MARGIN - LEFT;
    if !graph.equal {
        return (width, HEIGHT);
    }
    let ratio = (graph.x.1 - graph.x.0) / (graph.y.1 - graph.y.0);
    let height = (width / ratio).min(TALLEST);
    (height * ratio, height)
}

/// How high it is with what stands below it.
pub fn height(graph: &Graph) -> f64 {
    size(graph).1 + BELOW
}

impl Pen<'_> {
    pub(super) fn graph(&self, graph: &Graph, top: f64) -> Result<(), JsValue> {
        let (width, height) = size(graph);
        let left = MARGIN + LEFT;
        let at = |(x, y): Spot| {
            let across = (x - graph.x.0) / (graph.x.1 - graph.x.0);
            let up = (y - graph.y.0) / (graph.y.1 - graph.y.0);
            (left + width * across, top + height * (1.0 - up))
        };
        let c = self.context;
        c.save();
        c.begin_path();
        c.rect(left, top, width, height);
        c.clip();
        for curve in &graph.curves {
            let colour = self.palette.tint(curve.tint);
            let seen = |spot: &Spot| spot.0.is_finite() && spot.1.is_finite();
            let places = curve.points.iter().map(|p| seen(p).then(|| at(*p)));
            path::lines(c, places);
            let (wide, alpha) = match curve.stroke {
                Stroke::Filled => (0.0, 0.3),
                Stroke::Thin => (1.0, 0.55),
                Stroke::Solid | Stroke::Dashed => (2.5, 1.0),
            };
            c.set_global_alpha(alpha);
            if curve.stroke == Stroke::Filled {
                c.set_fill_style_str(colour);
                c.fill();
            } else {
                let dashed = curve.stroke == Stroke::Dashed;
                path::dash(c, if dashed { &[10.0, 6.0] } else { &[] });
                c.set_stroke_style_str(colour);
                c.set_line_width(wide);
                c.stroke();
            }
            c.set_global_alpha(1.0);
        }
        path::dash(c, &[]);
        c.set_line_width(2.5);
        for arrow in &graph.arrows {
            let colour = self.palette.tint(arrow.tint);
            let (from, tip) = (at(arrow.from), at(arrow.tip));
            path::lines(c, [Some(from), Some(tip)]);
            c.set_stroke_style_str(colour);
            c.stroke();
            self.head(from, tip, colour);
        }
        let points = graph.points.iter().map(|p| (&p.name, p.tint, p.at));
        for point in &graph.points {
            let (x, y) = at(point.at);
            let colour = self.palette.tint(point.tint);
            c.begin_path();
            c.arc(x, y, 5.0, 0.0, TAU)?;
            if point.hollow {
                c.set_stroke_style_str(colour);
                c.stroke();
            } else {
                c.set_fill_style_str(colour);
                c.fill();
            }
        }
        let tips = graph.arrows.iter().map(|a| (&a.name, a.tint, a.tip));
        let font = format!("600 15px {SANS}");
        for (name, tint, spot) in points.chain(tips) {
            let (x, y) = at(spot);
            self.text(name, x + 8.0, y - 8.0, &font, self.palette.tint(tint))?;
        }
        c.restore();
        c.set_line_width(1.0);
        c.set_stroke_style_str(&self.palette.line);
        c.stroke_rect(left, top, width, height);
        // What fits beside the picture in the type that `centred` has.
        let (ys, up) = along(graph.y, MARKS, 7.0, graph.powers.1);
        for (y, text) in ys.into_iter().zip(&up.texts) {
            let (_, y_at) = at((graph.x.0, y));
            self.centred(text, left - 36.0, y_at + 5.0, 66.0)?;
        }
        let mut across = graph.names.0.clone();
        if !across.is_empty() {
            let (xs, ticks) = along(graph.x, MARKS, 8.5, graph.powers.0);
            for (x, text) in xs.into_iter().zip(&ticks.texts) {
                let (x_at, _) = at((x, graph.y.0));
                let middle = middle_of(x_at, text, 9.4, WIDTH - 4.0);
                self.centred(text, middle, top + height + 20.0, 80.0)?;
            }
            across = ticks.named(&across);
        }
        let names = [up.named(&graph.names.1), across];
        let names = names.into_iter().filter(|name| !name.is_empty());
        let said = names.collect::<Vec<_>>().join(", over ");
        self.centred(&said, left + width / 2.0, top + height + 40.0, width)
    }
}
