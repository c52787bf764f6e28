//! A picture of the plane on the canvas.

use super::{MARGIN, Pen, SANS};
use crate::contract::Plane;
use crate::contract::plane::Spot;
use crate::widgets::path;
use wasm_bindgen::JsValue;

/// Its side.
pub const SIDE: f64 = 460.0;

/// Where it stands, and its scale.
#[derive(Clone, Copy)]
struct Place {
    centre: Spot,
    unit: f64,
}

impl Place {
    fn at(self, (x, y): Spot) -> Spot {
        (self.centre.0 + self.unit * x, self.centre.1 - self.unit * y)
    }
}

impl Pen<'_> {
    pub(super) fn plane(&self, plane: &Plane, top: f64) -> Result<(), JsValue> {
        let half = SIDE / 2.0;
        let place = Place {
            centre: (MARGIN + half, top + half),
            unit: half / plane.extent,
        };
        let c = self.context;
        c.save();
        c.begin_path();
        c.rect(MARGIN, top, SIDE, SIDE);
        c.clip();
        self.grid(plane, place);
        for curve in &plane.curves {
            self.line(
                place,
                &curve.points,
                self.palette.tint(curve.tint),
                2.0,
                curve.dashed,
            );
        }
        for arrow in &plane.arrows {
            let colour = self.palette.tint(arrow.tint);
            let width = if arrow.dashed { 1.8 } else { 3.0 };
            self.line(place, &[(0.0, 0.0), arrow.tip], colour, width, arrow.dashed);
            self.head(place.centre, place.at(arrow.tip), colour);
        }
        for point in &plane.points {
            let (x, y) = place.at(point.at);
            c.begin_path();
            c.arc(x, y, 5.0, 0.0, std::f64::consts::TAU)?;
            c.set_fill_style_str(self.palette.tint(point.tint));
            c.fill();
        }
        c.restore();
        c.set_stroke_style_str(&self.palette.line);
        c.stroke_rect(MARGIN, top, SIDE, SIDE);
        self.names(plane, place, top)
    }

    fn grid(&self, plane: &Plane, place: Place) {
        let c = self.context;
        let stroke = |lines: &[(Spot, Spot)], colour: &str, alpha: f64| {
            c.set_global_alpha(alpha);
            c.set_stroke_style_str(colour);
            c.set_line_width(1.0);
            c.begin_path();
            for (from, to) in lines {
                let (from, to) = (place.at(*from), place.at(*to));
                c.move_to(from.0, from.1);
                c.line_to(to.0, to.1);
            }
            c.stroke();
            c.set_global_alpha(1.0);
        };
        let e = plane.extent;
        stroke(&plane.plain_lines(), &self.palette.line, 1.0);
        let axes = [((-e, 0.0), (e, 0.0)), ((0.0, -e), (0.0, e))];
        stroke(&axes, &self.palette.muted, 1.0);
        let own = self.palette.tint(crate::contract::Tint::Matrix);
        stroke(&plane.deformed_lines(), own, 0.42);
        if let Some(corners) = plane.corners() {
            let colour = if plane.mirrored() {
                &self.palette.negative
            } else {
                own
            };
            c.set_fill_style_str(colour);
            c.set_global_alpha(0.22);
            path::lines(c, corners.into_iter().map(|corner| Some(place.at(corner))));
            c.fill();
            c.set_global_alpha(1.0);
        }
    }

    fn line(&self, place: Place, points: &[Spot], colour: &str, width: f64, dashed: bool) {
        let c = self.context;
        path::dash(c, if dashed { &[6.0, 5.0] } else { &[] });
        c.set_stroke_style_str(colour);
        c.set_line_width(width);
        path::lines(c, points.iter().map(|point| Some(place.at(*point))));
        c.stroke();
        path::dash(c, &[]);
    }

    /// The head of an arrow from one place of the canvas to another.
    pub(super) fn head(&self, from: Spot, (x, y): Spot, colour: &str) {
        let (dx, dy) = (x - from.0, y - from.1);
        let length = dx.hypot(dy);
        if length <= 0.0 {
            return;
        }
        let size = 13.0_f64.min(0.6 * length);
        let (ux, uy) = (dx / length * size, dy / length * size);
        let c = self.context;
        c.set_fill_style_str(colour);
        c.begin_path();
        c.move_to(x + 0.2 * ux, y + 0.2 * uy);
        c.line_to(x - ux - 0.4 * uy, y - uy + 0.4 * ux);
        c.line_to(x - ux + 0.4 * uy, y - uy - 0.4 * ux);
        c.fill();
    }

    /// Names of arrows and points, beside the picture in their colours as well as in it.
    fn names(&self, plane: &Plane, place: Place, top: f64) -> Result<(), JsValue> {
        let font = format!("600 16px {SANS}");
        let arrows = plane.arrows.iter().map(|a| (&a.name, a.tint, a.tip));
        let points = plane.points.iter().map(|p| (&p.name, p.tint, p.at));
        let mut row = 0.0;
        for (name, tint, (x, y)) in arrows.chain(points).filter(|(name, ..)| !name.is_empty()) {
            let colour = self.palette.tint(tint);
            let (px, py) = place.at((x, y));
            let inside = |at: f64, low: f64| at.clamp(low + 6.0, low + SIDE - 24.0);
            let shift = if px < place.centre.0 { -26.0 } else { 8.0 };
            self.text(
                name,
                inside(px + shift, MARGIN),
                inside(py, top - 12.0) - 4.0,
                &font,
                colour,
            )?;
            let said = format!(
                "{name} = ({}, {})",
                crate::contract::number::rounded(x),
                crate::contract::number::rounded(y)
            );
            self.text(
                &said,
                MARGIN + SIDE + 30.0,
                top + 24.0 + 28.0 * row,
                &font,
                colour,
            )?;
            row += 1.0;
        }
        Ok(())
    }
}
