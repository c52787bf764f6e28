//! The graph by a pointer: it is dragged, zoomed with Ctrl and the wheel, and its boxes are pressed.

use super::board::Board;
use crate::widgets::dom;
use leptos::ev::WheelEvent;
use leptos::prelude::*;
use web_sys::{Event, MouseEvent, PointerEvent};

/// How far a pointer goes before it moves the picture.
const SLACK: f64 = 4.0;

impl Board {
    /// A press may become a drag.
    pub fn pressed(self, event: &PointerEvent) {
        if event.button() == 0 {
            self.hand.set_value(Some((
                (f64::from(event.client_x()), f64::from(event.client_y())),
                false,
            )));
        }
    }

    /// Moves the picture along.
    pub fn moved(self, event: &PointerEvent) {
        let Some((from, far)) = self.hand.get_value().filter(|_| event.buttons() & 1 == 1) else {
            return;
        };
        let now = (f64::from(event.client_x()), f64::from(event.client_y()));
        let by = (now.0 - from.0, now.1 - from.1);
        if !far && by.0.hypot(by.1) < SLACK {
            return;
        }
        if !far && let Some(place) = self.place.get_untracked() {
            let _ = place.set_pointer_capture(event.pointer_id());
            self.dragging.set(true);
        }
        self.hand.set_value(Some((now, true)));
        self.settle(self.look.get_untracked().moved(by));
    }

    /// A drag is remembered until the click that ends it.
    pub fn released(self) {
        self.hand
            .try_update_value(|hand| *hand = hand.filter(|(_, far)| *far));
        self.dragging.try_set(false);
    }

    /// Picks the box that was pressed.
    pub fn clicked(self, event: &MouseEvent) {
        // The end of a drag is no click.
        let dragged = self.hand.get_value().is_some_and(|(_, far)| far);
        self.hand.set_value(None);
        if let (false, Some(at), Some(pick)) = (dragged, box_of(event), self.pick) {
            self.stop.set(Some(at));
            pick.run(at);
        }
    }

    /// Zooms about the pointer.
    pub fn wheel(self, event: &WheelEvent) {
        // Without Ctrl the page scrolls, as it should.
        let Some(place) = self.place.get_untracked().filter(|_| event.ctrl_key()) else {
            return;
        };
        event.prevent_default();
        let area = place.get_bounding_client_rect();
        let about = (
            f64::from(event.client_x()) - area.left(),
            f64::from(event.client_y()) - area.top(),
        );
        let by = (-event.delta_y() / 400.0).clamp(-0.5, 0.5).exp();
        self.settle(self.look.get_untracked().zoomed(by, about));
    }
}

/// The box that an event comes from.
pub fn box_of(event: &Event) -> Option<usize> {
    dom::around(event, "[data-box]")?
        .get_attribute("data-box")?
        .parse()
        .ok()
}
