//! A matrix as coloured cells with their numbers: an accessible grid.
//!
//! Hover, focus or tap a cell to choose it; arrow keys move the choice. What the chosen cell
//! means is shown by whoever owns the `chosen` signal.

use crate::contract::{Tint, number};
use leptos::html;
use leptos::prelude::*;
use nalgebra::DMatrix;
use web_sys::KeyboardEvent;

/// Row and column of a cell.
pub type Cell = (usize, usize);

/// A matrix as a grid.
#[component]
pub fn HeatMap(
    /// What it shows, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// The numbers.
    #[prop(into)]
    values: Signal<DMatrix<f64>>,
    /// Names of the rows.
    #[prop(into)]
    rows: Signal<Vec<String>>,
    /// Names of the columns.
    #[prop(into)]
    columns: Signal<Vec<String>>,
    /// The colour of what is positive; what is negative has the colour of negative numbers.
    tint: Tint,
    /// The chosen cell.
    chosen: RwSignal<Option<Cell>>,
    /// A mark for a cell (a class of the style sheet), or nothing.
    #[prop(optional, into)]
    mark: Option<Callback<Cell, &'static str>>,
    /// Which cells belong to what is chosen elsewhere.
    #[prop(optional, into)]
    lit: Option<Callback<Cell, bool>>,
    /// The size that has the full colour; the largest entry when absent.
    #[prop(optional)]
    full: Option<f64>,
) -> impl IntoView {
    let shape = Memo::new(move |_| values.with(DMatrix::shape));
    let largest = Memo::new(move |_| {
        full.unwrap_or_else(|| {
            values.with(|m| {
                m.iter()
                    .filter(|x| x.is_finite())
                    .fold(0.0, |l: f64, x| l.max(x.abs()))
            })
        })
    });
    let grid: NodeRef<html::Table> = NodeRef::new();
    let focusable = move |cell: Cell| {
        let at = chosen.get().unwrap_or((0, 0));
        let (r, c) = shape.get();
        (at.0.min(r.saturating_sub(1)), at.1.min(c.saturating_sub(1))) == cell
    };
    let key = move |event: KeyboardEvent| {
        let (r, c) = shape.get_untracked();
        let (i, j) = chosen.get_untracked().unwrap_or((0, 0));
        let to = match event.key().as_str() {
            "ArrowUp" => (i.saturating_sub(1), j),
            "ArrowDown" => (i + 1, j),
            "ArrowLeft" => (i, j.saturating_sub(1)),
            "ArrowRight" => (i, j + 1),
            "Home" => (i, 0),
            "End" => (i, c),
            "Escape" => {
                chosen.set(None);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        let to = (to.0.min(r.saturating_sub(1)), to.1.min(c.saturating_sub(1)));
        chosen.set(Some(to));
        focus(grid, to);
    };
    let body = move || {
        let (r, c) = shape.get();
        (0..r)
            .map(|i| {
                let cells = (0..c)
                    .map(|j| {
                        let value =
                            move || values.with(|m| m.get((i, j)).copied().unwrap_or(f64::NAN));
                        let strength = move || {
                            let (x, l) = (value(), largest.get());
                            if x.is_nan() {
                                0.0
                            } else if x.is_infinite() {
                                1.0
                            } else if l > 0.0 {
                                (x.abs() / l).min(1.0)
                            } else {
                                0.0
                            }
                        };
                        view! {
                            <td
                                role="gridcell"
                                class=move || {
                                    let mark = mark.map_or("", |m| m.run((i, j)));
                                    format!("cell {mark}")
                                }
                                class:negative=move || { value() < 0.0 }
                                class:chosen=move || chosen.get() == Some((i, j))
                                class:lit=move || lit.is_some_and(|l| l.run((i, j)))
                                style=("--strength", move || format!("{:.3}", strength()))
                                tabindex=move || if focusable((i, j)) { "0" } else { "-1" }
                                on:focus=move |_| chosen.set(Some((i, j)))
                                on:pointerenter=move |_| chosen.set(Some((i, j)))
                                on:click=move |_| chosen.set(Some((i, j)))
                            >
                                {move || number::short(value())}
                            </td>
                        }
                    })
                    .collect_view();
                view! {
                    <tr role="row">
                        <th scope="row" role="rowheader">
                            {move || rows.with(|n| n.get(i).cloned().unwrap_or_else(|| i.to_string()))}
                        </th>
                        {cells}
                    </tr>
                }
            })
            .collect_view()
    };
    let head = move || {
        let (_, c) = shape.get();
        (0..c)
            .map(|j| {
                view! {
                    <th scope="col" role="columnheader">
                        {move || columns.with(|n| n.get(j).cloned().unwrap_or_else(|| j.to_string()))}
                    </th>
                }
            })
            .collect_view()
    };
    view! {
        <div class="scroll">
            <table
                role="grid"
                class=format!("heat tint-{}", tint.name())
                aria-label=move || label.get()
                node_ref=grid
                on:keydown=key
            >
                <thead>
                    <tr role="row">
                        <td role="presentation"></td>
                        {head}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

/// Moves the keyboard's focus to a cell.
fn focus(grid: NodeRef<html::Table>, (i, j): Cell) {
    use wasm_bindgen::JsCast;
    let cell = grid
        .get_untracked()
        .and_then(|g| {
            g.query_selector(&format!(
                "tbody tr:nth-child({}) td:nth-of-type({})",
                i + 1,
                j + 1
            ))
            .ok()
        })
        .flatten()
        .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(cell) = cell {
        let _ = cell.focus();
    }
}
