//! A field for a text: whoever owns it reads what is typed, or says below it what is wrong.

use leptos::html;
use leptos::prelude::*;

/// A text field with its label above and its problem below.
#[component]
pub fn TextField(
    /// What is typed.
    #[prop(into)]
    label: String,
    /// Its name for the tests, as in the address.
    control: &'static str,
    /// The present text.
    #[prop(into)]
    text: Signal<String>,
    /// Takes what was typed, or says what is wrong with it.
    judge: Callback<String, Option<String>>,
) -> impl IntoView {
    let field: NodeRef<html::Input> = NodeRef::new();
    let problem = RwSignal::new(None::<String>);
    // What is typed may be written otherwise than the state writes it; the field stays the reader's
    // until the state says something else.
    let heard = StoredValue::new(String::new());
    Effect::new(move |_| {
        let text = text.get();
        if let Some(field) = field.get()
            && heard.with_value(|heard| *heard != text)
        {
            field.set_value(&text);
            heard.set_value(text);
            problem.set(None);
        }
    });
    let input = move |_| {
        let Some(field) = field.get_untracked() else {
            return;
        };
        let wrong = judge.run(field.value());
        if wrong.is_none() {
            heard.set_value(text.get_untracked());
        }
        problem.set(wrong);
    };
    let (id, message) = (format!("{control}-field"), format!("{control}-problem"));
    view! {
        <div class="text-field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                node_ref=field
                type="text"
                class="expression-input"
                translate="no"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                data-control=control
                aria-invalid=move || problem.with(Option::is_some).to_string()
                aria-describedby=message.clone()
                on:input=input
            />
            <p class="problem" role="status" id=message>
                {problem}
            </p>
        </div>
    }
}
