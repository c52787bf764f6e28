//! Following the size of an element.

use super::dom::type_scale;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver, ResizeObserverBoxOptions, ResizeObserverOptions};

/// Keeps the type of a drawing at the size that it has on the page, however the drawing is scaled:
/// `--shrunk` is what one of its units is larger than a CSS pixel. `wide` is the drawing's width in
/// units.
pub fn keep_type(drawing: &Element, wide: f64) {
    let own = drawing.clone();
    on_resize(drawing, move || {
        let seen = own.get_bounding_client_rect().width();
        if seen > 0.0 {
            let shrunk = type_scale() * wide / seen;
            let _ = own.set_attribute("style", &format!("--shrunk:{shrunk:.3}"));
        }
    });
}

/// Calls `act` now, and whenever the element's size changes, in CSS pixels or in the screen's,
/// until the owner is cleaned up.
pub fn on_resize(element: &Element, act: impl Fn() + 'static) {
    act();
    let closure = Closure::<dyn Fn()>::new(act);
    let function: &js_sys::Function = closure.as_ref().unchecked_ref();
    let Ok(observer) = ResizeObserver::new(function) else {
        return;
    };
    // Browsers that know no pixels of the screen refuse this by an exception, which must not end
    // the page; they follow the CSS size.
    let options = ResizeObserverOptions::new();
    options.set_box(ResizeObserverBoxOptions::DevicePixelContentBox);
    let observe = js_sys::Reflect::get(&observer, &"observe".into())
        .ok()
        .and_then(|f| f.dyn_into::<js_sys::Function>().ok());
    let fine = observe.is_some_and(|f| f.call2(&observer, element, &options).is_ok());
    if !fine {
        observer.observe(element);
    }
    let kept = StoredValue::new_local((observer, closure));
    on_cleanup(move || {
        kept.try_with_value(|(observer, _)| observer.disconnect());
    });
}
