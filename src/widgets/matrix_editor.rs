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
    let editor = Editor {
        table,
        grid,
        value,
        set,
        least,
        limit,
        problem,
    };
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
    view! {
        <div class=format!("matrix-editor tint-{}", tint.name())>
            <div class="scroll">
                <table
                    node_ref=table
                    aria-label=label
                    on:input=move |event| editor.input(&event)
                    on:focusin=move |event| editor.enter(&event)
                    on:focusout=move |event| editor.leave(&event)
                    on:keydown=move |event| editor.key(&event)
                    on:paste=move |event| editor.paste(&event)
                ></table>
            </div>
            <p class="problem" role="status">{problem}</p>
        </div>
    }
}

/// What the events of the table change.
#[derive(Clone, Copy)]
struct Editor {
    table: NodeRef<html::Table>,
    grid: StoredValue<Grid, LocalStorage>,
    value: Signal<DMatrix<f64>>,
    set: Callback<DMatrix<f64>>,
    least: f64,
    limit: f64,
    problem: RwSignal<Option<String>>,
}

impl Editor {
    fn change(self, at: Place, x: f64) {
        let mut next = self.value.get_untracked();
        if let Some(entry) = next.get_mut(at) {
            *entry = x;
            self.set.run(next);
        }
    }

    /// Says what is wrong with a field, below the table: beside the field it would be cut off where
    /// the table scrolls.
    fn say(self, field: &HtmlInputElement, what: Option<String>) {
        let invalid = if what.is_some() { "true" } else { "false" };
        dom::set(field, &[("aria-invalid", invalid)]);
        self.problem.try_set(what);
    }

    fn input(self, event: &Event) {
        let Some((at, field)) = place(event) else {
            return;
        };
        match judge(&field.value(), self.least, self.limit) {
            Ok(x) => {
                self.say(&field, None);
                self.grid.update_value(|grid| grid.took(at, x));
                self.change(at, x);
            }
            Err(why) => self.say(&field, Some(why)),
        }
    }

    fn leave(self, event: &Event) {
        let Some((at, field)) = place(event) else {
            return;
        };
        self.say(&field, None);
        // A field that has just been taken out loses its focus, too, and its signals are gone.
        let entry = self.value.try_with_untracked(|m| m.get(at).copied());
        if let Some(x) = entry.flatten() {
            let typed = self.grid.try_with_value(|grid| grid.was_typed(at, x));
            write(&field, x, typed.unwrap_or(false));
        }
    }

    fn enter(self, event: &Event) {
        if let Some((at, field)) = place(event)
            && let Some(x) = self.value.with_untracked(|m| m.get(at).copied())
        {
            open(&field, x);
        }
    }

    fn key(self, event: &KeyboardEvent) {
        let Some(((i, j), field)) = place(event) else {
            return;
        };
        let (r, c) = self.value.with_untracked(DMatrix::shape);
        let to = match (event.key().as_str(), event.alt_key()) {
            (name @ ("ArrowUp" | "ArrowDown"), true) => {
                event.prevent_default();
                self.nudge((i, j), &field, name == "ArrowUp", event.shift_key());
                return;
            }
            ("Enter", _) | ("ArrowDown", false) if i + 1 < r => (i + 1, j),
            ("ArrowUp", false) if i > 0 => (i - 1, j),
            ("ArrowLeft", _) if j > 0 && fields::at_edge(event, true) => (i, j - 1),
            ("ArrowRight", _) if j + 1 < c && fields::at_edge(event, false) => (i, j + 1),
            // At the edge, up and down do nothing; with Alt they change the number.
            ("ArrowDown" | "ArrowUp", false) => (i, j),
            _ => return,
        };
        event.prevent_default();
        if let Some(table) = self.table.get_untracked() {
            fields::focus(
                &table,
                &format!("td[data-row=\"{}\"][data-column=\"{}\"] input", to.0, to.1),
            );
        }
    }

    fn nudge(self, at: Place, field: &HtmlInputElement, up: bool, large: bool) {
        let x = (self.value).with_untracked(|m| m.get(at).copied().unwrap_or_default());
        let next = nudged(x, up, large, STEP).clamp(self.least, self.limit);
        self.say(field, None);
        self.change(at, next);
        field.set_value(&shown(next));
    }

    fn paste(self, event: &ClipboardEvent) {
        let (Some((at, _)), Some(text)) = (place(event), pasted(event)) else {
            return;
        };
        event.prevent_default();
        let laid = paste::table(&text).and_then(|table| {
            let next = paste::laid_over(&self.value.get_untracked(), &table, at, self.limit)?;
            Ok((table.shape(), next))
        });
        let least = self.least;
        let (problem, next) = match laid {
            Err(why) => (Some(format!("That can’t be pasted here: {why}.")), None),
            Ok((_, next)) if next.iter().any(|x| *x < least) => {
                let why = format!("no number may be below {least}");
                (Some(format!("That can’t be pasted here: {why}.")), None)
            }
            Ok(((rows, columns), next)) => {
                let (r, c) = next.shape();
                let cut = rows > r - at.0 || columns > c - at.1;
                let says = cut.then(|| {
                    format!(
                        "The table has {rows} × {columns} numbers; what fits from here on was used."
                    )
                });
                (says, Some(next))
            }
        };
        self.problem.set(problem);
        if let Some(next) = next {
            self.set.run(next);
        }
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
