//! A computation as a graph: boxes with values and gradients, links between them.
//!
//! It can be moved with a pointer and zoomed; with the keyboard, arrow keys go from box to box, + and −
//! zoom, 0 shows all, and an arrow with Shift moves the picture. The elements are made once for a graph,
//! and then only what changed is written into them.

mod board;
mod build;
mod draw;
mod keys;
mod look;
mod pointer;
mod write;

use crate::contract::Flow;
use board::Board;
use leptos::prelude::*;

/// A computation as a graph.
#[component]
pub fn FlowView(
    /// What it shows, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// The graph.
    #[prop(into)]
    flow: Signal<Flow>,
    /// Told whether there is so little room that links should lead downwards.
    #[prop(optional)]
    narrow: Option<RwSignal<bool>>,
    /// Called with a box that was pressed.
    #[prop(optional, into)]
    pick: Option<Callback<usize>>,
) -> impl IntoView {
    let board = Board::new(flow, pick);
    board.follow_width(narrow);
    board.keep_in_view();
    board.draw();
    view! {
        <div class="flow">
            {tools(board)}
            <div
                class="flow-view"
                class:dragged=move || board.dragging.get()
                role="group"
                aria-label=move || label.get()
                style=("height", move || format!("{:.0}px", board.height.get()))
                node_ref=board.place
                on:keydown=move |event| board.key(&event)
                on:pointerdown=move |event| board.pressed(&event)
                on:pointermove=move |event| board.moved(&event)
                on:pointerup=move |_| board.released()
                on:pointercancel=move |_| board.released()
                on:click=move |event| board.clicked(&event)
                on:wheel=move |event| board.wheel(&event)
            ></div>
        </div>
    }
}

/// Buttons that zoom.
fn tools(board: Board) -> impl IntoView {
    let tool = move |name: &'static str, words: &'static str, sign: &'static str| {
        view! {
            <button
                type="button"
                class="button square"
                data-flow=name
                aria-label=words
                title=words
                on:click=move |_| match name {
                    "in" => board.zoom(look::CLOSER),
                    "out" => board.zoom(look::FARTHER),
                    _ => board.fit(),
                }
            >
                {sign}
            </button>
        }
    };
    view! {
        <div class="flow-tools" role="group" aria-label="What is in view">
            {tool("out", "Zoom out", "−")}
            {tool("in", "Zoom in", "+")}
            {tool("all", "Show all", "⤢")}
        </div>
    }
}
