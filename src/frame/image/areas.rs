//! Rectangles side by side on the downloaded image.

use super::{MARGIN, Pen};
use crate::contract::number;
use crate::contract::plate::{Areas, Tint};
use wasm_bindgen::JsValue;

/// The height of the picture with its names.
pub const HEIGHT: f64 = 300.0;
const SPACE: f64 = 240.0;

impl Pen<'_> {
    pub(super) fn areas(&self, areas: &Areas, top: f64, width: f64) -> Result<(), JsValue> {
        let high = areas.top();
        let base = top + SPACE;
        let mut left = MARGIN;
        for (i, name) in areas.names.iter().enumerate() {
            let (wide, tall) = (areas.widths[i] * width, areas.heights[i].min(high));
            let height = SPACE * tall / high;
            if wide > 0.0 {
                self.shade(Tint::Truth, 0.4 + 0.4 * (i % 2) as f64, 1.0);
                self.context.fill_rect(left, base - height, wide, height);
                self.context.set_global_alpha(1.0);
                let middle = left + wide / 2.0;
                self.centred(
                    &number::short(areas.heights[i]),
                    middle,
                    base - height - 6.0,
                    80.0,
                )?;
                self.centred(name, middle, base + 22.0, wide.max(20.0))?;
            }
            if let Some(step) = areas.arrow(i) {
                let (x, tip) = (left + 18.0 * step, base - SPACE * Areas::ARROW);
                let c = self.context;
                c.set_stroke_style_str(self.palette.tint(Tint::Truth));
                c.set_line_width(2.0);
                c.begin_path();
                c.move_to(x, base);
                c.line_to(x, tip);
                c.move_to(x - 5.0, tip + 6.0);
                c.line_to(x, tip);
                c.line_to(x + 5.0, tip + 6.0);
                c.stroke();
                c.set_line_width(1.0);
                self.centred("∞", x, tip - 6.0, 20.0)?;
                self.centred(name, x, base + 22.0, 20.0)?;
            }
            left += wide;
        }
        self.context
            .set_fill_style_str(self.palette.tint(Tint::Gradient));
        let level = base - SPACE * areas.level / high;
        self.context.fill_rect(MARGIN, level, width, 2.0);
        self.context.set_fill_style_str(&self.palette.muted);
        self.context.fill_rect(MARGIN, base, width, 1.0);
        Ok(())
    }
}
