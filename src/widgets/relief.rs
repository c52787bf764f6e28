//! A function of two variables as a surface that can be turned, with marks on it.
//!
//! The surface and its marks have a canvas each: moving a mark draws no surface.

mod camera;
mod marks;
mod mesh;

pub use camera::Place;
pub use marks::Marks;

use super::later;
use super::surface::{Brush, Surface};
use crate::contract::contour::Contours;
use crate::contract::number;
use camera::FIRST;
use leptos::html;
use leptos::prelude::*;
use marks::over;
use mesh::mesh;
use std::f64::consts::{FRAC_PI_2, PI, TAU};
use std::sync::Arc;
use web_sys::{KeyboardEvent, PointerEvent};

/// How far a drag over a pixel turns.
const PER_PIXEL: f64 = 0.009;

/// How far an arrow key turns.
const PER_KEY: f64 = PI / 36.0;

/// Lowest and highest view.
const TILTS: (f64, f64) = (0.05, FRAC_PI_2);

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
    later::attribute(frame, "aria-label", move || label.get());
    view! {
        <div
            class="relief"
            tabindex="0"
            role="group"
            aria-roledescription="surface that can be turned"
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
                {button("reset view", "first", (0.0, 0.0))}
            </span>
            <span class="quiet" role="status">{said}</span>
        </div>
    }
}
