//! A matrix as a picture: each entry a square of grey, drawn on a canvas. For matrices with too many
//! entries to show their numbers.

use leptos::html;
use leptos::prelude::*;
use nalgebra::DMatrix;
use wasm_bindgen::JsCast;
use web_sys::CanvasRenderingContext2d;

/// Shades of grey; entries of one shade are filled together, since setting a colour is what costs.
const SHADES: usize = 64;
/// Pixels of the canvas to an entry.
const PIXELS: f64 = 4.0;

/// A matrix as a picture.
#[component]
pub fn Picture(
    /// What it shows, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// The numbers.
    #[prop(into)]
    values: Signal<DMatrix<f64>>,
    /// The numbers that are black and white; what lies outside is cut off.
    #[prop(into)]
    range: Signal<(f64, f64)>,
) -> impl IntoView {
    let canvas: NodeRef<html::Canvas> = NodeRef::new();
    Effect::new(move |_| {
        let Some(canvas) = canvas.get() else { return };
        let range = range.get();
        values.with(|values| {
            let size = |n: usize| n as u32 * PIXELS as u32;
            let (wide, tall) = (size(values.ncols()), size(values.nrows()));
            if (canvas.width(), canvas.height()) != (wide, tall) {
                canvas.set_width(wide);
                canvas.set_height(tall);
            }
            let context = canvas.get_context("2d").ok().flatten();
            if let Some(context) =
                context.and_then(|c| c.dyn_into::<CanvasRenderingContext2d>().ok())
            {
                draw(&context, values, range);
            }
        });
    });
    let ratio = Memo::new(move |_| values.with(|v| (v.ncols(), v.nrows())));
    view! {
        <canvas
            class="picture"
            role="img"
            aria-label=move || label.get()
            style=("aspect-ratio", move || {
                let (wide, tall) = ratio.get();
                format!("{wide} / {tall}")
            })
            node_ref=canvas
        ></canvas>
    }
}

fn draw(context: &CanvasRenderingContext2d, values: &DMatrix<f64>, (black, white): (f64, f64)) {
    let shade = |x: f64| {
        let part = (x - black) / (white - black);
        // Not a number is black as well.
        ((part.clamp(0.0, 1.0) * (SHADES - 1) as f64).round() as usize).min(SHADES - 1)
    };
    let mut places: Vec<Vec<(usize, usize)>> = vec![Vec::new(); SHADES];
    for i in 0..values.nrows() {
        for j in 0..values.ncols() {
            places[shade(values[(i, j)])].push((i, j));
        }
    }
    for (shade, places) in places.iter().enumerate() {
        if places.is_empty() {
            continue;
        }
        let grey = 255 * shade / (SHADES - 1);
        context.set_fill_style_str(&format!("rgb({grey},{grey},{grey})"));
        for &(i, j) in places {
            context.fill_rect(j as f64 * PIXELS, i as f64 * PIXELS, PIXELS, PIXELS);
        }
    }
}
