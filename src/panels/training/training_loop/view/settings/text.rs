//! The reader's own text: pasted, typed, or dropped as a file.

use super::super::super::TrainingLoop;
use super::super::super::state::Learned;
use crate::contract::number::grouped;
use crate::frame::prelude::*;
use training::{LARGEST_VOCABULARY, LONGEST_TEXT};
use web_sys::DragEvent;

/// The largest file that is read, in bytes.
const LARGEST_FILE: f64 = 2e6;

/// Lets a file be dropped here.
pub fn allow(event: DragEvent) {
    event.prevent_default();
}

/// Takes a dropped text: it becomes the source, by characters where there was none.
pub fn take(event: &DragEvent, context: Context<TrainingLoop>, problem: RwSignal<Option<String>>) {
    event.prevent_default();
    problem.set(None);
    let transfer = event.data_transfer();
    let Some(file) = transfer.and_then(|d| d.files()).and_then(|f| f.get(0)) else {
        return;
    };
    if file.size() > LARGEST_FILE {
        problem.set(Some(format!(
            "That file is larger than 2 MB; at most {} characters can be used.",
            grouped(LONGEST_TEXT as f64)
        )));
        return;
    }
    leptos::task::spawn_local(async move {
        let read = wasm_bindgen_futures::JsFuture::from(file.text()).await;
        // The panel may have been left meanwhile.
        if context.state.try_get_untracked().is_none() {
            return;
        }
        let text = read.ok().and_then(|text| text.as_string());
        match text {
            // A picture or a program, read as text, has zeros or what isn't UTF-8 in it.
            Some(text) if !text.contains(['\0', '\u{fffd}']) => {
                context.update(|s| s.learn_text(&text));
            }
            _ => problem.set(Some("That file can’t be read as text.".into())),
        }
    });
}

/// The field for a text, with its limits said before they bite.
#[component]
pub fn OwnText(context: Context<TrainingLoop>) -> impl IntoView {
    let text = context.part(|s| s.text.clone());
    let least = context.part(|s| s.config.context + 2);
    let by_words = context.part(|s| s.source == Learned::Words);
    let room = move || {
        let used = text.with(|t| t.chars().count());
        format!(
            "{} of at most {} characters; at least {} tokens are needed with this context, and {} \
             different ones are kept: rarer ones share one. {} A text isn’t in the address: a link \
             opens with the built-in text.",
            grouped(used as f64),
            grouped(LONGEST_TEXT as f64),
            least.get(),
            grouped(LARGEST_VOCABULARY as f64),
            if by_words.get() {
                "Words end where Unicode’s rules say (UAX #29): each sign is a word, and so is each \
                 character of Chinese or Thai."
            } else {
                ""
            },
        )
    };
    view! {
        <div class="own-text">
            <label for="own-text">"The text: paste your own, or drop a .txt file anywhere on the settings"</label>
            <textarea
                id="own-text"
                data-control="text"
                rows="6"
                spellcheck="false"
                aria-describedby="own-text-room"
                prop:value=move || text.get().to_string()
                on:change=move |event| {
                    let typed = event_target_value(&event);
                    context.update(|s| s.learn_text(&typed));
                }
            ></textarea>
            <p class="quiet" id="own-text-room" data-run="text-room">{room}</p>
        </div>
    }
}
