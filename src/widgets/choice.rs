//! Small choices: a switch, a few named options, a count with − and +.

use leptos::prelude::*;

/// On or off.
#[component]
pub fn Switch(
    /// What it switches.
    #[prop(into)]
    label: ViewFn,
    /// Its name for the tests, as in the address.
    control: &'static str,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// Called with the other.
    set: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="switch">
            <input
                type="checkbox"
                role="switch"
                data-control=control
                prop:checked=move || on.get()
                on:change=move |event| set.run(event_target_checked(&event))
            />
            <span>{label.run()}</span>
        </label>
    }
}

/// One of a few named options, as a row of buttons.
#[component]
pub fn Choice(
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
            view! {
                <label class="segment">
                    <input
                        type="radio"
                        name=control
                        data-control=control
                        value=name
                        prop:checked=move || value.get() == name
                        on:change=move |_| set.run(name)
                    />
                    <span>{words}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <div class="choice" role="group" aria-label=label>
            <span class="choice-label" aria-hidden="true">{label}</span>
            <div class="segments">{items}</div>
        </div>
    }
}

/// A whole number with − and +.
#[component]
pub fn Count(
    /// What is counted.
    #[prop(into)]
    label: ViewFn,
    /// The same as plain words.
    words: &'static str,
    /// Its name for the tests.
    control: &'static str,
    /// The number.
    #[prop(into)]
    value: Signal<usize>,
    /// Called with another.
    set: Callback<usize>,
    /// Fewest.
    min: usize,
    /// Most.
    max: usize,
) -> impl IntoView {
    view! {
        <div class="count" role="group" aria-label=words>
            <span class="count-label" aria-hidden="true">{label.run()}</span>
            <button
                type="button"
                class="button square"
                aria-label=format!("Fewer: {words}")
                data-control=format!("{control}-fewer")
                prop:disabled=move || value.get() <= min
                on:click=move |_| set.run(value.get_untracked().saturating_sub(1).max(min))
            >
                "−"
            </button>
            <output class="count-value">{value}</output>
            <button
                type="button"
                class="button square"
                aria-label=format!("More: {words}")
                data-control=format!("{control}-more")
                prop:disabled=move || { value.get() >= max }
                on:click=move |_| set.run((value.get_untracked() + 1).min(max))
            >
                "+"
            </button>
        </div>
    }
}
