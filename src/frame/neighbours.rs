//! The way to the panels around this one.

use crate::panels;
use leptos::prelude::*;

/// The panels before and after this one.
#[component]
pub fn Neighbours(id: &'static str) -> impl IntoView {
    let all = panels::CURRICULUM;
    let at = all
        .iter()
        .position(|entry| entry.meta.id == id)
        .unwrap_or(0);
    let link = |entry: &'static crate::contract::registry::Entry,
                word: &'static str,
                class: &'static str| {
        view! {
            <a class=class href=format!("#/{}", entry.meta.id)>
                <span class="neighbour-word">{word}</span>
                <span>{entry.meta.title}</span>
            </a>
        }
    };
    let before = at
        .checked_sub(1)
        .and_then(|i| all.get(i))
        .map(|e| link(e, "Before", "neighbour"));
    let after = all.get(at + 1).map(|e| link(e, "Next", "neighbour after"));
    view! { <nav class="neighbours" aria-label="Other panels">{before}{after}</nav> }
}
