//! A matrix to type into: a field for each entry, arrow keys between them, paste of a whole table.

use super::fields;
use super::number_field::NumberField;
use crate::contract::{Tint, paste};
use leptos::html;
use leptos::prelude::*;
use nalgebra::DMatrix;
use web_sys::KeyboardEvent;

/// An editable matrix.
#[component]
pub fn MatrixEditor(
    /// Its name.
    label: &'static str,
    /// Its name for the tests, as in the address.
    control: &'static str,
    /// The numbers.
    #[prop(into)]
    value: Signal<DMatrix<f64>>,
    /// Called with a matrix of the same shape.
    set: Callback<DMatrix<f64>>,
    /// Names of the rows.
    #[prop(into)]
    rows: Signal<Vec<String>>,
    /// The largest size of an entry.
    limit: f64,
    /// Its colour.
    tint: Tint,
    /// Which cells belong to what is chosen elsewhere.
    #[prop(optional, into)]
    lit: Option<Callback<(usize, usize), bool>>,
) -> impl IntoView {
    let shape = Memo::new(move |_| value.with(DMatrix::shape));
    let grid: NodeRef<html::Table> = NodeRef::new();
    let problem = RwSignal::new(None::<String>);
    let key = move |event: KeyboardEvent| {
        let Some((i, j)) = place(&event) else { return };
        let (r, c) = shape.get_untracked();
        let to = match (event.key().as_str(), event.alt_key()) {
            ("Enter", _) | ("ArrowDown", false) if i + 1 < r => (i + 1, j),
            ("ArrowUp", false) if i > 0 => (i - 1, j),
            ("ArrowLeft", _) if j > 0 && fields::at_edge(&event, true) => (i, j - 1),
            ("ArrowRight", _) if j + 1 < c && fields::at_edge(&event, false) => (i, j + 1),
            // At the edge, up and down do nothing; with Alt they change the number.
            ("ArrowDown" | "ArrowUp", false) => (i, j),
            _ => return,
        };
        event.prevent_default();
        focus(grid, to);
    };
    let pasted = move |at: (usize, usize), text: String| -> bool {
        match paste::table(&text) {
            Ok(table) => {
                let (r, c) = shape.get_untracked();
                let mut next = value.get_untracked();
                for i in 0..table.nrows().min(r - at.0.min(r)) {
                    for j in 0..table.ncols().min(c - at.1.min(c)) {
                        next[(at.0 + i, at.1 + j)] = table[(i, j)].clamp(-limit, limit);
                    }
                }
                let cut = table.nrows() > r - at.0 || table.ncols() > c - at.1;
                problem.set(cut.then(|| {
                    format!(
                        "The table has {} × {} numbers; what fits from here on was used.",
                        table.nrows(),
                        table.ncols()
                    )
                }));
                set.run(next);
            }
            Err(why) => problem.set(Some(format!("That can’t be pasted here: {why}."))),
        }
        true
    };
    let body = move || {
        let (r, c) = shape.get();
        (0..r)
            .map(|i| {
                let cells = (0..c)
                    .map(|j| {
                        let entry = Signal::derive(move || {
                            value.with(|m| m.get((i, j)).copied().unwrap_or(f64::NAN))
                        });
                        let change = Callback::new(move |x: f64| {
                            let mut next = value.get_untracked();
                            if let Some(e) = next.get_mut((i, j)) {
                                *e = x;
                                set.run(next);
                            }
                        });
                        let name = Signal::derive(move || {
                            let row = rows.with(|n| n.get(i).cloned().unwrap_or_default());
                            format!("{label} of {row}, entry {j}")
                        });
                        view! {
                            <td
                                class="entry"
                                class:lit=move || lit.is_some_and(|l| l.run((i, j)))
                                data-row=i
                                data-column=j
                            >
                                <NumberField
                                    label=name
                                    value=entry
                                    set=change
                                    min=-limit
                                    max=limit
                                    control=format!("{control}[{i}][{j}]")
                                    in_table=true
                                    paste=Callback::new(move |text| pasted((i, j), text))
                                />
                            </td>
                        }
                    })
                    .collect_view();
                view! {
                    <tr>
                        <th scope="row">{move || rows.with(|n| n.get(i).cloned())}</th>
                        {cells}
                    </tr>
                }
            })
            .collect_view()
    };
    view! {
        <div class=format!("matrix-editor tint-{}", tint.name())>
            <div class="scroll">
                <table node_ref=grid on:keydown=key aria-label=label>
                    <tbody>{body}</tbody>
                </table>
            </div>
            <p class="problem" role="status">{problem}</p>
        </div>
    }
}

/// The row and column of the cell that an event comes from.
fn place(event: &KeyboardEvent) -> Option<(usize, usize)> {
    use wasm_bindgen::JsCast;
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let cell = target.closest("td").ok()??;
    let read = |name: &str| cell.get_attribute(name)?.parse().ok();
    Some((read("data-row")?, read("data-column")?))
}

fn focus(grid: NodeRef<html::Table>, (i, j): (usize, usize)) {
    if let Some(grid) = grid.get_untracked() {
        fields::focus(
            &grid,
            &format!("td[data-row=\"{i}\"][data-column=\"{j}\"] input"),
        );
    }
}
