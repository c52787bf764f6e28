//! The plane: a grid that a matrix deforms, arrows whose tips are dragged, curves and points.
//!
//! A tip is dragged with the mouse or a finger; with the keyboard it is a slider in two directions
//! for the arrow keys. The elements are made once for what is shown; then only what changed is
//! written into them.

mod draw;

use super::handles::{Handles, Moved};
use super::later;
use super::resize::keep_type;
use crate::contract::plane::Plane;
use draw::{Drawn, SIDE};
use leptos::prelude::*;
use leptos::svg;
use web_sys::{KeyboardEvent, PointerEvent};

/// A picture of the plane.
#[component]
pub fn PlaneView(
    /// What it shows, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// The picture.
    #[prop(into)]
    plane: Signal<Plane>,
    /// Called when a tip was moved; absent where none can be.
    #[prop(optional, into)]
    moved: Option<Moved>,
    /// What an arrow key adds.
    #[prop(default = 0.1)]
    step: f64,
) -> impl IntoView {
    let place: NodeRef<svg::Svg> = NodeRef::new();
    let drawn = StoredValue::new_local(None::<Drawn>);
    let handles = Handles::<f64>::new(moved);
    let extent = Memo::new(move |_| handles.held().unwrap_or_else(|| plane.with(|p| p.extent)));
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        let extent = extent.get();
        drawn.update_value(|drawn| {
            if drawn.is_none() {
                *drawn = Drawn::new(&place);
            }
            if let Some(drawn) = drawn {
                plane.with(|plane| drawn.show(plane, extent));
            }
        });
    });
    // What only a screen reader says waits for the picture.
    later::effects(|| {
        Effect::new(move |_| {
            let extent = extent.get();
            plane.with(|plane| {
                drawn.update_value(|drawn| {
                    if let Some(drawn) = drawn {
                        drawn.describe(plane, extent);
                    }
                });
            });
        });
    });
    place.on_load(|place| keep_type(&place, SIDE));
    let down = move |event: PointerEvent| handles.down(&event, || extent.get_untracked());
    let drag = move |event: PointerEvent| {
        handles.drag(&event, place.get_untracked(), |(x, y), (wide, tall)| {
            let extent = extent.get_untracked();
            // As fine as a pixel, and no finer.
            let digits = 10_f64.powi(2 - extent.log10().floor() as i32);
            let tidy = |part: f64| (part.clamp(-1.0, 1.0) * extent * digits).round() / digits + 0.0;
            let at = (tidy(2.0 * x / wide - 1.0), tidy(1.0 - 2.0 * y / tall));
            (wide > 0.0 && tall > 0.0).then_some(at)
        });
    };
    let up = move |_: PointerEvent| handles.up();
    let key = move |event: KeyboardEvent| {
        handles.key(&event, |name| {
            plane.with_untracked(|p| {
                let arrow = p.arrows.iter().find(|a| a.handle == Some(name))?;
                Some((arrow.tip, (step, step)))
            })
        });
    };
    later::attribute(place, "aria-label", move || label.get());
    view! {
        <svg
            class="plane"
            role=if moved.is_some() { "group" } else { "img" }
            viewBox=format!("0 0 {SIDE} {SIDE}")
            node_ref=place
            on:pointerdown=down
            on:pointermove=drag
            on:pointerup=up
            on:pointercancel=up
            on:lostpointercapture=up
            on:keydown=key
        ></svg>
    }
}
