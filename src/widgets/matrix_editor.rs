//! A matrix to type into: a field for each entry, arrow keys between them, paste of a whole table.
//!
//! The fields are made once for a shape; then only the entries that changed are written.

use super::number_field::{is_typing, judge, nudged, open, pasted, shown, write};
use super::{dom, fields, later};
use crate::contract::{Tint, paste};
use leptos::html;
use leptos::prelude::*;
use nalgebra::DMatrix;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element, Event, HtmlInputElement, KeyboardEvent, Node};

/// What an arrow key with Alt adds.
const STEP: f64 = 0.1;

/// An editable matrix.
#[component]
pub fn MatrixEditor(
    /// Its name.
    #[prop(into)]
    label: String,
    /// Its name for the tests, as in the address.
    #[prop(into)]
    control: String,
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
    /// The smallest entry, where it isn't as far below 0 as the largest is above.
    #[prop(optional)]
    least: Option<f64>,
    /// Its colour.
    tint: Tint,
) -> impl IntoView {
    let least = least.unwrap_or(-limit);
    let table: NodeRef<html::Table> = NodeRef::new();
    let grid = StoredValue::new_local(Grid::default());
    let name = StoredValue::new(label.clone());
    // Counts the times that the fields were made.
    let made = RwSignal::new(0_u32);
    let problem = RwSignal::new(None::<String>);
    // In a drag the picture comes first.
    later::effects(|| {
        Effect::new(move |_| {
            let Some(table) = table.get() else { return };
            value.with(|values| {
                grid.update_value(|grid| {
                    if grid.columns != values.ncols() || grid.entries.len() != values.len() {
                        *grid = Grid::new(&table, values.shape(), &control).unwrap_or_default();
                        made.update(|n| *n += 1);
                    }
                    grid.write(values);
                });
            });
        });
    });
    Effect::new(move |_| {
        made.track();
        rows.with(|rows| name.with_value(|name| grid.with_value(|grid| grid.name(name, rows))));
    });
    let change = move |(i, j): Place, x: f64| {
        let mut next = value.get_untracked();
        if let Some(entry) = next.get_mut((i, j)) {
            *entry = x;
            set.run(next);
        }
    };
    // Below the table: beside the field it would be cut off where the table scrolls.
    let say = move |field: &HtmlInputElement, what: Option<String>| {
        let invalid = if what.is_some() { "true" } else { "false" };
        dom::set(field, &[("aria-invalid", invalid)]);
        problem.try_set(what);
    };
    let input = move |event: Event| {
        let Some((at, field)) = place(&event) else {
            return;
        };
        match judge(&field.value(), least, limit) {
            Ok(x) => {
                say(&field, None);
                grid.update_value(|grid| grid.took(at, x));
                change(at, x);
            }
            Err(why) => say(&field, Some(why)),
        }
    };
    let leave = move |event: Event| {
        let Some((at, field)) = place(&event) else {
            return;
        };
        say(&field, None);
        // A field that has just been taken out loses its focus, too, and its signals are gone.
        let entry = value.try_with_untracked(|m| m.get(at).copied()).flatten();
        if let Some(x) = entry {
            let typed = grid.try_with_value(|grid| grid.was_typed(at, x));
            write(&field, x, typed.unwrap_or(false));
        }
    };
    let enter = move |event: Event| {
        if let Some((at, field)) = place(&event)
            && let Some(x) = value.with_untracked(|m| m.get(at).copied())
        {
            open(&field, x);
        }
    };
    let key = move |event: KeyboardEvent| {
        let Some(((i, j), field)) = place(&event) else {
            return;
        };
        let (r, c) = value.with_untracked(DMatrix::shape);
        let to = match (event.key().as_str(), event.alt_key()) {
            (name @ ("ArrowUp" | "ArrowDown"), true) => {
                let x = value.with_untracked(|m| m.get((i, j)).copied().unwrap_or_default());
                let next = nudged(x, name == "ArrowUp", event.shift_key(), STEP);
                let next = next.clamp(least, limit);
                event.prevent_default();
                say(&field, None);
                change((i, j), next);
                field.set_value(&shown(next));
                return;
            }
            ("Enter", _) | ("ArrowDown", false) if i + 1 < r => (i + 1, j),
            ("ArrowUp", false) if i > 0 => (i - 1, j),
            ("ArrowLeft", _) if j > 0 && fields::at_edge(&event, true) => (i, j - 1),
            ("ArrowRight", _) if j + 1 < c && fields::at_edge(&event, false) => (i, j + 1),
            // At the edge, up and down do nothing; with Alt they change the number.
            ("ArrowDown" | "ArrowUp", false) => (i, j),
            _ => return,
        };
        event.prevent_default();
        if let Some(table) = table.get_untracked() {
            fields::focus(
                &table,
                &format!("td[data-row=\"{}\"][data-column=\"{}\"] input", to.0, to.1),
            );
        }
    };
    let on_paste = move |event: ClipboardEvent| {
        let (Some((at, _)), Some(text)) = (place(&event), pasted(&event)) else {
            return;
        };
        event.prevent_default();
        match paste::table(&text) {
            Ok(table) => match paste::laid_over(&value.get_untracked(), &table, at, limit) {
                Ok(next) if next.iter().any(|x| *x < least) => {
                    problem.set(Some(format!(
                        "That can’t be pasted here: no number may be below {least}."
                    )));
                }
                Ok(next) => {
                    let (r, c) = next.shape();
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
            },
            Err(why) => problem.set(Some(format!("That can’t be pasted here: {why}."))),
        }
    };
    view! {
        <div class=format!("matrix-editor tint-{}", tint.name())>
            <div class="scroll">
                <table
                    node_ref=table
                    aria-label=label
                    on:input=input
                    on:focusin=move |event| enter(event.into())
                    on:focusout=move |event| leave(event.into())
                    on:keydown=key
                    on:paste=on_paste
                ></table>
            </div>
            <p class="problem" role="status">{problem}</p>
        </div>
    }
}

/// Row and column of an entry.
type Place = (usize, usize);

/// The field that an event comes from.
fn place(event: &Event) -> Option<(Place, HtmlInputElement)> {
    let field: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let cell = field.closest("td").ok()??;
    let read = |name: &str| cell.get_attribute(name)?.parse().ok();
    Some(((read("data-row")?, read("data-column")?), field))
}

/// The elements of the table.
#[derive(Default)]
struct Grid {
    columns: usize,
    row_names: Vec<Node>,
    /// Row by row: a field, and the bits of what was last written into it.
    entries: Vec<(HtmlInputElement, u64)>,
    /// Row by row: the bits of what the reader typed last.
    typed: Vec<u64>,
}

impl Grid {
    /// Makes the elements; numbers and names are written afterwards.
    fn new(table: &Element, (rows, columns): Place, control: &str) -> Option<Self> {
        table.set_text_content(None);
        let mut grid = Self {
            columns,
            ..Self::default()
        };
        let body = dom::append(table, "tbody", "")?;
        for i in 0..rows {
            let row = dom::append(&body, "tr", "")?;
            let head = dom::append(&row, "th", "")?;
            dom::set(&head, &[("scope", "row")]);
            grid.row_names.push(dom::text(&head, "")?);
            for j in 0..columns {
                let cell = dom::append(&row, "td", "entry")?;
                dom::set(
                    &cell,
                    &[
                        ("data-row", &i.to_string()),
                        ("data-column", &j.to_string()),
                    ],
                );
                let place = dom::append(&cell, "span", "number-field")?;
                let field = dom::append(&place, "input", "")?;
                dom::set(
                    &field,
                    &[
                        ("type", "text"),
                        ("inputmode", "decimal"),
                        ("autocomplete", "off"),
                        ("spellcheck", "false"),
                        ("data-control", &format!("{control}[{i}][{j}]")),
                        ("aria-invalid", "false"),
                    ],
                );
                grid.entries.push((field.unchecked_into(), !0));
            }
        }
        grid.typed = vec![!0; grid.entries.len()];
        Some(grid)
    }

    /// Keeps in mind that the reader typed an entry.
    fn took(&mut self, (i, j): Place, x: f64) {
        if let Some(typed) = self.typed.get_mut(i * self.columns + j) {
            *typed = x.to_bits();
        }
    }

    fn was_typed(&self, (i, j): Place, x: f64) -> bool {
        self.typed.get(i * self.columns + j) == Some(&x.to_bits())
    }

    fn write(&mut self, values: &DMatrix<f64>) {
        for (at, (field, written)) in self.entries.iter_mut().enumerate() {
            let x = values[(at / self.columns, at % self.columns)];
            if *written != x.to_bits() {
                *written = x.to_bits();
                if !is_typing(field, x) {
                    write(field, x, self.typed.get(at) == Some(&x.to_bits()));
                }
            }
        }
    }

    fn name(&self, label: &str, rows: &[String]) {
        for (i, node) in self.row_names.iter().enumerate() {
            let name = rows.get(i).map_or("", String::as_str);
            node.set_node_value(Some(name));
            let fields = self.entries.iter().skip(i * self.columns);
            for (j, (field, _)) in fields.take(self.columns).enumerate() {
                dom::set(
                    field,
                    &[("aria-label", &format!("{label} of {name}, entry {j}"))],
                );
            }
        }
    }
}
