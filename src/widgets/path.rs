//! Lines on a canvas, as charts, surfaces and downloaded pictures all draw them.

use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::CanvasRenderingContext2d;

/// Begins a path of straight lines through places; at a gap the next line begins.
pub fn lines(
    context: &CanvasRenderingContext2d,
    places: impl IntoIterator<Item = Option<(f64, f64)>>,
) {
    context.begin_path();
    let mut drawing = false;
    for place in places {
        match place {
            Some((x, y)) if drawing => context.line_to(x, y),
            Some((x, y)) => context.move_to(x, y),
            None => {}
        }
        drawing = place.is_some();
    }
}

/// Dashes and the gaps between them; none for a solid line.
pub fn dash(context: &CanvasRenderingContext2d, lengths: &[f64]) {
    let list: Array = lengths.iter().map(|x| JsValue::from(*x)).collect();
    // Only lengths that are no numbers are refused.
    let _ = context.set_line_dash(&list);
}
