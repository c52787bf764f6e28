//! A sentence, a layer and a head of the trained model, to choose from.

use super::{Head, PART};
use crate::app::parts;
use crate::frame::prelude::*;
use crate::widgets::text_line::TextLine;
use training::Reference;

/// A sentence that needs to look back over another clause.
const SENTENCE: &str = "the dog that the cats chase sleeps";

/// Calls `take` with a chosen head; what can't be had is said here.
#[component]
pub fn TrainedHead(
    /// What the panel does with it, in words.
    says: &'static str,
    /// Called with the head.
    #[prop(into)]
    take: Callback<Head>,
) -> impl IntoView {
    let config = Reference::config();
    let sentence = RwSignal::new(SENTENCE.to_owned());
    let (layer, head) = (RwSignal::new(1_usize), RwSignal::new(1_usize));
    let problem = RwSignal::new(None::<String>);
    let fetch = move || {
        problem.set(None);
        let (text, layer, head) = (
            sentence.get_untracked(),
            layer.get_untracked() - 1,
            head.get_untracked() - 1,
        );
        leptos::task::spawn_local(async move {
            let made = match parts::reader(PART).await {
                Ok(read) => read(text, layer, head).await,
                Err(why) => Err(why),
            };
            // The panel may have been left in the meantime.
            if problem.try_get_untracked().is_none() {
                return;
            }
            match made {
                Ok(found) => take.run(found),
                Err(why) => problem.set(Some(why)),
            }
        });
    };
    let set_sentence = Callback::new(move |text| {
        sentence.set(text);
        fetch();
    });
    let count = move |label: &'static str, control: &'static str, value: RwSignal<usize>, max| {
        view! {
            <Count
                label=move || label
                words=label
                control=control
                value=value
                set=Callback::new(move |n| {
                    value.set(n);
                    fetch();
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
                <TextLine label="sentence" control="sentence" text=sentence set=set_sentence />
                {count("layer", "trained-layer", layer, config.layers)}
                {count("head", "trained-head", head, config.heads)}
                <button type="button" class="button" data-action="take-head" on:click=move |_| fetch()>
                    "Show this head"
                </button>
            </div>
            <p class="problem" role="status">{move || problem.get()}</p>
            <p class="quiet">{says}</p>
        </details>
    }
}
