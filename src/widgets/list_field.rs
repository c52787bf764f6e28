//! A list of numbers as text: typed or pasted, checked in its place.

use crate::contract::{number, paste};
use leptos::html;
use leptos::prelude::*;

/// A text field for a list of numbers. What can't be used changes nothing.
#[component]
pub fn ListField(
    /// What the numbers are.
    label: &'static str,
    /// Its name for the tests, as in the address.
    control: &'static str,
    /// The numbers.
    #[prop(into)]
    value: Signal<Vec<f64>>,
    /// Takes a list, or says what is wrong with it.
    set: Callback<Vec<f64>, Result<(), String>>,
) -> impl IntoView {
    let field: NodeRef<html::Input> = NodeRef::new();
    let problem = RwSignal::new(None::<String>);
    let text = Memo::new(move |_| value.with(|list| written(list)));
    // The field is the reader's while it says the same.
    Effect::new(move |_| {
        let text = text.get();
        if let Some(field) = field.get()
            && read(&field.value()).map_or(true, |list| value.with_untracked(|now| *now != list))
        {
            field.set_value(&text);
            problem.try_set(None);
        }
    });
    let input = move |event| {
        let typed = event_target_value(&event);
        let outcome = read(&typed).and_then(|list| set.run(list));
        problem.set(
            outcome
                .err()
                .map(|why| format!("This can’t be used: {why}.")),
        );
    };
    let leave = move |_| {
        problem.try_set(None);
        let field = field.try_get_untracked().flatten();
        if let (Some(field), Some(text)) = (field, text.try_get_untracked()) {
            field.set_value(&text);
        }
    };
    view! {
        <label class="row list-field">
            <span>{label}</span>
            <input
                node_ref=field
                type="text"
                class="expression-input"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                data-control=control
                data-list=control
                aria-invalid=move || problem.with(Option::is_some).to_string()
                on:input=input
                on:blur=leave
            />
        </label>
        <p class="problem" role="status">{problem}</p>
    }
}

fn written(list: &[f64]) -> String {
    let numbers: Vec<String> = list.iter().map(|x| number::exact(*x)).collect();
    numbers.join(", ")
}

/// The numbers of a text, or why it isn't a list of numbers.
fn read(text: &str) -> Result<Vec<f64>, String> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    // A comma at the end is one that is followed by a number soon.
    let table = paste::table(text.trim().trim_end_matches(','))?;
    Ok(table.transpose().as_slice().to_vec())
}
