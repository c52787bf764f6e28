//! All the numbers of a reading as text: the readouts of the contract.
//!
//! This is rebuilt only when shapes or names change, and otherwise only the entries that changed
//! are written, by hand: a large panel has a thousand of them, and they follow a drag.

use crate::contract::{Quantity, Reading, Readout, number};
use crate::widgets::dom;
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::{Element, Node};

pub fn numbers(reading: Signal<Arc<Reading>>) -> impl IntoView {
    let place: NodeRef<html::Div> = NodeRef::new();
    Effect::new(move |before: Option<Option<Built>>| {
        let place = place.get()?;
        reading.with(|reading| {
            let shape = shape(reading);
            let mut built = match before.flatten() {
                Some(built) if built.shape == shape => built,
                _ => build(&place, reading, shape)?,
            };
            built.write(reading);
            Some(built)
        })
    });
    view! {
        <section class="wide lazy numbers" aria-labelledby="numbers-title">
            <h2 id="numbers-title">"All the numbers"</h2>
            <div class="readouts" node_ref=place></div>
        </section>
    }
}

/// The elements of the entries.
struct Built {
    shape: Vec<String>,
    entries: Vec<Entry>,
}

/// An entry's element and text, and the bits of the number that was last written into them.
struct Entry {
    element: Element,
    text: Node,
    bits: u64,
}

/// Names, labels and sizes: what needs other elements when it changes.
fn shape(reading: &Reading) -> Vec<String> {
    reading
        .readouts
        .iter()
        .map(|r| {
            let size = match &r.quantity {
                Quantity::Scalar(_) => (0, 0),
                Quantity::Vector(v) => (v.len(), 0),
                Quantity::Matrix(m) => m.shape(),
                Quantity::Complex(v) => (v.len(), 2),
            };
            format!(
                "{}|{}|{size:?}|{}|{}",
                r.name,
                r.label,
                r.rows.join("\u{1}"),
                r.columns.join("\u{1}")
            )
        })
        .collect()
}

/// Makes the tables; the numbers are written by [`Built::write`].
fn build(place: &Element, reading: &Reading, shape: Vec<String>) -> Option<Built> {
    place.set_text_content(None);
    let mut entries = Vec::new();
    for readout in &reading.readouts {
        let block = append(place, "div", "readout", None)?;
        append(&block, "h3", "", Some(&readout.label))?;
        let code = append(&block, "code", "", Some(readout.name))?;
        code.set_attribute("aria-hidden", "true").ok()?;
        let names: Vec<String> = readout
            .entries()
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        let mut next = names.iter();
        let mut cell = |row: &Element| -> Option<()> {
            let element = append(row, "td", "", None)?;
            element.set_attribute("data-readout", next.next()?).ok()?;
            entries.push(Entry {
                text: dom::text(&element, "")?,
                element,
                bits: !0,
            });
            Some(())
        };
        let (rows, columns, across) = layout(readout);
        let scroll = append(&block, "div", "scroll", None)?;
        scroll.set_attribute("tabindex", "0").ok()?;
        scroll.set_attribute("role", "region").ok()?;
        scroll.set_attribute("aria-label", &readout.label).ok()?;
        let table = append(&scroll, "table", "", None)?;
        if !across.is_empty() {
            let row = append(&append(&table, "thead", "", None)?, "tr", "", None)?;
            // The corner above the names of the rows, where they have names.
            if rows.iter().any(|name| !name.is_empty()) {
                append(&row, "td", "", None)?;
            }
            for name in &across {
                append(&row, "th", "", Some(name))?
                    .set_attribute("scope", "col")
                    .ok()?;
            }
        }
        let body = append(&table, "tbody", "", None)?;
        for name in &rows {
            let row = append(&body, "tr", "", None)?;
            if !name.is_empty() {
                append(&row, "th", "", Some(name))?
                    .set_attribute("scope", "row")
                    .ok()?;
            }
            for _ in 0..columns {
                cell(&row)?;
            }
        }
    }
    Some(Built { shape, entries })
}

/// Names of the rows, the number of columns, and the names of the columns.
fn layout(readout: &Readout) -> (Vec<String>, usize, Vec<String>) {
    let named = |names: &[String], n: usize| -> Vec<String> {
        (0..n)
            .map(|i| names.get(i).cloned().unwrap_or_else(|| i.to_string()))
            .collect()
    };
    match &readout.quantity {
        Quantity::Scalar(_) => (vec![String::new()], 1, vec![]),
        // A vector stands in one row, so that it is not taller than the matrices beside it.
        Quantity::Vector(v) => (vec![String::new()], v.len(), named(&readout.rows, v.len())),
        Quantity::Matrix(m) => (
            named(&readout.rows, m.nrows()),
            m.ncols(),
            named(&readout.columns, m.ncols()),
        ),
        Quantity::Complex(v) => (
            named(&readout.rows, v.len()),
            2,
            vec!["real".into(), "imaginary".into()],
        ),
    }
}

fn append(parent: &Element, tag: &str, class: &str, text: Option<&str>) -> Option<Element> {
    let element = dom::append(parent, tag, class)?;
    if text.is_some() {
        element.set_text_content(text);
    }
    Some(element)
}

impl Built {
    fn write(&mut self, reading: &Reading) {
        let values = reading.readouts.iter().flat_map(|r| values(&r.quantity));
        for (entry, x) in self.entries.iter_mut().zip(values) {
            if entry.bits != x.to_bits() {
                entry.bits = x.to_bits();
                dom::set(&entry.element, &[("data-value", &number::exact(x))]);
                entry.text.set_node_value(Some(&number::rounded(x)));
            }
        }
    }
}

/// The numbers of a quantity in the order of [`Readout::entries`], without their names.
fn values(quantity: &Quantity) -> Vec<f64> {
    match quantity {
        Quantity::Scalar(x) => vec![*x],
        Quantity::Vector(v) => v.clone(),
        Quantity::Matrix(m) => m.transpose().as_slice().to_vec(),
        Quantity::Complex(v) => v.iter().flat_map(|(re, im)| [*re, *im]).collect(),
    }
}
