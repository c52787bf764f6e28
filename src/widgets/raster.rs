//! A large matrix as a picture: one pixel for each entry, drawn at once.
//!
//! Where a heat map has a cell with a number for each entry, this has none: entries are read off by
//! pointing at them, or with the arrow keys.

use super::theme::{self, Palette, rgb};
use crate::contract::{Tint, number};
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{
    CanvasRenderingContext2d, HtmlCanvasElement, ImageData, KeyboardEvent, PointerEvent,
};

/// A table of numbers, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// The entries.
    pub entries: Arc<[f32]>,
}

impl Table {
    /// The entry of a cell; 0 where there is none.
    #[must_use]
    pub fn at(&self, (row, column): (usize, usize)) -> f32 {
        let inside = row < self.rows && column < self.columns;
        let place = row * self.columns + column;
        self.entries
            .get(place)
            .copied()
            .filter(|_| inside)
            .unwrap_or(0.0)
    }
}

/// A matrix as a picture.
#[component]
pub fn Raster(
    /// What it shows, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// The numbers.
    #[prop(into)]
    table: Signal<Table>,
    /// The colour of what is positive; what is negative has the colour of negative numbers.
    tint: Tint,
    /// The size that has the full colour; the largest entry when absent.
    #[prop(optional)]
    full: Option<f32>,
    /// The chosen cell.
    chosen: RwSignal<Option<(usize, usize)>>,
    /// What a cell is, in words before its number.
    name: Callback<(usize, usize), String>,
    /// Called with a cell that is clicked, or chosen with Enter.
    #[prop(optional, into)]
    take: Option<Callback<(usize, usize)>>,
) -> impl IntoView {
    let canvas: NodeRef<html::Canvas> = NodeRef::new();
    let theme = theme::changes();
    Effect::new(move |_| {
        let palette = Palette::after(theme.get());
        if let Some(canvas) = canvas.get() {
            table.with(|table| draw(&canvas, table, &palette, tint, full));
        }
    });
    let shape = Memo::new(move |_| table.with(|t| (t.rows, t.columns)));
    let cell = move |event: &PointerEvent| {
        let canvas = canvas.get_untracked()?;
        let place = canvas.get_bounding_client_rect();
        let (rows, columns) = shape.get_untracked();
        let part = |at: f64, from: f64, size: f64, count: usize| {
            (((at - from) / size.max(1.0) * count as f64).max(0.0) as usize)
                .min(count.saturating_sub(1))
        };
        let row = part(
            f64::from(event.client_y()),
            place.top(),
            place.height(),
            rows,
        );
        let column = part(
            f64::from(event.client_x()),
            place.left(),
            place.width(),
            columns,
        );
        (rows * columns > 0).then_some((row, column))
    };
    let key = move |event: KeyboardEvent| {
        let (rows, columns) = shape.get_untracked();
        if rows * columns == 0 {
            return;
        }
        let (i, j) = chosen.get_untracked().unwrap_or_default();
        let by = if event.shift_key() { 10 } else { 1 };
        let to = match event.key().as_str() {
            "ArrowUp" => (i.saturating_sub(by), j),
            "ArrowDown" => (i + by, j),
            "ArrowLeft" => (i, j.saturating_sub(by)),
            "ArrowRight" => (i, j + by),
            "Home" => (i, 0),
            "End" => (i, columns),
            "Enter" => {
                if let (Some(take), Some(cell)) = (take, chosen.get_untracked()) {
                    take.run(cell);
                }
                (i, j)
            }
            _ => return,
        };
        event.prevent_default();
        chosen.set(Some((to.0.min(rows - 1), to.1.min(columns - 1))));
    };
    let mark = move || {
        let (i, j) = chosen.get()?;
        let (rows, columns) = shape.get();
        (i < rows && j < columns).then(|| {
            let percent = |n: usize, of: usize| 100.0 * n as f64 / of as f64;
            let style = format!(
                "left:{:.3}%;top:{:.3}%;width:{:.3}%;height:{:.3}%",
                percent(j, columns),
                percent(i, rows),
                percent(1, columns),
                percent(1, rows)
            );
            view! { <span class="raster-mark" style=style></span> }
        })
    };
    let read_off = move || match chosen.get() {
        Some(cell) => {
            let value = table.with(|t| t.at(cell));
            format!("{}: {}", name.run(cell), number::rounded(f64::from(value)))
        }
        None => "Point at it, or use the arrow keys, to read numbers off.".into(),
    };
    view! {
        <figure class="raster">
            <div
                class="raster-frame"
                style=move || {
                    let (rows, columns) = shape.get();
                    // As wide as it may be, but no taller than wide.
                    let part = (columns as f64 / rows.max(1) as f64).clamp(0.15, 1.0);
                    format!("max-width:{:.2}rem", 26.0 * part)
                }
                role="img"
                tabindex="0"
                aria-label=move || label.get()
                on:keydown=key
                on:pointermove=move |event| {
                    if let Some(cell) = cell(&event) {
                        chosen.set(Some(cell));
                    }
                }
                on:click=move |_| {
                    if let (Some(take), Some(cell)) = (take, chosen.get_untracked()) {
                        take.run(cell);
                    }
                }
            >
                <canvas node_ref=canvas data-pixels="one for each entry"></canvas>
                {mark}
            </div>
            <figcaption class="read-off" aria-live="polite">{read_off}</figcaption>
        </figure>
    }
}

/// Draws one pixel for each entry; a canvas that refuses stays as it was.
fn draw(
    canvas: &HtmlCanvasElement,
    table: &Table,
    palette: &Palette,
    tint: Tint,
    full: Option<f32>,
) -> Option<()> {
    let (columns, rows) = (table.columns as u32, table.rows as u32);
    if columns * rows == 0 || table.entries.len() != table.rows * table.columns {
        return None;
    }
    if (canvas.width(), canvas.height()) != (columns, rows) {
        canvas.set_width(columns);
        canvas.set_height(rows);
    }
    let largest =
        table.entries.iter().fold(
            0.0_f32,
            |m, x| {
                if x.is_finite() { m.max(x.abs()) } else { m }
            },
        );
    let full = full.unwrap_or(largest).max(f32::MIN_POSITIVE);
    let (paper, plus, minus) = (
        rgb(&palette.paper),
        rgb(palette.tint(tint)),
        rgb(&palette.negative),
    );
    let mut bytes = Vec::with_capacity(4 * table.entries.len());
    for &x in table.entries.iter() {
        let part = if x.is_finite() {
            (x.abs() / full).min(1.0)
        } else {
            1.0
        };
        let to = if x < 0.0 { minus } else { plus };
        let mix = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * part) as u8;
        bytes.extend([
            mix(paper.0, to.0),
            mix(paper.1, to.1),
            mix(paper.2, to.2),
            255,
        ]);
    }
    let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&bytes), columns, rows).ok()?;
    let context = canvas.get_context("2d").ok().flatten()?;
    let context: CanvasRenderingContext2d = context.dyn_into().ok()?;
    context.put_image_data(&image, 0.0, 0.0).ok()
}
