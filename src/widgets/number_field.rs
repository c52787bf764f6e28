//! A number as text: typed, stepped with the arrow keys, checked in its place.

use super::later;
use crate::contract::{number, paste};
use leptos::html;
use leptos::prelude::*;
use web_sys::{ClipboardEvent, HtmlInputElement, KeyboardEvent};

/// The number after one press of an arrow key: a step further, or ten with Shift.
#[must_use]
pub fn nudged(x: f64, up: bool, large: bool, step: f64) -> f64 {
    let by = if large { 10.0 * step } else { step };
    let next = if up { x + by } else { x - by };
    // 0.1 + 0.2 should read 0.3: keep the digits that the step has.
    let digits = 10_f64.powi(6 - step.abs().log10().floor() as i32 - 1);
    (next * digits).round() / digits
}

/// The same by a ratio, or by a power of ten with Shift; three digits are kept.
fn multiplied(x: f64, up: bool, large: bool, ratio: f64) -> f64 {
    let by = if large { 10.0 } else { ratio };
    let next = if up { x * by } else { x / by };
    number::parse(&format!("{next:.2e}")).unwrap_or(next)
}

/// The number that was typed, or what is wrong with it.
pub fn judge(typed: &str, min: f64, max: f64) -> Result<f64, String> {
    match paste::one(typed) {
        Ok(x) if (min..=max).contains(&x) => Ok(x),
        // Where a comma is, it may have been meant otherwise than it is read.
        Err(why) if typed.contains(',') => Err(format!("This can’t be used: {why}")),
        _ => Err(format!(
            "“{}” is not a number from {} to {}",
            typed.chars().take(20).collect::<String>(),
            number::grouped(min),
            number::grouped(max)
        )),
    }
}

/// A number as a field shows it. Dragging leaves digits that nobody meant; 12 significant ones are
/// plenty. A small one is written with a power of ten, which has room: 1e-8.
pub fn shown(x: f64) -> String {
    let x = number::parse(&format!("{x:.11e}")).unwrap_or(x);
    if x != 0.0 && x.abs() < 1e-4 {
        format!("{x:e}")
    } else {
        number::exact(x)
    }
}

/// A number as a field shows it while nobody is in it: five significant digits, and all of a whole
/// number's.
pub fn at_rest(x: f64) -> String {
    if x.fract() == 0.0 || x.abs() >= 1e5 {
        return shown(x);
    }
    shown(number::parse(&format!("{x:.4e}")).unwrap_or(x))
}

/// Whether the reader is in a field.
fn is_focused(field: &HtmlInputElement) -> bool {
    let active = document().active_element();
    active.is_some_and(|a| a.is_same_node(Some(field)))
}

/// Characters that every field has room for.
const NARROWEST: usize = 4;

/// Writes a number into a field: all of it where the reader is in it or `typed` it, rounded otherwise. All
/// of it is the field's title where it is rounded or may not have room.
pub fn write(field: &HtmlInputElement, x: f64, typed: bool) {
    let (full, rest) = (shown(x), at_rest(x));
    if rest != full || rest.len() > NARROWEST {
        field.set_title(&full);
    } else if field.has_attribute("title") {
        let _ = field.remove_attribute("title");
    }
    field.set_value(if typed || is_focused(field) {
        &full
    } else {
        &rest
    });
}

/// Writes all of a number into a field that gets the focus, and selects it: what is typed next, or put in
/// by a script, replaces it.
pub fn open(field: &HtmlInputElement, x: f64) {
    let full = shown(x);
    if field.value() != full {
        field.set_value(&full);
        field.select();
    }
}

/// Whether the reader is typing this number into the field, which is then theirs.
pub fn is_typing(field: &HtmlInputElement, x: f64) -> bool {
    is_focused(field) && paste::one(&field.value()) == Ok(x)
}

/// Reads a pasted text that is more than one number. One number is the field's own matter.
pub fn pasted(event: &ClipboardEvent) -> Option<String> {
    let text = event.clipboard_data()?.get_data("text").ok()?;
    paste::one(&text).is_err().then_some(text)
}

/// A text field for one number. What can't be used changes nothing.
#[component]
pub fn NumberField(
    /// Its name for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// The number.
    #[prop(into)]
    value: Signal<f64>,
    /// Called with a number within the limits.
    set: Callback<f64>,
    /// Smallest number.
    min: f64,
    /// Largest number.
    max: f64,
    /// What an arrow key adds.
    #[prop(default = 0.1)]
    step: f64,
    /// What an arrow key multiplies by, where steps of one size make no sense.
    #[prop(default = None)]
    ratio: Option<f64>,
    /// Its name for the tests.
    #[prop(into, optional)]
    control: String,
    /// Called with a pasted text that is more than a number; true when it was used.
    #[prop(optional)]
    paste: Option<Callback<String, bool>>,
    /// What is wrong with the text in the field; whoever owns it shows it.
    problem: RwSignal<Option<String>>,
) -> impl IntoView {
    let field: NodeRef<html::Input> = NodeRef::new();
    let invalid = RwSignal::new(false);
    let say = move |what: Option<String>| {
        invalid.try_set(what.is_some());
        problem.try_set(what);
    };
    // What the reader typed last stays as it was typed.
    let typed = StoredValue::new(None::<f64>);
    // In a drag the picture comes first.
    later::effects(|| {
        Effect::new(move |_| {
            let x = value.get();
            if let Some(field) = field.get()
                && !is_typing(&field, x)
            {
                write(&field, x, typed.get_value() == Some(x));
            }
        });
    });
    let input = move |event| match judge(&event_target_value(&event), min, max) {
        Ok(x) => {
            say(None);
            typed.set_value(Some(x));
            set.run(x);
        }
        Err(why) => say(Some(why)),
    };
    let leave = move |_| {
        // A field that has just been taken out loses its focus, too, and its signals are gone.
        say(None);
        let field = field.try_get_untracked().flatten();
        if let (Some(field), Some(x)) = (field, value.try_get_untracked()) {
            write(&field, x, typed.try_get_value().flatten() == Some(x));
        }
    };
    let enter = move |_| {
        if let (Some(field), Some(x)) = (field.get_untracked(), value.try_get_untracked()) {
            open(&field, x);
        }
    };
    let key = move |event: KeyboardEvent| {
        let up = match event.key().as_str() {
            "ArrowUp" => true,
            "ArrowDown" => false,
            _ => return,
        };
        event.prevent_default();
        say(None);
        let (x, large) = (value.get_untracked(), event.shift_key());
        let next = match ratio {
            Some(ratio) if x > 0.0 => multiplied(x, up, large, ratio),
            _ => nudged(x, up, large, step),
        };
        let next = next.clamp(min, max);
        set.run(next);
        if let Some(field) = field.get_untracked() {
            field.set_value(&shown(next));
        }
    };
    let on_paste = move |event: ClipboardEvent| {
        if let (Some(paste), Some(text)) = (paste, pasted(&event))
            && paste.run(text)
        {
            event.prevent_default();
        }
    };
    view! {
        <span class="number-field">
            <input
                node_ref=field
                type="text"
                inputmode="decimal"
                autocomplete="off"
                spellcheck="false"
                data-control=(!control.is_empty()).then_some(control)
                aria-label=move || label.get()
                aria-invalid=move || invalid.get().to_string()
                on:input=input
                on:focus=enter
                on:blur=leave
                on:keydown=key
                on:paste=on_paste
            />
        </span>
    }
}
