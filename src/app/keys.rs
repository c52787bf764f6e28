//! Keys that work on every page, and the list of them under `?`.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// What each key does.
const KEYS: &[(&str, &str)] = &[
    ("/", "search"),
    ("f", "go to the figure"),
    ("m", "go to the panel’s main action or its first control"),
    ("p", "show the panel as a slide, and as a page again"),
    (
        "Page Down, Page Up",
        "on a slide: the next step, the step before",
    ),
    ("b", "on a slide: black, and back"),
    ("Esc", "leave the slide"),
    ("?", "this list"),
];

/// Whether a key is meant as text.
pub fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|t| t.dyn_into::<HtmlElement>().ok());
    target.is_some_and(|e| {
        e.is_content_editable()
            || matches!(e.tag_name().as_str(), "TEXTAREA" | "SELECT")
            || (e.tag_name() == "INPUT"
                && !matches!(
                    e.get_attribute("type").as_deref(),
                    Some("range" | "checkbox" | "radio")
                ))
    })
}

/// Whether a dialog is open; keys are its own then.
pub fn is_in_dialog() -> bool {
    let open = document().query_selector("dialog[open]");
    open.is_ok_and(|dialog| dialog.is_some())
}

/// Whether a key is meant for something else than the page: text, the browser, a dialog.
pub fn is_taken(event: &KeyboardEvent) -> bool {
    event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(event) || is_in_dialog()
}

/// The button and its dialog.
#[component]
pub fn Keys() -> impl IntoView {
    let dialog: NodeRef<html::Dialog> = NodeRef::new();
    let open = move || {
        if let Some(dialog) = dialog.get_untracked()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
            focus(".key-list .button");
        }
    };
    let handle = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
        if is_taken(&event) {
            return;
        }
        match event.key().as_str() {
            "?" => open(),
            "f" => focus("#figure"),
            "m" => main_action(),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || handle.remove());
    let rows = KEYS
        .iter()
        .map(|(key, does)| view! { <dt><kbd>{*key}</kbd></dt><dd>{*does}</dd> })
        .collect_view();
    view! {
        <button type="button" class="button keys-button" aria-label="Keys" on:click=move |_| open()>
            "?"
        </button>
        <dialog class="search key-list" node_ref=dialog aria-label="Keys">
            <form method="dialog">
                <dl>{rows}</dl>
                <button class="button">"Close"</button>
            </form>
        </dialog>
    }
}

/// Focuses what a selector finds first, scrolled into view.
pub fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(found) = found.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = found.focus();
    }
}

/// The button that starts what the panel is about, or else the first control that can be used.
fn main_action() {
    const CONTROLS: &str = "button, input, select, [tabindex=\"0\"]";
    let action = "[data-main-action]";
    if document().query_selector(action).ok().flatten().is_some() {
        focus(action);
        return;
    }
    let within = |place: &str| -> Option<HtmlElement> {
        let place: Element = document().query_selector(place).ok()??;
        place.query_selector(CONTROLS).ok()??.dyn_into().ok()
    };
    if let Some(control) = within(".figure-area > .controls").or_else(|| within("#figure")) {
        let _ = control.focus();
    }
}
