//! The weights as lines from each word to the words that it attends to.

use super::super::AttentionPanel;
use crate::frame::Context;
use crate::widgets::heat_map::Cell;
use leptos::prelude::*;

const ROW: f64 = 34.0;
const WIDTH: f64 = 360.0;
const SIDE: f64 = 110.0;

/// Two columns of words with lines between them, as wide as the weights are large.
#[component]
pub fn Arcs(context: Context<AttentionPanel>, chosen: RwSignal<Option<Cell>>) -> impl IntoView {
    let tokens = context.part(|s| s.tokens.clone());
    let weights = context.pick(|r| r.matrix("weights"));
    let count = Memo::new(move |_| tokens.with(Vec::len));
    let height = move || ROW * count.get() as f64 + 8.0;
    let y = |i: usize| ROW * (i as f64 + 0.5) + 4.0;
    let words = move |right: bool| {
        (0..count.get())
            .map(|i| {
                let x = if right {
                    WIDTH - SIDE + 10.0
                } else {
                    SIDE - 10.0
                };
                let word = move || {
                    tokens.with(|t| {
                        let word = t.get(i).map_or("", String::as_str);
                        let short: String = word.chars().take(11).collect();
                        if short.len() < word.len() {
                            short + "…"
                        } else {
                            short
                        }
                    })
                };
                let lit = move || {
                    chosen
                        .get()
                        .is_some_and(|(r, c)| if right { c == i } else { r == i })
                };
                view! {
                    <text
                        x=x
                        y=y(i) + 5.0
                        class="arc-word"
                        class:lit=lit
                        text-anchor=if right { "start" } else { "end" }
                    >
                        {word}
                    </text>
                }
            })
            .collect_view()
    };
    let lines = move || {
        let n = count.get();
        (0..n)
            .flat_map(|i| (0..n).map(move |j| (i, j)))
            .map(|(i, j)| {
                let weight = move || {
                    weights
                        .with(|w| w.get((i, j)).copied().unwrap_or(0.0))
                        .clamp(0.0, 1.0)
                };
                let bent = format!(
                    "M{SIDE} {a} C{m} {a} {m} {b} {r} {b}",
                    a = y(i),
                    b = y(j),
                    m = WIDTH / 2.0,
                    r = WIDTH - SIDE
                );
                view! {
                    <path
                        d=bent
                        class="arc"
                        class:lit=move || chosen.get().is_some_and(|(r, _)| r == i)
                        class:faded=move || chosen.get().is_some_and(|(r, _)| r != i)
                        style=("stroke-width", move || format!("{:.2}", 0.75 + 11.0 * weight()))
                        style=("stroke-opacity", move || format!("{:.3}", 0.06 + 0.84 * weight()))
                    />
                }
            })
            .collect_view()
    };
    let sentence = context.pick(|r| r.sentence.clone());
    view! {
        <figure class="arcs">
            <figcaption>"Who looks at whom"</figcaption>
            <svg
                viewBox=move || format!("0 0 {WIDTH} {}", height())
                role="img"
                aria-label=move || sentence.get()
            >
                {lines}
                {move || words(false)}
                {move || words(true)}
            </svg>
        </figure>
    }
}
