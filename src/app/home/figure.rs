//! The figure on the home page, a part of the program of its own: a sentence to type, what a head of
//! the trained model makes of it, and the words that can come next.

use crate::app::parts::{self, Arrivals, Further};
use crate::contract::number;
use crate::opening::{self, Look, Next, PART, SHOWN};
use crate::training::reference;
use crate::widgets::arcs::Arcs;
use leptos::prelude::*;
use std::rc::Rc;
use training::Reference;

#[allow(unsafe_code, reason = "exported by a name that is used once")]
#[unsafe(export_name = "part:opening_figure")]
extern "C" fn announce() {
    parts::page_is_here(PART, || view! { <Opening /> }.into_any());
}

/// Where the figure stands on the page, from the start; it loads after the page is there.
#[component]
pub fn Place() -> impl IntoView {
    let arrivals = expect_context::<Arrivals>();
    let mount = Memo::new(move |_| {
        arrivals.track();
        parts::page(PART).is_some()
    });
    let missing = if parts::page(PART).is_some() {
        vec![]
    } else {
        vec![PART]
    };
    view! {
        <section class="opening" aria-label="A trained model reads a sentence">
            <Further parts=missing />
            {move || mount.get().then(|| parts::page(PART).map(|mount| mount()))}
        </section>
    }
}

#[component]
fn Opening() -> impl IntoView {
    let text = RwSignal::new(opening::SENTENCE.to_owned());
    let seen = RwSignal::new(Look::default());
    let problem = RwSignal::new(None::<String>);
    let model = StoredValue::new_local(None::<Rc<Reference>>);
    let read = move || {
        let made = model.with_value(|model| {
            let model = model.as_ref()?;
            Some(text.with_untracked(|text| opening::look(model, text)))
        });
        match made {
            Some(Ok(look)) => {
                problem.set(None);
                seen.set(look);
            }
            Some(Err(why)) => problem.set(Some(why)),
            None => {}
        }
    };
    leptos::task::spawn_local(async move {
        let answer = reference().await;
        // The reader may have gone on in the meantime.
        if problem.try_get_untracked().is_none() {
            return;
        }
        match answer {
            Ok(found) => {
                model.set_value(Some(found));
                read();
            }
            Err(why) => problem.set(Some(why)),
        }
    });
    let set = move |new: String| {
        text.set(new);
        read();
    };
    let words = Memo::new(move |_| seen.with(|seen| seen.words.clone()));
    let weights = Memo::new(move |_| seen.with(|seen| seen.weights.clone()));
    let sentence = Memo::new(move |_| seen.with(|seen| seen.sentence.clone()));
    let chosen = Memo::new(move |_| seen.with(|seen| seen.chosen));
    let address = Memo::new(move |_| seen.with(|seen| seen.address.clone()));
    let append = move |word: &'static str| {
        if let Ok(longer) = opening::with_word(&text.get_untracked(), word) {
            set(longer);
        }
    };
    // The rows stay, so that the one with the focus keeps it.
    let next = (0..SHOWN).map(|at| {
        let next = Memo::new(move |_| seen.with(|seen| seen.next.get(at).copied()));
        view! { <Word next=next append=Callback::new(append) /> }
    });
    let next = next.collect_view();
    view! {
        <label class="opening-text">
            <span>"A small trained transformer reads this sentence. Change it:"</span>
            <input
                type="text"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                data-control="opening"
                prop:value=move || text.get()
                on:input=move |event| set(event_target_value(&event))
            />
        </label>
        <p class="problem" role="status">{move || problem.get()}</p>
        <div class="opening-parts">
            <div>
                <Arcs label=sentence words=words weights=weights chosen=chosen />
                <p class="sentence" aria-live="polite">{sentence}</p>
            </div>
            <div>
                <h2>"The next word"</h2>
                <p class="quiet">
                    "Probability by the model, and in brackets by the rules of its language. Choose a word to go on."
                </p>
                <ul class="opening-next">{next}</ul>
                <p class="quiet" hidden=move || address.with(String::is_empty)>
                    <a href=address>"Open this head in “Attention, step by step”"</a>
                </p>
            </div>
        </div>
    }
}

/// A word that can come next, with its probability as a length.
#[component]
fn Word(next: Memo<Option<Next>>, append: Callback<&'static str>) -> impl IntoView {
    let word = move || next.get().map_or("", |next| next.word);
    let model = move || next.get().map_or(0.0, |next| next.model);
    let truth = move || match next.get().and_then(|next| next.truth) {
        Some(truth) => format!("({})", number::percent(truth)),
        None => "(never said)".to_string(),
    };
    view! {
        <li hidden=move || next.get().is_none()>
            <button type="button" class="button small" data-next=word on:click=move |_| append.run(word())>
                {word}
            </button>
            <span class="opening-length" aria-hidden="true">
                <span style:width=move || format!("{:.1}%", 100.0 * model())></span>
            </span>
            <span class="number" data-value=move || number::exact(model())>{move || number::percent(model())}</span>
            <span class="quiet">{truth}</span>
        </li>
    }
}
