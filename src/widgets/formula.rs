//! A formula with live numbers.

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
            let kept = before
                .flatten()
                .and_then(|shown| shown.renumbered(&formula.markup));
            let mut shown = kept.unwrap_or_else(|| {
                // Markup comes from `tex!` and from `mathml`, which escapes what a reader typed.
                place.set_inner_html(&formula.markup);
                Shown {
                    markup: formula.markup.to_string(),
                    numbers: all(&place, "mn"),
                    slots: slots(&place, formula),
                }
            });
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
    view! { <div class="formula" translate="no" role="group" aria-label="Formula" node_ref=place></div> }
}

struct Shown {
    markup: String,
    /// Every number of the formula.
    numbers: Vec<Element>,
    slots: Vec<(Vec<Element>, String)>,
}

impl Shown {
    /// The same with the numbers of another markup written into it; `None` where more than numbers
    /// changed.
    fn renumbered(mut self, markup: &str) -> Option<Self> {
        if self.markup == markup {
            return Some(self);
        }
        let (was, now) = (parts(&self.markup), parts(markup));
        let same = was.len() == now.len()
            && was.len() == self.numbers.len() + 1
            && was.iter().zip(&now).all(|(was, now)| was.1 == now.1);
        if !same {
            return None;
        }
        for (element, (was, now)) in self.numbers.iter().zip(was.iter().zip(&now).skip(1)) {
            if was.0 != now.0
                && let Some(text) = element.first_child()
            {
                text.set_node_value(Some(now.0));
            }
        }
        self.markup = markup.to_string();
        Some(self)
    }
}

/// Each number of a formula with the markup that follows it, after what stands before the first.
fn parts(markup: &str) -> Vec<(&str, &str)> {
    let mut parts = markup.split("<mn>");
    let first = ("", parts.next().unwrap_or_default());
    let numbers = parts.map(|part| part.split_once("</mn>").unwrap_or(("", part)));
    std::iter::once(first).chain(numbers).collect()
}

fn slots(place: &Element, formula: &Formula) -> Vec<(Vec<Element>, String)> {
    let slot = |(name, _): &(&'static str, String)| {
        let elements = all(place, &format!("[data-live=\"{name}\"]"));
        (elements, String::new())
    };
    formula.live.iter().map(slot).collect()
}

/// The elements that a selector finds.
fn all(place: &Element, selector: &str) -> Vec<Element> {
    use wasm_bindgen::JsCast;
    let Ok(found) = place.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|i| found.item(i)?.dyn_into().ok())
        .collect()
}
