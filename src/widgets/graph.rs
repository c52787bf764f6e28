//! A picture over two axes: curves, arrows and points, some of which are dragged.
//!
//! A handle is dragged with the mouse or a finger; with the keyboard it is a slider for the arrow
//! keys. Everything is drawn in CSS pixels; the elements are made once for what is shown, and then
//! only what changed is written into them.

mod axes;
mod draw;
mod frame;

use super::handles::{Handles, Moved};
use super::later;
use super::resize::on_resize;
use crate::contract::graph::{Graph, step_of};
use draw::Drawn;
use frame::Frame;
use leptos::html;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

/// How many steps of an arrow key go from one end of an axis to the other, at most.
const STEPS: f64 = 100.0;

/// Where the axes of a picture with one scale stand in a place of that size: left, top, width, height.
/// For whoever draws beneath it.
#[must_use]
pub fn inner(size: (f64, f64), x: (f64, f64), y: (f64, f64)) -> [f64; 4] {
    Frame::new(size, (x, y), true, (false, false)).inner()
}

/// A picture over two axes.
#[component]
pub fn GraphView(
    /// What it shows, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// The picture.
    #[prop(into)]
    graph: Signal<Graph>,
    /// Called with the name of a handle and where it was put; absent where there is none.
    #[prop(optional, into)]
    moved: Option<Moved>,
) -> impl IntoView {
    let place: NodeRef<html::Div> = NodeRef::new();
    let drawn = StoredValue::new_local(None::<Drawn>);
    let size = RwSignal::new((0.0, 0.0));
    let handles = Handles::<((f64, f64), (f64, f64))>::new(moved);
    let frame = Memo::new(move |_| {
        let (width, height) = size.get();
        graph.with(|g| {
            let spans = handles.held().unwrap_or((g.x, g.y));
            Frame::new((width, height), spans, g.equal, g.powers)
        })
    });
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        let element = place.clone();
        on_resize(&place, move || {
            let area = element.get_bounding_client_rect();
            let now = (area.width(), area.height());
            if size.try_get_untracked().is_some_and(|before| before != now) {
                size.set(now);
            }
        });
    });
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        // Before the frame, which is made of it: the reactive library asks what an effect has read in
        // that order, and a frame that stays the same has then already taken the news.
        graph.track();
        let frame = frame.get();
        if frame.is_large() {
            drawn.update_value(|drawn| {
                if drawn.is_none() {
                    *drawn = Drawn::new(&place);
                }
                if let Some(drawn) = drawn {
                    graph.with(|graph| drawn.show(&place, graph, frame));
                }
            });
        }
    });
    // What only a screen reader says waits for the picture.
    later::effects(|| {
        Effect::new(move |_| {
            graph.track();
            let frame = frame.get();
            drawn.update_value(|drawn| {
                if let Some(drawn) = drawn {
                    graph.with(|graph| drawn.describe(graph, frame));
                }
            });
        });
    });
    later::attribute(place, "aria-label", move || label.get());
    let down = move |event: PointerEvent| {
        handles.down(&event, || graph.with_untracked(|g| (g.x, g.y)));
    };
    let drag = move |event: PointerEvent| {
        handles.drag(&event, place.get_untracked(), |pixel, _| {
            Some(frame.get_untracked().value_at(pixel))
        });
    };
    let up = move |_: PointerEvent| handles.up();
    let key = move |event: KeyboardEvent| {
        handles.key(&event, |name| {
            graph.with_untracked(|g| {
                let step = |(low, high): (f64, f64)| step_of(high - low, STEPS);
                let at = g.handles().find(|(h, _)| h.name == name)?.1;
                Some((at, (step(g.x), step(g.y))))
            })
        });
    };
    let class = if graph.with_untracked(|g| g.equal) {
        "graph square"
    } else {
        "graph"
    };
    view! {
        <div
            class=class
            role=if moved.is_some() { "group" } else { "img" }
            node_ref=place
            on:pointerdown=down
            on:pointermove=drag
            on:pointerup=up
            on:pointercancel=up
            on:lostpointercapture=up
            on:keydown=key
        ></div>
    }
}
