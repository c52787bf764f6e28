//! Knowing whether an element is in view.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// Calls `act` with whether the element is in view, whenever that changes, until the owner is
/// cleaned up. Where a browser can't tell, it is never called.
pub fn on_view(element: &Element, act: impl Fn(bool) + 'static) {
    observe(element, 0, act);
}

/// The same with whether the element is in view or at most `near` CSS pixels above or below.
pub fn on_near(element: &Element, near: u32, act: impl Fn(bool) + 'static) {
    observe(element, near, act);
}

fn observe(element: &Element, near: u32, act: impl Fn(bool) + 'static) {
    let closure = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        // The last one is the latest.
        let last = entries.get(entries.length().saturating_sub(1));
        if let Ok(entry) = last.dyn_into::<IntersectionObserverEntry>() {
            act(entry.is_intersecting());
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin(&format!("{near}px 0px"));
    let made = IntersectionObserver::new_with_options(closure.as_ref().unchecked_ref(), &options);
    let Ok(observer) = made else {
        return;
    };
    observer.observe(element);
    let kept = StoredValue::new_local((observer, closure));
    on_cleanup(move || {
        kept.try_with_value(|(observer, _)| observer.disconnect());
    });
}
