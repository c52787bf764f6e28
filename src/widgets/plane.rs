//! The plane: a grid that a matrix deforms, arrows whose tips are dragged, curves and points.
//!
//! A tip is dragged with the mouse or a finger; with the keyboard it is a slider in two directions
//! for the arrow keys. The elements are made once for what is shown; then only what changed is
//! written into them.

mod draw;

use super::dom;
use super::number_field::nudged;
use crate::contract::plane::{Plane, Spot};
use draw::{Drawn, SIDE};
use leptos::prelude::*;
use leptos::svg;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

/// Called with the name of a handle and where it was put.
pub type Moved = Callback<(String, Spot)>;

/// A picture of the plane.
#[component]
pub fn PlaneView(
    /// What it shows, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// The picture.
    #[prop(into)]
    plane: Signal<Plane>,
    /// Called when a tip was moved; absent where none can be.
    #[prop(optional, into)]
    moved: Option<Moved>,
    /// What an arrow key adds.
    #[prop(default = 0.1)]
    step: f64,
) -> impl IntoView {
    let place: NodeRef<svg::Svg> = NodeRef::new();
    let drawn = StoredValue::new_local(Drawn::default());
    // The scale doesn't move under a finger.
    let held = RwSignal::new(None::<f64>);
    let extent = Memo::new(move |_| held.get().unwrap_or_else(|| plane.with(|p| p.extent)));
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        let extent = extent.get();
        plane.with(|plane| drawn.update_value(|drawn| drawn.show(&place, plane, extent)));
    });
    let follow = move |event: &PointerEvent, handle: &Element| {
        let (Some(moved), Some(place)) = (moved, place.get_untracked()) else {
            return;
        };
        let Some(name) = handle.get_attribute("data-handle") else {
            return;
        };
        let area = place.get_bounding_client_rect();
        let (wide, tall) = (area.width(), area.height());
        if wide <= 0.0 || tall <= 0.0 {
            return;
        }
        let extent = extent.get_untracked();
        // As fine as a pixel, and no finer.
        let digits = 10_f64.powi(2 - extent.log10().floor() as i32);
        let tidy = |part: f64| (part.clamp(-1.0, 1.0) * extent * digits).round() / digits + 0.0;
        let across = 2.0 * (f64::from(event.client_x()) - area.left()) / wide - 1.0;
        let up = 1.0 - 2.0 * (f64::from(event.client_y()) - area.top()) / tall;
        moved.run((name, (tidy(across), tidy(up))));
    };
    let down = move |event: PointerEvent| {
        let Some(handle) = dom::around(&event, "[data-handle]") else {
            return;
        };
        if moved.is_none() || event.button() != 0 {
            return;
        }
        event.prevent_default();
        let _ = handle.set_pointer_capture(event.pointer_id());
        if let Some(handle) = handle.dyn_ref::<web_sys::SvgElement>() {
            let _ = handle.focus();
        }
        held.set(Some(extent.get_untracked()));
    };
    let drag = move |event: PointerEvent| {
        if held.get_untracked().is_none() || event.buttons() & 1 == 0 {
            return;
        }
        if let Some(handle) = dom::around(&event, "[data-handle]") {
            follow(&event, &handle);
        }
    };
    // Also told when a tip is taken out, when nothing may be left to set.
    let up = move |_: PointerEvent| {
        held.try_set(None);
    };
    let key = move |event: KeyboardEvent| {
        let Some(handle) = dom::around(&event, "[data-handle]") else {
            return;
        };
        let Some(name) = handle.get_attribute("data-handle") else {
            return;
        };
        let tip = plane.with_untracked(|p| {
            let arrow = p.arrows.iter().find(|a| a.handle == Some(name.as_str()));
            arrow.map(|a| a.tip)
        });
        let (Some(moved), Some((x, y))) = (moved, tip) else {
            return;
        };
        let go = |x: f64, up: bool| nudged(x, up, event.shift_key(), step) + 0.0;
        let to = match event.key().as_str() {
            "ArrowRight" => (go(x, true), y),
            "ArrowLeft" => (go(x, false), y),
            "ArrowUp" => (x, go(y, true)),
            "ArrowDown" => (x, go(y, false)),
            _ => return,
        };
        event.prevent_default();
        moved.run((name, to));
    };
    view! {
        <svg
            class="plane"
            role=if moved.is_some() { "group" } else { "img" }
            aria-label=move || label.get()
            viewBox=format!("0 0 {SIDE} {SIDE}")
            node_ref=place
            on:pointerdown=down
            on:pointermove=drag
            on:pointerup=up
            on:pointercancel=up
            on:lostpointercapture=up
            on:keydown=key
        ></svg>
    }
}
