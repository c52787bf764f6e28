//! A row of numbers that is drawn with one stroke: narrow bars up and down from zero.
//!
//! The pointer sets every bar that it passes. Each bar is a slider for the keyboard and for a
//! screen reader; left and right go to its neighbours. The bars are made once for a count, and then
//! only what changed is written.

use super::finger::{Finger, keep_still};
use super::number_field::nudged;
use super::upright::{BarSpan, part, pointed};
use super::{dom, later};
use crate::contract::{Tint, number};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};

/// A row of numbers to draw.
#[component]
pub fn Sketch(
    /// What the numbers are.
    #[prop(into)]
    label: Signal<String>,
    /// What one of them is called.
    name: &'static str,
    /// Their name for the tests, as in the address.
    control: &'static str,
    /// Their colour.
    tint: Tint,
    /// The numbers.
    #[prop(into)]
    values: Signal<Vec<f64>>,
    /// Called with places and numbers that a stroke or a key has set.
    set: Callback<Vec<(usize, f64)>>,
    /// Bottom and top of the scale.
    #[prop(into)]
    range: Signal<(f64, f64)>,
    /// The bar that was pointed at or focused last.
    chosen: RwSignal<Option<usize>>,
) -> impl IntoView {
    let row: NodeRef<html::Div> = NodeRef::new();
    // The scale doesn't move under a stroke.
    let held = RwSignal::new(None::<(f64, f64)>);
    let drawing = Drawing {
        row,
        bars: StoredValue::new_local(Vec::new()),
        values,
        held,
        scale: Memo::new(move |_| held.get().unwrap_or_else(|| range.get())),
        stroke: StoredValue::new(None),
        finger: Finger::none(),
        chosen,
        set,
    };
    drawing.show(name, control);
    later::attribute(row, "aria-label", move || label.get());
    view! {
        <div
            class=format!("sketch tint-{}", tint.name())
            role="group"
            node_ref=row
            on:pointerdown=move |event| drawing.down(&event)
            on:pointermove=move |event| drawing.moved(&event)
            on:pointerup=move |event| drawing.up(&event)
            on:pointercancel=move |_| drawing.gone()
            on:lostpointercapture=move |_| drawing.gone()
            on:touchmove=keep_still(move || held.try_get_untracked().flatten().is_some())
            on:keydown=move |event| drawing.key(&event)
            on:focusin=move |_| drawing.focused()
        ></div>
    }
}

/// The row while it is shown.
#[derive(Clone, Copy)]
struct Drawing {
    row: NodeRef<html::Div>,
    bars: StoredValue<Vec<Bar>, LocalStorage>,
    values: Signal<Vec<f64>>,
    held: RwSignal<Option<(f64, f64)>>,
    scale: Memo<(f64, f64)>,
    /// Where the stroke was last, to fill what a quick one jumps over.
    stroke: StoredValue<Option<(usize, f64)>>,
    finger: Finger,
    chosen: RwSignal<Option<usize>>,
    set: Callback<Vec<(usize, f64)>>,
}

impl Drawing {
    /// Makes the bars and keeps them as the numbers are.
    fn show(self, name: &'static str, control: &'static str) {
        let made = RwSignal::new(0_u32);
        Effect::new(move |_| {
            let Some(row) = self.row.get() else { return };
            // Before the scale, which may be made of them.
            self.values.track();
            let scale = self.scale.get();
            self.values.with(|values| {
                self.bars.update_value(|bars| {
                    if bars.len() != values.len() {
                        let focused = bars.iter().position(|bar| bar.has_focus());
                        *bars = build(&row, control, values.len()).unwrap_or_default();
                        made.update(|n| *n += 1);
                        if let (Some(at), false) = (focused, bars.is_empty()) {
                            let _ = bars[at.min(bars.len() - 1)].track.focus();
                        }
                    }
                    for (i, (bar, x)) in bars.iter_mut().zip(values).enumerate() {
                        bar.write(*x, scale, &format!("{name} {}", i + 1));
                    }
                });
            });
            let zero = 100.0 * part(0.0, scale);
            let _ = HtmlElement::style(&row).set_property("--zero", &format!("{zero:.2}%"));
        });
        // One bar is a stop of the Tab key: the chosen one, or the first.
        Effect::new(move |_| {
            made.track();
            let chosen = self.chosen.get();
            self.bars.with_value(|bars| mark(bars, chosen));
        });
    }

    /// The bar under the pointer, and the height that is pointed at.
    fn place(self, event: &PointerEvent) -> Option<(usize, f64)> {
        let row = self.row.get_untracked()?;
        let count = self.bars.with_value(Vec::len);
        let box_ = row.get_bounding_client_rect();
        if count == 0 || box_.width() <= 0.0 {
            return None;
        }
        let across = (f64::from(event.client_x()) - box_.left()) / box_.width();
        let at = (across * count as f64)
            .floor()
            .clamp(0.0, count as f64 - 1.0);
        Some((
            at as usize,
            pointed(event, &row, self.scale.get_untracked())?,
        ))
    }

    fn focus(self, at: usize) {
        self.bars.with_value(|bars| {
            if let Some(bar) = bars.get(at) {
                let _ = bar.track.focus();
            }
        });
    }

    fn with_focus(self) -> Option<usize> {
        self.bars
            .with_value(|bars| bars.iter().position(Bar::has_focus))
    }

    /// Begins a stroke.
    fn begin(self, event: &PointerEvent) {
        let Some((at, x)) = self.place(event) else {
            return;
        };
        if let Some(row) = self.row.get_untracked() {
            let _ = row.set_pointer_capture(event.pointer_id());
        }
        self.focus(at);
        self.held.set(Some(self.scale.get_untracked()));
        self.stroke.set_value(Some((at, x)));
        self.chosen.set(Some(at));
        self.set.run(vec![(at, x)]);
    }

    fn down(self, event: &PointerEvent) {
        if event.button() != 0 || self.place(event).is_none() {
            return;
        }
        event.prevent_default();
        let first = event.clone();
        if !self.finger.waits(event, move || self.begin(&first)) {
            self.begin(event);
        }
    }

    fn moved(self, event: &PointerEvent) {
        if self.finger.turns(event) {
            self.begin(event);
            return;
        }
        let Some((at, x)) = self.place(event) else {
            return;
        };
        if self.chosen.get_untracked() != Some(at) {
            self.chosen.set(Some(at));
        }
        let draws = self.held.get_untracked().is_some() && event.buttons() & 1 == 1;
        if let (true, Some(from)) = (draws, self.stroke.get_value()) {
            self.stroke.set_value(Some((at, x)));
            self.set.run(between(from, (at, x)));
        }
    }

    fn up(self, event: &PointerEvent) {
        if self.finger.taps() {
            self.begin(event);
        }
        self.gone();
    }

    /// Ends a stroke. Also told when the row is taken out, when nothing may be left to set.
    fn gone(self) {
        self.finger.decided();
        self.held.try_set(None);
        self.stroke.try_set_value(None);
    }

    fn key(self, event: &KeyboardEvent) {
        let Some(at) = self.with_focus() else {
            return;
        };
        let last = self.bars.with_value(Vec::len).saturating_sub(1);
        let go = |to: usize| {
            self.chosen.set(Some(to));
            self.focus(to);
        };
        let (low, high) = self.scale.get_untracked();
        let x = (self.values).with_untracked(|v| v.get(at).copied().unwrap_or(0.0));
        // A fortieth of the scale, rounded to a power of ten.
        let step = 10_f64.powf(((high - low) / 20.0).log10().floor());
        let large = event.shift_key();
        let set = |x: f64| self.set.run(vec![(at, x)]);
        match event.key().as_str() {
            "ArrowLeft" => go(at.saturating_sub(1)),
            "ArrowRight" => go((at + 1).min(last)),
            "Home" => go(0),
            "End" => go(last),
            "ArrowUp" => set(nudged(x, true, large, step)),
            "ArrowDown" => set(nudged(x, false, large, step)),
            "PageUp" => set(nudged(x, true, true, step)),
            "PageDown" => set(nudged(x, false, true, step)),
            "0" | "Delete" => set(0.0),
            _ => return,
        }
        event.prevent_default();
    }

    fn focused(self) {
        let at = self.with_focus();
        if at.is_some() && self.chosen.get_untracked() != at {
            self.chosen.set(at);
        }
    }
}

/// Marks the chosen bar, and lets the Tab key reach it, or else the first one.
fn mark(bars: &[Bar], chosen: Option<usize>) {
    let stop = chosen.filter(|i| *i < bars.len()).unwrap_or(0);
    for (i, bar) in bars.iter().enumerate() {
        let index = if i == stop { "0" } else { "-1" };
        dom::set(&bar.track, &[("tabindex", index)]);
        let classes = bar.track.class_list();
        let _ = classes.toggle_with_force("chosen", chosen == Some(i));
    }
}

/// Every place from the last one of a stroke to this one, on a straight line.
fn between((a, from): (usize, f64), (b, to): (usize, f64)) -> Vec<(usize, f64)> {
    if a == b {
        return vec![(b, to)];
    }
    let steps = a.abs_diff(b);
    (1..=steps)
        .map(|i| {
            let at = if b > a { a + i } else { a - i };
            let part = i as f64 / steps as f64;
            (at, from + part * (to - from))
        })
        .collect()
}

struct Bar {
    track: HtmlElement,
    fill: HtmlElement,
    shown: Option<(u64, (f64, f64))>,
    stands: Option<BarSpan>,
}

impl Bar {
    fn has_focus(&self) -> bool {
        let active = document().active_element();
        active.is_some_and(|active| active.is_same_node(Some(&self.track)))
    }

    fn write(&mut self, x: f64, scale: (f64, f64), name: &str) {
        if self.shown == Some((x.to_bits(), scale)) {
            return;
        }
        self.shown = Some((x.to_bits(), scale));
        let (low, high) = scale;
        dom::set(
            &self.track,
            &[
                ("aria-label", name),
                ("aria-valuenow", &number::exact(x)),
                ("aria-valuemin", &number::exact(low.min(x))),
                ("aria-valuemax", &number::exact(high.max(x))),
                ("aria-valuetext", &number::rounded(x)),
            ],
        );
        let stand = BarSpan::between(0.0, x, scale);
        stand.write(&self.fill, self.stands.replace(stand));
    }
}

fn build(row: &Element, control: &str, count: usize) -> Option<Vec<Bar>> {
    row.set_text_content(None);
    (0..count)
        .map(|i| {
            let track = dom::append(row, "div", "sketch-bar")?;
            dom::set(
                &track,
                &[
                    ("role", "slider"),
                    ("tabindex", "-1"),
                    ("aria-orientation", "vertical"),
                    ("data-bar", &format!("{control}[{i}]")),
                ],
            );
            let fill = dom::append(&track, "div", "sketch-fill")?;
            Some(Bar {
                track: track.unchecked_into(),
                fill: fill.unchecked_into(),
                shown: None,
                stands: None,
            })
        })
        .collect()
}
