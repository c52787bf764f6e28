//! Drawing a plot: plotters for the axes, the canvas itself for the curves.

use super::axis::{Axis, Span, ceil_125, floor_125, round_step};
use crate::contract::number;
use crate::contract::plate::{Curve, Plot};
use crate::contract::ticks::{Ticks, width};
use crate::widgets::dom::axis_scale;
use crate::widgets::path;
use crate::widgets::theme::{Palette, rgb};
use leptos::prelude::document;
use plotters::coord::ranged1d::{BoldPoints, Ranged};
use plotters::prelude::*;
use plotters_canvas::CanvasBackend;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Where the axes are, in CSS pixels, and what they span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    left: f64,
    right: f64,
    /// Upper end of the plotting area.
    pub top: f64,
    /// Lower end of the plotting area.
    pub bottom: f64,
    span: (f64, f64),
    rise: (f64, f64),
}

impl Area {
    /// The value under a pixel.
    pub fn x_at(&self, pixel: f64, log: bool) -> f64 {
        let part = ((pixel - self.left) / (self.right - self.left)).clamp(0.0, 1.0);
        let (a, b) = self.span;
        if log {
            a * (b / a).powf(part)
        } else {
            a + part * (b - a)
        }
    }

    /// The pixel of a value.
    pub fn left_of(&self, x: f64, log: bool) -> f64 {
        self.left
            + Axis {
                span: self.span,
                log,
            }
            .part(x)
                * (self.right - self.left)
    }

    /// How far down a value is, in pixels; none where it isn't within the axes.
    pub fn top_of(&self, y: f64, log: bool) -> Option<f64> {
        let (low, high) = self.rise;
        let axis = Axis {
            span: self.rise,
            log,
        };
        (low..=high)
            .contains(&y)
            .then(|| self.bottom - axis.part(y) * (self.bottom - self.top))
    }
}

/// The size of the frame in CSS pixels, and the screen's pixels to each of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// CSS pixels across.
    pub width: f64,
    /// CSS pixels down.
    pub height: f64,
    /// Pixels of the screen to one of CSS.
    pub ratio: f64,
}

/// The axes of the last drawings, the latest at the end. Measuring their labels makes the browser lay
/// out the page, which is the most expensive part of a chart; and a drag up and down needs the same
/// scales again.
#[derive(Default)]
pub struct Axes(Vec<(Key, HtmlCanvasElement, Pixels)>);

/// How wide a digit of a number beside an axis is, in CSS pixels.
const DIGIT: f64 = 8.4;

/// The numbers along an axis.
struct Numbers {
    /// How many, at most.
    most: usize,
    at: Vec<f64>,
    ticks: Ticks,
}

impl Numbers {
    /// Each with room for so many digits.
    fn of(axis: &Axis, most: usize, room: f64) -> Self {
        let at = axis.key_points(BoldPoints(most));
        // On a logarithmic axis each number has a power of ten of its own.
        let ticks = Ticks::of(&at, if axis.log { f64::INFINITY } else { room });
        Self { most, at, ticks }
    }

    fn text(&self, x: f64) -> String {
        let at = self.at.iter().position(|known| *known == x);
        let text = at.and_then(|at| self.ticks.texts.get(at)).cloned();
        text.unwrap_or_else(|| number::on_axis(x, 0))
    }
}

/// How many are kept.
const KEPT: usize = 8;

/// What the picture of the axes depends on.
#[derive(PartialEq)]
struct Key {
    size: (u32, u32),
    theme: u32,
    spans: (Span, Span),
    names: (String, String),
    log: (bool, bool),
}

/// Draws the plot; `None` where there is nothing to draw or the canvas refuses. `theme` counts
/// the changes of the colours.
pub fn draw(
    canvas: &HtmlCanvasElement,
    size: Size,
    plot: &Plot,
    theme: u32,
    axes: &mut Axes,
) -> Option<Area> {
    let Size {
        width,
        height,
        ratio,
    } = size;
    // plotters doesn't use the pixel ratio: it draws on device pixels, everything larger.
    let size = (
        (width * ratio).round() as u32,
        (height * ratio).round() as u32,
    );
    let xs = || plot.curves.iter().flat_map(|c| &c.points).map(|p| p.0);
    let ys = || {
        plot.curves
            .iter()
            .flat_map(|c| &c.points)
            .map(|p| p.1)
            .filter(|y| y.is_finite() && (!plot.log_y || *y > 0.0))
    };
    let (x0, x1) = extent(xs())?;
    let (mut y0, mut y1) = extent(ys())?;
    if y1 - y0 < 1e-12 {
        (y0, y1) = (y0 - 0.5, y1 + 0.5);
    }
    // Ends on round numbers: the axes then stay as they are while a drag moves the curves.
    let up = if plot.log_y {
        (floor_125(y0), ceil_125(y1))
    } else {
        let step = round_step(y1 - y0, 5);
        let low = if y0 >= 0.0 && y0 < 0.3 * y1 {
            0.0
        } else {
            (y0 / step).floor() * step
        };
        (low, ((y1 / step).floor() + 1.0) * step)
    };
    let spans = ((x0, x1), up);
    let pen = Pen {
        ratio,
        palette: Palette::after(theme),
    };
    let key = Key {
        size,
        theme,
        spans,
        names: (plot.x_name.clone(), plot.y_name.clone()),
        log: (plot.log_x, plot.log_y),
    };
    let kept = axes.0.iter().position(|(of, ..)| *of == key);
    let kept = match kept {
        Some(at) => axes.0.remove(at),
        None => {
            let own: HtmlCanvasElement =
                document().create_element("canvas").ok()?.dyn_into().ok()?;
            own.set_width(size.0);
            own.set_height(size.1);
            let root = CanvasBackend::with_canvas_object(own.clone())?.into_drawing_area();
            let pixels = pen.axes(&root, plot, spans).ok()?;
            // Of another size or theme they won't be asked for again.
            axes.0
                .retain(|(of, ..)| of.size == key.size && of.theme == key.theme);
            if axes.0.len() >= KEPT {
                axes.0.remove(0);
            }
            (key, own, pixels)
        }
    };
    axes.0.push(kept);
    let (_, picture, pixels) = axes.0.last()?;
    // Setting a size clears the canvas, and allocates: only where it is another one.
    if (canvas.width(), canvas.height()) != size {
        canvas.set_width(size.0);
        canvas.set_height(size.1);
    }
    let context: CanvasRenderingContext2d =
        canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
    context.clear_rect(0.0, 0.0, f64::from(size.0), f64::from(size.1));
    context
        .draw_image_with_html_canvas_element(picture, 0.0, 0.0)
        .ok()?;
    pen.curves(&context, plot, spans, *pixels);
    let (left, right, top, bottom) = *pixels;
    let css = |pixels: i32| f64::from(pixels) / ratio;
    Some(Area {
        left: css(left),
        right: css(right),
        top: css(top),
        bottom: css(bottom),
        span: (x0, x1),
        rise: spans.1,
    })
}

fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| {
        (l.min(x), h.max(x))
    });
    (low <= high).then_some((low, high))
}

struct Pen {
    ratio: f64,
    palette: Rc<Palette>,
}

type Pixels = (i32, i32, i32, i32);

impl Pen {
    fn colour(&self, name: &str) -> RGBColor {
        let (r, g, b) = rgb(name);
        RGBColor(r, g, b)
    }

    /// Draws the axes, and says where the plotting area is.
    fn axes(
        &self,
        root: &DrawingArea<CanvasBackend, plotters::coord::Shift>,
        plot: &Plot,
        (x_span, y_span): (Span, Span),
    ) -> Result<Pixels, String> {
        let fail = |error: DrawingAreaErrorKind<_>| format!("{error:?}");
        let scale = self.ratio * axis_scale();
        let px = |css: f64| (css * scale).round();
        let font = ("system-ui, sans-serif", px(13.2)).into_font();
        let muted = font.clone().color(&self.colour(&self.palette.muted));
        let across = Axis {
            span: x_span,
            log: plot.log_x,
        };
        let up = Axis {
            span: y_span,
            log: plot.log_y,
        };
        let wide = f64::from(root.dim_in_pixel().0) / scale;
        let side = Numbers::of(&up, 5, (0.22 * wide / DIGIT).clamp(5.5, 9.0));
        // Room for the longest number and the name beside it.
        let beside = (DIGIT * side.ticks.widest() + 26.0).max(68.0);
        // Numbers below the picture stand apart from each other: long ones are fewer.
        let below = wide - beside - 14.0;
        let room = (below / (3.0 * DIGIT)).clamp(5.5, 10.0);
        let lower = Numbers::of(&across, 6, room);
        let fit = below / (DIGIT * (lower.ticks.widest() + 1.5));
        let lower = if across.log || fit >= 6.0 {
            lower
        } else {
            Numbers::of(&across, fit.max(2.0) as usize, room)
        };
        // Half of the last number may stand beyond the end of the axis.
        let last = lower.ticks.texts.last().map_or(0.0, |text| width(text));
        let beyond = (0.5 * DIGIT * last).max(14.0);
        let mut chart = ChartBuilder::on(root)
            .margin_top(px(10.0) as i32)
            .margin_right(px(beyond) as i32)
            .x_label_area_size(px(40.0) as i32)
            .y_label_area_size(px(beside) as i32)
            .build_cartesian_2d(across, up)
            .map_err(fail)?;
        let line = self.colour(&self.palette.line);
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(line.stroke_width(self.ratio.ceil() as u32))
            .axis_style(line.stroke_width(self.ratio.ceil() as u32))
            .label_style(muted.clone())
            .axis_desc_style(muted)
            .x_labels(lower.most)
            .y_labels(side.most)
            .x_label_formatter(&|x: &f64| lower.text(*x))
            .y_label_formatter(&|y: &f64| side.text(*y))
            .x_desc(lower.ticks.named(&plot.x_name))
            .y_desc(side.ticks.named(&plot.y_name))
            .draw()
            .map_err(fail)?;
        let (xs, ys) = chart.plotting_area().get_pixel_range();
        root.present().map_err(fail)?;
        Ok((xs.start, xs.end, ys.start, ys.end))
    }

    /// Draws the curves with fractional coordinates: plotters rounds to whole pixels, which makes
    /// a flat curve wobble.
    fn curves(
        &self,
        context: &CanvasRenderingContext2d,
        plot: &Plot,
        (x_span, y_span): (Span, Span),
        (left, right, top, bottom): Pixels,
    ) {
        let across = Axis {
            span: x_span,
            log: plot.log_x,
        };
        let up = Axis {
            span: y_span,
            log: plot.log_y,
        };
        let drawn = |y: f64| y.is_finite() && (!plot.log_y || y > 0.0);
        let px = |x: f64| f64::from(left) + across.part(x) * f64::from(right - left);
        let py = |y: f64| f64::from(bottom) - up.part(y) * f64::from(bottom - top);
        context.set_line_join("round");
        if let Some(here) = plot.here.filter(|h| (x_span.0..=x_span.1).contains(h)) {
            context.set_stroke_style_str(&self.palette.muted);
            context.set_line_width(self.ratio);
            context.begin_path();
            context.move_to(px(here), f64::from(top));
            context.line_to(px(here), f64::from(bottom));
            context.stroke();
        }
        for (curve, dashes) in plot.curves.iter().zip(plot.dashes()) {
            context.set_line_width(if curve.thin { 1.0 } else { 2.25 } * self.ratio);
            context.set_stroke_style_str(self.palette.tint(curve.tint));
            let lengths = Plot::lengths(dashes).iter().map(|x| x * self.ratio);
            path::dash(context, &lengths.collect::<Vec<_>>());
            let points = curve.points.iter();
            let places = points.map(|(x, y)| drawn(*y).then(|| (px(*x), py(*y))));
            path::lines(context, places);
            context.stroke();
        }
        path::dash(context, &[]);
        if plot.named {
            let first = |c: &Curve| c.points.iter().find(|p| drawn(p.1)).map(|p| py(p.1));
            let ends = plot.curves.iter().filter_map(|c| Some((first(c)?, c)));
            self.names(context, ends.collect(), (left, top, bottom));
        }
    }

    /// Writes names above the left ends of their curves, below each other where two would touch.
    fn names(
        &self,
        context: &CanvasRenderingContext2d,
        mut ends: Vec<(f64, &Curve)>,
        (left, top, bottom): (i32, i32, i32),
    ) {
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        let size = 12.0 * self.ratio * axis_scale();
        let line = 1.15 * size;
        context.set_font(&format!("{size:.1}px system-ui, sans-serif"));
        context.set_text_align("left");
        context.set_text_baseline("middle");
        context.set_line_width(3.0 * self.ratio);
        context.set_stroke_style_str(&self.palette.raised);
        let x = f64::from(left) + 5.0 * self.ratio;
        let mut free = f64::from(top) + 0.5 * line;
        let count = ends.len();
        for (i, (at, curve)) in ends.into_iter().enumerate() {
            // Those that follow need room above the axis.
            let most = f64::from(bottom) - line * ((count - i) as f64 - 0.4);
            let y = (at - 0.7 * line).min(most).max(free);
            free = y + line;
            context.set_fill_style_str(self.palette.tint(curve.tint));
            let _ = context.stroke_text(&curve.name, x, y);
            let _ = context.fill_text(&curve.name, x, y);
        }
    }
}
