//! The address after `#` as a signal, and the one place that writes it.

use crate::contract::Address;
use crate::contract::address::LONGEST;
use crate::widgets::dom;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::time::Duration;
use wasm_bindgen::JsValue;

/// The hash as the reader or a link set it. What a control writes is not seen here.
#[derive(Clone, Copy)]
pub struct Route {
    hash: RwSignal<String>,
    /// How many characters the address of what is shown would have, where that is too many.
    too_long: RwSignal<Option<usize>>,
}

impl Route {
    /// The route, provided to everything below; listens to the browser.
    #[must_use]
    pub fn provide() -> Self {
        let route = Self {
            hash: RwSignal::new(hash()),
            too_long: RwSignal::new(None),
        };
        SEEN.set(hash());
        let handle = window_event_listener(leptos::ev::hashchange, move |_| {
            forget_pending();
            SEEN.set(hash());
            route.hash.set(hash());
        });
        on_cleanup(move || handle.remove());
        provide_context(route);
        route
    }

    /// The present address, tracked.
    #[must_use]
    pub fn address(self) -> Address {
        self.hash.with(|hash| Address::parse(hash))
    }

    /// How many characters the address of what is shown would have, tracked; none where it is written.
    #[must_use]
    pub fn too_long(self) -> Option<usize> {
        self.too_long.get()
    }

    /// Keeps a page and the address together as long as the page is shown: `load` takes another address
    /// of the page, typed, linked or gone back to; `present` is the address of what is shown, tracked.
    pub fn keep(
        self,
        id: &'static str,
        load: impl Fn(&Address) + 'static,
        present: impl Fn() -> Address + 'static,
    ) {
        Effect::new(move |before: Option<()>| {
            let address = self.address();
            if before.is_some() && address.id == id {
                load(&address);
            }
        });
        // Written only once something was changed here, so that a message about a bad value keeps the
        // value in sight.
        Effect::new(move |before: Option<String>| {
            let address = present().text();
            let too_long = Some(address.len()).filter(|length| *length > LONGEST);
            if self.too_long.get_untracked() != too_long {
                self.too_long.set(too_long);
            }
            if too_long.is_some() {
                // What was to be written is no longer what is shown.
                forget_pending();
            } else if before.is_some_and(|before| before != address) {
                replace(address.clone());
            }
            address
        });
        on_cleanup(move || {
            forget_pending();
            let _ = self.too_long.try_set(None);
        });
    }
}

fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// The whole URL of an address.
#[must_use]
pub fn url(address: &str) -> String {
    let href = window().location().href().unwrap_or_default();
    let base = href.split('#').next().unwrap_or_default();
    format!("{base}{address}")
}

/// From one change of the address to the next, so that what a reader does at rest is in it at once.
const PAUSE: Duration = Duration::from_millis(90);
/// Safari refuses more than 100 changes in 30 seconds, and each costs milliseconds: after so many, as in a
/// long drag, one is written in so many milliseconds.
const AT_ONCE: f64 = 30.0;
const EACH: f64 = 450.0;

thread_local! {
    static PENDING: RefCell<Option<String>> = const { RefCell::new(None) };
    static WAITING: Cell<bool> = const { Cell::new(false) };
    /// How many changes were written lately, less one for each [`EACH`] that has passed, and when it was
    /// counted.
    static WRITTEN: Cell<(f64, f64)> = const { Cell::new((0.0, 0.0)) };
    /// The hash that was last told of or written.
    static SEEN: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Replaces the address without adding to the history, as soon as it is allowed: never within the event
/// that changed the state, for a browser takes milliseconds for it, and the picture would wait.
fn replace(address: String) {
    PENDING.set(Some(address));
    if !WAITING.replace(true) {
        set_timeout(write_pending, Duration::ZERO);
    }
}

fn write_pending() {
    if let Some(address) = PENDING.take() {
        write(&address);
        let (now, (count, then)) = (dom::now(), WRITTEN.get());
        let count = (count - (now - then) / EACH).max(0.0) + 1.0;
        WRITTEN.set((count, now));
        let pause = if count > AT_ONCE {
            Duration::from_millis(EACH as u64)
        } else {
            PAUSE
        };
        set_timeout(write_pending, pause);
    } else {
        WAITING.set(false);
    }
}

/// Drops a write that hasn't happened yet: the reader has gone elsewhere.
fn forget_pending() {
    PENDING.set(None);
}

fn write(address: &str) {
    let now = hash();
    // Another hash than the last one that was told of: the reader has gone on, and the event that
    // tells so is on its way. Written now, this address would replace the reader's.
    if now == address || SEEN.with_borrow(|seen| *seen != now) {
        return;
    }
    let done = window()
        .history()
        .and_then(|h| h.replace_state_with_url(&JsValue::NULL, "", Some(address)));
    if done.is_err() {
        // Some browsers refuse this for files; replacing the hash adds no entry either.
        let _ = window().location().replace(address);
    }
    SEEN.set(hash());
}
