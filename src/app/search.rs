//! Search: `/` or Ctrl-K, then a few letters of a title or topic.

use super::keys::{is_in_dialog, is_typing};
use crate::panels;
use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// The search button and its dialog.
#[component]
pub fn Search() -> impl IntoView {
    let dialog: NodeRef<html::Dialog> = NodeRef::new();
    let field: NodeRef<html::Input> = NodeRef::new();
    let query = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let found = Memo::new(move |_| {
        query.with(|q| {
            panels::search(q)
                .iter()
                .map(|e| e.meta.id)
                .collect::<Vec<_>>()
        })
    });

    let open = move || {
        if let Some(dialog) = dialog.get_untracked()
            && !dialog.open()
        {
            query.set(String::new());
            chosen.set(0);
            let _ = dialog.show_modal();
            if let Some(field) = field.get_untracked() {
                let _ = field.focus();
            }
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let go = move |id: &str| {
        let _ = window().location().set_hash(&format!("#/{id}"));
        close();
    };

    let handle = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
        let command = (event.ctrl_key() || event.meta_key()) && event.key() == "k";
        let slash = event.key() == "/" && !is_typing(&event) && !event.ctrl_key();
        if command || slash {
            event.prevent_default();
            if !is_in_dialog() {
                open();
            }
        }
    });
    on_cleanup(move || handle.remove());

    let on_key = move |event: KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => chosen.update(|c| *c = (*c + 1) % count),
            "ArrowUp" if count > 0 => chosen.update(|c| *c = (*c + count - 1) % count),
            "Enter" => {
                let id = found.with_untracked(|f| f.get(chosen.get_untracked()).copied());
                if let Some(id) = id {
                    go(id);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };

    // The list is longer than its window.
    Effect::new(move |_| {
        let chosen = chosen.get();
        if let Some(option) = document().get_element_by_id(&format!("found-{chosen}")) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });

    let results = move || {
        found
            .get()
            .into_iter()
            .enumerate()
            .filter_map(|(at, id)| Some((at, panels::find(id)?)))
            .map(|(at, entry)| {
                view! {
                    <li
                        role="option"
                        id=format!("found-{at}")
                        class="found"
                        aria-selected=move || (chosen.get() == at).to_string()
                        on:pointermove=move |_| chosen.set(at)
                        on:click=move |_| go(entry.meta.id)
                    >
                        <span class="found-title">{entry.meta.title}</span>
                        <span class="found-pillar">{entry.meta.pillar.title()}</span>
                    </li>
                }
            })
            .collect_view()
    };

    view! {
        <button type="button" class="button search-button" on:click=move |_| open()>
            <span>"Search"</span>
            <kbd aria-hidden="true">"/"</kbd>
        </button>
        <dialog
            node_ref=dialog
            class="search"
            aria-label="Search the panels"
            on:click=move |event| {
                // A click on the backdrop has the dialog itself as its target.
                let outside = event.target() == event.current_target();
                if outside { close() }
            }
        >
            <div class="search-inner">
                <input
                    node_ref=field
                    type="text"
                    role="combobox"
                    aria-label="Search titles and topics"
                    aria-expanded="true"
                    aria-controls="search-results"
                    aria-activedescendant=move || format!("found-{}", chosen.get())
                    placeholder="softmax, KL, eigenvalue …"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || query.get()
                    on:input=move |event| {
                        query.set(event_target_value(&event));
                        chosen.set(0);
                    }
                    on:keydown=on_key
                />
                <ul id="search-results" role="listbox" aria-label="Panels">
                    {results}
                </ul>
                <p class="search-none" role="status">
                    {move || found.with(Vec::is_empty).then_some("No panel of that name. Try \
                        fewer letters.")}
                </p>
            </div>
        </dialog>
    }
}
