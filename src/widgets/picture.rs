//! A matrix as a picture: each entry a square of grey, drawn on a canvas. For matrices with too many
//! entries to show their numbers.

use super::later;
use leptos::html;
use leptos::prelude::*;
use nalgebra::DMatrix;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, ImageData};

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
            let (wide, tall) = (values.ncols() as u32, values.nrows() as u32);
            if (canvas.width(), canvas.height()) != (wide, tall) {
                canvas.set_width(wide);
                canvas.set_height(tall);
            }
            let context = canvas.get_context("2d").ok().flatten();
            if let Some(context) =
                context.and_then(|c| c.dyn_into::<CanvasRenderingContext2d>().ok())
            {
                // Only an empty matrix is refused, and there is none.
                let _ = draw(&context, values, range);
            }
        });
    });
    let ratio = Memo::new(move |_| values.with(|v| (v.ncols(), v.nrows())));
    later::attribute(canvas, "aria-label", move || label.get());
    view! {
        <canvas
            class="picture"
            data-pixels=""
            role="img"
            style=("aspect-ratio", move || {
                let (wide, tall) = ratio.get();
                format!("{wide} / {tall}")
            })
            node_ref=canvas
        ></canvas>
    }
}

/// One pixel to an entry, written at once; the browser magnifies them.
fn draw(
    context: &CanvasRenderingContext2d,
    values: &DMatrix<f64>,
    (black, white): (f64, f64),
) -> Option<()> {
    let mut bytes = Vec::with_capacity(4 * values.len());
    // The transpose's columns are the rows, as an image has them.
    for x in values.transpose().iter() {
        let part = ((x - black) / (white - black)).clamp(0.0, 1.0);
        // Not a number becomes 0, which is black as well.
        let grey = (255.0 * part).round() as u8;
        bytes.extend([grey, grey, grey, 255]);
    }
    let (wide, tall) = (values.ncols() as u32, values.nrows() as u32);
    let data = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&bytes), wide, tall).ok()?;
    context.put_image_data(&data, 0.0, 0.0).ok()
}
