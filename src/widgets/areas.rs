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
    let edge = move |i: usize| areas.with(|a| a.widths.iter().take(i + 1).sum::<f64>());
    let percent = |part: f64| format!("{:.3}%", 100.0 * part.clamp(0.0, 1.0));
    let area = move |i: usize| {
        let width = move || areas.with(|a| a.widths.get(i).copied().unwrap_or(0.0));
        let height = move || areas.with(|a| a.heights.get(i).copied().unwrap_or(0.0));
        view! {
            <div
                class="area"
                class:infinite=move || height().is_infinite()
                style=("left", move || percent(edge(i) - width()))
                style=("width", move || percent(width()))
                style=("height", move || {
                    let part = height() / top.get();
                    percent(if part.is_infinite() { Areas::ARROW } else { part })
                })
                style=("--step", move || {
                    areas.with(|a| a.arrow(i)).unwrap_or(0.0).to_string()
                })
            >
                <span class="area-value">{move || number::short(height())}</span>
                <span class="area-name">{move || areas.with(|a| a.names.get(i).cloned())}</span>
            </div>
        }
    };
    let handle = move |i: usize| {
        let follow = move |event: &PointerEvent| {
            let (Some(moved), Some(place)) = (moved, place.get_untracked()) else {
                return;
            };
            let box_ = place.get_bounding_client_rect();
            if box_.width() > 0.0 {
                let part = (f64::from(event.client_x()) - box_.left()) / box_.width();
                // As fine as a pixel, and no finer.
                moved.run((i, ((1000.0 * part).round() / 1000.0).clamp(0.0, 1.0)));
            }
        };
        let track: NodeRef<html::Div> = NodeRef::new();
        let down = move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            event.prevent_default();
            if let Some(track) = track.get_untracked() {
                let _ = track.set_pointer_capture(event.pointer_id());
                let _ = track.focus();
            }
            held.set(Some(top.get_untracked()));
        };
        let drag = move |event: PointerEvent| {
            if held.get_untracked().is_some() && event.buttons() & 1 == 1 {
                follow(&event);
            }
        };
        let up = move |_: PointerEvent| {
            held.try_set(None);
        };
        let key = move |event: KeyboardEvent| {
            let Some(moved) = moved else { return };
            let x = untrack(|| edge(i));
            let to = match event.key().as_str() {
                "ArrowRight" | "ArrowUp" => nudged(x, true, event.shift_key(), STEP),
                "ArrowLeft" | "ArrowDown" => nudged(x, false, event.shift_key(), STEP),
                "Home" => 0.0,
                "End" => 1.0,
                _ => return,
            };
            event.prevent_default();
            moved.run((i, to.clamp(0.0, 1.0)));
        };
        let name = move || {
            areas.with(|a| {
                let name = |i: usize| a.names.get(i).cloned().unwrap_or_default();
                format!("edge between {} and {}", name(i), name(i + 1))
            })
        };
        let now = move || number::exact(number::tidy(edge(i)));
        later::attribute(track, "aria-label", name);
        later::attribute(track, "aria-valuenow", now);
        later::attribute(track, "aria-valuetext", move || number::rounded(edge(i)));
        view! {
            <div
                node_ref=track
                class="area-edge"
                role="slider"
                tabindex="0"
                data-handle=format!("edge-{i}")
                aria-valuemin="0"
                aria-valuemax="1"
                style=("left", move || percent(edge(i)))
                on:pointerdown=down
                on:pointermove=drag
                on:pointerup=up
                on:pointercancel=up
                on:lostpointercapture=up
                on:keydown=key
            ></div>
        }
    };
    let lift = move |i: usize| {
        let height = move || areas.with(|a| a.heights.get(i).copied().unwrap_or(0.0));
        let width = move || areas.with(|a| a.widths.get(i).copied().unwrap_or(0.0));
        let track: NodeRef<html::Div> = NodeRef::new();
        let set = move |to: f64| {
            if let Some(raised) = raised {
                raised.run((i, to.clamp(0.0, 1.0)));
            }
        };
        let down = move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            event.prevent_default();
            if let Some(track) = track.get_untracked() {
                let _ = track.set_pointer_capture(event.pointer_id());
                let _ = track.focus();
            }
            held.set(Some(top.get_untracked()));
        };
        let drag = move |event: PointerEvent| {
            let Some(place) = place.get_untracked() else {
                return;
            };
            if held.get_untracked().is_some()
                && event.buttons() & 1 == 1
                && let Some(x) = pointed(&event, &place, (0.0, top.get_untracked()))
            {
                set(x);
            }
        };
        let up = move |_: PointerEvent| {
            held.try_set(None);
        };
        let key = move |event: KeyboardEvent| {
            let x = untrack(height);
            let to = match event.key().as_str() {
                "ArrowRight" | "ArrowUp" => nudged(x, true, event.shift_key(), STEP),
                "ArrowLeft" | "ArrowDown" => nudged(x, false, event.shift_key(), STEP),
                "Home" => 0.0,
                "End" => 1.0,
                _ => return,
            };
            event.prevent_default();
            set(to);
        };
        let name = move || {
            let name = areas.with(|a| a.names.get(i).cloned().unwrap_or_default());
            format!("height of {name}")
        };
        later::attribute(track, "aria-label", name);
        later::attribute(track, "aria-valuenow", move || number::exact(height()));
        later::attribute(track, "aria-valuetext", move || number::rounded(height()));
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
                style=("left", move || percent(edge(i) - width()))
                style=("width", move || format!("max(24px, {})", percent(width())))
                style=("bottom", move || percent(height() / top.get()))
                on:pointerdown=down
                on:pointermove=drag
                on:pointerup=up
                on:pointercancel=up
                on:lostpointercapture=up
                on:keydown=key
            ></div>
        }
    };
    let whole: NodeRef<html::Div> = NodeRef::new();
    later::attribute(whole, "aria-label", move || {
        label.get() + &areas.with(Areas::arrows_in_words)
    });
    view! {
        <div
            class="areas"
            role=if moved.is_some() || raised.is_some() { "group" } else { "img" }
            node_ref=whole
        >
            <div class="areas-field" node_ref=place>
                {move || (0..count.get()).map(area).collect_view()}
                <div
                    class="area-level"
                    style=("bottom", move || percent(areas.with(|a| a.level) / top.get()))
                >
                    <span>{level}</span>
                </div>
                {move || {
                    moved
                        .map(|_| (0..count.get().saturating_sub(1)).map(handle).collect_view())
                }}
                {move || raised.map(|_| (0..count.get()).map(lift).collect_view())}
            </div>
        </div>
    }
}
