//! A sentence, a layer and a head of the trained model, for the matrices of this panel.

use super::super::{AttentionPanel, trained};
use crate::frame::Context;
use crate::training::reference;
use crate::widgets::choice::Count;
use leptos::prelude::*;
use training::Reference;

/// A sentence that needs to look back over another clause.
const SENTENCE: &str = "the dog that the cats chase sleeps";

#[component]
pub fn Trained(context: Context<AttentionPanel>) -> impl IntoView {
    let config = Reference::config();
    let sentence = RwSignal::new(SENTENCE.to_owned());
    let (layer, head) = (RwSignal::new(1_usize), RwSignal::new(1_usize));
    let problem = RwSignal::new(None::<String>);
    let take = move || {
        problem.set(None);
        let (text, layer, head) = (
            sentence.get_untracked(),
            layer.get_untracked() - 1,
            head.get_untracked() - 1,
        );
        leptos::task::spawn_local(async move {
            let made = match reference().await {
                Ok(model) => trained::state(&model, &text, layer, head),
                Err(why) => Err(why),
            };
            // The panel may have been left in the meantime.
            if problem.try_get_untracked().is_none() {
                return;
            }
            match made {
                Ok(state) => context.update(|s| *s = state),
                Err(why) => problem.set(Some(why)),
            }
        });
    };
    let count = move |label: &'static str, control: &'static str, value: RwSignal<usize>, max| {
        view! {
            <Count
                label=move || label
                words=label
                control=control
                value=value
                set=Callback::new(move |n| {
                    value.set(n);
                    take();
                })
                min=1
                max=max
            />
        }
    };
    view! {
        <details class="fold small trained" data-local="">
            <summary>"From the model that was trained on the toy language"</summary>
            <div class="controls">
                <label class="beginning">
                    <span>"sentence"</span>
                    <input
                        type="text"
                        size="34"
                        autocomplete="off"
                        spellcheck="false"
                        data-control="sentence"
                        prop:value=move || sentence.get()
                        on:input=move |event| sentence.set(event_target_value(&event))
                        on:change=move |_| take()
                    />
                </label>
                {count("layer", "trained-layer", layer, config.layers)}
                {count("head", "trained-head", head, config.heads)}
                <button type="button" class="button" data-action="take-head" on:click=move |_| take()>
                    "Show this head"
                </button>
            </div>
            <p class="problem" role="status">{move || problem.get()}</p>
            <p class="quiet">
                "Its queries, keys and values replace those below, rounded to three digits after the point; then everything here works on them as on any others."
            </p>
        </details>
    }
}
