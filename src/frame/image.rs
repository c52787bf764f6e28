//! The picture of a panel as a PNG: its plates on a canvas, with title, sentence and address.
//!
//! A part of the program of its own, loaded when a picture is first saved.

mod areas;
mod field;
mod flow;
mod graph;
mod plane;
mod words;

use crate::app::parts;
use crate::contract::plate::IMAGE;
use crate::contract::ticks::Ticks;
use crate::contract::{Plate, Plot, Tint, number};
use crate::widgets::heat_map::strength;
use crate::widgets::path;
use crate::widgets::theme::Palette;
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

const WIDTH: f64 = 1200.0;
const MARGIN: f64 = 48.0;
const LINE: f64 = 26.0;
const SANS: &str = "system-ui, sans-serif";
const SERIF: &str = "'Source Serif', Georgia, serif";
/// Pixels for each unit, for a projector.
const SHARP: f64 = 2.0;

#[allow(unsafe_code, reason = "exported by a name that is used once")]
#[unsafe(export_name = "part:image")]
extern "C" fn announce() {
    parts::drawer_is_here(IMAGE, draw);
}

/// Draws the picture and returns it as a `data:` URL.
fn draw(title: &str, sentence: &str, address: &str, plates: &[Plate]) -> Result<String, JsValue> {
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    let context: CanvasRenderingContext2d = canvas
        .get_context("2d")?
        .ok_or("no canvas")?
        .unchecked_into();
    let palette = Palette::now();
    let inner = WIDTH - 2.0 * MARGIN;
    context.set_font(&format!("20px {SERIF}"));
    let lines = wrap(&context, sentence, inner)?;
    let heights = plates.iter().map(|plate| plate_height(&context, plate));
    let heights = heights.collect::<Result<Vec<f64>, JsValue>>()?;
    let height = MARGIN
        + 60.0
        + lines.len() as f64 * LINE
        + heights.iter().map(|height| height + 70.0).sum::<f64>()
        + 50.0
        + MARGIN;

    // Setting the size clears the canvas and its settings.
    canvas.set_width((WIDTH * SHARP) as u32);
    canvas.set_height((height * SHARP) as u32);
    context.scale(SHARP, SHARP)?;
    context.set_fill_style_str(&palette.paper);
    context.fill_rect(0.0, 0.0, WIDTH, height);

    let pen = Pen {
        context: &context,
        palette: &palette,
    };
    let mut y = MARGIN + 34.0;
    pen.text(title, MARGIN, y, &format!("600 36px {SERIF}"), &palette.ink)?;
    y += 40.0;
    for line in &lines {
        pen.text(line, MARGIN, y, &format!("20px {SERIF}"), &palette.ink)?;
        y += LINE;
    }
    for (plate, height) in plates.iter().zip(heights) {
        y += 30.0;
        pen.text(
            plate_title(plate),
            MARGIN,
            y,
            &format!("600 18px {SANS}"),
            &palette.ink,
        )?;
        y += 20.0;
        pen.plate(plate, y, inner)?;
        y += height + 20.0;
    }
    pen.text(
        address,
        MARGIN,
        height - MARGIN + 10.0,
        &format!("14px {SANS}"),
        &palette.muted,
    )?;
    canvas.to_data_url_with_type("image/png")
}

fn wrap(
    context: &CanvasRenderingContext2d,
    text: &str,
    width: f64,
) -> Result<Vec<String>, JsValue> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let Some(line) = lines.last_mut() else { break };
        let longer = if line.is_empty() {
            word.to_string()
        } else {
            format!("{line} {word}")
        };
        if context.measure_text(&longer)?.width() > width && !line.is_empty() {
            lines.push(word.to_string());
        } else {
            *line = longer;
        }
    }
    Ok(lines)
}

fn plate_title(plate: &Plate) -> &str {
    match plate {
        Plate::Heat { title, .. }
        | Plate::Bars { title, .. }
        | Plate::Areas { title, .. }
        | Plate::Lines { title, .. }
        | Plate::Graph { title, .. }
        | Plate::Field { title, .. }
        | Plate::Plane { title, .. }
        | Plate::Flow { title, .. } => title,
    }
}

const CELL: f64 = 40.0;

fn plate_height(context: &CanvasRenderingContext2d, plate: &Plate) -> Result<f64, JsValue> {
    Ok(match plate {
        Plate::Heat { values, .. } => (values.nrows() as f64 + 1.0) * CELL,
        Plate::Bars { labels, .. } => 260.0 + words::tilted(context, labels)?.unwrap_or(0.0),
        Plate::Areas { .. } => areas::HEIGHT,
        Plate::Lines { plot, .. } => {
            let places = words::places(context, plot)?;
            278.0 + words::ROW * places.last().map_or(1.0, |(_, row)| row + 1.0)
        }
        Plate::Graph { graph, .. } => graph::height(graph),
        Plate::Field { .. } => field::SIDE,
        Plate::Plane { .. } => plane::SIDE,
        Plate::Flow { flow, .. } => flow::height(flow, WIDTH - 2.0 * MARGIN),
    })
}

struct Pen<'a> {
    context: &'a CanvasRenderingContext2d,
    palette: &'a Palette,
}

impl Pen<'_> {
    fn text(&self, text: &str, x: f64, y: f64, font: &str, colour: &str) -> Result<(), JsValue> {
        self.context.set_text_align("left");
        self.context.set_font(font);
        self.context.set_fill_style_str(colour);
        self.context
            .fill_text_with_max_width(text, x, y, WIDTH - MARGIN - x)
    }

    fn centred(&self, text: &str, x: f64, y: f64, width: f64) -> Result<(), JsValue> {
        self.context.set_text_align("center");
        let wide = words::width(self.context, text, 15.0)?;
        let size = (15.0 * width / wide).clamp(10.0, 15.0);
        self.context.set_font(&format!("{size}px {SANS}"));
        self.context.set_fill_style_str(&self.palette.ink);
        self.context.fill_text_with_max_width(text, x, y, width)
    }

    fn plate(&self, plate: &Plate, top: f64, width: f64) -> Result<(), JsValue> {
        match plate {
            Plate::Heat {
                rows,
                columns,
                values,
                tint,
                ..
            } => {
                let most = values
                    .iter()
                    .filter(|x| x.is_finite())
                    .fold(0.0, |m: f64, x| m.max(x.abs()));
                let side = ((width - 110.0) / values.ncols().max(1) as f64).min(110.0);
                for (j, name) in columns.iter().enumerate() {
                    self.centred(
                        name,
                        MARGIN + 110.0 + (j as f64 + 0.5) * side,
                        top + 26.0,
                        side - 6.0,
                    )?;
                }
                for (i, name) in rows.iter().enumerate() {
                    let y = top + (i as f64 + 1.0) * CELL;
                    self.centred(name, MARGIN + 50.0, y + 26.0, 100.0)?;
                    for j in 0..values.ncols() {
                        let x = values[(i, j)];
                        let left = MARGIN + 110.0 + j as f64 * side;
                        self.shade(*tint, x, most);
                        self.context
                            .fill_rect(left + 1.0, y + 1.0, side - 2.0, CELL - 2.0);
                        self.context.set_global_alpha(1.0);
                        self.centred(&number::short(x), left + side / 2.0, y + 26.0, side - 6.0)?;
                    }
                }
                Ok(())
            }
            Plate::Bars {
                title,
                labels,
                series,
            } => {
                self.series(title, series, top)?;
                self.bars(labels, series, top, width)
            }
            Plate::Areas { areas, .. } => self.areas(areas, top, width),
            Plate::Lines { plot, .. } => self.lines(plot, top, width),
            Plate::Graph { graph, .. } => self.graph(graph, top),
            Plate::Field {
                values,
                tints,
                points,
                ..
            } => field::field(self, values, *tints, points, top),
            Plate::Plane { plane, .. } => self.plane(plane, top),
            Plate::Flow { flow, .. } => self.flow(flow, top, width),
        }
    }

    fn shade(&self, tint: Tint, x: f64, most: f64) {
        let colour = if x < 0.0 {
            &self.palette.negative
        } else {
            self.palette.tint(tint)
        };
        self.context.set_fill_style_str(colour);
        self.context
            .set_global_alpha(0.06 + 0.5 * strength(x, most));
    }

    fn lines(&self, plot: &Plot, top: f64, width: f64) -> Result<(), JsValue> {
        let drawn = |y: f64| y.is_finite() && (!plot.log_y || y > 0.0);
        let all = || {
            plot.curves
                .iter()
                .flat_map(|c| &c.points)
                .filter(|p| drawn(p.1))
        };
        let across = |x: f64| if plot.log_x { x.ln() } else { x };
        let up = |y: f64| if plot.log_y { y.ln() } else { y };
        let (x0, x1) = all().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), p| {
            (l.min(across(p.0)), h.max(across(p.0)))
        });
        let none = if plot.log_y {
            (f64::INFINITY, f64::NEG_INFINITY)
        } else {
            (0.0, 1e-12)
        };
        let (y0, y1) = all().fold(none, |(l, h): (f64, f64), p| {
            (l.min(up(p.1)), h.max(up(p.1)))
        });
        let (left, bottom, height) = (MARGIN + 80.0, top + 240.0, 220.0);
        let px = |x: f64| left + (across(x) - x0) / (x1 - x0) * (width - 80.0);
        let py = |y: f64| bottom - (up(y) - y0) / (y1 - y0).max(1e-12) * height;
        self.context.set_stroke_style_str(&self.palette.line);
        self.context
            .stroke_rect(left, bottom - height, width - 80.0, height);
        // What fits beside the picture in the type that `centred` has.
        let room = |log: bool, digits: f64| if log { f64::INFINITY } else { digits };
        let ys = [y0, f64::midpoint(y0, y1), y1].map(|y| if plot.log_y { y.exp() } else { y });
        let ticks = Ticks::of(&ys, room(plot.log_y, 7.0));
        for (y, text) in ys.into_iter().zip(&ticks.texts) {
            self.centred(text, left - 36.0, py(y) + 5.0, 70.0)?;
        }
        let font = format!("15px {SANS}");
        self.text(&ticks.shared, MARGIN, top + 12.0, &font, &self.palette.ink)?;
        let places = words::places(self.context, plot)?;
        for ((curve, dashes), (at, row)) in plot.curves.iter().zip(plot.dashes()).zip(places) {
            let colour = self.palette.tint(curve.tint);
            self.context.set_stroke_style_str(colour);
            self.context
                .set_line_width(if curve.thin { 1.0 } else { 2.5 });
            path::dash(self.context, Plot::lengths(dashes));
            let points = curve.points.iter();
            let places = points.map(|(x, y)| drawn(*y).then(|| (px(*x), py(*y))));
            path::lines(self.context, places);
            self.context.stroke();
            let below = bottom + 52.0 + row * words::ROW;
            self.text(&curve.name, left + at, below, &font, colour)?;
        }
        path::dash(self.context, &[]);
        self.context.set_line_width(1.0);
        let ends = plot
            .curves
            .first()
            .and_then(|c| Some((c.points.first()?.0, c.points.last()?.0)));
        let mut x_name = plot.x_name.clone();
        if let Some((first, last)) = ends {
            let ticks = Ticks::of(&[first, last], room(plot.log_x, 10.5));
            let right = left + width - 80.0;
            for (text, x) in ticks.texts.iter().zip([left, right]) {
                self.centred(text, x, bottom + 24.0, 100.0)?;
            }
            x_name = ticks.named(&x_name);
        }
        self.centred(&x_name, left + (width - 80.0) / 2.0, bottom + 24.0, width)
    }

    fn bars(
        &self,
        labels: &[String],
        series: &[(String, Tint, Vec<f64>)],
        top: f64,
        width: f64,
    ) -> Result<(), JsValue> {
        let finite = || {
            series
                .iter()
                .flat_map(|(.., v)| v)
                .copied()
                .filter(|x| x.is_finite())
        };
        let (low, high) = finite().fold((0.0, 1e-12), |(l, h): (f64, f64), x| (l.min(x), h.max(x)));
        let (space, room) = (190.0, high - low);
        let base = top + 24.0 + space * high / room;
        let group = (width / labels.len().max(1) as f64).min(280.0);
        let bar = group * 0.8 / series.len().max(1) as f64;
        let tilted = words::tilted(self.context, labels)?.is_some();
        for (i, label) in labels.iter().enumerate() {
            let left = MARGIN + i as f64 * group;
            for (s, (_, tint, values)) in series.iter().enumerate() {
                let Some(x) = values.get(i) else { continue };
                let shown = if x.is_finite() { *x } else { high.copysign(*x) };
                let height = space * shown.abs() / room;
                let x0 = left + s as f64 * bar;
                self.context.set_fill_style_str(self.palette.tint(*tint));
                self.context.fill_rect(
                    x0,
                    if shown < 0.0 { base } else { base - height },
                    bar - 3.0,
                    height,
                );
                let y = if shown < 0.0 {
                    base - 6.0
                } else {
                    base - height - 6.0
                };
                self.centred(&number::short(*x), x0 + bar / 2.0 - 1.5, y, bar - 5.0)?;
            }
            let (x, y) = (left + group * 0.4, top + 24.0 + space + 24.0);
            if tilted {
                self.tilted(label, x, y)?;
            } else {
                self.centred(label, x, y, group - 6.0)?;
            }
        }
        self.context.set_fill_style_str(&self.palette.muted);
        self.context
            .fill_rect(MARGIN, base, group * labels.len() as f64, 1.0);
        Ok(())
    }
}
