//! Moving between fields that stand in a row or a table.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, KeyboardEvent};

/// Whether the caret is at the start (or the end) of the field, so that an arrow leaves it.
#[must_use]
pub fn at_edge(event: &KeyboardEvent, start: bool) -> bool {
    let Some(field) = event
        .target()
        .and_then(|t| t.dyn_into::<HtmlInputElement>().ok())
    else {
        return false;
    };
    let from = field.selection_start().ok().flatten().unwrap_or(0);
    let to = field.selection_end().ok().flatten().unwrap_or(0);
    let length = field.value().encode_utf16().count() as u32;
    let all_selected = from == 0 && to == length;
    all_selected || if start { to == 0 } else { from == length }
}

/// Moves the focus to the field that a selector finds, and selects what is in it.
pub fn focus(within: &Element, selector: &str) {
    let field = within
        .query_selector(selector)
        .ok()
        .flatten()
        .and_then(|e| e.dyn_into::<HtmlInputElement>().ok());
    if let Some(field) = field {
        let _ = field.focus();
        field.select();
    }
}
