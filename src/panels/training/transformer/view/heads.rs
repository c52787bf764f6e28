//! All heads as small pictures of their attention, each with a button that opens it and one that
//! switches it off.

use super::super::inside::passed;
use super::super::{Transformer, TransformerState};
use crate::frame::Context;
use crate::widgets::picture::Picture;
use leptos::prelude::*;
use nalgebra::DMatrix;

#[component]
pub fn HeadTiles(context: Context<Transformer>) -> impl IntoView {
    let sizes = context.part(TransformerState::sizes);
    let all = context.part(|s| {
        let model = s.held.model();
        let pass = model.and_then(|model| passed(&model, &s.text, &s.off, None));
        let all = pass.iter().flat_map(|pass| pass.heads.iter());
        all.map(|head| head.weights.clone()).collect::<Vec<_>>()
    });
    let opened = context.part(TransformerState::opened_head);
    let tile = move |head: usize| {
        let now = sizes.get_untracked();
        let (name, heads) = (now.head_name(head), now.heads);
        let weights = Memo::new(move |_| {
            all.with(|all| {
                all.get(head)
                    .cloned()
                    .unwrap_or_else(|| DMatrix::zeros(1, 1))
            })
        });
        let on = context.part(move |s| !s.off.contains(&head));
        let open = move |_| {
            context.update(|s| {
                s.layer = head / heads + 1;
                s.head = head % heads + 1;
            });
        };
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
                    on:click=open
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
                    on:click=move |_| context.update(|s| s.toggle(head))
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
