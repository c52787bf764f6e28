//! What the colours of a picture stand for, as words in these colours.

use crate::contract::Tint;
use leptos::prelude::*;

/// The words, each in its colour, with dots between them.
pub fn colour_key<S: AsRef<str>>(entries: &[(Tint, S)]) -> impl IntoView + use<S> {
    let mut words = Vec::new();
    for (tint, text) in entries {
        let dot = (!words.is_empty()).then_some(" · ");
        let class = format!("tint-{}", tint.name());
        let text = text.as_ref().to_owned();
        words.push(view! {
            {dot}
            <span class=class>{text}</span>
        });
    }
    words
}
