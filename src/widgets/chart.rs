//! Line charts: plotters on a canvas, sharp on any screen, in the colours of the theme, with a
//! cross-hair that reads off values for the pointer and for the keyboard.

mod axis;
mod cross_hair;
mod draw;
mod paint;

use super::later;
use crate::contract::plate::{Curve, Plot, Tint};
use cross_hair::CrossHair;
use leptos::html;
use leptos::prelude::*;
use paint::painted;

/// A line chart.
#[component]
pub fn Chart(
    /// What it shows, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// The curves.
    #[prop(into)]
    plot: Signal<Plot>,
    /// Whether the curves are the same at every state of the panel.
    #[prop(optional)]
    fixed: bool,
) -> impl IntoView {
    let frame: NodeRef<html::Div> = NodeRef::new();
    let canvas: NodeRef<html::Canvas> = NodeRef::new();
    let hair = CrossHair::new(plot, painted(frame, canvas, plot));
    let read_off = move || {
        hair.says().unwrap_or_else(|| {
            "Point at the curves, or use the arrow keys, to read values off.".into()
        })
    };
    later::attribute(frame, "aria-label", move || label.get());
    view! {
        <figure class="chart">
            {legend(plot)}
            <div
                class="chart-frame"
                node_ref=frame
                role="img"
                tabindex="0"
                on:pointermove=move |event| hair.point(&event)
                on:pointerleave=move |_| hair.leave()
                on:keydown=move |event| hair.key(&event)
            >
                <canvas node_ref=canvas data-fixed=fixed.then_some("")></canvas>
                {move || hair.drawn()}
            </div>
            <figcaption class="read-off" aria-live="polite">
                {read_off}
            </figcaption>
        </figure>
    }
}

/// The curves' names, made anew only where they are others.
fn legend(plot: Signal<Plot>) -> impl IntoView {
    let curves = Memo::new(move |_| {
        let curve = |(c, dashes): (&Curve, usize)| (c.name.clone(), c.tint, dashes, c.thin);
        let all = |plot: &Plot| {
            let curves = plot.curves.iter().zip(plot.dashes());
            curves.map(curve).collect::<Vec<_>>()
        };
        plot.with(all)
    });
    let items = move || {
        let item = |(name, tint, dashes, thin): (String, Tint, usize, bool)| {
            view! {
                <li class=format!("tint-{} dashes-{dashes}", tint.name()) class:thin=thin>
                    <span class="legend-line" aria-hidden="true"></span>
                    {name}
                </li>
            }
        };
        curves.get().into_iter().map(item).collect_view()
    };
    view! { <ul class="legend" aria-label="Curves">{items}</ul> }
}
