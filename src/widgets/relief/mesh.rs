//! The surface: pieces from the far side to the near one, in bands of colour, with light and lines.

use super::camera::{Camera, Place, TALL, View};
use crate::contract::contour::Contours;
use crate::widgets::contours::ramp;
use crate::widgets::dom::type_scale;
use crate::widgets::path;
use crate::widgets::surface::Brush;
use crate::widgets::theme::rgb;
use web_sys::CanvasRenderingContext2d;

/// Draws the surface, and the ground below it.
pub fn mesh(brush: &Brush, contours: &Contours, view: View) {
    let camera = Camera::new(brush, contours, view);
    let context = &brush.context;
    context.set_line_join("round");
    ground(brush, &camera);
    let colours = ramp(&brush.palette, 0.72);
    let last = contours.side.saturating_sub(1);
    let ink = rgb(&brush.palette.ink);
    let edge = format!("rgba({},{},{},0.3)", ink.0, ink.1, ink.2);
    // From the far side to the near one.
    let order = |forward: bool| -> Vec<usize> {
        if forward {
            (0..last).collect()
        } else {
            (0..last).rev().collect()
        }
    };
    let (rows, columns) = (order(camera.cosine < 0.0), order(camera.sine < 0.0));
    context.set_line_width(0.8);
    for &row in &rows {
        for &column in &columns {
            let corner = |dr: usize, dc: usize| {
                let (r, c) = (row + dr, column + dc);
                let (x, y) = contours.spot(r, c);
                camera.normal((x, y, contours.height(r, c)))
            };
            let corners = [corner(0, 0), corner(0, 1), corner(1, 1), corner(1, 0)];
            if corners.iter().any(|c| !c.2.is_finite()) {
                continue;
            }
            // What is steep is coloured in bands, so that its shades don't jump from piece to piece.
            let heights = corners.map(|c| c.2.clamp(-TALL, TALL));
            let lowest = heights.iter().copied().fold(TALL, f64::min);
            let highest = heights.iter().copied().fold(-TALL, f64::max);
            let bands = ((highest - lowest) / BAND).ceil().clamp(1.0, 12.0);
            let tall = (highest - lowest) / bands;
            let light = light(&corners);
            for band in 0..bands as u32 {
                let from = lowest + f64::from(band) * tall;
                let piece = cut(&cut(&corners, from + tall, false), from, true);
                if piece.len() < 3 {
                    continue;
                }
                let share = (0.5 * ((from + 0.5 * tall) / TALL + 1.0)).clamp(0.0, 1.0);
                let colour = lit(colours.colour((255.0 * share) as u8), light);
                context.set_fill_style_str(&colour);
                // Its own colour at its edges, or the seams would show.
                context.set_stroke_style_str(&colour);
                trace(context, &camera, &piece);
                context.fill();
                context.stroke();
            }
            // Lines of equal x and of equal y, on every second one.
            let edges = [
                (row.is_multiple_of(2), 0, 1),
                (column.is_multiple_of(2), 0, 3),
            ];
            context.set_stroke_style_str(&edge);
            for (_, from, to) in edges.into_iter().filter(|e| e.0) {
                if let Some((a, b)) = within(corners[from], corners[to]) {
                    let (a, b) = (camera.seen(a), camera.seen(b));
                    context.begin_path();
                    context.move_to(a.0, a.1);
                    context.line_to(b.0, b.1);
                    context.stroke();
                }
            }
        }
    }
}

/// The outline of a polygon.
fn trace(context: &CanvasRenderingContext2d, camera: &Camera, places: &[Place]) {
    path::lines(
        context,
        places.iter().map(|place| Some(camera.seen(*place))),
    );
    context.close_path();
}

/// The square below, and the names of its sides.
fn ground(brush: &Brush, camera: &Camera) {
    let context = &brush.context;
    context.set_stroke_style_str(&brush.palette.line);
    context.set_line_width(1.0);
    let corners = [
        (-1.0, -1.0),
        (1.0, -1.0),
        (1.0, 1.0),
        (-1.0, 1.0),
        (-1.0, -1.0),
    ];
    let places = corners.map(|(x, y)| Some(camera.seen((x, y, -TALL))));
    path::lines(context, places);
    context.stroke();
    context.set_fill_style_str(&brush.palette.muted);
    let size = 14.0 * type_scale();
    context.set_font(&format!(
        "italic 600 {size}px 'Source Serif', Georgia, serif"
    ));
    context.set_text_align("center");
    context.set_text_baseline("middle");
    for (name, x, y) in [("x", 0.0, -1.14), ("y", 1.14, 0.0)] {
        let (px, py) = camera.seen((x, y, -TALL));
        // A canvas that refuses a letter has no other.
        let _ = context.fill_text(name, px, py);
    }
}

/// The height of a piece that has one colour.
const BAND: f64 = 0.05;

/// A polygon's part below a height, or above it.
fn cut(corners: &[Place], at: f64, above: bool) -> Vec<Place> {
    let inside = |p: &Place| if above { p.2 >= at } else { p.2 <= at };
    let mut kept = Vec::with_capacity(corners.len() + 2);
    for (k, now) in corners.iter().enumerate() {
        let before = &corners[(k + corners.len() - 1) % corners.len()];
        if inside(now) != inside(before) {
            let part = (at - before.2) / (now.2 - before.2);
            kept.push((
                before.0 + part * (now.0 - before.0),
                before.1 + part * (now.1 - before.1),
                at,
            ));
        }
        if inside(now) {
            kept.push(*now);
        }
    }
    kept
}

/// The part of a line between the lowest and the highest that is shown.
fn within(a: Place, b: Place) -> Option<(Place, Place)> {
    let rise = b.2 - a.2;
    if rise == 0.0 {
        return (a.2.abs() <= TALL).then_some((a, b));
    }
    let (low, high) = ((-TALL - a.2) / rise, (TALL - a.2) / rise);
    let (from, to) = (low.min(high).max(0.0), low.max(high).min(1.0));
    let at = |part: f64| {
        (
            a.0 + part * (b.0 - a.0),
            a.1 + part * (b.1 - a.1),
            a.2 + part * rise,
        )
    };
    (from < to).then(|| (at(from), at(to)))
}

/// How much light a piece gets, 0 to 1, from above on the left.
fn light(corners: &[Place; 4]) -> f64 {
    let [a, b, c, d] = *corners;
    let (u, v) = (
        (c.0 - a.0, c.1 - a.1, c.2 - a.2),
        (d.0 - b.0, d.1 - b.1, d.2 - b.2),
    );
    let normal = (
        u.1 * v.2 - u.2 * v.1,
        u.2 * v.0 - u.0 * v.2,
        u.0 * v.1 - u.1 * v.0,
    );
    let length = (normal.0 * normal.0 + normal.1 * normal.1 + normal.2 * normal.2).sqrt();
    let toward = (-0.45, 0.35, 0.82);
    let dot = normal.0 * toward.0 + normal.1 * toward.1 + normal.2 * toward.2;
    if length > 0.0 {
        (dot / length).clamp(0.0, 1.0)
    } else {
        1.0
    }
}

fn lit([r, g, b, _]: [u8; 4], light: f64) -> String {
    let factor = 0.66 + 0.38 * light;
    let part = |x: u8| (f64::from(x) * factor).min(255.0) as u8;
    format!("rgb({},{},{})", part(r), part(g), part(b))
}
