//! A formula whose numbers are alive.

use crate::contract::Formula;
use leptos::html;
use leptos::prelude::*;
use web_sys::Element;

/// Shows a [`Formula`]. The markup is set only when it changes, the live numbers whenever they do.
#[component]
pub fn FormulaView(
    /// The formula.
    #[prop(into)]
    formula: Signal<Formula>,
) -> impl IntoView {
    let place: NodeRef<html::Div> = NodeRef::new();
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
    view! { <div class="formula" node_ref=place></div> }
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
