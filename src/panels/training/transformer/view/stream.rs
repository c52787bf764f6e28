//! The residual stream: a column for each token, a row for each half-layer, and in each cell a bar as
//! long as what was written there. Choosing a cell chooses word and half-layer.

use super::super::read::token_names;
use super::super::{Transformer, TransformerState};
use super::arrows::{self, At};
use crate::contract::lists;
use crate::contract::number::short;
use crate::frame::Context;
use leptos::prelude::*;
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
    let count = Memo::new(move |_| tokens.with(Vec::len));
    let half_name = move |row: usize| halves.with(|all| all.get(row).cloned().unwrap_or_default());
    let largest = Memo::new(move |_| writes.with(|m| lists::size(m.as_slice()).max(1e-9)));
    let name = move |at: usize| tokens.with(|all| all.get(at).cloned().unwrap_or_default());
    // The one cell that Tab reaches: that which had the focus last, or else the chosen one.
    let focused = RwSignal::new(None::<At>);
    let stop = Memo::new(move |_| {
        let chosen = (half.get(), place.get());
        let (rows, columns) = (halves.with(Vec::len), offset.get()..count.get());
        let there = |at: &At| at.0 < rows && columns.contains(&at.1);
        focused.get().filter(there).unwrap_or(chosen)
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
    let cell = move |row: usize, at: usize| {
        let length =
            Memo::new(move |_| writes.with(|m| m.get((at, row)).copied().unwrap_or(f64::NAN)));
        let share = move || {
            format!(
                "{:.1}%",
                100.0 * (length.get() / largest.get()).clamp(0.0, 1.0)
            )
        };
        let label = move || {
            format!(
                "{} at “{}”: length {}",
                half_name(row),
                name(at),
                short(length.get())
            )
        };
        let pressed = move || (place.get() == at && half.get() == row).to_string();
        let choose = move |_| {
            half.set(row);
            choose.run(at);
        };
        view! {
            <td>
                <button
                    type="button"
                    class="stream-cell"
                    aria-label=label
                    aria-pressed=pressed
                    tabindex=move || if stop.get() == (row, at) { "0" } else { "-1" }
                    disabled=move || at < offset.get()
                    data-cell=format!("{row}.{at}")
                    style=("--share", share)
                    on:click=choose
                >
                    {move || short(length.get())}
                </button>
            </td>
        }
    };
    let head = move || {
        let column = |at: usize| {
            view! {
                <th scope="col" translate="no" class:chosen=move || place.get() == at>
                    {move || name(at)}
                </th>
            }
        };
        (0..count.get()).map(column).collect_view()
    };
    let row = move |row: usize| {
        let cells = move || (0..count.get()).map(|at| cell(row, at)).collect_view();
        view! {
            <tr class:chosen=move || half.get() == row>
                <th scope="row">{half_name(row)}</th>
                {cells}
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Residual stream; arrow keys move">
            <table
                class="stream tint-value"
                on:keydown=key
                on:focusin=move |event| focuses(&event)
            >
                <thead>
                    <tr>
                        <td></td>
                        {head}
                    </tr>
                </thead>
                <tbody>{move || (0..halves.with(Vec::len)).map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
