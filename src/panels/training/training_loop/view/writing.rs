//! What the present model writes, each token with its probability.

use super::session::Session;
use crate::contract::number;
use crate::frame::prelude::*;
use crate::frame::sent::SendLogits;
use crate::training::Drawing;
use crate::widgets::text_line::TextLine;
use training::protocol::{About, Drawn};
use web_sys::KeyboardEvent;

#[component]
pub fn Write(session: Session) -> impl IntoView {
    let drawing = Drawing::new(1.0, 5.0, 50.0);
    Effect::new(move |_| {
        let sampling = drawing.sampling();
        session.writing.update(|w| w.sampling = sampling);
    });
    let continued = Memo::new(move |_| session.writing.with(|w| w.beginning.clone()));
    let go_on_from = Callback::new(move |text| session.writing.update(|w| w.beginning = text));
    // The word whose numbers are read off.
    let pointed = RwSignal::new(None::<usize>);
    let count = move || {
        session
            .text
            .with(|t| t.as_ref().map_or(0, |t| t.drawn.len()))
    };
    let key = move |event: KeyboardEvent| {
        let Some(last) = count().checked_sub(1) else {
            return;
        };
        let at = pointed.get_untracked();
        let to = match (event.key().as_str(), at) {
            ("ArrowRight" | "ArrowDown", Some(at)) => (at + 1).min(last),
            ("ArrowLeft" | "ArrowUp", Some(at)) => at.min(last).saturating_sub(1),
            ("ArrowRight" | "ArrowDown" | "Home", _) => 0,
            ("ArrowLeft" | "ArrowUp" | "End", _) => last,
            _ => return,
        };
        event.prevent_default();
        pointed.set(Some(to));
    };
    view! {
        <section class="plate span writing" data-local="">
            <h2>"Generated text"</h2>
            <div class="controls">
                <TextLine
                    label="continue"
                    control="beginning"
                    text=continued
                    set=go_on_from
                    example="the dogs that"
                    problem="unwritten"
                />
                {drawing.controls()}
                <button
                    type="button"
                    class="button"
                    data-run="write"
                    on:click=move |_| session.writing.update(|w| w.seed += 1)
                >
                    "Write another"
                </button>
            </div>
            <p class="problem" id="unwritten" role="status" data-run="unwritten">{move || session.unwritten.get()}</p>
            <div
                class="written"
                translate="no"
                data-run="text"
                role="group"
                tabindex="0"
                aria-label="Generated text. Arrow keys go from word to word"
                on:keydown=key
                on:focus=move |_| {
                    if pointed.get_untracked().is_none() && count() > 0 {
                        pointed.set(Some(0));
                    }
                }
            >
                {move || words(session, pointed)}
            </div>
            <p class="read-off" data-run="word" aria-live="polite">
                {move || {
                    numbers(session, pointed)
                        .unwrap_or_else(|| "Point at a word, tap it, or use the arrow keys, for its numbers.".into())
                }}
            </p>
            {move || sent(session, pointed)}
            <p class="row">
                <button
                    type="button"
                    class="button small"
                    data-send="transformer"
                    prop:disabled=move || session.about.with(Option::is_none)
                    on:click=move |_| session.send()
                >
                    {move || {
                        let step = session.looking.get();
                        let what = step.map_or("this network".into(), |step| format!("the network of step {step}"));
                        format!("Look inside {what}")
                    }}
                </button>
                <span class="quiet">"It opens in “Inside a transformer”, for this session. The run ends there: save it first to go on \
                    later."</span>
            </p>
            <p class="quiet">
                "The darker a word, the more probable it was. Underlined: the source gives it \
                 probability 0 there."
            </p>
        </section>
    }
}

/// A word as it is read off.
fn token(about: &About, token: u32) -> String {
    let known = about.vocabulary.get(token as usize);
    known.cloned().unwrap_or_default()
}

/// The numbers of the word that is pointed at.
fn numbers(session: Session, pointed: RwSignal<Option<usize>>) -> Option<String> {
    let (about, text) = (session.about.get()?, session.text.get()?);
    let drawn = text.drawn.get(pointed.get()?)?;
    let percent = number::percent;
    let truth = drawn
        .truth
        .map_or(String::new(), |p| format!(", the source {}", percent(p)));
    Some(format!(
        "“{}”: drawn with probability {}; the model gives it {}{truth}.",
        token(&about, drawn.token),
        percent(drawn.chosen),
        percent(drawn.model)
    ))
}

/// A link that opens the largest logits at the word that is pointed at in `sampling`.
fn sent(session: Session, pointed: RwSignal<Option<usize>>) -> Option<impl IntoView> {
    let (about, text) = (session.about.get()?, session.text.get()?);
    let drawn = text.drawn.get(pointed.get()?)?;
    // The digits of single precision, which are fewer.
    let short = |z: f32| number::parse(&z.to_string()).unwrap_or(f64::NAN);
    let named = drawn
        .largest
        .iter()
        .map(|(at, z)| (token(&about, *at), short(*z)));
    let between = if about.spaced { ", " } else { " " };
    Some(view! { <SendLogits tokens=Signal::stored(named.collect()) between=between /> })
}

fn words(session: Session, pointed: RwSignal<Option<usize>>) -> impl IntoView {
    let about = session.about.get();
    let text = session.text.get();
    let (Some(about), Some(text)) = (about, text) else {
        return view! { <span class="quiet">"…"</span> }.into_any();
    };
    let word = |number: u32| token(&about, number);
    let space = if about.spaced { " " } else { "" };
    let drawn = |(place, d): (usize, &Drawn)| {
        let name = word(d.token);
        let strength = format!("opacity:{:.2}", 0.7 + 0.3 * d.model.clamp(0.0, 1.0));
        let gap = if name == "." || name == "," {
            ""
        } else {
            space
        };
        view! {
            {gap}
            <span
                class="token"
                class:impossible=d.truth == Some(0.0)
                class:pointed=move || pointed.get() == Some(place)
                style=strength
                on:pointerenter=move |_| pointed.set(Some(place))
                on:click=move |_| pointed.set(Some(place))
            >
                {name}
            </span>
        }
    };
    let given: Vec<String> = text
        .beginning
        .iter()
        .map(|&t| word(t))
        .filter(|w| w != ".")
        .collect();
    let beginning = given.join(space);
    view! {
        <strong>{beginning}</strong>
        {text.drawn.iter().enumerate().map(drawn).collect_view()}
    }
    .into_any()
}
