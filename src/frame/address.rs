//! The keys of a panel's address.

use super::live::Live;
use super::saved::{OpenField, SaveButton};
use crate::widgets::data_table::{DataTable, heads};
use leptos::prelude::*;

/// How to write the address by hand.
#[component]
pub fn Keys(live: Live, problem: RwSignal<Option<String>>) -> impl IntoView {
    let id = live.meta.id;
    let rows = live
        .keys
        .iter()
        .map(|key| {
            view! { <tr><th scope="row"><code translate="no">{key.name}</code></th><td>{key.about}</td><td>{key.kind.expected()}</td></tr> }
        })
        .collect_view();
    view! {
        <details class="fold address-keys">
            <summary>"The address of this panel"</summary>
            <p>
                "A link opens exactly the state that it names: " <code translate="no">{format!("#/{id}?key=value&key=value")}</code>
                ". A key that is left out is at its default."
            </p>
            <p>
                "A state may also be kept as a file, which is opened by dropping it on the panel. "
                <SaveButton live=live />
            </p>
            <OpenField live=live problem=problem />
            <DataTable label="Keys of the address" heads=heads!["Key", "What it is", "What it accepts"] class="keys">
                {rows}
            </DataTable>
        </details>
    }
}
