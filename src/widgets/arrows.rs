//! Arrow keys among buttons that stand in rows: Tab reaches one of them, arrow keys the others.

use super::dom;
use std::ops::RangeInclusive;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent};

/// Row and column.
pub type At = (usize, usize);

/// Row and column of the button that an event comes from, as an attribute such as `data-cell="2.3"` says.
pub fn place(event: &Event, attribute: &str) -> Option<At> {
    let button = dom::around(event, &format!("[{attribute}]"))?;
    let said = button.get_attribute(attribute)?;
    let (row, column) = said.split_once('.')?;
    row.parse().ok().zip(column.parse().ok())
}

/// Follows an arrow key, Home or End to another button within what a selector finds around the first.
pub fn follow(
    event: &KeyboardEvent,
    within: &str,
    attribute: &str,
    rows: RangeInclusive<usize>,
    columns: RangeInclusive<usize>,
) {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    let Some((row, column)) = place(event, attribute) else {
        return;
    };
    let (top, bottom) = rows.into_inner();
    let (left, right) = columns.into_inner();
    let (row, column) = match event.key().as_str() {
        "ArrowUp" => (row.saturating_sub(1).max(top), column),
        "ArrowDown" => ((row + 1).min(bottom), column),
        "ArrowLeft" => (row, column.saturating_sub(1).max(left)),
        "ArrowRight" => (row, (column + 1).min(right)),
        "Home" => (row, left),
        "End" => (row, right),
        _ => return,
    };
    event.prevent_default();
    let to = format!("[{attribute}=\"{row}.{column}\"]");
    let around = dom::around(event, within);
    let button = around.and_then(|around| around.query_selector(&to).ok().flatten());
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        let _ = button.focus();
    }
}
