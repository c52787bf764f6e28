//! A state as a file, for one that is too long for a link: saved, dropped on the panel, opened.

use super::actions;
use super::live::Live;
use crate::app::route::Route;
use crate::contract::address::{self, LONGEST};
use crate::contract::number::grouped;
use leptos::prelude::*;
use web_sys::{DragEvent, File, HtmlInputElement};

/// The largest file that is read, in bytes: the longest text, each character as four escaped bytes.
const LARGEST: f64 = 4e6;

/// Whether the present state is too long for a link.
pub fn is_too_long(live: Live) -> bool {
    untrack(|| live.address().text().len() > LONGEST)
}

/// Saves the present state as a file; what came of it.
pub fn save(live: Live) -> &'static str {
    let text = format!("{}\n", untrack(|| live.address().text()));
    let name = format!("{}-state.txt", live.meta.id);
    match actions::file(text.as_bytes(), &name, "text/plain;charset=utf-8") {
        Ok(()) => "State saved: drop the file on this panel to open it again",
        Err(_) => "This browser would not save the file",
    }
}

/// A button that saves the present state.
#[component]
pub fn SaveButton(live: Live) -> impl IntoView {
    let said = RwSignal::new("");
    view! {
        <button type="button" class="button small" data-action="save-state" on:click=move |_| said.set(save(live))>
            "Save the state as a file"
        </button>
        <span class="file-said" role="status">{said}</span>
    }
}

/// Says that a state is too long for the address, and what became of a file that was dropped.
#[component]
pub fn TooLong(live: Live, problem: RwSignal<Option<String>>) -> impl IntoView {
    let route = expect_context::<Route>();
    let long = Memo::new(move |_| route.too_long());
    let said = move || {
        let length = long.get()?;
        let words = format!(
            "A link to this state would have {} characters, and browsers take at most {}. The address \
             still names an earlier state; reloading the page brings that one back.",
            grouped(length as f64),
            grouped(LONGEST as f64)
        );
        Some(
            view! { <p class="message" data-notice="too-long">{words} " " <SaveButton live=live /></p> },
        )
    };
    let refused = move || {
        problem
            .get()
            .map(|why| view! { <p class="message">{why}</p> })
    };
    view! { <div class="notices" role="status">{said} {refused}</div> }
}

/// Lets a file be dropped.
pub fn allow(event: &DragEvent) {
    let types = event.data_transfer().map(|transfer| transfer.types());
    if types.is_some_and(|types| types.includes(&"Files".into(), 0)) {
        event.prevent_default();
    }
}

/// Opens a file that was dropped, unless a part of the panel has taken it.
pub fn dropped(live: Live, event: &DragEvent, problem: RwSignal<Option<String>>) {
    let files = event.data_transfer().and_then(|transfer| transfer.files());
    if let Some(file) = files.and_then(|files| files.get(0))
        && !event.default_prevented()
    {
        event.prevent_default();
        open(live, &file, problem);
    }
}

/// A field to choose a file with.
#[component]
pub fn OpenField(live: Live, problem: RwSignal<Option<String>>) -> impl IntoView {
    let field: NodeRef<leptos::html::Input> = NodeRef::new();
    let chosen = move |_| {
        let Some(field) = field.get_untracked() else {
            return;
        };
        let files = HtmlInputElement::files(&field);
        if let Some(file) = files.and_then(|files| files.get(0)) {
            open(live, &file, problem);
        }
        // The same file may be chosen again.
        field.set_value("");
    };
    view! {
        <label class="row">
            "Open a saved state"
            <input node_ref=field type="file" accept=".txt,text/plain" data-action="open-state" on:change=chosen />
        </label>
    }
}

fn open(live: Live, file: &File, problem: RwSignal<Option<String>>) {
    if file.size() > LARGEST {
        problem.set(Some("That file is too large for a saved state.".into()));
        return;
    }
    let text = file.text();
    leptos::task::spawn_local(async move {
        let text = wasm_bindgen_futures::JsFuture::from(text).await;
        // The panel may have been left meanwhile.
        if live.broken.try_get_untracked().is_none() {
            return;
        }
        let text = text.ok().and_then(|text| text.as_string());
        let address = text.and_then(|text| address::of_file(&text));
        problem.set(match address {
            Some(address) if address.id == live.meta.id => {
                live.load(&address);
                None
            }
            Some(address) => Some(format!(
                "That file holds a state of another panel, “{}”: open that panel and drop the file there.",
                address.id
            )),
            None => Some("That file holds no state that was saved here.".into()),
        });
    });
}
