//! The derivation, one step at a time, each with the present numbers.

use super::live::Live;
use crate::widgets::formula::FormulaView;
use crate::widgets::stepper::Stepper;
use leptos::prelude::*;

pub fn derivation(live: Live) -> impl IntoView {
    let open = RwSignal::new(false);
    let at = RwSignal::new(0_usize);
    // It is computed only when it is open.
    let steps = Memo::new(move |_| {
        if !open.get() {
            return Vec::new();
        }
        live.derivation()
    });
    let titles = Memo::new(move |_| steps.with(|s| s.iter().map(|s| s.title).collect::<Vec<_>>()));
    let step = Memo::new(move |_| steps.with(|s| s.get(at.get()).cloned()));
    let formula = Memo::new(move |_| {
        step.with(|s| s.as_ref().map(|s| s.formula.clone()).unwrap_or_default())
    });
    let numbers = Memo::new(move |_| {
        step.with(|s| s.as_ref().map(|s| s.numbers.clone()).unwrap_or_default())
    });
    let steps_view = move || {
        view! {
            <Stepper
                label="Steps of the derivation"
                titles=titles
                at=at
                set=Callback::new(move |i| at.set(i))
            />
            <div class="step" aria-live="polite">
                <FormulaView formula=formula />
                <p class="quiet step-numbers-label">"with the present numbers"</p>
                <FormulaView formula=numbers />
                <p>{move || step.with(|s| s.as_ref().map(|s| s.says.clone()))}</p>
            </div>
        }
    };
    view! {
        <details
            class="fold derivation"
            on:toggle=move |event| {
                use wasm_bindgen::JsCast;
                let is_open = event
                    .target()
                    .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
                    .is_some_and(|e| e.has_attribute("open"));
                open.set(is_open);
            }
        >
            <summary>"Derivation in steps"</summary>
            {move || open.get().then(steps_view)}
        </details>
    }
}
