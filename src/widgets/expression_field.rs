//! A field for a formula: set in type as it is typed, with a mark under the character at fault, and
//! examples to pick.

use super::formula::FormulaView;
use super::unfold::folded;
use crate::contract::Formula;
use crate::contract::mathml as m;
use crate::expression::{Typed, typeset};
use leptos::html;
use leptos::prelude::*;
use numeric_core::expression::ExpressionError;

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
    #[prop(into)]
    name: String,
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
    let text = Memo::new(move |_| value.with(|v| v.text().to_string()));
    let judge = Callback::new(move |text: String| match Typed::parse(&text, variables) {
        Ok(typed) => {
            set.run(typed);
            None
        }
        Err(error) => Some(error),
    });
    let formula = Memo::new(move |_| {
        let typed = value.with(|v| typeset(v, &m::mi));
        Formula::built(&[symbol.clone(), m::mo("="), typed])
    });
    view! { <OpenField name=name control=control text=text typeset=formula judge=judge examples=examples /> }
}

/// A text field for a formula of any kind: whoever owns it reads what is typed.
#[component]
pub fn OpenField(
    /// What is typed, such as `f(x)`.
    #[prop(into)]
    name: String,
    /// Its name for the tests, as in the address.
    control: &'static str,
    /// The text of the present formula.
    #[prop(into)]
    text: Signal<String>,
    /// The present formula, set in type.
    #[prop(into)]
    typeset: Signal<Formula>,
    /// Takes what was typed, or says what is wrong with it.
    judge: Callback<String, Option<ExpressionError>>,
    /// Formulas to pick.
    #[prop(optional)]
    examples: &'static [&'static str],
) -> impl IntoView {
    let field: NodeRef<html::Input> = NodeRef::new();
    let problem = RwSignal::new(None::<Problem>);
    let shift = RwSignal::new(0);
    let message_id = format!("{control}-problem");
    // The field is the reader's while it says the same.
    Effect::new(move |_| {
        let text = text.get();
        if let Some(field) = field.get()
            && field.value() != text
        {
            field.set_value(&text);
            problem.set(None);
        }
    });
    let input = move |_| {
        let Some(field) = field.get_untracked() else {
            return;
        };
        let text = field.value();
        let wrong = judge.run(text.clone()).map(|error| {
            let faulty = text.get(error.span.clone()).unwrap_or_default();
            let wide = faulty.chars().count().clamp(1, 40);
            Problem {
                message: error.to_string(),
                mark: format!("{}{}", " ".repeat(error.column), "^".repeat(wide)),
            }
        });
        if wrong.is_some() {
            shift.set(field.scroll_left());
        }
        problem.set(wrong);
    };
    let scrolled = move |_| {
        if let Some(field) = field.get_untracked() {
            shift.set(field.scroll_left());
        }
    };
    let picks = examples
        .iter()
        .map(|example| {
            let chosen = move || text.with(|t| t == example);
            let pick = move |_| {
                // What a program wrote is a formula, as the tests see to.
                if judge.run((*example).to_string()).is_none() {
                    problem.set(None);
                }
            };
            view! {
                <button
                    type="button"
                    class="button small example"
                    data-example=*example
                    aria-pressed=move || chosen().to_string()
                    on:click=pick
                >
                    {*example}
                </button>
            }
            .into_any()
        })
        .collect();
    let picks = folded(picks);
    let examples_view = (!examples.is_empty()).then(|| {
        view! {
            <div class="expression-examples" role="group" aria-label=format!("Examples of {name}")>{picks}</div>
        }
    });
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
                        <pre translate="no" style=move || format!("transform:translateX({}px)", -shift.get())>
                            {move || problem.get().map(|p| p.mark)}
                        </pre>
                    </div>
                    <p class="problem" role="status" id=message_id>{move || problem.get().map(|p| p.message)}</p>
                </div>
                <div class="expression-set">
                    <FormulaView formula=typeset />
                </div>
            </div>
            {examples_view}
        </div>
    }
}
