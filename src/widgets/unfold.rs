//! A row of buttons of which only the first are in sight.

use leptos::prelude::*;

/// The first three buttons of a row; what comes after them unfolds.
#[must_use]
pub fn folded(mut buttons: Vec<AnyView>) -> AnyView {
    const IN_SIGHT: usize = 3;
    let rest = buttons.split_off(buttons.len().min(IN_SIGHT));
    let rest = (!rest.is_empty()).then(|| {
        view! {
            <details class="unfold">
                <summary class="button small">"more"</summary>
                <div class="row">{rest}</div>
            </details>
        }
    });
    view! {
        {buttons}
        {rest}
    }
    .into_any()
}
