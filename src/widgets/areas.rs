//! Rectangles side by side, whose edges and tops are dragged: width × height is what counts.
//!
//! Each edge between two rectangles, and each top, is a slider for the keyboard and for a screen reader.

use super::later;
use super::number_field::nudged;
use super::upright::pointed;
use crate::contract::number;
use crate::contract::plate::Areas;
use leptos::html;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

/// What an arrow key moves an edge by.
const STEP: f64 = 0.01;

/// Rectangles side by side.
#[component]
pub fn AreasView(
    /// What they show, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// The rectangles.
    #[prop(into)]
    areas: Signal<Areas>,
    /// What the marked height is.
    #[prop(optional, into)]
    level: Option<Signal<String>>,
    /// Called with an edge and where it was put, from 0 to 1: edge i lies between i and i + 1.
    #[prop(optional)]
    moved: Option<Callback<(usize, f64)>>,
    /// The top of the scale, where it never changes.
    #[prop(optional)]
    scale: Option<f64>,
    /// Called with a rectangle and its height, no larger than 1: for heights that are probabilities.
    #[prop(optional)]
    raised: Option<Callback<(usize, f64)>>,
) -> impl IntoView {
    let place: NodeRef<html::Div> = NodeRef::new();
    let count = Memo::new(move |_| areas.with(|a| a.widths.len()));
    // The scale doesn't move under a finger.
    let held = RwSignal::new(None::<f64>);
    let top = Memo::new(move |_| {
        let fixed = scale.or_else(|| held.get());
        fixed.unwrap_or_else(|| areas.with(Areas::top))
    });
    let field = Field {
        areas,
        place,
        held,
        top,
    };
    let whole: NodeRef<html::Div> = NodeRef::new();
    later::attribute(whole, "aria-label", move || {
        label.get() + &areas.with(Areas::arrows_in_words)
    });
    let edges = move |moved| {
        let all = 0..count.get().saturating_sub(1);
        all.map(|i| edge(field, i, moved)).collect_view()
    };
    let tops = move |raised| {
        let all = 0..count.get();
        all.map(|i| height(field, i, raised)).collect_view()
    };
    view! {
        <div
            class="areas"
            role=if moved.is_some() || raised.is_some() { "group" } else { "img" }
            node_ref=whole
        >
            <div class="areas-field" node_ref=place>
                {move || (0..count.get()).map(|i| area(field, i)).collect_view()}
                <div
                    class="area-level"
                    style=("bottom", move || percent(areas.with(|a| a.level) / top.get()))
                >
                    <span>{level}</span>
                </div>
                {move || moved.map(edges)}
                {move || raised.map(tops)}
            </div>
        </div>
    }
}

/// What every part of the picture needs.
#[derive(Clone, Copy)]
struct Field {
    areas: Signal<Areas>,
    place: NodeRef<html::Div>,
    /// The top of the scale while something is dragged.
    held: RwSignal<Option<f64>>,
    top: Memo<f64>,
}

impl Field {
    fn width(self, i: usize) -> f64 {
        let width = |a: &Areas| a.widths.get(i).copied().unwrap_or(0.0);
        self.areas.with(width)
    }

    fn height(self, i: usize) -> f64 {
        let height = |a: &Areas| a.heights.get(i).copied().unwrap_or(0.0);
        self.areas.with(height)
    }

    /// Where the rectangle ends.
    fn edge(self, i: usize) -> f64 {
        let edge = |a: &Areas| a.widths.iter().take(i + 1).sum::<f64>();
        self.areas.with(edge)
    }

    fn name(self, i: usize) -> String {
        let name = |a: &Areas| a.names.get(i).cloned().unwrap_or_default();
        self.areas.with(name)
    }

    /// A drag begins.
    fn take(self, event: &PointerEvent, track: NodeRef<html::Div>) {
        if event.button() != 0 {
            return;
        }
        event.prevent_default();
        if let Some(track) = track.get_untracked() {
            let _ = track.set_pointer_capture(event.pointer_id());
            let _ = track.focus();
        }
        self.held.set(Some(self.top.get_untracked()));
    }

    fn is_dragged(self, event: &PointerEvent) -> bool {
        self.held.get_untracked().is_some() && event.buttons() & 1 == 1
    }

    /// A drag ends.
    fn release(self) {
        self.held.try_set(None);
    }
}

fn percent(part: f64) -> String {
    format!("{:.3}%", 100.0 * part.clamp(0.0, 1.0))
}

/// Where a key moves a value; nothing for other keys.
fn by_key(event: &KeyboardEvent, x: f64) -> Option<f64> {
    let to = match event.key().as_str() {
        "ArrowRight" | "ArrowUp" => nudged(x, true, event.shift_key(), STEP),
        "ArrowLeft" | "ArrowDown" => nudged(x, false, event.shift_key(), STEP),
        "Home" => 0.0,
        "End" => 1.0,
        _ => return None,
    };
    event.prevent_default();
    Some(to.clamp(0.0, 1.0))
}

/// One rectangle, with its height in numbers and its name.
fn area(field: Field, i: usize) -> impl IntoView {
    let Field { areas, top, .. } = field;
    view! {
        <div
            class="area"
            class:infinite=move || field.height(i).is_infinite()
            style=("left", move || percent(field.edge(i) - field.width(i)))
            style=("width", move || percent(field.width(i)))
            style=("height", move || {
                let part = field.height(i) / top.get();
                percent(if part.is_infinite() { Areas::ARROW } else { part })
            })
            style=("--step", move || {
                areas.with(|a| a.arrow(i)).unwrap_or(0.0).to_string()
            })
        >
            <span class="area-value">{move || number::short(field.height(i))}</span>
            <span class="area-name">{move || areas.with(|a| a.names.get(i).cloned())}</span>
        </div>
    }
}

/// The handle of the edge between a rectangle and the next one.
fn edge(field: Field, i: usize, moved: Callback<(usize, f64)>) -> impl IntoView {
    let track: NodeRef<html::Div> = NodeRef::new();
    let drag = move |event: PointerEvent| {
        if !field.is_dragged(&event) {
            return;
        }
        let Some(place) = field.place.get_untracked() else {
            return;
        };
        let box_ = place.get_bounding_client_rect();
        if box_.width() > 0.0 {
            let part = (f64::from(event.client_x()) - box_.left()) / box_.width();
            // As fine as a pixel, and no finer.
            moved.run((i, ((1000.0 * part).round() / 1000.0).clamp(0.0, 1.0)));
        }
    };
    let key = move |event: KeyboardEvent| {
        if let Some(to) = by_key(&event, untrack(|| field.edge(i))) {
            moved.run((i, to));
        }
    };
    later::attribute(track, "aria-label", move || {
        format!("edge between {} and {}", field.name(i), field.name(i + 1))
    });
    later::attribute(track, "aria-valuenow", move || {
        number::exact(number::tidy(field.edge(i)))
    });
    later::attribute(track, "aria-valuetext", move || {
        number::rounded(field.edge(i))
    });
    view! {
        <div
            node_ref=track
            class="area-edge"
            role="slider"
            tabindex="0"
            data-handle=format!("edge-{i}")
            aria-valuemin="0"
            aria-valuemax="1"
            style=("left", move || percent(field.edge(i)))
            on:pointerdown=move |event| field.take(&event, track)
            on:pointermove=drag
            on:pointerup=move |_| field.release()
            on:pointercancel=move |_| field.release()
            on:lostpointercapture=move |_| field.release()
            on:keydown=key
        ></div>
    }
}

/// The handle of a rectangle's height.
fn height(field: Field, i: usize, raised: Callback<(usize, f64)>) -> impl IntoView {
    let track: NodeRef<html::Div> = NodeRef::new();
    let drag = move |event: PointerEvent| {
        let Some(place) = field.place.get_untracked() else {
            return;
        };
        if field.is_dragged(&event)
            && let Some(to) = pointed(&event, &place, (0.0, field.top.get_untracked()))
        {
            raised.run((i, to.clamp(0.0, 1.0)));
        }
    };
    let key = move |event: KeyboardEvent| {
        if let Some(to) = by_key(&event, untrack(|| field.height(i))) {
            raised.run((i, to));
        }
    };
    later::attribute(track, "aria-label", move || {
        format!("height of {}", field.name(i))
    });
    later::attribute(track, "aria-valuenow", move || {
        number::exact(field.height(i))
    });
    later::attribute(track, "aria-valuetext", move || {
        number::rounded(field.height(i))
    });
    view! {
        <div
            node_ref=track
            class="area-top"
            role="slider"
            tabindex="0"
            aria-orientation="vertical"
            data-handle=format!("top-{i}")
            aria-valuemin="0"
            aria-valuemax="1"
            style=("left", move || percent(field.edge(i) - field.width(i)))
            style=("width", move || format!("max(24px, {})", percent(field.width(i))))
            style=("bottom", move || percent(field.height(i) / field.top.get()))
            on:pointerdown=move |event| field.take(&event, track)
            on:pointermove=drag
            on:pointerup=move |_| field.release()
            on:pointercancel=move |_| field.release()
            on:lostpointercapture=move |_| field.release()
            on:keydown=key
        ></div>
    }
}
