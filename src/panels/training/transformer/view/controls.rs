//! The controls: the model, the text, what is looked at, and a second text.

use super::super::{Transformer, TransformerState};
use crate::frame::prelude::*;

/// A list of tokens in the state.
type Place = fn(&mut TransformerState) -> &mut Vec<usize>;

#[component]
pub fn Controls(context: Context<Transformer>) -> impl IntoView {
    let is_toy = context.part(|s| s.held.is_toy());
    let texts = move |which: usize| {
        let (field, title) = [
            (TransformerState::text(), "The sentence"),
            (
                TransformerState::other(),
                "A second sentence, to take outputs from",
            ),
        ][which];
        let own: Place = if which == 0 {
            |s| &mut s.text
        } else {
            |s| &mut s.other
        };
        move || {
            if is_toy.get() {
                context.sentence(field, title)
            } else {
                own_text(context, (field.key, title), own)
            }
        }
    };
    let presets = move || is_toy.get().then(|| context.presets());
    let sizes = context.part(TransformerState::sizes);
    let counts = move || {
        let sizes = sizes.get();
        let count = |label: &'static str, field, most: usize| {
            view! {
                <Count
                    label=move || label
                    words=label
                    control=label
                    value=context.value(field)
                    set=context.setter(field)
                    min=1
                    max=most
                />
            }
        };
        view! {
            {count("layer", TransformerState::layer(), sizes.layers)}
            {count("head", TransformerState::head(), sizes.heads)}
        }
    };
    let all_on = move |_| context.update(|s| s.off.clear());
    view! {
        {presets}
        {texts(0)}
        <WordChoice context=context />
        {counts}
        <div class="row">
            <button
                type="button"
                class="button small"
                data-action="all-on"
                prop:disabled=context.part(|s| s.off.is_empty())
                on:click=all_on
            >
                "all heads on"
            </button>
        </div>
        {texts(1)}
    }
}

/// A text in the tokens of a model of the session.
fn own_text(
    context: Context<Transformer>,
    (control, title): (&'static str, &'static str),
    own: Place,
) -> AnyView {
    let text = context.part(move |s| {
        let mut s = s.clone();
        let tokens = std::mem::take(own(&mut s));
        s.held.written(&tokens)
    });
    let judge = Callback::new(move |typed: String| {
        let read = context
            .state
            .with_untracked(|s| Some(s.held.brought()?.read(&typed)));
        match read? {
            Ok(tokens) => {
                context.update(|s| *own(s) = tokens);
                None
            }
            Err(problem) => Some(problem),
        }
    });
    view! { <TextField label=title control=control text=text judge=judge /> }.into_any()
}

/// The word that is looked at, to choose from a list.
#[component]
fn WordChoice(context: Context<Transformer>) -> impl IntoView {
    let words = context.part(|s| {
        let words = s.text.iter().map(|word| s.held.word(*word));
        words.collect::<Vec<_>>()
    });
    let at = context.part(TransformerState::at);
    let picked = move |event| {
        if let Ok(at) = event_target_value(&event).parse() {
            context.update(|s| s.word = Some(at));
        }
    };
    let options = move || {
        let option = |(i, word): (usize, String)| {
            view! {
                <option value=i prop:selected=move || at.get() == i>
                    {format!("{} {word}", i + 1)}
                </option>
            }
        };
        let words = words.get().into_iter().enumerate();
        words.map(option).collect_view()
    };
    view! {
        <label class="select">
            <span>"word"</span>
            <select data-control="word" on:change=picked>
                {options}
            </select>
        </label>
    }
}
