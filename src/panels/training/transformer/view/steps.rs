//! Step by step through the half-layers, and the arithmetic of one number of the stream.

use super::super::read::numbers;
use super::super::steps::{most_changed, one_number, says};
use super::super::{Transformer, TransformerState};
use crate::contract::Formula;
use crate::frame::prelude::*;

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
    let state = context.state;
    let says = move |half| {
        state.with(|s| numbers(s, None).map_or_else(String::new, |n| says(s, &n, half)))
    };
    let most = move |half| state.with(|s| Some(most_changed(s, &numbers(s, None)?, half)));
    let sum = move |(half, entry)| {
        state.with(|s| Some(one_number(s, &numbers(s, None)?, half, entry)?.formula()))
    };
    view! {
        <Walk
            places=context.part(|s| s.sizes().places())
            half=half
            says=Callback::new(says)
            width=context.part(|s: &TransformerState| {
                s.held.model().map_or(1, |model| model.weights.width)
            })
            most=Callback::new(most)
            sum=Callback::new(sum)
        />
        <p class="quiet">
            "What was there before, what each part of this half-layer adds, and what is there then. Entries are \
            counted from 0."
        </p>
    }
}

/// A walk through the half-layers of any model.
#[component]
pub fn Walk(
    /// Places of the stream.
    places: Memo<usize>,
    /// The half-layer that is chosen.
    half: RwSignal<usize>,
    /// What a half-layer does, tracked.
    says: Callback<usize, String>,
    /// Entries of the stream.
    width: Memo<usize>,
    /// The entry that a half-layer changes most, tracked.
    most: Callback<usize, Option<usize>>,
    /// How an entry comes about in a half-layer, tracked.
    sum: Callback<(usize, usize), Option<Formula>>,
) -> impl IntoView {
    let titles = Memo::new(move |_| TITLES[..places.get().min(TITLES.len())].to_vec());
    let text = Memo::new(move |_| says.run(half.get()));
    // The entry that the reader has chosen; without one, that which changes most.
    let chosen = RwSignal::new(None::<usize>);
    let entry = Memo::new(move |_| {
        let (half, last) = (half.get(), width.get().saturating_sub(1));
        let of_reader = chosen.get().map(|at| at.min(last));
        of_reader.or_else(|| most.run(half))
    });
    let formula = Memo::new(move |_| {
        let sum = entry.get().and_then(|entry| sum.run((half.get(), entry)));
        sum.unwrap_or_default()
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
    }
}
