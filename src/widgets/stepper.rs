//! Steps: back, next, scrub, and the keyboard.

use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

/// A stepper over named steps. `at` counts from 0.
#[component]
pub fn Stepper(
    /// What the steps are steps of.
    label: &'static str,
    /// The name of each step.
    #[prop(into)]
    titles: Signal<Vec<&'static str>>,
    /// The present step.
    #[prop(into)]
    at: Signal<usize>,
    /// Called with another step.
    set: Callback<usize>,
) -> impl IntoView {
    let count = move || titles.with(Vec::len);
    let group: NodeRef<leptos::html::Div> = NodeRef::new();
    let go = move |to: usize| set.run(to.min(count().saturating_sub(1)));
    let key = move |event: KeyboardEvent| {
        let at = at.get_untracked();
        let to = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => at + 1,
            "ArrowLeft" | "ArrowUp" => at.saturating_sub(1),
            "Home" => 0,
            "End" => usize::MAX,
            _ => return,
        };
        event.prevent_default();
        go(to);
    };
    // Scrubbing: whichever step lies under the finger or the pressed pointer.
    let scrub = move |event: PointerEvent| {
        let Some(group) = group.get_untracked().filter(|_| event.buttons() & 1 == 1) else {
            return;
        };
        let place = group.get_bounding_client_rect();
        let part = (f64::from(event.client_x()) - place.left()) / place.width().max(1.0);
        let to = (part * count() as f64).floor().max(0.0) as usize;
        let to = to.min(count().saturating_sub(1));
        if to != at.get_untracked() {
            go(to);
        }
    };
    let dots = move || {
        titles
            .get()
            .into_iter()
            .enumerate()
            .map(|(i, title)| {
                view! {
                    <button
                        type="button"
                        role="radio"
                        class="step-dot"
                        aria-checked=move || (at.get() == i).to_string()
                        data-past=move || (i < at.get()).to_string()
                        tabindex=move || if at.get() == i { "0" } else { "-1" }
                        title=title
                        on:click=move |_| go(i)
                    >
                        <span class="step-number">{i + 1}</span>
                        <span class="hidden">{title}</span>
                    </button>
                }
            })
            .collect_view()
    };
    // Arrow keys move the focus with the choice, as in any group of radio buttons.
    Effect::new(move |before: Option<usize>| {
        let at = at.get();
        if before.is_some_and(|b| b != at)
            && let Some(group) = group.get_untracked()
        {
            use wasm_bindgen::JsCast;
            let active = document().active_element();
            let inside = active.is_some_and(|a| group.contains(Some(&a)));
            let dot = group.children().item(at as u32);
            if inside && let Some(dot) = dot.and_then(|d| d.dyn_into::<web_sys::HtmlElement>().ok())
            {
                let _ = dot.focus();
            }
        }
        at
    });
    view! {
        <div class="stepper" role="group" aria-label=label>
            <button
                type="button"
                class="button small"
                data-step="back"
                prop:disabled=move || at.get() == 0
                on:click=move |_| go(at.get_untracked().saturating_sub(1))
            >
                "← Back"
            </button>
            <div class="step-dots" role="radiogroup" aria-label=label node_ref=group on:keydown=key on:pointermove=scrub>
                {dots}
            </div>
            <button
                type="button"
                class="button small"
                data-step="next"
                prop:disabled=move || { at.get() + 1 >= count() }
                on:click=move |_| go(at.get_untracked() + 1)
            >
                "Next →"
            </button>
            <p class="step-title">
                {move || {
                    let at = at.get();
                    titles.with(|t| t.get(at).map(|title| format!("{}. {title}", at + 1)))
                }}
            </p>
        </div>
    }
}
