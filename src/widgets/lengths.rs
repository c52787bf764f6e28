//! A sum as lengths: the whole above its two parts, which lie end to end. An infinite part fades out.

use crate::contract::{Tint, number};
use leptos::prelude::*;

/// A length with its name.
#[derive(Clone, Copy)]
pub struct Length {
    /// Its name, as in a formula.
    pub name: &'static str,
    /// Its colour.
    pub tint: Tint,
    /// How long it is; not negative.
    pub value: Memo<f64>,
}

/// Most of the line that the first part takes beside an infinite one, in percent.
const BESIDE: f64 = 60.0;

/// A whole and the two parts that add up to it, of which the second may be infinite.
#[component]
pub fn Lengths(
    /// The whole.
    whole: Length,
    /// The part that it begins with.
    first: Length,
    /// The part that follows.
    second: Length,
) -> impl IntoView {
    // Lengths are shares of the longer line, so that both always fit.
    let share = move |x: f64| {
        let (a, b) = (first.value.get(), second.value.get());
        let most = [a, b, a + b, whole.value.get()]
            .into_iter()
            .filter(|x| x.is_finite())
            .fold(1e-12, f64::max);
        if x.is_infinite() {
            100.0
        } else {
            (100.0 * x / most).clamp(0.0, 100.0)
        }
    };
    let begins = move || {
        let most = if second.value.get().is_infinite() {
            BESIDE
        } else {
            100.0
        };
        share(first.value.get()).min(most)
    };
    let follows = move || {
        let x = second.value.get();
        if x.is_infinite() {
            100.0 - begins()
        } else {
            share(x)
        }
    };
    view! {
        <div class="lengths" aria-hidden="true">
            <p class="length-labels">{label(whole)}</p>
            <div class="length-row">{segment(whole, move || share(whole.value.get()))}</div>
            <div class="length-row">{segment(first, begins)} {segment(second, follows)}</div>
            <p class="length-labels">{label(first)} {label(second)}</p>
        </div>
    }
}

fn segment(length: Length, width: impl Fn() -> f64 + Send + 'static) -> impl IntoView {
    view! {
        <div
            class=format!("length tint-{}", length.tint.name())
            class:endless=move || length.value.get().is_infinite()
            style=("width", move || format!("{:.3}%", width()))
        ></div>
    }
}

fn label(length: Length) -> impl IntoView {
    view! {
        <span class=format!("length-label tint-{}", length.tint.name())>
            {length.name} " " <b>{move || number::rounded(length.value.get())}</b>
        </span>
    }
}
