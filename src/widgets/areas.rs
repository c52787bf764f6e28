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
        all.map(|i| handle(field, i, Part::Edge, moved))
            .collect_view()
    };
    let tops = move |raised| {
        let all = 0..count.get();
        all.map(|i| handle(field, i, Part::Top, raised))
            .collect_view()
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

/// What a handle moves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The edge between a rectangle and the next one.
    Edge,
    /// The height of a rectangle.
    Top,
}

impl Part {
    fn name(self, field: Field, i: usize) -> String {
        match self {
            Part::Edge => format!("edge between {} and {}", field.name(i), field.name(i + 1)),
            Part::Top => format!("height of {}", field.name(i)),
        }
    }

    fn value(self, field: Field, i: usize) -> f64 {
        match self {
            Part::Edge => number::tidy(field.edge(i)),
            Part::Top => field.height(i),
        }
    }

    /// The value under the pointer.
    fn pointed(self, event: &PointerEvent, field: Field) -> Option<f64> {
        let place = field.place.get_untracked()?;
        if self == Part::Top {
            return pointed(event, &place, (0.0, field.top.get_untracked()));
        }
        let area = place.get_bounding_client_rect();
        let part = (f64::from(event.client_x()) - area.left()) / area.width();
        // As fine as a pixel, and no finer.
        (area.width() > 0.0).then(|| (1000.0 * part).round() / 1000.0)
    }
}

/// The handle of an edge or a height, which `set` is told of.
fn handle(field: Field, i: usize, part: Part, set: Callback<(usize, f64)>) -> impl IntoView {
    let track: NodeRef<html::Div> = NodeRef::new();
    let value = move || part.value(field, i);
    let drag = move |event: PointerEvent| {
        if field.is_dragged(&event)
            && let Some(to) = part.pointed(&event, field)
        {
            set.run((i, to.clamp(0.0, 1.0)));
        }
    };
    let key = move |event: KeyboardEvent| {
        if let Some(to) = by_key(&event, untrack(value)) {
            set.run((i, to));
        }
    };
    later::attribute(track, "aria-label", move || part.name(field, i));
    later::attribute(track, "aria-valuenow", move || number::exact(value()));
    later::attribute(track, "aria-valuetext", move || number::rounded(value()));
    let top = part == Part::Top;
    let (class, name) = if top {
        ("area-top", "top")
    } else {
        ("area-edge", "edge")
    };
    let left = move || field.edge(i) - if top { field.width(i) } else { 0.0 };
    let width = move || top.then(|| format!("max(24px, {})", percent(field.width(i))));
    let bottom = move || top.then(|| percent(field.height(i) / field.top.get()));
    view! {
        <div
            node_ref=track
            class=class
            role="slider"
            tabindex="0"
            aria-orientation=top.then_some("vertical")
            data-handle=format!("{name}-{i}")
            aria-valuemin="0"
            aria-valuemax="1"
            style=("left", move || percent(left()))
            style=("width", width)
            style=("bottom", bottom)
            on:pointerdown=move |event| field.take(&event, track)
            on:pointermove=drag
            on:pointerup=move |_| field.release()
            on:pointercancel=move |_| field.release()
            on:lostpointercapture=move |_| field.release()
            on:keydown=key
        ></div>
    }
}
