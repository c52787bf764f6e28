//! The NumPy twin: the panel's independent oracle, shown on demand.

use super::actions::copy;
use super::live::Live;
use crate::language::FILES;
use leptos::prelude::*;
use std::time::Duration;

/// How long the numbers have to stand still.
const PAUSE: Duration = Duration::from_millis(80);

pub fn twin(live: Live) -> impl IntoView {
    let program = RwSignal::new(live.twin().unwrap_or_default());
    let fold: NodeRef<leptos::html::Details> = NodeRef::new();
    let pending = StoredValue::new(None::<TimeoutHandle>);
    // Writing the program is no part of following a drag: it waits for a pause, or for its turn where it
    // is looked at.
    Effect::new(move |before: Option<()>| {
        live.reading.track();
        if before.is_none() {
            return;
        }
        let waiting = pending.try_update_value(Option::take).flatten();
        if let Some(handle) = waiting {
            if fold.get_untracked().is_some_and(|fold| fold.open()) {
                return pending.set_value(Some(handle));
            }
            handle.clear();
        }
        let write = move || {
            // The panel may have been left in the meantime.
            if pending.try_set_value(None).is_none()
                && let Some(text) = live.twin()
            {
                program.set(text);
            }
        };
        pending.set_value(set_timeout_with_handle(write, PAUSE).ok());
    });
    let copied = RwSignal::new(false);
    // The files that the program reads, where it reads any.
    let named = Memo::new(move |_| {
        let read = |file: &&str| program.with(|p| p.contains(&format!("\"{file}\"")));
        FILES.into_iter().filter(read).collect::<Vec<_>>()
    });
    let files = move || {
        let all = named.get();
        let link = |file| view! { <a href=file download=file translate="no">{file}</a> };
        (!all.is_empty()).then(|| {
            view! {
                <p>
                    "Beside it in its folder it needs: "
                    {all.into_iter().map(|file| view! { {link(file)} " " }).collect_view()}
                </p>
            }
        })
    };
    view! {
        <details class="fold twin" node_ref=fold>
            <summary>"The same in NumPy"</summary>
            <p>
                "A short program with the present state in it. It needs only NumPy and prints \
                 every readout of this panel as JSON, so that you can compare the numbers."
            </p>
            <p>
                <button
                    type="button"
                    class="button"
                    on:click=move |_| {
                        copy(program.get_untracked(), move || copied.set(true));
                    }
                >
                    {move || if copied.get() { "Copied" } else { "Copy the program" }}
                </button>
            </p>
            {files}
            <pre class="program" translate="no" data-numpy=live.meta.id tabindex="0" aria-label="NumPy program">{program}</pre>
        </details>
    }
}
