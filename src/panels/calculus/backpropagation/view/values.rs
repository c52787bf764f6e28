//! The values of the names.

use crate::contract::Tint;
use crate::frame::prelude::*;
use crate::panels::calculus::backpropagation::values::LIMITS;
use crate::panels::calculus::backpropagation::{Backpropagation, BackpropagationState};
use crate::widgets::matrix_editor::MatrixEditor;
use nalgebra::DMatrix;

/// A field for each number, a table for each matrix, and all of them as one text.
#[component]
pub fn Values(context: Context<Backpropagation>) -> impl IntoView {
    // Other fields are only needed for other names or shapes.
    let shapes = context.part(|s| {
        let shape = |(name, value): &(String, DMatrix<f64>)| (name.clone(), value.shape());
        s.values.iter().map(shape).collect::<Vec<_>>()
    });
    let value = move |at: usize| {
        context.part(move |s| {
            s.values
                .get(at)
                .map_or_else(|| DMatrix::zeros(1, 1), |v| v.1.clone())
        })
    };
    let problem = RwSignal::new(None::<String>);
    let number = move |at: usize, name: String| {
        let value = value(at);
        let first = Memo::new(move |_| value.with(|v| v.get(0).copied().unwrap_or(0.0)));
        let set = move |x: f64| context.update(|s| s.set_value(at, DMatrix::from_element(1, 1, x)));
        view! {
            <label class="row">
                <span class="variable">{name.clone()} " ="</span>
                <NumberField
                    label=Signal::stored(name.clone())
                    value=first
                    set=Callback::new(set)
                    min=-LIMITS.size
                    max=LIMITS.size
                    control=name
                    problem=problem
                />
            </label>
        }
        .into_any()
    };
    let table = move |at: usize, name: String, rows: usize| {
        let names: Vec<String> = (0..rows).map(|i| i.to_string()).collect();
        view! {
            <div class="input">
                <p class="variable">{name.clone()}</p>
                <MatrixEditor
                    label=name.clone()
                    control=name
                    value=value(at)
                    set=Callback::new(move |v| context.update(|s| s.set_value(at, v)))
                    rows=Signal::stored(names)
                    limit=LIMITS.size
                    tint=Tint::Value
                />
            </div>
        }
        .into_any()
    };
    let numbers = move || {
        let all = shapes.get().into_iter().enumerate();
        let numbers = all.filter(|(_, (_, shape))| *shape == (1, 1));
        numbers
            .map(|(at, (name, _))| number(at, name))
            .collect_view()
    };
    let tables = move || {
        let all = shapes.get().into_iter().enumerate();
        let tables = all.filter(|(_, (_, shape))| *shape != (1, 1));
        tables
            .map(|(at, (name, (rows, _)))| table(at, name, rows))
            .collect_view()
    };
    let text = context.part(BackpropagationState::values_text);
    let wrong = RwSignal::new(None::<String>);
    let typed = move |event| {
        let text = event_target_value(&event);
        match context.state.with_untracked(|s| s.with_values(&text)) {
            Ok(next) => {
                wrong.set(None);
                context.update(|s| *s = next);
            }
            Err(why) => wrong.set(Some(why)),
        }
    };
    view! {
        <div class="values">
            <div class="row">{numbers}</div>
            <p class="problem" role="status">{problem}</p>
            <div class="row tables">{tables}</div>
            <details class="fold">
                <summary>"Values and shapes as text"</summary>
                <p class="quiet">
                    "A number, or the rows of a matrix separated by ; and their entries by \
                     commas: W:1,2;3,4,x:5;6. Names left out get default values."
                </p>
                <input
                    type="text"
                    class="expression-input"
                    aria-label="All values as text"
                    autocomplete="off"
                    spellcheck="false"
                    data-values=""
                    prop:value=text
                    aria-invalid=move || wrong.with(Option::is_some).to_string()
                    on:change=typed
                />
                <p class="problem" role="status">{wrong}</p>
            </details>
        </div>
    }
}
