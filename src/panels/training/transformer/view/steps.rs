//! Step by step through the half-layers, and the arithmetic of one number of the stream.

use super::super::read::numbers;
use super::super::steps::{most_changed, one_number, says};
use super::super::{Transformer, TransformerState};
use crate::contract::Formula;
use crate::frame::Context;
use crate::widgets::formula::FormulaView;
use crate::widgets::slider::Slider;
use crate::widgets::stepper::Stepper;
use leptos::prelude::*;

/// The names of half-layers, from the embedding on.
macro_rules! titles {
    ($($layer:literal)*) => {
        &["embedding", $(concat!("attention ", $layer), concat!("MLP ", $layer)),*]
    };
}

/// As many as any model has that is opened here; steps have fixed names.
const TITLES: &[&str] = titles!(
    1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24
    25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48
);

#[component]
pub fn Steps(context: Context<Transformer>, half: RwSignal<usize>) -> impl IntoView {
    let places = context.part(|s| s.sizes().places().min(TITLES.len()));
    let titles = Memo::new(move |_| TITLES[..places.get()].to_vec());
    let text = context.derived(move |s, _| {
        let half = half.get();
        numbers(s, None).map_or_else(String::new, |n| says(s, &n, half))
    });
    // The entry that the reader has chosen; without one, that which changes most.
    let chosen = RwSignal::new(None::<usize>);
    let width =
        context.part(|s: &TransformerState| s.held.model().map_or(1, |model| model.weights.width));
    let entry = context.derived(move |s, _| {
        let half = half.get();
        let last = width.get() - 1;
        chosen
            .get()
            .map(|at| at.min(last))
            .or_else(|| numbers(s, None).map(|n| most_changed(s, &n, half)))
    });
    let formula = context.derived(move |s, _| {
        let sum = numbers(s, None)
            .zip(entry.get())
            .and_then(|(n, entry)| one_number(s, &n, half.get(), entry));
        sum.map_or_else(Formula::default, |sum| sum.formula())
    });
    let slider = move || {
        view! {
            <Slider
                label="entry of the stream"
                control="entry"
                value=Signal::derive(move || entry.get().unwrap_or(0) as f64)
                set=Callback::new(move |x: f64| chosen.set(Some(x.max(0.0) as usize)))
                min=0.0
                max={width.get() as f64 - 1.0}
                whole=true
            />
        }
    };
    view! {
        <Stepper
            label="Half-layers"
            titles=titles
            at=half
            set=Callback::new(move |at| half.set(at))
        />
        <p data-steps="says" aria-live="polite">{text}</p>
        <h3>"One number of the stream"</h3>
        <div class="row">
            {slider}
            <button
                type="button"
                class="button small"
                data-action="most-changed"
                prop:disabled=move || chosen.get().is_none()
                on:click=move |_| chosen.set(None)
            >
                "the one that changes most"
            </button>
        </div>
        <div class="arithmetic" aria-live="polite">
            <FormulaView formula=formula />
        </div>
        <p class="quiet">
            "What was there before, what each part of this half-layer adds, and what is there then. Entries are \
            counted from 0."
        </p>
    }
}
