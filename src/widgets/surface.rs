//! A canvas that fills its frame, sharp on any screen: whoever draws on it thinks in CSS pixels.

use super::resize::on_resize;
use super::theme::{self, Palette};
use leptos::html;
use leptos::prelude::*;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::CanvasRenderingContext2d;

/// What is drawn with: a context in CSS pixels, the size of the frame, and the present colours.
pub struct Brush {
    /// The cleared canvas.
    pub context: CanvasRenderingContext2d,
    /// CSS pixels across.
    pub width: f64,
    /// CSS pixels down.
    pub height: f64,
    /// The colours.
    pub palette: Rc<Palette>,
}

/// A frame with a canvas in it, and what lies over it.
#[component]
pub fn Surface(
    /// The class of the frame, which gives it its size.
    class: &'static str,
    /// Draws everything; called anew when the size, the theme or a signal that it reads changes.
    draw: impl Fn(&Brush) + 'static,
    /// What lies over the canvas.
    children: Children,
) -> impl IntoView {
    let frame: NodeRef<html::Div> = NodeRef::new();
    let canvas: NodeRef<html::Canvas> = NodeRef::new();
    let size = RwSignal::new((0.0, 0.0, 1.0));
    let theme = theme::changes();
    Effect::new(move |_| {
        let (Some(frame), Some(canvas)) = (frame.get(), canvas.get()) else {
            return;
        };
        on_resize(&frame, move || {
            // The canvas's own size: the frame may have a border.
            let place = canvas.get_bounding_client_rect();
            let now = (place.width(), place.height(), ratio());
            if size.try_get_untracked().is_some_and(|before| before != now) {
                size.set(now);
            }
        });
    });
    Effect::new(move |_| {
        let palette = Palette::after(theme.get());
        let (width, height, _) = size.get();
        let Some(canvas) = canvas.get() else { return };
        if width < 1.0 || height < 1.0 {
            return;
        }
        // Read anew: not every browser tells when the screen's pixels change.
        let ratio = ratio();
        let pixels = (
            (width * ratio).round() as u32,
            (height * ratio).round() as u32,
        );
        // Setting a size clears the canvas, and allocates: only where it is another one.
        if (canvas.width(), canvas.height()) != pixels {
            canvas.set_width(pixels.0);
            canvas.set_height(pixels.1);
        }
        let context = canvas
            .get_context("2d")
            .ok()
            .flatten()
            .and_then(|c| c.dyn_into::<CanvasRenderingContext2d>().ok());
        let Some(context) = context else { return };
        let _ = context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        context.clear_rect(0.0, 0.0, f64::from(pixels.0), f64::from(pixels.1));
        let _ = context.scale(ratio, ratio);
        context.set_global_alpha(1.0);
        draw(&Brush {
            context,
            width,
            height,
            palette,
        });
    });
    view! {
        <div class=format!("surface {class}") node_ref=frame>
            <canvas node_ref=canvas></canvas>
            {children()}
        </div>
    }
}

fn ratio() -> f64 {
    window().device_pixel_ratio().max(1.0)
}
