//! The text, with what the model told of it, in other panels.

use super::super::super::own::Told;
use super::super::super::own::body::visible;
use super::main::of;
use super::session::Session;
use crate::frame::prelude::*;
use crate::frame::sent::SendLogits;
use crate::panels::information::{compression, perplexity};

#[component]
pub fn SendTo(session: Session) -> impl IntoView {
    let largest = of(session, |body| {
        let logits = body.logits();
        let top = &body.seen.next[body.place()].top;
        let named = top.iter().filter_map(|guess| {
            let logit = logits.get(guess.token as usize)?;
            Some((visible(&guess.text), *logit))
        });
        named.collect::<Vec<_>>()
    });
    // What is left there belongs to the session, so no link can name it.
    let told = move |send: fn(Told), to: &'static str| {
        let told = session.shown.with_untracked(|body| body.as_ref()?.told());
        if let Some(told) = told {
            send(told);
            let _ = window().location().set_hash(to);
        }
    };
    let none = of(session, |body| body.told().is_none());
    let button = move |name: &'static str, id: &'static str, to: &'static str, send: fn(Told)| {
        view! {
            <button
                type="button"
                class="button small"
                data-send=id
                prop:disabled=move || none.get()
                on:click=move |_| told(send, to)
            >
                {name}
            </button>
        }
    };
    view! {
        <SendLogits tokens=largest />
        <p class="row">
            "This text, by this GPT-2, in: " {button("Perplexity", "perplexity", "/perplexity", perplexity::send)}
            <button
                type="button"
                class="button small"
                data-send="attention"
                on:click=move |_| session.send_head()
            >
                "Attention, with the opened head"
            </button>
            {button("Compression", "compression", "/compression", compression::send)}
        </p>
        <p class="quiet" hidden=move || !none.get()>
            "A single token has nothing that predicts it: write more, or begin with the token that ends texts."
        </p>
        <p class="quiet">
            "What is sent is what the GPT-2 told of this text; it is shown there until an address is opened. \
            Opening another panel ends the worker and frees its memory."
        </p>
    }
}
