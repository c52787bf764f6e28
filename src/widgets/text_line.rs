//! A line of text behind its label, which is taken as a whole.

use leptos::prelude::*;

/// A line to type. It is taken when the reader leaves it or presses Enter.
#[component]
pub fn TextLine(
    /// What is typed.
    label: &'static str,
    /// Its name for the tests.
    control: &'static str,
    /// The present text.
    #[prop(into)]
    text: Signal<String>,
    /// Called with another.
    set: Callback<String>,
    /// What could be typed, while nothing is.
    #[prop(optional)]
    example: Option<&'static str>,
    /// The id of the element that says what is wrong with it.
    #[prop(optional)]
    problem: Option<&'static str>,
) -> impl IntoView {
    view! {
        <label class="text-line">
            <span>{label}</span>
            <input
                type="text"
                size="34"
                autocomplete="off"
                spellcheck="false"
                placeholder=example
                data-control=control
                aria-describedby=problem
                prop:value=move || text.get()
                on:change=move |event| set.run(event_target_value(&event))
            />
        </label>
    }
}
