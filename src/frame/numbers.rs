//! All the numbers of a reading as text: the readouts of the contract.
//!
//! A readout is rebuilt only when its shape or names change, and otherwise only the entries and labels that
//! changed are written, by hand: a large panel has a thousand of them, and they follow a drag. One that has
//! several thousand (a matrix of 64×64) writes them over a few frames.

use crate::contract::reading::word;
use crate::contract::{Quantity, Reading, Readout, number};
use crate::widgets::dom;
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::{Element, Node};

pub fn numbers(reading: Signal<Arc<Reading>>) -> impl IntoView {
    let place: NodeRef<html::Div> = NodeRef::new();
    let built = StoredValue::new_local(None::<Built>);
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        reading.with(|reading| {
            let shape = shape(reading);
            built.update_value(|built| {
                let same = built.as_ref().is_some_and(|b| b.shape == shape);
                if !same {
                    *built = build(&place, built.take(), shape, reading);
                }
                if let Some(built) = built {
                    built.take(reading);
                    if !same {
                        built.write_new();
                    }
                    built.write(AT_ONCE);
                }
            });
        });
        go_on(built);
    });
    view! {
        <section class="wide lazy numbers" aria-labelledby="numbers-title">
            <h2 id="numbers-title">"All numbers"</h2>
            <div class="readouts" node_ref=place></div>
        </section>
    }
}

/// Most entries that are written in one frame.
const AT_ONCE: usize = 700;

/// Bits of no number that is computed: nothing has been written into the entry yet.
const NEVER: u64 = !0;

/// Writes the rest in the frames to come.
fn go_on(built: StoredValue<Option<Built>, LocalStorage>) {
    let waits = built.try_update_value(|built| match built {
        Some(built) if built.left > 0 && !built.waiting => {
            built.waiting = true;
            true
        }
        _ => false,
    });
    if waits == Some(true) {
        request_animation_frame(move || {
            built.try_update_value(|built| {
                if let Some(built) = built {
                    built.waiting = false;
                    built.write(AT_ONCE);
                }
            });
            go_on(built);
        });
    }
}

/// The elements of the entries, and the numbers that they are to show.
struct Built {
    shape: Vec<String>,
    /// The element of each readout, and how many entries it has.
    blocks: Vec<(Element, usize)>,
    labels: Vec<Label>,
    entries: Vec<Entry>,
    numbers: Vec<f64>,
    /// The same with 0 in the place of what rounding explains.
    shown: Vec<f64>,
    /// The entry that is written next, and how many are still to be looked at.
    next: usize,
    left: usize,
    /// Whether a frame was asked for.
    waiting: bool,
}

/// Where a readout's label stands, and what it says. It may follow the state (the rank of an
/// approximation), which is no reason to make a thousand entries anew.
struct Label {
    title: Element,
    region: Element,
    text: String,
}

/// An entry's element and text, and the bits of the number that was last written into them.
struct Entry {
    element: Element,
    text: Node,
    bits: u64,
    /// What its numbers are called, where they are names.
    words: &'static [&'static str],
    /// How its numbers are written.
    write: fn(f64) -> String,
}

/// Names and sizes: what needs other elements when it changes.
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
                r.sampled,
                r.rows.join("\u{1}"),
                r.columns.join("\u{1}")
            )
        })
        .collect()
}

/// Makes the tables; the numbers are written by [`Built::write`]. A readout that stood at the same place with
/// the same shape and names stays as it is.
fn build(
    place: &Element,
    before: Option<Built>,
    shape: Vec<String>,
    reading: &Reading,
) -> Option<Built> {
    if before.is_none() {
        // The page before may have had its numbers in this element.
        place.set_text_content(None);
    }
    let before = before.map(|b| (b.shape, b.blocks, b.labels, b.entries));
    let (old_shape, old_blocks, old_labels, old_entries) = before.unwrap_or_default();
    let (mut old_labels, mut old_entries) = (old_labels.into_iter(), old_entries.into_iter());
    let mut old = old_shape.into_iter().zip(old_blocks);
    let (mut blocks, mut labels, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    for (shape, readout) in shape.iter().zip(&reading.readouts) {
        let old = old.next().zip(old_labels.next());
        let stood = old.map(|((of, (element, count)), label)| {
            let own: Vec<Entry> = old_entries.by_ref().take(count).collect();
            (of, element, label, own)
        });
        let (element, label, own) = match stood {
            Some((of, element, label, own)) if of == *shape => (element, label, own),
            stood => {
                let made = block(place, readout)?;
                if let Some((_, element, ..)) = stood {
                    place.replace_child(&made.0, &element).ok()?;
                }
                made
            }
        };
        blocks.push((element, own.len()));
        labels.push(label);
        entries.extend(own);
    }
    for (_, (element, _)) in old {
        element.remove();
    }
    Some(Built {
        shape,
        blocks,
        labels,
        entries,
        numbers: Vec::new(),
        shown: Vec::new(),
        next: 0,
        left: 0,
        waiting: false,
    })
}

/// Makes the table of a readout, at the end of the place.
fn block(place: &Element, readout: &Readout) -> Option<(Element, Label, Vec<Entry>)> {
    let mut entries = Vec::new();
    let block = append(place, "div", "readout", None)?;
    let title = append(&block, "h3", "", Some(&readout.label))?;
    let code = append(&block, "code", "", Some(&readout.name))?;
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
        if readout.sampled {
            element.set_attribute("data-sampled", "").ok()?;
        }
        // A word in the place of a number is a name that programs read.
        if !readout.words.is_empty() {
            element.set_attribute("translate", "no").ok()?;
        }
        entries.push(Entry {
            text: dom::text(&element, "")?,
            element,
            bits: NEVER,
            words: readout.words,
            write: if readout.counted {
                number::grouped
            } else {
                number::rounded
            },
        });
        Some(())
    };
    let (rows, columns, across) = layout(readout);
    let scroll = append(&block, "div", "scroll", None)?;
    scroll.set_attribute("tabindex", "0").ok()?;
    scroll.set_attribute("role", "region").ok()?;
    scroll.set_attribute("aria-label", &readout.label).ok()?;
    let label = Label {
        title,
        region: scroll.clone(),
        text: readout.label.clone(),
    };
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
    Some((block, label, entries))
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
    /// Takes the numbers of a reading, to be written.
    fn take(&mut self, reading: &Reading) {
        let all = |list: &mut Vec<f64>, of: &Reading| {
            list.clear();
            list.extend(of.readouts.iter().flat_map(|r| values(&r.quantity)));
        };
        all(&mut self.numbers, reading);
        all(&mut self.shown, &reading.as_shown());
        self.left = self.entries.len();
        for (label, readout) in self.labels.iter_mut().zip(&reading.readouts) {
            if label.text != readout.label {
                label.text.clone_from(&readout.label);
                label.title.set_text_content(Some(&label.text));
                dom::set(&label.region, &[("aria-label", &label.text)]);
            }
        }
    }

    /// Writes up to so many numbers that changed. It goes on where it stopped the last time, so that
    /// in a long drag every entry has its turn.
    fn write(&mut self, most: usize) {
        let mut written = 0;
        while self.left > 0 && written < most {
            let at = self.next % self.entries.len();
            self.next = at + 1;
            self.left -= 1;
            written += usize::from(self.write_one(at));
        }
    }

    /// Writes what was made just now: it has nothing in it that could be shown meanwhile.
    fn write_new(&mut self) {
        for at in 0..self.entries.len() {
            if self.entries[at].bits == NEVER {
                self.write_one(at);
            }
        }
    }

    /// Writes an entry where its number changed, and says whether it did.
    fn write_one(&mut self, at: usize) -> bool {
        let (entry, x) = (&mut self.entries[at], self.numbers[at]);
        if entry.bits == x.to_bits() {
            return false;
        }
        entry.bits = x.to_bits();
        let word = word(entry.words, x).map(str::to_owned);
        let full = word.clone().unwrap_or_else(|| number::exact(x));
        let shown = word.unwrap_or_else(|| (entry.write)(self.shown[at]));
        dom::set(&entry.element, &[("data-value", &full)]);
        entry.text.set_node_value(Some(&shown));
        true
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
