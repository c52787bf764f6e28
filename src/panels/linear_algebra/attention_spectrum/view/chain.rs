//! The chain as a drawing: words around a ring, arrows as strong as the weights, and a crowd that
//! hops along them.

use super::super::Walk;
use crate::contract::names::cut;
use crate::contract::number;
use crate::frame::prelude::*;
use crate::widgets::resize::keep_type;
use leptos::svg;
use nalgebra::DMatrix;
use std::f64::consts::TAU;

/// The width of the drawing in its own units.
const WIDE: f64 = 520.0;
/// The usual width of a letter in these units.
const LETTER: f64 = 12.0;
/// Walkers that are drawn, of those that walk.
const DRAWN: usize = 90;
/// The middle of the ring, and its half axes.
const MIDDLE: (f64, f64) = (260.0, 160.0);
const AXES: (f64, f64) = (130.0, 104.0);
/// Weights below this have no arrow.
const FAINTEST: f64 = 0.01;

/// The word's place on the ring.
fn place(i: usize, n: usize) -> (f64, f64) {
    let turn = TAU * (i as f64 / n.max(1) as f64 - 0.25);
    (
        MIDDLE.0 + AXES.0 * turn.cos(),
        MIDDLE.1 + AXES.1 * turn.sin(),
    )
}

/// An arrow from one word to another, bent so that the way back is seen beside it; a loop for a word
/// that looks at itself.
fn path(from: usize, to: usize, n: usize) -> String {
    let (a, b) = (place(from, n), place(to, n));
    let out = |p: (f64, f64), by: f64| {
        let (x, y) = (p.0 - MIDDLE.0, p.1 - MIDDLE.1);
        let length = x.hypot(y).max(1.0);
        (p.0 + by * x / length, p.1 + by * y / length)
    };
    if from == to {
        let (near, far) = (out(a, 12.0), out(a, 40.0));
        let side = (0.5 * (far.1 - near.1), -0.5 * (far.0 - near.0));
        return format!(
            "M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
            near.0,
            near.1,
            far.0 + side.0,
            far.1 + side.1,
            far.0 - side.0,
            far.1 - side.1,
            near.0,
            near.1
        );
    }
    let (x, y) = (b.0 - a.0, b.1 - a.1);
    let bend = (0.5 * (a.0 + b.0) - 0.14 * y, 0.5 * (a.1 + b.1) + 0.14 * x);
    format!(
        "M{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}",
        a.0, a.1, bend.0, bend.1, b.0, b.1
    )
}

/// Where each drawn walker stands: beside the others on its word, as seeds in a sunflower.
fn spots(places: &[usize], n: usize) -> Vec<(f64, f64)> {
    let mut crowd = vec![0_u32; n];
    let spot = |&at: &usize| {
        let (x, y) = place(at, n);
        let Some(count) = crowd.get_mut(at) else {
            return (x, y);
        };
        let (far, turn) = (
            2.7 * (f64::from(*count) + 0.4).sqrt(),
            2.4 * f64::from(*count),
        );
        *count += 1;
        (x + far * turn.cos(), y + far * turn.sin())
    };
    places.iter().take(DRAWN).map(spot).collect()
}

/// The ring of words and the crowd on it.
#[component]
pub fn Chain(
    names: Memo<Vec<String>>,
    weights: Memo<DMatrix<f64>>,
    walk: RwSignal<Walk>,
) -> impl IntoView {
    let count = Memo::new(move |_| names.with(Vec::len));
    let weight = move |i: usize, j: usize| {
        weights.with(|w| w.get((i, j)).copied().unwrap_or(0.0).clamp(0.0, 1.0))
    };
    let arrows = move || {
        let n = count.get();
        let pairs = (0..n).flat_map(|i| (0..n).map(move |j| (i, j)));
        let arrow = |(i, j): (usize, usize)| {
            view! {
                <path
                    class="hop"
                    d=path(i, j, n)
                    stroke-width=move || format!("{:.2}", 0.5 + 6.0 * weight(i, j))
                    stroke-opacity=move || {
                        let w = weight(i, j);
                        format!("{:.2}", if w < FAINTEST { 0.0 } else { 0.12 + 0.6 * w })
                    }
                />
            }
        };
        pairs.map(arrow).collect_view()
    };
    let words = move || {
        let n = count.get();
        let word = |i: usize| {
            let (x, y) = place(i, n);
            let (right, down) = (x - MIDDLE.0, y - MIDDLE.1);
            let anchor = match right {
                r if r > 20.0 => "start",
                r if r < -20.0 => "end",
                _ => "middle",
            };
            // Beside the loop, not on it.
            let (left, top) = (
                x + 0.33 * right + 9.0 * right.signum() * f64::from(right.abs() > 20.0),
                y + 0.44 * down + 5.0,
            );
            // What is left beside it, or on both sides of it, for letters of the page's size.
            let free = match anchor {
                "start" => WIDE - left,
                "end" => left,
                _ => 2.0 * left.min(WIDE - left),
            };
            let name = move || names.with(|names| names.get(i).cloned().unwrap_or_default());
            let short = move || cut(&name(), free / LETTER);
            let whole = move || Some(name()).filter(|name| *name != short());
            view! {
                <circle class="stop" cx=format!("{x:.1}") cy=format!("{y:.1}") r="7" />
                <text x=format!("{left:.1}") y=format!("{top:.1}") text-anchor=anchor>
                    {short}
                    <title>{whole}</title>
                </text>
            }
        };
        (0..n).map(word).collect_view()
    };
    let places = Memo::new(move |_| walk.with(|w| spots(w.places(), count.get())));
    let walker = |i: usize| {
        let to = move || {
            let (x, y) = places.with(|p| p.get(i).copied().unwrap_or(MIDDLE));
            format!("translate({x:.1}px, {y:.1}px)")
        };
        view! { <circle class="walker" r="2.4" style:transform=to /> }
    };
    let place: NodeRef<svg::Svg> = NodeRef::new();
    place.on_load(|place| keep_type(&place, WIDE));
    let label = move || {
        let shares = walk.with(|w| w.shares(count.get()));
        let each: Vec<String> = names.with(|names| {
            let both = names.iter().zip(&shares);
            both.map(|(name, share)| format!("{name} {}", number::percent(*share)))
                .collect()
        });
        let steps = walk.with(|w| w.steps);
        format!(
            "Walkers after {}: {}",
            number::count(steps, "step"),
            each.join(", ")
        )
    };
    view! {
        <svg class="chain" viewBox="0 0 520 320" role="img" aria-label=label node_ref=place>
            <g>{arrows}</g>
            <g>{words}</g>
            <g>{(0..DRAWN).map(walker).collect_view()}</g>
        </svg>
    }
}
