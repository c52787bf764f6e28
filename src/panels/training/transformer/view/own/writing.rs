//! A text that the model writes, token by token.

use super::super::super::own::body::visible;
use super::session::Session;
use crate::app::keys::focus;
use crate::contract::number::count;
use crate::frame::prelude::*;
use crate::training::Drawing;
use training::{Gpt2Work, Gpt2Written};

#[component]
pub fn Writing(session: Session) -> impl IntoView {
    let drawing = Drawing::new(0.8, 40.0, 200.0);
    let (length, seed) = (RwSignal::new(20), RwSignal::new(1));
    let is_writing = Memo::new(move |_| session.is_at(Gpt2Work::Writing));
    let press = move |_| {
        if is_writing.get_untracked() {
            return session.stop();
        }
        let [length, seed] = [length, seed].map(|n| n.get_untracked().max(0));
        session.write(untrack(|| drawing.sampling()), length as u32, seed as u64);
    };
    let text = move || {
        session.written.with(|written| {
            let written = written.as_ref()?;
            let token = |(_, text): &(u32, String)| view! { <span>{visible(text)}</span> };
            Some(written.tokens.iter().map(token).collect_view())
        })
    };
    let is_there = move || {
        session
            .written
            .with(|w| w.as_ref().is_some_and(|w| !w.tokens.is_empty()))
    };
    view! {
        <div class="controls">
            {drawing.controls()}
            {whole("tokens", "write-count", length, 1000)}
            {whole("seed", "write-seed", seed, 1_000_000)}
            <button type="button" class="button" data-own="write" on:click=press>
                {move || if is_writing.get() { "Stop" } else { "Write on" }}
            </button>
            <button
                type="button"
                class="button"
                data-own="keep"
                prop:disabled=move || !is_there()
                on:click=move |_| keep(session)
            >
                "Keep it as the text"
            </button>
        </div>
        <p class="written own-written" translate="no" data-own="written">
            {text}
        </p>
        <p class="quiet" role="status" data-own="written-state">
            {move || status(session, is_writing, length)}
        </p>
        <p class="quiet">
            "The text goes on from its last token, with the heads that are off. The same seed writes the same \
            text. It ends early with the token that ends texts, or where the context is full."
        </p>
    }
}

fn whole(
    label: &'static str,
    control: &'static str,
    value: RwSignal<i64>,
    most: i64,
) -> impl IntoView {
    view! {
        <WholeField
            label=label
            control=control
            limits=(1, most)
            value=value
            set=Callback::new(move |n| value.set(n))
        />
    }
}

/// How many tokens are written.
fn status(session: Session, is_writing: Memo<bool>, length: RwSignal<i64>) -> String {
    session.written.with(|written| {
        let Some(written) = written else {
            return String::new();
        };
        let so_far = count(written.tokens.len(), "token");
        match (written.ended, is_writing.get()) {
            (true, _) => format!("{so_far} written{}.", ended_by(session, written)),
            (false, true) => format!("{so_far} of {} so far.", length.get()),
            (false, false) => format!("{so_far} written, then stopped."),
        }
    })
}

/// Why no more tokens are written, where it isn’t their number.
fn ended_by(session: Session, written: &Gpt2Written) -> &'static str {
    let limits = session.shown.with(|body| {
        let about = body.as_ref().map(|body| &body.about);
        about.map(|about| (about.end, about.context as usize))
    });
    let last = written.tokens.last().map(|(token, _)| *token);
    match limits {
        Some((end, _)) if end.is_some() && last == end => "; the last one ends the text",
        Some((_, most)) if written.prompt.len() + written.tokens.len() > most => {
            "; the context is full"
        }
        _ => "",
    }
}

/// Reads the text with what was written.
fn keep(session: Session) {
    let Some(written) = session.written.get_untracked() else {
        return;
    };
    session.stop();
    session.written.set(None);
    let text = session
        .ask
        .with_untracked(|ask| format!("{}{}", ask.text, written.text));
    session.read(text);
    // The button has nothing more to do.
    focus("[data-control=\"own-text\"]");
}
