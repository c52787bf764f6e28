//! All heads as small pictures of their attention, each with a button that opens it and one that
//! switches it off.

use super::super::inside::passed;
use super::super::{Transformer, TransformerState};
use crate::frame::Context;
use crate::widgets::picture::Picture;
use leptos::prelude::*;
use nalgebra::DMatrix;
use training::forward::Sizes;

#[component]
pub fn HeadTiles(context: Context<Transformer>) -> impl IntoView {
    let all = context.part(|s| {
        let model = s.held.model();
        let pass = model.and_then(|model| passed(&model, &s.text, &s.off, None));
        let all = pass.iter().flat_map(|pass| pass.heads.iter());
        all.map(|head| head.weights.clone()).collect::<Vec<_>>()
    });
    let open = move |head: usize| {
        context.update(|s| {
            let heads = s.sizes().heads;
            s.layer = head / heads + 1;
            s.head = head % heads + 1;
        });
    };
    view! {
        <Tiles
            sizes=context.part(TransformerState::sizes)
            all=all
            opened=context.part(TransformerState::opened_head)
            off=context.part(|s: &TransformerState| s.off.clone())
            open=Callback::new(open)
            toggle=Callback::new(move |head| context.update(|s| s.toggle(head)))
        />
    }
}

/// The heads of any model.
#[component]
pub fn Tiles(
    /// Layers and heads.
    sizes: Memo<Sizes>,
    /// The attention of each head, counted through all layers from 0.
    all: Memo<Vec<DMatrix<f64>>>,
    /// The head that is opened.
    opened: Memo<usize>,
    /// The heads that are off.
    off: Memo<Vec<usize>>,
    /// Called with a head to open.
    open: Callback<usize>,
    /// Called with a head to switch.
    toggle: Callback<usize>,
) -> impl IntoView {
    let tile = move |head: usize| {
        let name = sizes.get_untracked().head_name(head);
        let weights = Memo::new(move |_| {
            all.with(|all| {
                all.get(head)
                    .cloned()
                    .unwrap_or_else(|| DMatrix::zeros(1, 1))
            })
        });
        let on = Memo::new(move |_| off.with(|off| !off.contains(&head)));
        let switch = {
            let name = name.clone();
            move || format!("head {name} is {}", if on.get() { "on" } else { "off" })
        };
        view! {
            <div class="head-tile" class:off=move || !on.get()>
                <button
                    type="button"
                    class="head-open"
                    aria-label=format!("open head {name}")
                    aria-pressed=move || (opened.get() == head).to_string()
                    data-head=name.clone()
                    on:click=move |_| open.run(head)
                >
                    // From white, no attention, to black, all of it; the other way round on a dark page.
                    <Picture
                        label=format!("attention of head {name}")
                        values=weights
                        range=Signal::stored((1.0, 0.0))
                    />
                </button>
                <button
                    type="button"
                    class="head-switch"
                    aria-label=switch
                    aria-pressed=move || on.get().to_string()
                    data-switch=name.clone()
                    on:click=move |_| toggle.run(head)
                >
                    {name.clone()} " " {move || if on.get() { "on" } else { "off" }}
                </button>
            </div>
        }
    };
    view! {
        <div
            class="head-tiles"
            role="group"
            aria-label="Heads, a row for each layer"
            style=("--heads", move || sizes.get().heads.to_string())
        >
            {move || (0..sizes.get().all_heads()).map(tile).collect_view()}
        </div>
    }
}
