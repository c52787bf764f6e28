//! A finger on what is dragged in a page that scrolls: a vertical swipe scrolls, and a drag begins
//! sideways or after a hold. The style says `touch-action: pan-y`.

use leptos::prelude::*;
use std::time::Duration;
use web_sys::{PointerEvent, TouchEvent};

/// How long a finger rests before it drags.
const HOLD: Duration = Duration::from_millis(300);
/// How far it goes sideways before it drags, in CSS pixels.
const SIDEWAYS: i32 = 8;

/// A finger that may come to drag. Copy it freely.
#[derive(Clone, Copy)]
pub struct Finger {
    /// Where it came down, as long as it isn't known what it is about to do.
    start: StoredValue<Option<(i32, i32)>>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Finger {
    /// None on the screen yet; forgotten with its owner.
    pub fn none() -> Self {
        let finger = Self {
            start: StoredValue::new(None),
            timer: StoredValue::new(None),
        };
        on_cleanup(move || finger.decided());
        finger
    }

    /// Whether it isn't known yet if a pointer that has come down is going to drag; `begin` is called
    /// once it has rested. A mouse or a pen drags at once.
    pub fn waits(self, event: &PointerEvent, begin: impl FnOnce() + 'static) -> bool {
        if event.pointer_type() != "touch" {
            return false;
        }
        self.decided();
        self.start
            .set_value(Some((event.client_x(), event.client_y())));
        let rested = move || {
            if self.start.try_get_value().flatten().is_some() {
                self.decided();
                begin();
            }
        };
        self.timer
            .set_value(set_timeout_with_handle(rested, HOLD).ok());
        true
    }

    /// Whether it begins to drag with this motion.
    pub fn turns(self, event: &PointerEvent) -> bool {
        let Some((x, y)) = self.start.get_value() else {
            return false;
        };
        let (dx, dy) = (event.client_x() - x, event.client_y() - y);
        let sideways = dx.abs() > SIDEWAYS && dx.abs() > dy.abs();
        if sideways {
            self.decided();
        }
        sideways
    }

    /// Whether it was lifted before it dragged or scrolled: a tap.
    pub fn taps(self) -> bool {
        let waited = self.start.try_get_value().flatten().is_some();
        self.decided();
        waited
    }

    /// Forgets it: it drags, scrolls, or has gone.
    pub fn decided(self) {
        self.start.try_set_value(None);
        let timer = self.timer.try_update_value(Option::take).flatten();
        if let Some(timer) = timer {
            timer.clear();
        }
    }
}

/// Keeps the page from scrolling under a finger that drags.
pub fn keep_still(is_dragging: impl Fn() -> bool + 'static) -> impl FnMut(TouchEvent) + 'static {
    move |event| {
        if is_dragging() && event.cancelable() {
            event.prevent_default();
        }
    }
}
