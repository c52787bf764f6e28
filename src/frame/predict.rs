//! "Predict first": the reader commits to an answer, then sees the computed one.

use super::live::Live;
use crate::app::keys::focus;
use leptos::prelude::*;
use std::time::Duration;

pub fn predict(live: Live) -> impl IntoView {
    // The question is asked about the state in which it was opened; it stays while the reader
    // looks for the answer, and a new one is asked on request.
    let question = RwSignal::new(live.question());
    let chosen = RwSignal::new(None::<usize>);
    let ask = move || {
        question.set(live.question());
        chosen.set(None);
        // The button that asks goes with the answer; the new answers are there after a moment.
        set_timeout(|| focus(".predict [data-option=\"0\"]"), Duration::ZERO);
    };
    // Until an answer is given, the question follows the state.
    Effect::new(move |before: Option<()>| {
        live.reading.track();
        if before.is_some() && chosen.get_untracked().is_none() {
            question.set(live.question());
        }
    });
    // The buttons are made anew only where they say something else.
    let choices = Memo::new(move |_| question.with(|q| q.options.clone()));
    let options = move || {
        choices.with(|choices| {
            choices
                .iter()
                .enumerate()
                .map(|(i, option)| {
                    let right = option.holds;
                    let state = move || match chosen.get() {
                        Some(_) if right => "right",
                        Some(c) if c == i => "wrong",
                        _ => "",
                    };
                    view! {
                        <button
                            type="button"
                            class="button option"
                            data-option=i.to_string()
                            data-verdict=state
                            aria-pressed=move || (chosen.get() == Some(i)).to_string()
                            on:click=move |_| chosen.set(Some(i))
                        >
                            {option.says.clone()}
                        </button>
                    }
                })
                .collect_view()
        })
    };
    let answer = move || {
        let chosen = chosen.get()?;
        question.with(|q| {
            let right = q.options.get(chosen).is_some_and(|o| o.holds);
            let head = if right { "Yes. " } else { "No. " };
            let then = q.then.clone().map(|next| {
                view! {
                    <button type="button" class="button" on:click=move |_| live.load(&next)>
                        "Show me"
                    </button>
                }
            });
            Some(view! {
                <p class="answer"><strong>{head}</strong>{q.because.clone()}</p>
                <p class="row">
                    {then}
                    <button type="button" class="button" on:click=move |_| ask()>"Ask again at \
                        this state"</button>
                </p>
            })
        })
    };
    view! {
        <section class="predict" aria-labelledby="predict-title">
            <h2 id="predict-title">"Predict first"</h2>
            <p class="prompt">{move || question.with(|q| q.prompt.clone())}</p>
            <div class="row options">{options}</div>
            <div role="status">{answer}</div>
        </section>
    }
}
