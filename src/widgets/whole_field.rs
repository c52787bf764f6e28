//! A whole number, typed or stepped by the browser's own arrows, without a slider.

use crate::contract::number;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, FocusEvent, HtmlInputElement};

/// A field for a whole number.
#[component]
pub fn WholeField(
    /// What it sets.
    label: &'static str,
    /// Its name for the tests, as in the address.
    control: &'static str,
    /// The least and the largest.
    limits: (i64, i64),
    /// The number.
    #[prop(into)]
    value: Signal<i64>,
    /// Called with another one within the limits.
    set: Callback<i64>,
) -> impl IntoView {
    let problem = RwSignal::new(None::<String>);
    let (min, max) = limits;
    let input = move |event: Event| {
        let typed = event_target_value(&event);
        match typed
            .trim()
            .parse::<i64>()
            .ok()
            .filter(|n| (min..=max).contains(n))
        {
            Some(n) => {
                problem.set(None);
                if n != value.get_untracked() {
                    set.run(n);
                }
            }
            None => {
                let shown: String = typed.chars().take(12).collect();
                problem.set(Some(format!(
                    "“{shown}” is not a whole number from {} to {}",
                    number::grouped(min as f64),
                    number::grouped(max as f64)
                )));
            }
        }
    };
    // On leaving the field, it shows what is used.
    let leave = move |event: FocusEvent| {
        problem.try_set(None);
        let field = event
            .target()
            .and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
        if let (Some(field), Some(n)) = (field, value.try_get_untracked()) {
            field.set_value(&n.to_string());
        }
    };
    view! {
        <div class="whole">
            <label>
                <span>{label}</span>
                <input
                    type="number"
                    inputmode="numeric"
                    data-control=control
                    min=min.to_string()
                    max=max.to_string()
                    prop:value=move || value.get().to_string()
                    on:change=input
                    on:blur=leave
                />
            </label>
            <p class="problem" role="status">{move || problem.get()}</p>
        </div>
    }
}
