//! Line charts: plotters on a canvas, sharp on any screen, in the colours of the theme, with a
//! cross-hair that reads off values for the pointer and for the keyboard.

use super::theme::{Palette, rgb};
use crate::app::theme::ThemeChanged;
use crate::contract::number;
use crate::contract::plate::Plot;
use leptos::html;
use leptos::prelude::*;
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use plotters::prelude::*;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlCanvasElement, KeyboardEvent, PointerEvent};

/// A line chart.
#[component]
pub fn Chart(
    /// What it shows, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// The curves.
    #[prop(into)]
    plot: Signal<Plot>,
) -> impl IntoView {
    let frame: NodeRef<html::Div> = NodeRef::new();
    let canvas: NodeRef<html::Canvas> = NodeRef::new();
    let size = RwSignal::new((0.0_f64, 0.0_f64));
    let area = RwSignal::new(None::<Area>);
    let cursor = RwSignal::new(None::<usize>);
    let theme = use_context::<ThemeChanged>();

    // Follow the width of the column.
    Effect::new(move |_| {
        let Some(frame) = frame.get() else { return };
        let measure = {
            let frame = frame.clone();
            move || {
                let now = (
                    f64::from(frame.client_width()),
                    f64::from(frame.client_height()),
                );
                if size.try_get_untracked().is_some_and(|before| before != now) {
                    size.set(now);
                }
            }
        };
        measure();
        let closure = Closure::<dyn FnMut()>::new(measure);
        let Ok(observer) = web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()) else {
            return;
        };
        observer.observe(&frame);
        let kept = StoredValue::new_local((observer, closure));
        on_cleanup(move || {
            kept.try_with_value(|(observer, _)| observer.disconnect());
        });
    });

    Effect::new(move |_| {
        if let Some(theme) = theme {
            theme.0.track();
        }
        let (width, height) = size.get();
        let Some(canvas) = canvas.get() else { return };
        if width < 40.0 || height < 40.0 {
            return;
        }
        let drawn = plot.with(|plot| draw(&canvas, width, height, plot));
        area.set(drawn);
    });

    let nearest = move |x: f64| {
        plot.with_untracked(|plot| {
            let points = &plot.curves.first()?.points;
            let apart = |p: &(f64, f64)| {
                if plot.log_x {
                    (p.0 / x).ln().abs()
                } else {
                    (p.0 - x).abs()
                }
            };
            (0..points.len()).min_by(|&a, &b| apart(&points[a]).total_cmp(&apart(&points[b])))
        })
    };
    let hover = move |event: PointerEvent| {
        let Some(area) = area.get_untracked() else {
            return;
        };
        let x = plot.with_untracked(|p| area.x_at(f64::from(event.offset_x()), p.log_x));
        cursor.set(nearest(x));
    };
    let key = move |event: KeyboardEvent| {
        let last = plot.with_untracked(|p| {
            p.curves
                .first()
                .map_or(0, |c| c.points.len().saturating_sub(1))
        });
        let start = plot
            .with_untracked(|p| p.here)
            .and_then(nearest)
            .unwrap_or(0);
        let at = cursor.get_untracked().unwrap_or(start);
        let stride = if event.shift_key() { 10 } else { 1 };
        let to = match event.key().as_str() {
            "ArrowRight" => (at + stride).min(last),
            "ArrowLeft" => at.saturating_sub(stride),
            "Home" => 0,
            "End" => last,
            "Escape" => {
                cursor.set(None);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        cursor.set(Some(to));
    };
    let read_off = move || {
        let at = cursor.get()?;
        plot.with(|plot| {
            let x = plot.curves.first()?.points.get(at)?.0;
            let values: Vec<String> = plot
                .curves
                .iter()
                .filter_map(|c| {
                    Some(format!(
                        "{} {}",
                        c.name,
                        number::rounded(c.points.get(at)?.1)
                    ))
                })
                .collect();
            Some(format!(
                "{} {}: {}",
                plot.x_name,
                number::rounded(x),
                values.join(", ")
            ))
        })
    };
    let hair = move || {
        let at = cursor.get()?;
        let area = area.get()?;
        let left =
            plot.with(|p| Some(area.left_of(p.curves.first()?.points.get(at)?.0, p.log_x)))?;
        let style = format!(
            "left:{left:.1}px;top:{:.1}px;height:{:.1}px",
            area.top,
            area.bottom - area.top
        );
        Some(view! { <div class="hair" style=style></div> })
    };
    let legend = move || {
        plot.with(|plot| {
            plot.curves
                .iter()
                .map(|c| {
                    view! {
                        <li class=format!("tint-{}", c.tint.name()) class:dashed=c.dashed>
                            <span class="legend-line" aria-hidden="true"></span>
                            {c.name.clone()}
                        </li>
                    }
                })
                .collect_view()
        })
    };
    view! {
        <figure class="chart">
            <ul class="legend" aria-label="Curves">{legend}</ul>
            <div
                class="chart-frame"
                node_ref=frame
                role="img"
                tabindex="0"
                aria-label=move || label.get()
                on:pointermove=hover
                on:pointerleave=move |_| cursor.set(None)
                on:keydown=key
            >
                <canvas node_ref=canvas></canvas>
                {hair}
            </div>
            <figcaption class="read-off" aria-live="polite">
                {move || read_off().unwrap_or_else(|| "Point at the curves, or use the arrow keys, to read values off.".into())}
            </figcaption>
        </figure>
    }
}

/// Where the axes are, in CSS pixels, and what they span.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    span: (f64, f64),
}

impl Area {
    fn x_at(&self, pixel: f64, log: bool) -> f64 {
        let part = ((pixel - self.left) / (self.right - self.left)).clamp(0.0, 1.0);
        let (a, b) = self.span;
        if log {
            a * (b / a).powf(part)
        } else {
            a + part * (b - a)
        }
    }

    fn left_of(&self, x: f64, log: bool) -> f64 {
        let (a, b) = self.span;
        let part = if log {
            (x / a).ln() / (b / a).ln()
        } else {
            (x - a) / (b - a)
        };
        self.left + part * (self.right - self.left)
    }
}

/// Draws the plot; `None` where there is nothing to draw or the canvas refuses.
fn draw(canvas: &HtmlCanvasElement, width: f64, height: f64, plot: &Plot) -> Option<Area> {
    let ratio = window().device_pixel_ratio().max(1.0);
    // plotters knows nothing of the pixel ratio: it draws on the real pixels, everything larger.
    canvas.set_width((width * ratio).round() as u32);
    canvas.set_height((height * ratio).round() as u32);
    let xs = || plot.curves.iter().flat_map(|c| &c.points).map(|p| p.0);
    let ys = || {
        plot.curves
            .iter()
            .flat_map(|c| &c.points)
            .map(|p| p.1)
            .filter(|y| y.is_finite())
    };
    let (x0, x1) = extent(xs())?;
    let (mut y0, mut y1) = extent(ys())?;
    if y1 - y0 < 1e-12 {
        (y0, y1) = (y0 - 0.5, y1 + 0.5);
    }
    let margin = 0.06 * (y1 - y0);
    let low = if y0 >= 0.0 && y0 < 0.3 * y1 {
        0.0
    } else {
        y0 - margin
    };
    let spans = ((x0, x1), (low, y1 + margin));
    let root = CanvasBackend::with_canvas_object(canvas.clone())?.into_drawing_area();
    let pen = Pen {
        ratio,
        palette: Palette::now(),
    };
    let area = pen.draw(&root, plot, spans);
    let (left, right, top, bottom) = area.ok()?;
    let css = |pixels: i32| f64::from(pixels) / ratio;
    Some(Area {
        left: css(left),
        right: css(right),
        top: css(top),
        bottom: css(bottom),
        span: (x0, x1),
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
    palette: Palette,
}

type Pixels = (i32, i32, i32, i32);
type Span = (f64, f64);

impl Pen {
    fn colour(&self, name: &str) -> RGBColor {
        let (r, g, b) = rgb(name);
        RGBColor(r, g, b)
    }

    fn draw(
        &self,
        root: &DrawingArea<CanvasBackend, plotters::coord::Shift>,
        plot: &Plot,
        (x_span, y_span): (Span, Span),
    ) -> Result<Pixels, String> {
        let fail = |error: DrawingAreaErrorKind<_>| format!("{error:?}");
        let px = |css: f64| (css * self.ratio).round();
        let font = ("system-ui, sans-serif", px(12.0)).into_font();
        let muted = font.clone().color(&self.colour(&self.palette.muted));
        let mut chart = ChartBuilder::on(root)
            .margin_top(px(10.0) as i32)
            .margin_right(px(14.0) as i32)
            .x_label_area_size(px(40.0) as i32)
            .y_label_area_size(px(58.0) as i32)
            .build_cartesian_2d(
                Axis {
                    span: x_span,
                    log: plot.log_x,
                },
                Axis {
                    span: y_span,
                    log: false,
                },
            )
            .map_err(fail)?;
        let line = self.colour(&self.palette.line);
        let label = |x: &f64| number::short(*x);
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(line.stroke_width(self.ratio.ceil() as u32))
            .axis_style(line.stroke_width(self.ratio.ceil() as u32))
            .label_style(muted.clone())
            .axis_desc_style(muted)
            .x_labels(6)
            .y_labels(5)
            .x_label_formatter(&label)
            .y_label_formatter(&label)
            .x_desc(plot.x_name.clone())
            .y_desc(plot.y_name.clone())
            .draw()
            .map_err(fail)?;
        if let Some(here) = plot.here.filter(|h| (x_span.0..=x_span.1).contains(h)) {
            let style = self
                .colour(&self.palette.muted)
                .stroke_width(px(1.0) as u32);
            chart
                .draw_series(std::iter::once(PathElement::new(
                    vec![(here, y_span.0), (here, y_span.1)],
                    style,
                )))
                .map_err(fail)?;
        }
        for curve in &plot.curves {
            let style = self
                .colour(self.palette.tint(curve.tint))
                .stroke_width(px(2.25) as u32);
            for run in curve
                .points
                .split(|p| !p.1.is_finite())
                .filter(|run| !run.is_empty())
            {
                let points = run.iter().copied();
                if curve.dashed {
                    let dash = DashedLineSeries::new(points, px(7.0) as u32, px(4.0) as u32, style);
                    chart.draw_series(dash).map_err(fail)?;
                } else {
                    chart
                        .draw_series(LineSeries::new(points, style))
                        .map_err(fail)?;
                }
            }
        }
        let (xs, ys) = chart.plotting_area().get_pixel_range();
        root.present().map_err(fail)?;
        Ok((xs.start, xs.end, ys.start, ys.end))
    }
}

/// A linear or a logarithmic axis: one type, so that the charts are compiled once.
#[derive(Clone)]
struct Axis {
    span: Span,
    log: bool,
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let (a, b) = self.span;
        let part = if self.log {
            (value / a).ln() / (b / a).ln()
        } else {
            (value - a) / (b - a)
        };
        limit.0 + (f64::from(limit.1 - limit.0) * part).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        let (a, b) = self.span;
        if self.log {
            let (first, last) = (a.log10().ceil() as i32, b.log10().floor() as i32);
            return (first..=last).map(|power| 10_f64.powi(power)).collect();
        }
        round_numbers(a, b, hint.max_num_points().min(6))
    }

    fn range(&self) -> std::ops::Range<f64> {
        self.span.0..self.span.1
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, value: &f64) -> String {
        number::short(*value)
    }
}

/// At most `most` multiples of 1, 2 or 5 times a power of ten within a span.
fn round_numbers(low: f64, high: f64, most: usize) -> Vec<f64> {
    let rough = (high - low) / most.max(1) as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|step| *step >= rough)
        .unwrap_or(10.0 * power);
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    // A multiple, rounded to the digits of the step: 0.6, not 0.6000000000000001.
    let digits = 10_f64.powi(2 - step.log10().floor() as i32);
    (first..=last)
        .map(|i| (i as f64 * step * digits).round() / digits)
        .collect()
}
