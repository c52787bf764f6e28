//! Line charts: plotters on a canvas, sharp on any screen, in the colours of the theme, with a
//! cross-hair that reads off values for the pointer and for the keyboard.

mod draw;

use super::in_view::on_view;
use super::resize::on_resize;
use super::theme;
use crate::contract::number;
use crate::contract::plate::{Curve, Plot, Tint};
use draw::{Area, Axes, Size, draw};
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;
use web_sys::{KeyboardEvent, PointerEvent};

/// The curve at whose points the cross-hair stands: the first that has some.
fn lead(plot: &Plot) -> Option<&Curve> {
    plot.curves.iter().find(|curve| !curve.points.is_empty())
}
/// How long a chart out of view waits for things to stand still.
const PAUSE: Duration = Duration::from_millis(150);

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
    let size = RwSignal::new(Size::default());
    let area = RwSignal::new(None::<Area>);
    let cursor = RwSignal::new(None::<usize>);
    let theme = theme::changes();
    let axes = StoredValue::new_local(Axes::default());

    // Follow the width of the column, and the pixels of the screen.
    Effect::new(move |_| {
        let Some(frame) = frame.get() else { return };
        let element = frame.clone();
        on_resize(&frame, move || {
            let place = element.get_bounding_client_rect();
            let ratio = window().device_pixel_ratio().max(1.0);
            let now = Size {
                width: place.width(),
                height: place.height(),
                ratio,
            };
            if size.try_get_untracked().is_some_and(|before| before != now) {
                size.set(now);
            }
        });
    });

    let paint = move || {
        let (Some(Some(canvas)), Some(theme), Some(size)) = (
            canvas.try_get_untracked(),
            theme.try_get_untracked(),
            size.try_get_untracked(),
        ) else {
            return;
        };
        // Read anew: not every browser tells when the screen's pixels change.
        let ratio = window().device_pixel_ratio().max(1.0);
        let size = Size { ratio, ..size };
        if size.width < 40.0 || size.height < 40.0 {
            return;
        }
        let drawn = axes.try_update_value(|axes| {
            plot.try_with_untracked(|plot| draw(&canvas, size, plot, theme, axes))
        });
        area.try_set(drawn.flatten().flatten());
    };
    // Out of view a chart is drawn once things stand still: several on one page would take more than
    // a drag leaves.
    let in_view = StoredValue::new(true);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let forget = move || {
        let handle = waiting.try_update_value(Option::take).flatten();
        handle.map(|handle| handle.clear()).is_some()
    };
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            on_view(&frame, move |now| {
                in_view.try_set_value(now);
                if now && forget() {
                    paint();
                }
            });
        }
    });
    Effect::new(move |_| {
        theme.track();
        size.track();
        plot.track();
        canvas.track();
        forget();
        if in_view.get_value() {
            paint();
        } else {
            let late = move || {
                if forget() {
                    paint();
                }
            };
            waiting.set_value(set_timeout_with_handle(late, PAUSE).ok());
        }
    });
    on_cleanup(move || {
        forget();
    });

    let nearest = move |x: f64| {
        plot.with_untracked(|plot| {
            let points = &lead(plot)?.points;
            let apart = |p: &(f64, f64)| {
                if plot.log_x {
                    (p.0 / x).ln().abs()
                } else {
                    (p.0 - x).abs()
                }
            };
            (0..points.len())
                .filter(|&at| readable(plot, at))
                .min_by(|&a, &b| apart(&points[a]).total_cmp(&apart(&points[b])))
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
            let count = lead(p).map_or(0, |c| c.points.len());
            (0..count).rev().find(|at| readable(p, *at)).unwrap_or(0)
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
            let x = lead(plot)?.points.get(at)?.0;
            // Where a curve has a gap there is nothing to say of it.
            let values = plot.curves.iter().filter_map(|c| Some((c, read(c, x)?)));
            let values: Vec<String> = values
                .map(|(c, y)| format!("{} {}", c.name, number::rounded(y)))
                .collect();
            Some(format!(
                "{} {}: {}",
                plot.x_name,
                number::rounded(x),
                values.join(", ")
            ))
        })
    };
    // A line down the chart, and a dot where it meets each curve.
    let hair = move || {
        let at = cursor.get()?;
        let area = area.get()?;
        plot.with(|plot| {
            let x = lead(plot)?.points.get(at)?.0;
            let left = area.left_of(x, plot.log_x);
            let style = format!(
                "left:{left:.1}px;top:{:.1}px;height:{:.1}px",
                area.top,
                area.bottom - area.top
            );
            let dot = |c: &Curve| {
                let top = area.top_of(read(c, x)?, plot.log_y)?;
                let style = format!("left:{left:.1}px;top:{top:.1}px");
                Some(view! { <div class=format!("hair-dot tint-{}", c.tint.name()) style=style></div> })
            };
            let dots = plot.curves.iter().filter_map(dot).collect_view();
            Some(view! { <div class="hair" style=style></div> {dots} })
        })
    };
    let curves = Memo::new(move |_| {
        let curve = |c: &Curve| (c.name.clone(), c.tint, c.dashed);
        plot.with(|plot| plot.curves.iter().map(curve).collect::<Vec<_>>())
    });
    let legend = move || {
        let item = |(name, tint, dashed): (String, Tint, bool)| {
            view! {
                <li class=format!("tint-{}", tint.name()) class:dashed=dashed>
                    <span class="legend-line" aria-hidden="true"></span>
                    {name}
                </li>
            }
        };
        curves.get().into_iter().map(item).collect_view()
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

/// What a curve says nearest to x; none in a gap.
fn read(curve: &Curve, x: f64) -> Option<f64> {
    let apart = |p: &(f64, f64)| (p.0 - x).abs();
    let near = curve
        .points
        .iter()
        .min_by(|a, b| apart(a).total_cmp(&apart(b)))?;
    (!near.1.is_nan()).then_some(near.1)
}

/// Whether any curve has a value at a place; there may be room beyond the ends of all of them.
fn readable(plot: &Plot, at: usize) -> bool {
    let mut values = plot.curves.iter().filter_map(|c| c.points.get(at));
    values.any(|(_, y)| !y.is_nan())
}
