//! The view of `matrix-multiplication`: the plane that moves, the matrices, and their products.

mod products;

use super::state::{LARGEST, LIMIT, ProductState, SMALLEST, resized};
use super::{MatrixMultiplication, picture, words};
use crate::contract::Tint;
use crate::frame::{Context, View};
use crate::widgets::choice::Count;
use crate::widgets::journey::Journey;
use crate::widgets::matrix_editor::MatrixEditor;
use crate::widgets::plane::PlaneView;
use leptos::prelude::*;
use nalgebra::DMatrix;
use products::Products;

/// Name, words and entries of each map to try.
const MAPS: [(&str, &str, [f64; 4]); 7] = [
    ("turn", "quarter turn", [0.0, -1.0, 1.0, 0.0]),
    ("stretch", "stretch", [2.0, 0.0, 0.0, 0.5]),
    ("mirror", "mirror", [-1.0, 0.0, 0.0, 1.0]),
    ("flatten", "flatten (rank 1)", [1.0, 2.0, 0.5, 1.0]),
    ("identity", "do nothing", [1.0, 0.0, 0.0, 1.0]),
    ("shear-back", "shear back", [1.0, -1.0, 0.0, 1.0]),
    ("spiral", "turn and shrink", [0.6, -0.6, 0.6, 0.6]),
];

impl View for MatrixMultiplication {
    fn view(context: Context<Self>) -> AnyView {
        view! { <Figure context=context /> }.into_any()
    }
}

#[component]
fn Figure(context: Context<MatrixMultiplication>) -> impl IntoView {
    let size = context.part(ProductState::size);
    let time = RwSignal::new(1.0_f64);
    let flat = Memo::new(move |_| size.get() == 2);
    view! {
        <div class="controls">
            <Count
                label=|| "dimensions"
                words="dimensions"
                control="size"
                value=size
                set=Callback::new(move |n| context.update(|s| *s = s.with_size(n)))
                min=SMALLEST
                max=LARGEST
            />
            <Presets context=context />
        </div>
        <div class="beside">
            {move || flat.get().then(|| view! { <ThePlane context=context time=time /> })}
            <Editors context=context />
        </div>
        <Products context=context />
        <Shapes />
    }
}

#[component]
fn Presets(context: Context<MatrixMultiplication>) -> impl IntoView {
    let buttons = MAPS.map(|(name, words, entries)| {
        let set = move |_| {
            context.update(|s| {
                let map = DMatrix::from_row_slice(2, 2, &entries);
                s.w = resized(&map, s.size());
            });
        };
        view! {
            <button type="button" class="button small" data-preset=name on:click=set>
                {words}
            </button>
        }
    });
    let swap = move |_| context.update(|s| std::mem::swap(&mut s.w, &mut s.second));
    view! {
        <div class="row presets" role="group" aria-label="Try as W">
            <span aria-hidden="true">"W:"</span>
            {buttons}
            <button type="button" class="button small" data-preset="swap" on:click=swap>
                "swap W and W₂"
            </button>
        </div>
    }
}

#[component]
fn ThePlane(context: Context<MatrixMultiplication>, time: RwSignal<f64>) -> impl IntoView {
    let plane = Memo::new(move |_| context.state.with(|s| picture::plane(s, time.get())));
    let caption = Memo::new(move |_| context.state.with(|s| words::caption(s, time.get())));
    let sentence = context.pick(|r| r.sentence.clone());
    let moved = Callback::new(move |(handle, to): (String, (f64, f64))| {
        context.update(|s| picture::dragged(s, &handle, to));
    });
    view! {
        <figure class="plane-figure">
            <PlaneView
                label=Signal::derive(move || format!("The plane. {}", sentence.get()))
                plane=plane
                moved=moved
            />
            <figcaption>{caption}</figcaption>
            <Journey label="The way of the plane" stations=&["before", "after W", "after W₂W"] time=time />
            <p class="hint">
                "Drag the round tips, or focus one and use the arrow keys. After W, the columns of W \
                 can be dragged; after W₂W, those of W₂."
            </p>
        </figure>
    }
}

#[component]
fn Editors(context: Context<MatrixMultiplication>) -> impl IntoView {
    let size = context.part(ProductState::size);
    let names = move |letter: &'static str| {
        Memo::new(move |_| {
            (1..=size.get())
                .map(|i| format!("{letter}{i}"))
                .collect::<Vec<_>>()
        })
    };
    let rows = names("row ");
    let entries = names("entry ");
    view! {
        <div class="inputs stacked">
            <div class="input">
                <h2 class="tint-matrix">"W, the first map"</h2>
                <MatrixEditor
                    label="W"
                    control="w"
                    value=context.part(|s| s.w.clone())
                    set=Callback::new(move |m| context.update(|s| s.w = m))
                    rows=rows
                    limit=LIMIT
                    tint=Tint::Matrix
                />
            </div>
            <div class="input">
                <h2 class="tint-composed">"W₂, the second map"</h2>
                <MatrixEditor
                    label="W₂"
                    control="second"
                    value=context.part(|s| s.second.clone())
                    set=Callback::new(move |m| context.update(|s| s.second = m))
                    rows=rows
                    limit=LIMIT
                    tint=Tint::Composed
                />
            </div>
            <div class="input">
                <h2 class="tint-input">"x, the vector"</h2>
                <MatrixEditor
                    label="x"
                    control="x"
                    value=context.part(|s| DMatrix::from_column_slice(s.x.len(), 1, &s.x))
                    set=Callback::new(move |m: DMatrix<f64>| {
                        context.update(|s| s.x = m.as_slice().to_vec());
                    })
                    rows=entries
                    limit=LIMIT
                    tint=Tint::Input
                />
            </div>
        </div>
    }
}

/// Which shapes can be multiplied: two shapes to choose, and the answer in words.
#[component]
fn Shapes() -> impl IntoView {
    let sizes: [RwSignal<usize>; 4] = [2, 3, 3, 4].map(RwSignal::new);
    let answer = Memo::new(move |_| {
        let [a, b, c, d] = sizes.map(|s| s.get());
        words::fits((a, b), (c, d))
    });
    let count = move |at: usize, what: &'static str| {
        let size = sizes[at];
        view! {
            <span class="count" role="group" aria-label=what>
                <button
                    type="button"
                    class="button square"
                    aria-label=format!("Fewer: {what}")
                    prop:disabled=move || size.get() <= 1
                    on:click=move |_| size.update(|n| *n = n.saturating_sub(1).max(1))
                >
                    "−"
                </button>
                <output class="count-value">{size}</output>
                <button
                    type="button"
                    class="button square"
                    aria-label=format!("More: {what}")
                    prop:disabled=move || { size.get() >= 9 }
                    on:click=move |_| size.update(|n| *n = (*n + 1).min(9))
                >
                    "+"
                </button>
            </span>
        }
    };
    view! {
        <section class="plate shapes">
            <h2>"Which shapes fit?"</h2>
            <p class="row">
                {count(0, "rows of the left")} "×" {count(1, "columns of the left")}
                <span class="sign">"times"</span>
                {count(2, "rows of the right")} "×" {count(3, "columns of the right")}
            </p>
            <p role="status" class:misfit=move || !answer.get().0>
                {move || answer.get().1}
            </p>
        </section>
    }
}
