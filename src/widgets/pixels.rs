//! A picture of a few thousand numbers as pixels: written at once as image data, then drawn at any
//! size.

use super::theme::rgb;
use leptos::prelude::document;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

/// 256 colours from one, over a middle, to another.
#[derive(Clone)]
pub struct Ramp(Vec<[u8; 4]>);

impl Ramp {
    /// Colours as `#rrggbb`. At both ends `strength` of the pure colour is left, so that points in
    /// the same colour are seen on it.
    #[must_use]
    pub fn new(low: &str, middle: &str, high: &str, strength: f64) -> Self {
        let parts = |colour| {
            let (r, g, b) = rgb(colour);
            [r, g, b].map(f64::from)
        };
        let (low, middle, high) = (parts(low), parts(middle), parts(high));
        let colour = |i: usize| {
            let share = i as f64 / 127.5 - 1.0;
            let end = if share < 0.0 { low } else { high };
            let part = strength * share.abs();
            let mix = |k: usize| (middle[k] + part * (end[k] - middle[k])).round() as u8;
            [mix(0), mix(1), mix(2), 255]
        };
        Self((0..256).map(colour).collect())
    }

    /// The colour of a share, as red, green, blue and 255.
    #[must_use]
    pub fn colour(&self, share: u8) -> [u8; 4] {
        self.0.get(usize::from(share)).copied().unwrap_or([128; 4])
    }
}

/// A square picture that is written again and again.
#[derive(Default)]
pub struct Pixels {
    canvas: Option<HtmlCanvasElement>,
    bytes: Vec<u8>,
}

impl Pixels {
    /// Writes side×side shares, row by row from the top.
    pub fn write(&mut self, side: usize, shares: &[u8], ramp: &Ramp) -> Option<()> {
        if shares.len() != side * side || side == 0 {
            return None;
        }
        self.bytes.clear();
        for share in shares {
            self.bytes.extend(ramp.0[usize::from(*share)]);
        }
        if self.canvas.is_none() {
            let made = document().create_element("canvas").ok()?;
            self.canvas = made.dyn_into().ok();
        }
        let canvas = self.canvas.as_ref()?;
        let size = side as u32;
        if canvas.width() != size || canvas.height() != size {
            canvas.set_width(size);
            canvas.set_height(size);
        }
        let context: CanvasRenderingContext2d =
            canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
        let data =
            ImageData::new_with_u8_clamped_array_and_sh(Clamped(&self.bytes), size, size).ok()?;
        context.put_image_data(&data, 0.0, 0.0).ok()
    }

    /// Draws the picture into a rectangle, smoothly enlarged.
    pub fn draw(&self, context: &CanvasRenderingContext2d, place: (f64, f64), side: f64) {
        if let Some(canvas) = &self.canvas {
            let (left, top) = place;
            // Only a canvas without pixels is refused, and it has some.
            let _ = context
                .draw_image_with_html_canvas_element_and_dw_and_dh(canvas, left, top, side, side);
        }
    }
}
