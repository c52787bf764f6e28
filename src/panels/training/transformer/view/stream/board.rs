//! The elements of the stream's table, made once for its shape and written by hand: a text of 32 tokens
//! in 12 layers has 800 cells, and an effect for each thing in each cell would take longer than a frame.

use crate::contract::number::short;
use crate::widgets::arrows::At;
use crate::widgets::dom;
use nalgebra::DMatrix;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

/// What is chosen in the table.
#[derive(Clone, Copy, PartialEq)]
pub struct Chosen {
    /// The half-layer, a row.
    pub half: usize,
    /// The token, a column.
    pub place: usize,
    /// The cell that Tab reaches.
    pub stop: At,
    /// How many tokens can’t be chosen.
    pub offset: usize,
}

impl Chosen {
    /// Whether it is chosen, whether Tab reaches it, whether it can’t be chosen.
    fn marks(self, (row, column): At) -> [bool; 3] {
        [
            (self.half, self.place) == (row, column),
            self.stop == (row, column),
            column < self.offset,
        ]
    }
}

struct Cell {
    button: HtmlElement,
    text: Node,
    length: u64,
    share: u32,
}

/// A heading that is marked where its row or column is chosen.
struct Heading {
    /// What carries the mark.
    marked: Element,
    text: Node,
}

/// The table.
#[derive(Default)]
pub struct Board {
    columns: Vec<Heading>,
    rows: Vec<Heading>,
    /// Row by row.
    cells: Vec<Cell>,
    chosen: Option<Chosen>,
}

impl Board {
    /// Makes the elements for so many half-layers and tokens; what is in them is written afterwards.
    pub fn new(table: &Element, (rows, columns): At) -> Option<Self> {
        table.set_text_content(None);
        let mut board = Self::default();
        let heading = |row: &Element, scope: &str| -> Option<Element> {
            let head = dom::append(row, "th", "")?;
            dom::set(&head, &[("scope", scope)]);
            Some(head)
        };
        let head = dom::append(&dom::append(table, "thead", "")?, "tr", "")?;
        dom::append(&head, "td", "")?;
        for _ in 0..columns {
            let marked = heading(&head, "col")?;
            dom::set(&marked, &[("translate", "no")]);
            let text = dom::text(&marked, "")?;
            board.columns.push(Heading { marked, text });
        }
        let body = dom::append(table, "tbody", "")?;
        for row in 0..rows {
            let marked = dom::append(&body, "tr", "")?;
            let text = dom::text(&heading(&marked, "row")?, "")?;
            for column in 0..columns {
                let place = dom::append(&marked, "td", "")?;
                let button = dom::append(&place, "button", "stream-cell")?;
                let at = format!("{row}.{column}");
                dom::set(&button, &[("type", "button"), ("data-cell", &at)]);
                board.cells.push(Cell {
                    text: dom::text(&button, "")?,
                    button: button.unchecked_into(),
                    length: !0,
                    share: !0,
                });
            }
            board.rows.push(Heading { marked, text });
        }
        Some(board)
    }

    /// Half-layers and tokens.
    pub fn shape(&self) -> At {
        (self.rows.len(), self.columns.len())
    }

    fn at(&self, index: usize) -> At {
        let columns = self.columns.len().max(1);
        (index / columns, index % columns)
    }

    /// Writes the names of half-layers and tokens.
    pub fn name(&self, halves: &[String], tokens: &[String]) {
        for (headings, names) in [(&self.rows, halves), (&self.columns, tokens)] {
            for (heading, name) in headings.iter().zip(names) {
                heading.text.set_node_value(Some(name));
            }
        }
    }

    /// Writes the lengths, a row for each token, each as a number and as a part of the largest.
    pub fn write(&mut self, lengths: &DMatrix<f64>, largest: f64) {
        let columns = self.columns.len().max(1);
        for (index, cell) in self.cells.iter_mut().enumerate() {
            let length = length_at(lengths, (index / columns, index % columns));
            if cell.length != length.to_bits() {
                cell.length = length.to_bits();
                cell.text.set_node_value(Some(&short(length)));
            }
            // To a thousandth. A plain property: all styles of an element are computed anew when one of a
            // style sheet's own changes.
            let share = (1000.0 * (length / largest).clamp(0.0, 1.0)).round() as u32;
            if cell.share != share {
                cell.share = share;
                let size = format!("{:.1}% 100%", f64::from(share) / 10.0);
                let _ = cell.button.style().set_property("background-size", &size);
            }
        }
    }

    /// Marks what is chosen, where it changed.
    pub fn mark(&mut self, now: Chosen) {
        let before = self.chosen.replace(now);
        for (index, cell) in self.cells.iter().enumerate() {
            let at = self.at(index);
            let (marks, known) = (now.marks(at), before.map(|before| before.marks(at)));
            if known == Some(marks) {
                continue;
            }
            let [chosen, reached, barred] = marks;
            let tab = if reached { "0" } else { "-1" };
            let attributes = [
                ("aria-pressed", chosen.to_string()),
                ("tabindex", tab.into()),
            ];
            for (name, value) in &attributes {
                dom::set(&cell.button, &[(name, value)]);
            }
            let _ = cell.button.toggle_attribute_with_force("disabled", barred);
        }
        let mark = |headings: &[Heading], chosen: usize| {
            for (at, heading) in headings.iter().enumerate() {
                let classes = heading.marked.class_list();
                let _ = classes.toggle_with_force("chosen", at == chosen);
            }
        };
        if before.map(|before| before.half) != Some(now.half) {
            mark(&self.rows, now.half);
        }
        if before.map(|before| before.place) != Some(now.place) {
            mark(&self.columns, now.place);
        }
    }

    /// Says what each cell is, for a screen reader.
    pub fn describe(&self, halves: &[String], tokens: &[String], lengths: &DMatrix<f64>) {
        for (index, cell) in self.cells.iter().enumerate() {
            let (row, column) = self.at(index);
            let (Some(half), Some(token)) = (halves.get(row), tokens.get(column)) else {
                continue;
            };
            let length = short(length_at(lengths, (row, column)));
            let says = format!("{half} at “{token}”: length {length}");
            dom::set(&cell.button, &[("aria-label", &says)]);
        }
    }
}

fn length_at(lengths: &DMatrix<f64>, (row, column): At) -> f64 {
    lengths.get((column, row)).copied().unwrap_or(f64::NAN)
}
