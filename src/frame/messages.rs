//! What is said about the present state: values that couldn't be used, a mistake that is made on
//! purpose, and the sentence for a screen reader.

use super::live::Live;
use crate::contract::state::Notice;
use leptos::prelude::*;
use std::time::Duration;

/// One message for each value that couldn't be used.
#[component]
pub fn Notices(notices: RwSignal<Vec<Notice>>) -> impl IntoView {
    view! {
        <div class="notices" role="status">
            {move || {
                notices
                    .get()
                    .into_iter()
                    .map(|n| view! { <p class="message" data-notice=n.key.clone()>{n.text()}</p> })
                    .collect_view()
            }}
        </div>
    }
}

/// Says at the picture that it is drawn with a mistake. What the mistake is stands at its check, which
/// may belong to another view of the panel.
#[component]
pub fn Broken(live: Live) -> impl IntoView {
    let broken = live.broken;
    let checked = live.pick(move |reading| {
        let broken = broken.get();
        reading
            .checks
            .iter()
            .any(|check| Some(check.name) == broken)
    });
    let said = move |name: &'static str| {
        view! {
            <p class="broken-flag">
                <strong>"Deliberate mistake: "</strong>
                <code translate="no">{name}</code>
                {move || (!checked.get()).then_some(" (of another view: it isn’t made here) ")}
                <button type="button" class="button small" on:click=move |_| broken.set(None)>
                    "Remove the mistake"
                </button>
            </p>
        }
    };
    view! { <div role="status">{move || broken.get().map(said)}</div> }
}

/// Tells a screen reader the new sentence once the reader has stopped moving.
#[component]
pub fn Announcer(text: Memo<String>) -> impl IntoView {
    let spoken = RwSignal::new(String::new());
    let pending = StoredValue::new(None::<TimeoutHandle>);
    let clear = move || {
        if let Some(handle) = pending.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    Effect::new(move |before: Option<()>| {
        let text = text.get();
        clear();
        if before.is_some() {
            let handle =
                set_timeout_with_handle(move || spoken.set(text), Duration::from_millis(900));
            pending.set_value(handle.ok());
        }
    });
    on_cleanup(clear);
    view! { <p class="hidden" aria-live="polite">{spoken}</p> }
}
