//! Upright bars on a scale from bottom to top.

use web_sys::{HtmlElement, PointerEvent};

/// Where a number stands on a scale, 0 at the bottom and 1 at the top.
pub fn part(x: f64, (low, high): (f64, f64)) -> f64 {
    let part = (x - low) / (high - low);
    if part.is_nan() {
        0.0
    } else {
        part.clamp(0.0, 1.0)
    }
}

/// Lets a bar stand between two numbers.
pub fn stand(bar: &HtmlElement, from: f64, to: f64, scale: (f64, f64)) {
    let (a, b) = (part(from, scale), part(to, scale));
    let style = bar.style();
    for (property, part) in [("bottom", a.min(b)), ("height", (a - b).abs())] {
        let _ = style.set_property(property, &format!("{:.3}%", 100.0 * part));
    }
}

/// The number at the height of a pointer over an element, as fine as a pixel and no finer; none where
/// the element has no height.
pub fn pointed(event: &PointerEvent, over: &HtmlElement, (low, high): (f64, f64)) -> Option<f64> {
    let place = over.get_bounding_client_rect();
    if place.height() <= 0.0 {
        return None;
    }
    let up = 1.0 - (f64::from(event.client_y()) - place.top()) / place.height();
    let x = low + up.clamp(0.0, 1.0) * (high - low);
    let digits = 10_f64.powi(2 - (high - low).log10().floor() as i32);
    Some((x * digits).round() / digits)
}
