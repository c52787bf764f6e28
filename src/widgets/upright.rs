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

/// Where a bar stands, in parts of the scale: its foot and its height.
#[derive(Clone, Copy, PartialEq)]
pub struct BarSpan([f64; 2]);

impl BarSpan {
    /// Between two numbers.
    pub fn between(from: f64, to: f64, scale: (f64, f64)) -> Self {
        let (a, b) = (part(from, scale), part(to, scale));
        Self([a.min(b), (a - b).abs()])
    }

    /// Lets a bar stand so, where it stood elsewhere before: most keep their foot.
    pub fn write(self, bar: &HtmlElement, before: Option<Self>) {
        let style = bar.style();
        for (i, property) in ["bottom", "height"].into_iter().enumerate() {
            if before.is_none_or(|before| before.0[i] != self.0[i]) {
                let _ = style.set_property(property, &format!("{:.3}%", 100.0 * self.0[i]));
            }
        }
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
