//! A matrix as coloured cells with their numbers: an accessible grid.
//!
//! Hover, focus or tap a cell to choose it; arrow keys move the choice. What the chosen cell
//! means is shown by whoever owns the `chosen` signal. Where cells can be changed, they are dragged up
//! and down, and Alt with an arrow key does the same.
//!
//! The cells are made once for a shape; then only what changed is written into them.

mod drag;

use super::finger::keep_still;
use super::theme::{self, Palette, rgb};
use super::{dom, later};
use crate::contract::{Tint, number};
use drag::Drag;
use leptos::html;
use leptos::prelude::*;
use nalgebra::DMatrix;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, Node, PointerEvent};

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
    #[prop(optional, into)]
    full: Option<Signal<f64>>,
    /// Called with a cell and its new number while it is dragged; absent where cells are only shown.
    #[prop(optional)]
    set: Option<Callback<(Cell, f64)>>,
) -> impl IntoView {
    let table: NodeRef<html::Table> = NodeRef::new();
    let map = Map {
        table,
        grid: StoredValue::new_local(Grid::default()),
        values,
        full,
        chosen,
        drag: set.map(Drag::new),
    };
    let made = map.show(tint);
    Effect::new(move |_| {
        made.track();
        let chosen = chosen.get();
        map.grid.update_value(|grid| {
            grid.mark(chosen, |cell| Marks {
                named: mark.map_or("", |mark| mark.run(cell)),
                chosen: chosen == Some(cell),
                lit: lit.is_some_and(|lit| lit.run(cell)),
            });
        });
    });
    Effect::new(move |_| {
        made.track();
        let name = |grid: &Grid| rows.with(|rows| columns.with(|columns| grid.name(rows, columns)));
        map.grid.with_value(name);
    });
    later::attribute(table, "aria-label", move || label.get());
    view! {
        <div class="scroll">
            <table
                translate="no"
                role="grid"
                class=format!("heat tint-{}", tint.name())
                class:dragged=set.is_some()
                node_ref=table
                on:pointerdown=move |event| map.down(&event)
                on:pointermove=move |event| map.moved(&event)
                on:pointerup=move |_| map.gone()
                on:pointercancel=move |_| map.gone()
                on:lostpointercapture=move |_| map.gone()
                on:touchmove=keep_still(move || map.drag.is_some_and(Drag::is_held))
                on:keydown=move |event| map.key(&event)
                on:focusin=move |event| map.point(&event)
                on:pointerover=move |event| map.point(&event)
                on:click=move |event| map.point(&event)
            ></table>
        </div>
    }
}

/// The grid while it is shown.
#[derive(Clone, Copy)]
struct Map {
    table: NodeRef<html::Table>,
    grid: StoredValue<Grid, LocalStorage>,
    values: Signal<DMatrix<f64>>,
    full: Option<Signal<f64>>,
    chosen: RwSignal<Option<Cell>>,
    /// Absent where cells are only shown.
    drag: Option<Drag>,
}

impl Map {
    /// Makes the cells and keeps them as the numbers are. What comes back counts the times that they
    /// were made.
    fn show(self, tint: Tint) -> RwSignal<u32> {
        let made = RwSignal::new(0_u32);
        let theme = theme::changes();
        let colours = Memo::new(move |_| {
            let palette = Palette::after(theme.get());
            (rgb(palette.tint(tint)), rgb(&palette.negative))
        });
        Effect::new(move |_| {
            let Some(table) = self.table.get() else {
                return;
            };
            let mut lost = false;
            self.values.with(|values| {
                self.grid.update_value(|grid| {
                    if grid.columns != values.ncols() || grid.shown.len() != values.len() {
                        let active = document().active_element();
                        lost = active.is_some_and(|active| table.contains(Some(&active)));
                        *grid = Grid::new(&table, values.shape()).unwrap_or_default();
                        made.update(|n| *n += 1);
                    }
                    grid.write(values, self.full.map(|full| full.get()), colours.get());
                });
            });
            if lost {
                self.focus(self.chosen.get_untracked().unwrap_or_default());
            }
        });
        made
    }

    fn value(self, cell: Cell) -> f64 {
        let value = |m: &DMatrix<f64>| m.get(cell).copied().unwrap_or(f64::NAN);
        self.values.with_untracked(value)
    }

    /// The size that has the full colour.
    fn whole(self) -> f64 {
        let own = self.full.map(|full| full.get_untracked());
        own.unwrap_or_else(|| self.values.with_untracked(largest))
    }

    fn choose(self, cell: Option<Cell>) {
        if self.chosen.get_untracked() != cell {
            self.chosen.set(cell);
        }
    }

    /// Moves the keyboard's focus to the nearest cell that there is.
    fn focus(self, cell: Cell) {
        let cell = self.grid.with_value(|grid| grid.nearest(cell));
        if let Some(cell) = cell {
            let _ = cell.focus();
        }
    }

    fn point(self, event: &Event) {
        if let Some(cell) = place(event) {
            self.choose(Some(cell));
        }
    }

    /// Begins to drag a cell.
    fn begin(self, event: &PointerEvent, cell: Cell) {
        if let Some(table) = self.table.get_untracked() {
            let _ = table.set_pointer_capture(event.pointer_id());
        }
        self.choose(Some(cell));
        self.focus(cell);
        if let Some(drag) = self.drag {
            drag.hold(event, cell, self.value(cell), self.whole());
        }
    }

    fn down(self, event: &PointerEvent) {
        if let (Some(drag), Some(cell)) = (self.drag, place(event)) {
            drag.down(event, move |first| self.begin(first, cell));
        }
    }

    fn moved(self, event: &PointerEvent) {
        let turns = self.drag.is_some_and(|drag| drag.moved(event));
        if let Some(cell) = place(event).filter(|_| turns) {
            self.begin(event, cell);
        }
    }

    fn gone(self) {
        if let Some(drag) = self.drag {
            drag.gone();
        }
    }

    fn key(self, event: &KeyboardEvent) {
        let (r, c) = self.values.with_untracked(DMatrix::shape);
        let (i, j) = self.chosen.get_untracked().unwrap_or((0, 0));
        let up = event.key() == "ArrowUp";
        let steps = event.alt_key() && (up || event.key() == "ArrowDown");
        if let Some(drag) = self.drag.filter(|_| steps) {
            event.prevent_default();
            drag.step((i, j), self.value((i, j)), self.whole(), up);
            return;
        }
        let to = match event.key().as_str() {
            "ArrowUp" => (i.saturating_sub(1), j),
            "ArrowDown" => (i + 1, j),
            "ArrowLeft" => (i, j.saturating_sub(1)),
            "ArrowRight" => (i, j + 1),
            "Home" => (i, 0),
            "End" => (i, c),
            "Escape" => {
                self.choose(None);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        let to = inside(to, (r, c));
        self.choose(Some(to));
        self.focus(to);
    }
}

/// The cell that an event comes from.
fn place(event: &Event) -> Option<Cell> {
    let cell = dom::around(event, "[role=gridcell]")?;
    let column = cell.unchecked_ref::<web_sys::HtmlTableCellElement>();
    let row = cell.parent_element()?;
    let row = row.unchecked_ref::<web_sys::HtmlTableRowElement>();
    // The first row and the first column hold the names.
    Some((
        usize::try_from(row.row_index() - 1).ok()?,
        usize::try_from(column.cell_index() - 1).ok()?,
    ))
}

/// The nearest cell that a table of that shape has.
fn inside((i, j): Cell, (rows, columns): Cell) -> Cell {
    (
        i.min(rows.saturating_sub(1)),
        j.min(columns.saturating_sub(1)),
    )
}

type Rgb = (u8, u8, u8);

/// What a cell is marked with.
#[derive(Clone, Copy, Default, PartialEq)]
struct Marks {
    named: &'static str,
    chosen: bool,
    lit: bool,
}

/// A cell and what was last written to it.
struct Shown {
    cell: HtmlElement,
    text: Node,
    bits: u64,
    colour: Option<[u8; 4]>,
    marks: Marks,
}

impl Shown {
    fn write_class(&self) {
        let Marks { named, chosen, lit } = self.marks;
        let mut class = String::from("cell");
        for (on, name) in [(!named.is_empty(), named), (chosen, "chosen"), (lit, "lit")] {
            if on {
                class.push(' ');
                class.push_str(name);
            }
        }
        self.cell.set_class_name(&class);
    }
}

/// The elements of the table.
#[derive(Default)]
struct Grid {
    columns: usize,
    row_names: Vec<Node>,
    column_names: Vec<Node>,
    /// Row by row.
    shown: Vec<Shown>,
    /// Which of them Tab reaches.
    focusable: Option<usize>,
}

impl Grid {
    /// Makes the elements; numbers, marks and names are written afterwards.
    fn new(table: &Element, (rows, columns): Cell) -> Option<Self> {
        table.set_text_content(None);
        let mut grid = Self {
            columns,
            ..Self::default()
        };
        let row = |part: &Element| -> Option<Element> {
            let row = dom::append(part, "tr", "")?;
            dom::set(&row, &[("role", "row")]);
            Some(row)
        };
        let name = |row: &Element, scope: &str, role: &str| -> Option<Node> {
            let head = dom::append(row, "th", "")?;
            dom::set(&head, &[("scope", scope), ("role", role)]);
            dom::text(&head, "")
        };
        let head = row(&dom::append(table, "thead", "")?)?;
        dom::set(&dom::append(&head, "td", "")?, &[("role", "presentation")]);
        for _ in 0..columns {
            grid.column_names.push(name(&head, "col", "columnheader")?);
        }
        let body = dom::append(table, "tbody", "")?;
        for _ in 0..rows {
            let row = row(&body)?;
            grid.row_names.push(name(&row, "row", "rowheader")?);
            for _ in 0..columns {
                let cell = dom::append(&row, "td", "cell")?;
                dom::set(&cell, &[("role", "gridcell"), ("tabindex", "-1")]);
                grid.shown.push(Shown {
                    text: dom::text(&cell, "")?,
                    cell: cell.unchecked_into(),
                    bits: !0,
                    colour: None,
                    marks: Marks::default(),
                });
            }
        }
        Some(grid)
    }

    /// Where the nearest cell stands in `shown`.
    fn index(&self, cell: Cell) -> usize {
        let (i, j) = inside(cell, (self.row_names.len(), self.columns));
        i * self.columns + j
    }

    fn nearest(&self, cell: Cell) -> Option<HtmlElement> {
        self.shown.get(self.index(cell)).map(|s| s.cell.clone())
    }

    /// Writes numbers and colours. Browsers compute all styles of an element anew when a property
    /// of a style sheet's own changes, but not for a plain colour.
    fn write(
        &mut self,
        values: &DMatrix<f64>,
        full: Option<f64>,
        (positive, negative): (Rgb, Rgb),
    ) {
        let full = full.unwrap_or_else(|| largest(values));
        for (at, shown) in self.shown.iter_mut().enumerate() {
            let x = values[(at / self.columns, at % self.columns)];
            if shown.bits != x.to_bits() {
                shown.bits = x.to_bits();
                shown.text.set_node_value(Some(&number::short(x)));
            }
            let (r, g, b) = if x < 0.0 { negative } else { positive };
            let alpha = (255.0 * (0.04 + 0.4 * strength(x, full))).round() as u8;
            let colour = [r, g, b, alpha];
            if shown.colour != Some(colour) {
                shown.colour = Some(colour);
                let text = format!("#{r:02x}{g:02x}{b:02x}{alpha:02x}");
                let _ = shown.cell.style().set_property("background-color", &text);
            }
        }
    }

    fn mark(&mut self, chosen: Option<Cell>, marks: impl Fn(Cell) -> Marks) {
        for (at, shown) in self.shown.iter_mut().enumerate() {
            let marks = marks((at / self.columns, at % self.columns));
            if shown.marks != marks {
                shown.marks = marks;
                shown.write_class();
            }
        }
        // Tab reaches the chosen cell, or the nearest one that there is.
        let focusable = Some(self.index(chosen.unwrap_or_default()));
        if self.focusable != focusable {
            for (at, index) in [(self.focusable, -1), (focusable, 0)] {
                if let Some(shown) = at.and_then(|at| self.shown.get(at)) {
                    shown.cell.set_tab_index(index);
                }
            }
            self.focusable = focusable;
        }
    }

    fn name(&self, rows: &[String], columns: &[String]) {
        for (nodes, names) in [(&self.row_names, rows), (&self.column_names, columns)] {
            for (i, node) in nodes.iter().enumerate() {
                let name = names.get(i).cloned().unwrap_or_else(|| i.to_string());
                if node.node_value().as_ref() != Some(&name) {
                    node.set_node_value(Some(&name));
                }
            }
        }
    }
}

/// The size of the largest finite entry.
fn largest(values: &DMatrix<f64>) -> f64 {
    let sizes = values.iter().filter(|x| x.is_finite()).map(|x| x.abs());
    sizes.fold(0.0, f64::max)
}

/// How much of the full colour a number has, 0 to 1.
#[must_use]
pub fn strength(x: f64, full: f64) -> f64 {
    if x.is_nan() {
        0.0
    } else if x.is_infinite() {
        1.0
    } else if full > 0.0 {
        (x.abs() / full).min(1.0)
    } else {
        0.0
    }
}
