//! One of several named options, as a list that opens: for more than fit in a row.

use leptos::prelude::*;

/// A list to choose from.
#[component]
pub fn Select(
    /// What is chosen.
    label: &'static str,
    /// Its name for the tests, as in the address.
    control: &'static str,
    /// Value and words of each option.
    options: &'static [(&'static str, &'static str)],
    /// The present value.
    #[prop(into)]
    value: Signal<&'static str>,
    /// Called with another.
    set: Callback<&'static str>,
) -> impl IntoView {
    let items = options
        .iter()
        .map(|&(name, words)| {
            view! { <option value=name prop:selected=move || value.get() == name>{words}</option> }
        })
        .collect_view();
    let changed = move |event| {
        let chosen = event_target_value(&event);
        if let Some((name, _)) = options.iter().find(|(name, _)| *name == chosen) {
            set.run(name);
        }
    };
    view! {
        <label class="select">
            <span>{label}</span>
            <select data-control=control on:change=changed>{items}</select>
        </label>
    }
}
