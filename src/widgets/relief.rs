//! A function of two variables as a surface that can be turned, with marks on it.
//!
//! The surface and its marks have a canvas each: moving a mark draws no surface.

use super::contours::ramp;
use super::surface::{Brush, Surface};
use super::theme::rgb;
use crate::contract::contour::{Contours, Spacing};
use crate::contract::{Tint, number};
use crate::widgets::dom::type_scale;
use leptos::html;
use leptos::prelude::*;
use std::f64::consts::{FRAC_PI_2, PI, TAU};
use std::sync::Arc;
use web_sys::{CanvasRenderingContext2d, KeyboardEvent, PointerEvent};

/// A point in space: x, y and the height.
pub type Place = (f64, f64, f64);

/// What is drawn on the surface.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// A point, with a line down to the ground.
    pub point: Option<Place>,
    /// A sheet through the point: its corners in turn.
    pub sheet: Vec<Place>,
    /// Arrows: colour, beginning and tip.
    pub arrows: Vec<(Tint, Place, Place)>,
}

/// From where the surface is looked at: turned about the upright axis, and tilted.
#[derive(Clone, Copy, Debug, PartialEq)]
struct View {
    turn: f64,
    tilt: f64,
}

const FIRST: View = View {
    turn: -0.6,
    tilt: 0.62,
};
/// How far a drag over a pixel turns.
const PER_PIXEL: f64 = 0.009;
/// How far an arrow key turns.
const PER_KEY: f64 = PI / 36.0;
/// Lowest and highest view.
const TILTS: (f64, f64) = (0.05, FRAC_PI_2);
/// Half the height of the surface, where half its width is 1.
const TALL: f64 = 0.55;
/// The height of a piece that has one colour.
const BAND: f64 = 0.05;

/// A surface that can be turned.
#[component]
pub fn Relief(
    /// What it shows, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// The heights; a few dozen points along each side are enough.
    #[prop(into)]
    contours: Signal<Arc<Contours>>,
    /// What is drawn on it.
    #[prop(into)]
    marks: Signal<Marks>,
) -> impl IntoView {
    let frame: NodeRef<html::Div> = NodeRef::new();
    let view = RwSignal::new(FIRST);
    let held = StoredValue::new(None::<(f64, f64)>);
    let turn = move |turn: f64, tilt: f64| {
        view.update(|v| {
            v.turn = (v.turn + turn).rem_euclid(TAU);
            v.tilt = (v.tilt + tilt).clamp(TILTS.0, TILTS.1);
        });
    };
    let down = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        if let Some(frame) = frame.get_untracked() {
            let _ = frame.set_pointer_capture(event.pointer_id());
        }
        held.set_value(Some((event.client_x().into(), event.client_y().into())));
    };
    let drag = move |event: PointerEvent| {
        let Some(before) = held.get_value().filter(|_| event.buttons() & 1 == 1) else {
            return;
        };
        let now = (f64::from(event.client_x()), f64::from(event.client_y()));
        held.set_value(Some(now));
        turn(
            PER_PIXEL * (now.0 - before.0),
            PER_PIXEL * (now.1 - before.1),
        );
    };
    let up = move |_: PointerEvent| {
        held.try_set_value(None);
    };
    let key = move |event: KeyboardEvent| {
        match event.key().as_str() {
            "ArrowLeft" => turn(-PER_KEY, 0.0),
            "ArrowRight" => turn(PER_KEY, 0.0),
            "ArrowUp" => turn(0.0, PER_KEY),
            "ArrowDown" => turn(0.0, -PER_KEY),
            "Home" => view.set(FIRST),
            _ => return,
        }
        event.prevent_default();
    };
    let draw = move |brush: &Brush| {
        let view = view.get();
        contours.with(|contours| mesh(brush, contours, view));
    };
    let draw_marks = move |brush: &Brush| {
        let view = view.get();
        contours.with(|contours| marks.with(|marks| over(brush, contours, marks, view)));
    };
    let said = move || {
        let v = view.get();
        let turned = v.turn.rem_euclid(TAU).to_degrees().round();
        format!(
            "turned by {}°, seen from {}° above",
            number::rounded(turned + 0.0),
            number::rounded(v.tilt.to_degrees().round() + 0.0)
        )
    };
    let button = move |words: &'static str, name: &'static str, by: (f64, f64)| {
        let press = move |_| {
            if by == (0.0, 0.0) {
                view.set(FIRST);
            } else {
                turn(by.0, by.1);
            }
        };
        view! {
            <button type="button" class="button small" data-turn=name on:click=press>
                {words}
            </button>
        }
    };
    const STEP: f64 = 3.0 * PER_KEY;
    view! {
        <div
            class="relief"
            tabindex="0"
            role="group"
            aria-roledescription="surface that can be turned"
            aria-label=move || label.get()
            node_ref=frame
            on:pointerdown=down
            on:pointermove=drag
            on:pointerup=up
            on:pointercancel=up
            on:lostpointercapture=up
            on:keydown=key
        >
            <Surface class="relief-ground" draw=draw>
                <Surface class="relief-marks" draw=draw_marks>
                    ""
                </Surface>
            </Surface>
        </div>
        <div class="relief-line" data-local="">
            <span class="row">
                {button("⟲ turn", "left", (-STEP, 0.0))} {button("turn ⟳", "right", (STEP, 0.0))}
                {button("higher", "higher", (0.0, STEP))} {button("lower", "lower", (0.0, -STEP))}
                {button("as at first", "first", (0.0, 0.0))}
            </span>
            <span class="quiet" role="status">{said}</span>
        </div>
    }
}

/// How space is put on the canvas.
#[derive(Clone, Copy)]
struct Camera {
    centre: (f64, f64),
    half: f64,
    low: f64,
    high: f64,
    sine: f64,
    cosine: f64,
    view: View,
    middle: (f64, f64),
    unit: f64,
}

impl Camera {
    fn new(brush: &Brush, contours: &Contours, view: View) -> Self {
        let (low, high) = shown(contours);
        let (sine, cosine) = view.turn.sin_cos();
        // The corners of the ground stay in view however it is turned.
        let across = brush.width / 2.0 / 1.45;
        let down = brush.height / 2.0 / (1.42 * view.tilt.sin() + TALL * view.tilt.cos() + 0.06);
        Self {
            centre: contours.window.centre(),
            half: 0.5 * contours.window.size(),
            low,
            high,
            sine,
            cosine,
            view,
            middle: (0.5 * brush.width, 0.5 * brush.height),
            unit: across.min(down),
        }
    }

    /// Each side from −1 to 1, the height from −[`TALL`] to [`TALL`].
    fn normal(&self, (x, y, z): Place) -> Place {
        let part = (z - self.low) / (self.high - self.low);
        (
            (x - self.centre.0) / self.half,
            (y - self.centre.1) / self.half,
            TALL * (2.0 * part - 1.0),
        )
    }

    /// Where a normal point is on the canvas.
    fn seen(&self, (x, y, z): Place) -> (f64, f64) {
        let across = self.cosine * x - self.sine * y;
        let away = self.sine * x + self.cosine * y;
        let up = z * self.view.tilt.cos() + away * self.view.tilt.sin();
        (
            self.middle.0 + self.unit * across,
            self.middle.1 - self.unit * up,
        )
    }

    fn at(&self, place: Place) -> (f64, f64) {
        self.seen(self.normal(place))
    }
}

/// The heights that are shown: where a function is flat in most places and steep in a few, those few are
/// cut off.
fn shown(contours: &Contours) -> (f64, f64) {
    let (low, high) = contours.range;
    match contours.spacing {
        Spacing::Even => (low, high),
        Spacing::Doubling => (low, low + 0.12 * (high - low)),
        Spacing::Halving => (high - 0.12 * (high - low), high),
    }
}

fn mesh(brush: &Brush, contours: &Contours, view: View) {
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
    context.begin_path();
    for (k, place) in places.iter().enumerate() {
        let (x, y) = camera.seen(*place);
        if k == 0 {
            context.move_to(x, y);
        } else {
            context.line_to(x, y);
        }
    }
    context.close_path();
}

/// The square below, and the names of its sides.
fn ground(brush: &Brush, camera: &Camera) {
    let context = &brush.context;
    context.set_stroke_style_str(&brush.palette.line);
    context.set_line_width(1.0);
    context.begin_path();
    let corners = [
        (-1.0, -1.0),
        (1.0, -1.0),
        (1.0, 1.0),
        (-1.0, 1.0),
        (-1.0, -1.0),
    ];
    for (k, (x, y)) in corners.into_iter().enumerate() {
        let (px, py) = camera.seen((x, y, -TALL));
        if k == 0 {
            context.move_to(px, py);
        } else {
            context.line_to(px, py);
        }
    }
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

fn over(brush: &Brush, contours: &Contours, marks: &Marks, view: View) {
    let camera = Camera::new(brush, contours, view);
    let context = &brush.context;
    let fits = |place: &Place| place.0.is_finite() && place.1.is_finite() && place.2.is_finite();
    let path = |places: &[Place]| {
        context.begin_path();
        for (k, place) in places.iter().enumerate() {
            let (x, y) = camera.at(*place);
            if k == 0 {
                context.move_to(x, y);
            } else {
                context.line_to(x, y);
            }
        }
    };
    if marks.sheet.len() > 2 && marks.sheet.iter().all(fits) {
        path(&marks.sheet);
        context.close_path();
        context.set_fill_style_str(&brush.palette.raised);
        context.set_global_alpha(0.45);
        context.fill();
        context.set_global_alpha(0.9);
        context.set_stroke_style_str(&brush.palette.muted);
        context.set_line_width(1.0);
        context.stroke();
        context.set_global_alpha(1.0);
    }
    for (tint, from, tip) in &marks.arrows {
        if fits(from) && fits(tip) {
            arrow(brush, camera.at(*from), camera.at(*tip), *tint);
        }
    }
    if let Some(point) = marks.point.filter(fits) {
        let colour = brush.palette.tint(Tint::Input);
        let (x, y) = camera.at(point);
        let base = camera.seen({
            let (x, y, _) = camera.normal(point);
            (x, y, -TALL)
        });
        context.set_stroke_style_str(colour);
        context.set_line_width(1.0);
        let dash = js_sys::Array::of2(&3.into(), &3.into());
        // Only lengths that are no numbers are refused.
        let _ = context.set_line_dash(&dash);
        context.begin_path();
        context.move_to(x, y);
        context.line_to(base.0, base.1);
        context.stroke();
        let _ = context.set_line_dash(&js_sys::Array::new());
        context.begin_path();
        let _ = context.arc(x, y, 5.0, 0.0, TAU);
        context.set_fill_style_str(colour);
        context.fill();
        context.set_stroke_style_str(&brush.palette.paper);
        context.set_line_width(1.5);
        context.stroke();
    }
}

fn arrow(brush: &Brush, from: (f64, f64), tip: (f64, f64), tint: Tint) {
    let context = &brush.context;
    let (dx, dy) = (tip.0 - from.0, tip.1 - from.1);
    let length = dx.hypot(dy);
    if length < 1.0 {
        return;
    }
    let head = 11.0_f64.min(0.6 * length);
    let (ux, uy) = (dx / length * head, dy / length * head);
    let colour = brush.palette.tint(tint);
    // A rim, so that it is seen on every shade.
    for (colour, wide) in [(brush.palette.paper.as_str(), 5.5), (colour, 3.0)] {
        context.set_stroke_style_str(colour);
        context.set_line_width(wide);
        context.begin_path();
        context.move_to(from.0, from.1);
        context.line_to(tip.0 - 0.6 * ux, tip.1 - 0.6 * uy);
        context.stroke();
    }
    context.set_fill_style_str(colour);
    context.begin_path();
    context.move_to(tip.0, tip.1);
    context.line_to(tip.0 - ux - 0.42 * uy, tip.1 - uy + 0.42 * ux);
    context.line_to(tip.0 - ux + 0.42 * uy, tip.1 - uy - 0.42 * ux);
    context.close_path();
    context.fill();
}
