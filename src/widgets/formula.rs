//! A formula whose numbers are alive.

use super::resize::on_resize;
use crate::contract::Formula;
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;
use web_sys::Element;

/// Shows a [`Formula`]. The markup is set only when it changes, the live numbers whenever they do.
#[component]
pub fn FormulaView(
    /// The formula.
    #[prop(into)]
    formula: Signal<Formula>,
) -> impl IntoView {
    let place: NodeRef<html::Div> = NodeRef::new();
    // A formula that is wider than its place scrolls, and then the keyboard must reach it. Looking
    // makes the browser lay out the page, so it waits for a pause.
    let waiting = StoredValue::new(false);
    let look = move || {
        waiting.set_value(true);
        let look = move || {
            waiting.try_set_value(false);
            let Some(place) = place.try_get_untracked().flatten() else {
                return;
            };
            let _ = if place.scroll_width() > place.client_width() {
                place.set_attribute("tabindex", "0")
            } else {
                place.remove_attribute("tabindex")
            };
        };
        set_timeout(look, Duration::from_millis(120));
    };
    Effect::new(move |_| {
        if let Some(place) = place.get() {
            on_resize(&place, look);
        }
    });
    Effect::new(move |_| {
        formula.track();
        if waiting.try_get_value() == Some(false) {
            look();
        }
    });
    Effect::new(move |before: Option<Option<Shown>>| {
        let place = place.get()?;
        formula.with(|formula| {
            let mut shown = match before.flatten() {
                Some(shown) if shown.markup == formula.markup => shown,
                _ => {
                    // Markup comes from `tex!` and from `mathml`, which escapes what a reader typed.
                    place.set_inner_html(&formula.markup);
                    Shown {
                        markup: formula.markup.to_string(),
                        slots: slots(&place, formula),
                    }
                }
            };
            for (slot, (_, text)) in shown.slots.iter_mut().zip(&formula.live) {
                if slot.1 != *text {
                    for element in &slot.0 {
                        element.set_text_content(Some(text));
                    }
                    slot.1.clone_from(text);
                }
            }
            Some(shown)
        })
    });
    view! { <div class="formula" role="group" aria-label="Formula" node_ref=place></div> }
}

struct Shown {
    markup: String,
    slots: Vec<(Vec<Element>, String)>,
}

fn slots(place: &Element, formula: &Formula) -> Vec<(Vec<Element>, String)> {
    formula
        .live
        .iter()
        .map(|(name, _)| {
            use wasm_bindgen::JsCast;
            let found = place
                .query_selector_all(&format!("[data-live=\"{name}\"]"))
                .ok();
            let elements = found
                .map(|list| {
                    (0..list.length())
                        .filter_map(|i| list.item(i)?.dyn_into::<Element>().ok())
                        .collect()
                })
                .unwrap_or_default();
            (elements, String::new())
        })
        .collect()
}
