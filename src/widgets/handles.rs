//! What is dragged in a picture: handles, elements with `data-handle`, that follow the mouse or a
//! finger and are sliders for the arrow keys.

use super::dom;
use super::number_field::nudged;
use crate::contract::plane::Spot;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent, SvgElement};

/// Called with the name of a handle and where it was put.
pub type Moved = Callback<(String, Spot)>;

/// The handles of a picture. While one is held the scale `S` is what it was, and doesn't move under a
/// finger.
pub struct Handles<S: Copy + Send + Sync + 'static> {
    moved: Option<Moved>,
    held: RwSignal<Option<S>>,
}

impl<S: Copy + Send + Sync + 'static> Clone for Handles<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Copy + Send + Sync + 'static> Copy for Handles<S> {}

impl<S: Copy + Send + Sync + 'static> Handles<S> {
    /// Handles that `moved` is told of; none without it.
    pub fn new(moved: Option<Moved>) -> Self {
        Self {
            moved,
            held: RwSignal::new(None),
        }
    }

    /// The scale while a handle is held.
    pub fn held(self) -> Option<S> {
        self.held.get()
    }

    /// The pointer went down: the handle under it is held.
    pub fn down(self, event: &PointerEvent, scale: impl FnOnce() -> S) {
        let Some(handle) = dom::around(event, "[data-handle]") else {
            return;
        };
        if self.moved.is_none() || event.button() != 0 {
            return;
        }
        event.prevent_default();
        let _ = handle.set_pointer_capture(event.pointer_id());
        focus(&handle);
        self.held.set(Some(scale()));
    }

    /// The pointer moved: a held handle goes to `value_at` its pixel in a place of some size.
    pub fn drag(
        self,
        event: &PointerEvent,
        place: Option<impl AsRef<Element>>,
        value_at: impl FnOnce(Spot, Spot) -> Option<Spot>,
    ) {
        if self.held.get_untracked().is_none() || event.buttons() & 1 == 0 {
            return;
        }
        let (Some(moved), Some(name), Some(place)) = (self.moved, name_of(event), place) else {
            return;
        };
        let area = place.as_ref().get_bounding_client_rect();
        let pixel = (
            f64::from(event.client_x()) - area.left(),
            f64::from(event.client_y()) - area.top(),
        );
        if let Some(value) = value_at(pixel, (area.width(), area.height())) {
            moved.run((name, value));
        }
    }

    /// The pointer went up. Also told when a handle is taken out, when nothing may be left to set.
    pub fn up(self) {
        self.held.try_set(None);
    }

    /// A key was pressed on a handle: `find` says where the handle of a name is, and what an arrow key
    /// adds across and upwards.
    pub fn key(self, event: &KeyboardEvent, find: impl FnOnce(&str) -> Option<(Spot, Spot)>) {
        let (Some(moved), Some(name)) = (self.moved, name_of(event)) else {
            return;
        };
        let Some(((x, y), (across, upward))) = find(&name) else {
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
    }
}

fn name_of(event: &web_sys::Event) -> Option<String> {
    dom::around(event, "[data-handle]")?.get_attribute("data-handle")
}

fn focus(handle: &Element) {
    if let Some(handle) = handle.dyn_ref::<SvgElement>() {
        let _ = handle.focus();
    }
}

/// Makes the elements of a picture anew; the handle that the keyboard is on stays so.
pub fn keeping_focus(place: &Element, make: impl FnOnce()) {
    let focused = document()
        .active_element()
        .filter(|e| place.contains(Some(e)))
        .and_then(|e| e.get_attribute("data-handle"));
    make();
    let again = focused.and_then(|name| {
        let found = place.query_selector(&format!("[data-handle=\"{name}\"]"));
        found.ok().flatten()
    });
    if let Some(handle) = again {
        focus(&handle);
    }
}
