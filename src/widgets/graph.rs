//! A picture over two axes: curves, arrows and points, some of which are dragged.
//!
//! A handle is dragged with the mouse or a finger; with the keyboard it is a slider for the arrow
//! keys. Everything is drawn in CSS pixels; the elements are made once for what is shown, and then
//! only what changed is written into them.

mod draw;

use super::dom;
use super::number_field::nudged;
use super::plane::Moved;
use super::resize::on_resize;
use crate::contract::graph::{Graph, step_of};
use draw::{Drawn, Frame};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

/// How many steps of an arrow key go from one end of an axis to the other, at most.
const STEPS: f64 = 100.0;

/// Where the axes of a picture with one scale stand in a place of that size: left, top, width, height.
/// For whoever draws beneath it.
#[must_use]
pub fn inner(size: (f64, f64), x: (f64, f64), y: (f64, f64)) -> [f64; 4] {
    Frame::new(size, x, y, true).inner()
}

/// A picture over two axes.
#[component]
pub fn GraphView(
    /// What it shows, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// The picture.
    #[prop(into)]
    graph: Signal<Graph>,
    /// Called with the name of a handle and where it was put; absent where there is none.
    #[prop(optional, into)]
    moved: Option<Moved>,
) -> impl IntoView {
    let place: NodeRef<html::Div> = NodeRef::new();
    let drawn = StoredValue::new_local(Drawn::default());
    let size = RwSignal::new((0.0, 0.0));
    // The scale doesn't move under a finger.
    let held = RwSignal::new(None::<((f64, f64), (f64, f64))>);
    let frame = Memo::new(move |_| {
        let (width, height) = size.get();
        graph.with(|g| {
            let (x, y) = held.get().unwrap_or((g.x, g.y));
            Frame::new((width, height), x, y, g.equal)
        })
    });
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        let element = place.clone();
        on_resize(&place, move || {
            let area = element.get_bounding_client_rect();
            let now = (area.width(), area.height());
            if size.try_get_untracked().is_some_and(|before| before != now) {
                size.set(now);
            }
        });
    });
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        let frame = frame.get();
        if frame.is_large() {
            graph.with(|graph| drawn.update_value(|drawn| drawn.show(&place, graph, frame)));
        }
    });
    let follow = move |event: &PointerEvent, handle: &Element| {
        let (Some(moved), Some(place)) = (moved, place.get_untracked()) else {
            return;
        };
        let Some(name) = handle.get_attribute("data-handle") else {
            return;
        };
        let area = place.get_bounding_client_rect();
        let pixel = (
            f64::from(event.client_x()) - area.left(),
            f64::from(event.client_y()) - area.top(),
        );
        moved.run((name, frame.get_untracked().value_at(pixel)));
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
        held.set(Some(graph.with_untracked(|g| (g.x, g.y))));
    };
    let drag = move |event: PointerEvent| {
        if held.get_untracked().is_none() || event.buttons() & 1 == 0 {
            return;
        }
        if let Some(handle) = dom::around(&event, "[data-handle]") {
            follow(&event, &handle);
        }
    };
    // Also told when a handle is taken out, when nothing may be left to set.
    let up = move |_: PointerEvent| {
        held.try_set(None);
    };
    let key = move |event: KeyboardEvent| {
        let name =
            dom::around(&event, "[data-handle]").and_then(|h| h.get_attribute("data-handle"));
        let (Some(moved), Some(name)) = (moved, name) else {
            return;
        };
        let found = graph.with_untracked(|g| {
            let steps = |(low, high): (f64, f64)| step_of(high - low, STEPS);
            let at = g.handles().find(|(h, _)| h.name == name)?.1;
            Some((at, (steps(g.x), steps(g.y))))
        });
        let Some(((x, y), (across, upward))) = found else {
            return;
        };
        let go = |x: f64, up: bool, step: f64| nudged(x, up, event.shift_key(), step) + 0.0;
        let to = match event.key().as_str() {
            "ArrowRight" => (go(x, true, across), y),
            "ArrowLeft" => (go(x, false, across), y),
            "ArrowUp" => (x, go(y, true, upward)),
            "ArrowDown" => (x, go(y, false, upward)),
            _ => return,
        };
        event.prevent_default();
        moved.run((name, to));
    };
    let class = if graph.with_untracked(|g| g.equal) {
        "graph square"
    } else {
        "graph"
    };
    view! {
        <div
            class=class
            role=if moved.is_some() { "group" } else { "img" }
            aria-label=move || label.get()
            node_ref=place
            on:pointerdown=down
            on:pointermove=drag
            on:pointerup=up
            on:pointercancel=up
            on:lostpointercapture=up
            on:keydown=key
        ></div>
    }
}
