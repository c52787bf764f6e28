//! A cell that is dragged up and down.

use super::Cell;
use crate::widgets::finger::Finger;
use leptos::prelude::*;
use web_sys::PointerEvent;

/// How far a cell is dragged for the full colour, in CSS pixels.
const FULL: f64 = 160.0;
/// What Alt with an arrow key adds, as a part of the full colour.
const STEP: f64 = 0.05;

/// What a drag is about.
#[derive(Clone, Copy)]
struct Held {
    cell: Cell,
    /// Its number at the beginning.
    from: f64,
    /// Where the pointer was then.
    y: f64,
    /// What each pixel adds.
    each: f64,
}

/// The drags of a grid whose cells can be changed. Copy it freely.
#[derive(Clone, Copy)]
pub struct Drag {
    set: Callback<(Cell, f64)>,
    held: StoredValue<Option<Held>>,
    finger: Finger,
}

impl Drag {
    /// None under way; `set` is called with a cell and its new number.
    pub fn new(set: Callback<(Cell, f64)>) -> Self {
        Self {
            set,
            held: StoredValue::new(None),
            finger: Finger::none(),
        }
    }

    /// A pointer has come down; `begin` is called once it is known that it drags.
    pub fn down(self, event: &PointerEvent, begin: impl Fn(&PointerEvent) + 'static) {
        if event.button() != 0 {
            return;
        }
        event.prevent_default();
        let first = event.clone();
        let begin = std::rc::Rc::new(begin);
        let later = std::rc::Rc::clone(&begin);
        if !self.finger.waits(event, move || later(&first)) {
            begin(event);
        }
    }

    /// Takes hold of a cell with this number; `full` is the number of the full colour.
    pub fn hold(self, event: &PointerEvent, cell: Cell, from: f64, full: f64) {
        self.held.set_value(Some(Held {
            cell,
            from,
            y: f64::from(event.client_y()),
            each: full / FULL,
        }));
    }

    /// The pointer has moved; whether a finger begins to drag with it.
    pub fn moved(self, event: &PointerEvent) -> bool {
        if self.finger.turns(event) {
            return true;
        }
        if let Some(held) = self.held.get_value().filter(|_| event.buttons() & 1 == 1) {
            let up = held.y - f64::from(event.client_y());
            self.set.run((held.cell, held.from + held.each * up));
        }
        false
    }

    /// The pointer is gone, or the grid.
    pub fn gone(self) {
        self.finger.decided();
        self.held.try_set_value(None);
    }

    /// Whether a cell is held.
    pub fn is_held(self) -> bool {
        self.held.try_get_value().flatten().is_some()
    }

    /// A step up or down by the keyboard.
    pub fn step(self, cell: Cell, from: f64, full: f64, up: bool) {
        let by = if up { STEP } else { -STEP };
        self.set.run((cell, from + by * full));
    }
}
