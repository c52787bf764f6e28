//! The residual stream: a column for each token, a row for each half-layer, and in each cell a bar as
//! long as what was written there. Choosing a cell chooses word and half-layer.

mod board;

use super::super::read::token_names;
use super::super::{Transformer, TransformerState};
use crate::contract::lists;
use crate::frame::prelude::*;
use crate::widgets::arrows::{self, At};
use crate::widgets::later;
use board::{Board, Chosen};
use leptos::html;
use nalgebra::DMatrix;
use web_sys::{Event, KeyboardEvent};

#[component]
pub fn Stream(context: Context<Transformer>, half: RwSignal<usize>) -> impl IntoView {
    let offset = context.part(|s| s.held.offset());
    let choose = move |at: usize| {
        // The full stop before the sentence is no word of it.
        if let Some(word) = at.checked_sub(offset.get_untracked()) {
            context.update(|s| s.word = Some(word));
        }
    };
    view! {
        <StreamTable
            tokens=context.part(token_names)
            halves=context.part(|s| s.sizes().halves())
            writes=context.pick(|r| r.matrix("stream-writes"))
            place=context.part(TransformerState::place)
            offset=offset
            half=half
            choose=Callback::new(choose)
        />
    }
}

/// The stream of any model.
#[component]
pub fn StreamTable(
    /// The tokens of the text.
    tokens: Memo<Vec<String>>,
    /// The names of the half-layers.
    halves: Memo<Vec<String>>,
    /// Lengths: a row for each token, a column for each half-layer.
    writes: Memo<DMatrix<f64>>,
    /// The token that is looked at.
    place: Memo<usize>,
    /// How many tokens can’t be chosen.
    offset: Memo<usize>,
    /// The half-layer that is chosen.
    half: RwSignal<usize>,
    /// Called with a token that is chosen.
    choose: Callback<usize>,
) -> impl IntoView {
    let table: NodeRef<html::Table> = NodeRef::new();
    let board = StoredValue::new_local(Board::default());
    // Counts the times that the cells were made.
    let made = RwSignal::new(0_u32);
    let count = Memo::new(move |_| tokens.with(Vec::len));
    // The one cell that Tab reaches: that which had the focus last, or else the chosen one.
    let focused = RwSignal::new(None::<At>);
    let stop = Memo::new(move |_| {
        let chosen = (half.get(), place.get());
        let (rows, columns) = (halves.with(Vec::len), offset.get()..count.get());
        let there = |at: &At| at.0 < rows && columns.contains(&at.1);
        focused.get().filter(there).unwrap_or(chosen)
    });
    Effect::new(move |_| {
        let Some(table) = table.get() else { return };
        let (halves, tokens) = (halves.get(), tokens.get());
        let shape = (halves.len(), tokens.len());
        board.update_value(|board| {
            if board.shape() != shape {
                *board = Board::new(&table, shape).unwrap_or_default();
                made.update(|n| *n += 1);
            }
            board.name(&halves, &tokens);
        });
    });
    Effect::new(move |_| {
        made.track();
        writes.with(|lengths| {
            let largest = lists::size(lengths.as_slice()).max(1e-9);
            board.update_value(|board| board.write(lengths, largest));
        });
    });
    Effect::new(move |_| {
        made.track();
        let chosen = Chosen {
            half: half.get(),
            place: place.get(),
            stop: stop.get(),
            offset: offset.get(),
        };
        board.update_value(|board| board.mark(chosen));
    });
    later::effects(|| {
        Effect::new(move |_| {
            made.track();
            let (halves, tokens) = (halves.get(), tokens.get());
            writes.with(|lengths| {
                board.with_value(|board| board.describe(&halves, &tokens, lengths));
            });
        });
    });
    let focuses = move |event: &Event| {
        if let Some(at) = arrows::place(event, "data-cell") {
            focused.set(Some(at));
        }
    };
    let key = move |event: KeyboardEvent| {
        let last = |count: usize| count.saturating_sub(1);
        let rows = 0..=last(halves.with_untracked(Vec::len));
        let columns = offset.get_untracked()..=last(count.get_untracked());
        arrows::follow(&event, ".stream", "data-cell", rows, columns);
    };
    let pressed = move |event: &Event| {
        let Some((row, at)) = arrows::place(event, "data-cell") else {
            return;
        };
        if at >= offset.get_untracked() {
            half.set(row);
            choose.run(at);
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Residual stream; arrow keys move">
            <table
                class="stream tint-value"
                node_ref=table
                on:keydown=key
                on:focusin=move |event| focuses(&event)
                on:click=move |event| pressed(&event)
            ></table>
        </div>
    }
}
