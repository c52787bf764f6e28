//! The network as a diagram: a picture for each unit, a line for each weight.

use super::super::ClassifierState;
use super::super::layout::{Edge, Layout, Unit};
use super::super::picture::CLASS_TINTS;
use super::super::read::{WEIGHT_GRADIENTS, units};
use super::live::Live;
use crate::contract::{Tint, number};
use crate::widgets::pixels::{Pixels, Ramp};
use crate::widgets::surface::{Brush, Surface};
use leptos::html;
use leptos::prelude::*;
use nalgebra::DMatrix;
use std::cell::RefCell;
use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};

/// What stands on the lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbers {
    Nothing,
    Weights,
    Gradients,
}

/// From one number to the next below it, and from a unit to the middle of the numbers beside it.
const LINE: f64 = 12.0;
const BESIDE: f64 = 26.0;

/// Most lines between two columns that have room for numbers; of more, only those into the chosen
/// unit have them.
const ROOM: usize = 16;

#[component]
pub fn Diagram(live: Live) -> impl IntoView {
    let context = live.context;
    let sizes = context.part(ClassifierState::sizes);
    let numbers = RwSignal::new(Numbers::Nothing);
    let edge = RwSignal::new(None::<Edge>);
    // Lines whose numbers there is no room for.
    let without = RwSignal::new(0_usize);
    let frame: NodeRef<html::Div> = NodeRef::new();
    // The height doesn't depend on the width.
    let height = Memo::new(move |_| Layout::new(sizes.get(), 1.0).height());
    let gradients = move |layer: usize| context.reading.with(|r| r.matrix(WEIGHT_GRADIENTS[layer]));
    let pixels = RefCell::new(Pixels::default());
    let draw = move |brush: &Brush| {
        live.tick.track();
        let pictures = live.pictures();
        let layout = Layout::new(sizes.get(), brush.width);
        let parameters = live
            .with(|runs| runs.main().parameters())
            .unwrap_or_default();
        let shown = numbers.get();
        let values: Vec<DMatrix<f64>> = (0..parameters.len() / 2)
            .map(|layer| match shown {
                Numbers::Gradients => gradients(layer),
                _ => parameters[2 * layer].clone(),
            })
            .collect();
        let chosen = live.chosen.get();
        lines(
            brush,
            &layout,
            &values,
            shown == Numbers::Gradients,
            edge.get(),
        );
        let omitted = if shown == Numbers::Nothing {
            0
        } else {
            labels(brush, &layout, &values, shown, chosen)
        };
        if without.get_untracked() != omitted {
            without.set(omitted);
        }
        let mut pixels = pixels.borrow_mut();
        let ramp = ramp(brush, 0.9);
        let (side, pointed) = (layout.unit(), live.pointed.get());
        for (index, unit) in layout.units().enumerate() {
            let (x, y) = layout.middle(unit);
            let place = (x - 0.5 * side, y - 0.5 * side);
            if let Some(picture) = pictures.all.get(index)
                && pixels.write(pictures.side, picture, &ramp).is_some()
            {
                pixels.draw(&brush.context, place, side);
            }
            let (colour, width) = if chosen == unit {
                (&brush.palette.ink, 3.0)
            } else if pointed == Some(unit) {
                (&brush.palette.ink, 1.5)
            } else {
                (&brush.palette.line, 1.0)
            };
            brush.context.set_stroke_style_str(colour);
            brush.context.set_line_width(width);
            brush.context.stroke_rect(place.0, place.1, side, side);
        }
    };
    let moved = move |event: PointerEvent| {
        let Some(frame) = frame.get_untracked() else {
            return;
        };
        let place = frame.get_bounding_client_rect();
        let at = (
            f64::from(event.client_x()) - place.left(),
            f64::from(event.client_y()) - place.top(),
        );
        let near = Layout::new(sizes.get_untracked(), place.width()).near(at);
        let near = near.filter(|_| live.pointed.get_untracked().is_none());
        if edge.get_untracked() != near {
            edge.set(near);
        }
    };
    let clicked = move |_| {
        if let Some(edge) = edge.get_untracked() {
            live.chosen.set((edge.column, edge.to));
        }
    };
    let go = move |event: KeyboardEvent| {
        let Some((column, unit)) = live.pointed.get_untracked() else {
            return;
        };
        let counts = sizes.get_untracked();
        let to = match event.key().as_str() {
            "ArrowLeft" => (column.saturating_sub(1), unit),
            "ArrowRight" => ((column + 1).min(counts.len() - 1), unit),
            "ArrowUp" => (column, unit.saturating_sub(1)),
            "ArrowDown" => (column, unit + 1),
            _ => return,
        };
        event.prevent_default();
        let to = (to.0, to.1.min(counts[to.0] - 1));
        if let Some(frame) = frame.get_untracked() {
            focus(&frame, to);
        }
    };
    let buttons = move || {
        let counts = sizes.get();
        let layout = Layout::new(counts.clone(), 1.0);
        let columns = counts.len();
        let all: Vec<Unit> = layout.units().collect();
        all.into_iter()
            .map(|unit| {
                let (_, top) = layout.middle(unit);
                button(live, unit, columns, counts[unit.0], top)
            })
            .collect_view()
    };
    let said = move || {
        let Edge { column, to, from } = edge.get()?;
        live.tick.track();
        let (counts, hidden) = (sizes.get(), sizes.with(|s| s.len() - 2));
        let name = |column: usize, unit: usize| {
            let all = units(column, hidden, *counts.get(column)?);
            all.get(unit).cloned()
        };
        let weight = live
            .with(|runs| {
                let all = runs.main().parameters();
                all.get(2 * (column - 1))
                    .and_then(|w| w.get((to, from)).copied())
            })
            .flatten()?;
        let gradient = gradients(column - 1).get((to, from)).copied()?;
        Some(format!(
            "{} → {}: weight {}, gradient {}",
            name(column - 1, from)?,
            name(column, to)?,
            number::rounded(weight),
            number::rounded(gradient)
        ))
    };
    // The numbers into the chosen unit, in words: for what has no room, and for a screen reader.
    let into_chosen = move || {
        let shown = numbers.get();
        let (column, to) = live.chosen.get();
        if shown == Numbers::Nothing || column == 0 {
            return None;
        }
        live.tick.track();
        let (counts, hidden) = (sizes.get(), sizes.with(|s| s.len() - 2));
        let (from, own) = (
            units(column - 1, hidden, *counts.get(column - 1)?),
            units(column, hidden, *counts.get(column)?),
        );
        let layer = column - 1;
        let values = match shown {
            Numbers::Gradients => gradients(layer),
            _ => live
                .with(|runs| runs.main().parameters().get(2 * layer).cloned())
                .flatten()?,
        };
        let of = |(at, name): (usize, &String)| {
            let x = values.get((to, at)).copied().unwrap_or(0.0);
            format!("{name} {}", number::significant(x, 2))
        };
        let list: Vec<String> = from.iter().enumerate().map(of).collect();
        let what = if shown == Numbers::Gradients {
            "Gradients"
        } else {
            "Weights"
        };
        let room = match without.get() {
            0 => String::new(),
            1 => " One line has no room for its number: choose the unit that it goes to.".into(),
            n => format!(
                " {n} lines have no room for their numbers: choose the unit that they go to."
            ),
        };
        Some(format!(
            "{what} into {}: {}.{room}",
            own.get(to)?,
            list.join(", ")
        ))
    };
    let choose = move |of: Numbers, words: &'static str| {
        view! {
            <button
                type="button"
                class="button small"
                data-edges=words
                aria-pressed=move || (numbers.get() == of).to_string()
                on:click=move |_| numbers.set(of)
            >
                {words}
            </button>
        }
    };
    let label = move || {
        let layers: Vec<String> = sizes.with(|s| s.iter().map(usize::to_string).collect());
        format!(
            "The network, {} units from the inputs to the output",
            layers.join(", ")
        )
    };
    view! {
        <div class="row edge-numbers" role="group" aria-label="Numbers on the lines">
            <span>"on the lines"</span>
            {choose(Numbers::Nothing, "nothing")}
            {choose(Numbers::Weights, "weights")}
            {choose(Numbers::Gradients, "gradients, coming back")}
        </div>
        <div
            class="diagram-frame"
            style=("height", move || format!("{}px", height.get()))
            role="group"
            aria-label=label
            node_ref=frame
            on:pointermove=moved
            on:pointerleave=move |_| edge.set(None)
            on:click=clicked
            on:keydown=go
        >
            <Surface class="diagram" draw=draw>
                {buttons}
            </Surface>
        </div>
        <p class="read-off">
            {move || said().unwrap_or_else(|| "Point at a line for its weight and gradient.".into())}
        </p>
        {move || into_chosen().map(|text| view! { <p class="read-off" data-run="edge-numbers">{text}</p> })}
    }
}

/// The button over a unit's picture.
fn button(live: Live, unit: Unit, columns: usize, count: usize, top: f64) -> impl IntoView {
    let (column, place) = unit;
    let names = units(column, columns - 2, count);
    let name = names.get(place).cloned().unwrap_or_default();
    let kind = if column == 0 {
        "input"
    } else if column + 1 == columns {
        "output"
    } else {
        "hidden unit"
    };
    let style = format!(
        "left:{:.3}%;top:{top:.1}px;width:min(38px,{:.3}%)",
        100.0 * (column as f64 + 0.5) / columns as f64,
        66.0 / columns as f64
    );
    // The chosen unit is the stop of the Tab key.
    let stop = move || if live.chosen.get() == unit { "0" } else { "-1" };
    let leave = move || {
        if live.pointed.try_get_untracked() == Some(Some(unit)) {
            live.pointed.set(None);
        }
    };
    view! {
        <button
            type="button"
            class="unit"
            style=style
            tabindex=stop
            data-unit=format!("{column}.{place}")
            aria-label=format!("{kind} {name}")
            aria-pressed=move || (column > 0).then(|| (live.chosen.get() == unit).to_string())
            title=name
            on:pointerenter=move |_| live.pointed.set(Some(unit))
            on:pointerleave=move |_| leave()
            on:focus=move |_| live.pointed.set(Some(unit))
            on:blur=move |_| leave()
            on:click=move |_| {
                if column > 0 {
                    live.chosen.set(unit);
                }
            }
        ></button>
    }
}

fn focus(frame: &web_sys::Element, (column, unit): Unit) {
    use wasm_bindgen::JsCast;
    let found = frame.query_selector(&format!("[data-unit=\"{column}.{unit}\"]"));
    if let Some(found) = found.ok().flatten()
        && let Ok(button) = found.dyn_into::<HtmlElement>()
    {
        let _ = button.focus();
    }
}

/// From the first class's colour over the paper to the second's.
pub fn ramp(brush: &Brush, strength: f64) -> Ramp {
    let palette = &brush.palette;
    Ramp::new(
        palette.tint(CLASS_TINTS[0]),
        &palette.raised,
        palette.tint(CLASS_TINTS[1]),
        strength,
    )
}

/// A line for each number, as wide as it is large.
fn lines(
    brush: &Brush,
    layout: &Layout,
    values: &[DMatrix<f64>],
    gradients: bool,
    near: Option<Edge>,
) {
    let tint = if gradients {
        Tint::Gradient
    } else {
        Tint::Weight
    };
    // Weights of 1 have half the width; gradients are held against the largest.
    let most = values.iter().map(DMatrix::amax).fold(0.0, f64::max);
    for edge in layout.edges() {
        let x = value(values, edge);
        let part = if gradients {
            if most > 0.0 { x.abs() / most } else { 0.0 }
        } else {
            x.abs() / (1.0 + x.abs())
        };
        let colour = if x < 0.0 {
            &brush.palette.negative
        } else {
            brush.palette.tint(tint)
        };
        let ((ax, ay), (bx, by)) = layout.ends(edge);
        let context = &brush.context;
        context.set_stroke_style_str(colour);
        context.set_global_alpha(if near == Some(edge) {
            1.0
        } else {
            0.25 + 0.7 * part
        });
        context.set_line_width(0.75 + 5.0 * part + if near == Some(edge) { 1.5 } else { 0.0 });
        context.begin_path();
        context.move_to(ax, ay);
        let bend = 0.4 * (bx - ax);
        context.bezier_curve_to(ax + bend, ay, bx - bend, by, bx, by);
        context.stroke();
    }
    brush.context.set_global_alpha(1.0);
}

fn value(values: &[DMatrix<f64>], edge: Edge) -> f64 {
    let layer = values.get(edge.column - 1);
    layer
        .and_then(|m| m.get((edge.to, edge.from)).copied())
        .unwrap_or(0.0)
}

/// The numbers on the lines; how many lines had no room for theirs.
fn labels(
    brush: &Brush,
    layout: &Layout,
    values: &[DMatrix<f64>],
    shown: Numbers,
    chosen: Unit,
) -> usize {
    let mut omitted = 0;
    let context = &brush.context;
    context.set_font("11px system-ui, sans-serif");
    context.set_text_align("center");
    context.set_text_baseline("middle");
    for edge in layout.edges() {
        let matrix = values.get(edge.column - 1);
        let crowded = matrix.is_none_or(|m| m.len() > ROOM);
        if crowded && (edge.column, edge.to) != chosen {
            omitted += 1;
            continue;
        }
        let ((ax, ay), (bx, by)) = layout.ends(edge);
        // Two digits and a minus have some 30 pixels.
        if bx - ax < 44.0 {
            omitted += 1;
            continue;
        }
        // On the side with more units, where the lines are far apart: one below the other, in the
        // order of the units at the other ends.
        let (to, from) = matrix.map_or((1, 1), DMatrix::shape);
        let below = |at: usize, count: usize| LINE * (at as f64 - 0.5 * (count as f64 - 1.0));
        let (x, y) = if crowded {
            on_curve((ax, ay), (bx, by), 0.25)
        } else if to >= from {
            (bx - BESIDE, by + below(edge.from, from))
        } else {
            (ax + BESIDE, ay + below(edge.to, to))
        };
        let x_here = value(values, edge);
        // A power of ten takes room: one digit is left for what is that small.
        let digits = if x_here.abs() < 1e-3 { 1 } else { 2 };
        let text = number::significant(x_here, digits);
        let width = context
            .measure_text(&text)
            .map_or(30.0, |measure| measure.width());
        context.set_fill_style_str(&brush.palette.raised);
        context.set_global_alpha(0.85);
        context.fill_rect(x - 0.5 * width - 2.0, y - 7.0, width + 4.0, 14.0);
        context.set_global_alpha(1.0);
        context.set_fill_style_str(brush.palette.tint(match shown {
            Numbers::Gradients => Tint::Gradient,
            _ => Tint::Weight,
        }));
        let _ = context.fill_text(&text, x, y);
    }
    omitted
}

/// A place on the bent line between two ends.
fn on_curve((ax, ay): (f64, f64), (bx, by): (f64, f64), part: f64) -> (f64, f64) {
    let bend = 0.4 * (bx - ax);
    let xs = [ax, ax + bend, bx - bend, bx];
    let ys = [ay, ay, by, by];
    let rest = 1.0 - part;
    let weights = [
        rest * rest * rest,
        3.0 * rest * rest * part,
        3.0 * rest * part * part,
        part * part * part,
    ];
    let at = |values: [f64; 4]| values.iter().zip(weights).map(|(v, w)| v * w).sum();
    (at(xs), at(ys))
}
