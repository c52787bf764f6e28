//! The view of `matrix-multiplication`: the plane that moves, the matrices, and their products.

mod products;

use super::state::{ProductState, SIZES};
use super::{MatrixMultiplication, picture, words};
use crate::contract::Tint;
use crate::contract::names::counted_as;
use crate::frame::prelude::*;
use crate::widgets::journey::Journey;
use products::Products;

impl View for MatrixMultiplication {
    fn view(context: Context<Self>) -> Layout {
        let time = RwSignal::new(1.0_f64);
        let flat = context.part(|s| s.size() == 2);
        let controls = view! {
            <div class="row presets" role="group" aria-label="Try as W">
                <span aria-hidden="true">"W:"</span>
                {folded(context.preset_buttons())}
            </div>
            <Editors context=context />
            {context
                .entries_named(
                    ["dimensions", "dimensions", "size"],
                    SIZES,
                    ProductState::size,
                    |s, n| *s = s.with_size(n),
                )}
        };
        let main = view! {
            // In three dimensions and more there is no plane to look at, and the products are the picture.
            {move || {
                if flat.get() {
                    view! { <ThePlane context=context time=time /> }.into_any()
                } else {
                    view! { <Products context=context /> }.into_any()
                }
            }}
        };
        Layout::new(main, controls)
            .below(move || move || flat.get().then(|| view! { <Products context=context /> }))
            .below(shapes)
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
            <Journey label="The transformation of the plane" stations=&["before", "after W", "after W₂W"] time=time />
            <p class="hint">
                "Drag the round tips, or focus one and use the arrow keys. After W, the columns of W \
                 can be dragged; after W₂W, those of W₂."
            </p>
        </figure>
    }
}

#[component]
fn Editors(context: Context<MatrixMultiplication>) -> impl IntoView {
    let names = |what| context.part(move |s| counted_as(what, s.size()));
    let rows = names("row");
    let (w, second, x) = (ProductState::w(), ProductState::second(), ProductState::x());
    view! {
        <div class="inputs stacked">
            {context.matrix(w, ["W, the first map", "W"], Tint::Matrix, rows)}
            {context.matrix(second, ["W₂, the second map", "W₂"], Tint::Composed, rows)}
            {context.column(x, ["x, the vector", "x"], Tint::Input, names("entry"))}
        </div>
    }
}

/// Which shapes can be multiplied: two shapes to choose, and the answer in words.
fn shapes() -> impl IntoView {
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
