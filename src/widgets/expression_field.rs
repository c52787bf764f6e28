//! A field for a formula: set in type as it is typed, with a mark under the character at fault, and
//! examples to pick.

use super::formula::FormulaView;
use crate::contract::Formula;
use crate::contract::mathml as m;
use crate::expression::{Typed, typeset};
use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlInputElement;

/// What is wrong with the text in the field.
#[derive(Clone, PartialEq)]
struct Problem {
    message: String,
    /// Spaces up to the fault, and a mark under each of its characters.
    mark: String,
}

/// A text field for a formula.
#[component]
pub fn ExpressionField(
    /// What is typed, such as `f(x)`.
    name: &'static str,
    /// The same as MathML.
    #[prop(into)]
    symbol: String,
    /// Its name for the tests, as in the address.
    control: &'static str,
    /// The variables that may be used.
    variables: &'static [&'static str],
    /// The formula.
    #[prop(into)]
    value: Signal<Typed>,
    /// Called with another.
    set: Callback<Typed>,
    /// Formulas to pick.
    examples: &'static [&'static str],
) -> impl IntoView {
    let field: NodeRef<html::Input> = NodeRef::new();
    let problem = RwSignal::new(None::<Problem>);
    let shift = RwSignal::new(0);
    let message_id = format!("{control}-problem");
    // The field is the reader's while it says the same.
    Effect::new(move |_| {
        let text = value.with(|v| v.text().to_string());
        if let Some(field) = field.get()
            && field.value() != text
        {
            field.set_value(&text);
            problem.set(None);
        }
    });
    let judge = move |field: &HtmlInputElement| {
        let text = field.value();
        match Typed::parse(&text, variables) {
            Ok(typed) => {
                problem.set(None);
                set.run(typed);
            }
            Err(error) => {
                let faulty = text.get(error.span.clone()).unwrap_or_default();
                let wide = faulty.chars().count().clamp(1, 40);
                problem.set(Some(Problem {
                    message: error.to_string(),
                    mark: format!("{}{}", " ".repeat(error.column), "^".repeat(wide)),
                }));
                shift.set(field.scroll_left());
            }
        }
    };
    let input = move |_| {
        if let Some(field) = field.get_untracked() {
            judge(&field);
        }
    };
    let scrolled = move |_| {
        if let Some(field) = field.get_untracked() {
            shift.set(field.scroll_left());
        }
    };
    let formula = Memo::new(move |_| {
        let typed = value.with(|v| typeset(v, &m::mi));
        Formula::built(&[symbol.clone(), m::mo("="), typed])
    });
    let picks = examples
        .iter()
        .map(|text| {
            let chosen = move || value.with(|v| v.text() == *text);
            let pick = move |_| {
                // What a program wrote is a formula, as the tests see to.
                if let Ok(typed) = Typed::parse(text, variables) {
                    problem.set(None);
                    set.run(typed);
                }
            };
            view! {
                <button
                    type="button"
                    class="button small example"
                    data-example=*text
                    aria-pressed=move || chosen().to_string()
                    on:click=pick
                >
                    {*text}
                </button>
            }
        })
        .collect_view();
    let described = message_id.clone();
    view! {
        <div class="expression">
            <div class="expression-line">
                <label class="expression-label" for=format!("{control}-field")>{name} " ="</label>
                <div class="expression-box">
                    <input
                        id=format!("{control}-field")
                        node_ref=field
                        type="text"
                        class="expression-input"
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        maxlength="420"
                        data-expression=control
                        aria-invalid=move || problem.with(Option::is_some).to_string()
                        aria-describedby=described
                        on:input=input
                        on:scroll=scrolled
                    />
                    <div class="expression-mark" aria-hidden="true">
                        <pre style=move || format!("transform:translateX({}px)", -shift.get())>
                            {move || problem.get().map(|p| p.mark)}
                        </pre>
                    </div>
                    <p class="problem" role="status" id=message_id>{move || problem.get().map(|p| p.message)}</p>
                </div>
                <div class="expression-set">
                    <FormulaView formula=formula />
                </div>
            </div>
            <div class="expression-examples" role="group" aria-label=format!("Examples of {name}")>{picks}</div>
        </div>
    }
}
